"""What a mandate allows on its place: each room declares its own rights, in its `rights.py`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """`code` is "room.verb"; `roles` are the codes of the roles whose mandates give the right."""

    code: str
    roles: frozenset[str]
