"""How each operation of plans is called, and who may."""

from . import actions, campaigns, committees, details, lists
from .unasked import UNASKED

__all__ = ["CALLS", "UNASKED"]
CALLS = [
    *actions.CALLS,
    *details.CALLS,
    *lists.CALLS,
    *committees.CALLS,
    *campaigns.CALLS,
]
