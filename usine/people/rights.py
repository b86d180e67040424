"""What a mandate may allow on its place.

Each room declares its own rights, in its `rights.py`; here, that of people.
"""

from dataclasses import dataclass

from .roles import Role


@dataclass(frozen=True)
class Right:
    """`code` is "room.verb"; `roles` are those whose mandates give the right."""

    code: str
    roles: frozenset[Role]


# Accounts, and the mandates on the territories of the place; those on a region or on the nation are
# given and ended by who holds this right over the nation.
MANAGE = Right("people.manage", frozenset({Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}))
