"""What calls keep: the schemes, their calls, and the versions of these."""

from .calls import Call, CallVersion, Scheme

__all__ = ["Call", "CallVersion", "Scheme"]
