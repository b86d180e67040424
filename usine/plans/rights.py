"""What mandates allow about plans."""

from usine.people.rights import Right
from usine.people.roles import AGENTS, Role

# Budgets, notes, history, restricted actions.
READ = Right("plans.read", AGENTS)
# Create, change, import, withdraw.
EDIT = Right(
    "plans.edit",
    frozenset({Role.PROJECT_MANAGER, Role.DEPUTY, Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}),
)
