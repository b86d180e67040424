"""What mandates allow about accounts and mandates."""

from usine.values.rights import Right

from .roles import Role

# Accounts, and the mandates on the territories of the place; those on a region or on the nation are
# given and ended by who holds this right over the nation.
MANAGE = Right("people.manage", frozenset({Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}))
