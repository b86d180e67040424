"""What mandates allow about accounts and mandates."""

from usine.values.rights import Right

from .roles import Role

# Manage accounts, and the mandates on the territories of the place. Only who holds this right over
# the nation gives and ends mandates on a region or on the nation.
MANAGE = Right("people.manage", frozenset({Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}))
# Name the deputies of the project manager of a territory, for a period: they edit its plan, as
# whoever names them does.
DEPUTISE = Right(
    "people.deputise",
    frozenset({Role.PROJECT_MANAGER, Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}),
)
# Hand to somebody what a person holds open on a territory; each room asks its own right besides.
HAND_OVER = Right("people.hand_over", DEPUTISE.roles)
