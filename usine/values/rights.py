"""What a mandate allows on its place: each room declares its own rights, in its `rights.py`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """`code` is "room.verb"; `roles` are the codes of the roles whose mandates give the right.

    `of_parts`: whoever holds it on a territory holds it on what its region opens to them, and
    whoever holds it on a region on what the nation does."""

    code: str
    roles: frozenset[str]
    of_parts: bool = False
