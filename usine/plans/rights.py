"""What mandates allow about plans."""

from usine.people.roles import AGENTS, Role
from usine.values.rights import Right

# Budgets, notes, history, restricted actions.
READ = Right("plans.read", AGENTS)
# Be told of the committees of a plan, and of those that it is part of.
HEAR = Right("plans.hear", AGENTS, of_parts=True)
# Create, change, import, withdraw.
EDIT = Right(
    "plans.edit",
    frozenset({Role.PROJECT_MANAGER, Role.DEPUTY, Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}),
)
# Say that nothing of an action has changed: the binôme knows it of theirs.
CONFIRM = Right("plans.confirm", EDIT.roles | {Role.ELECTED_OFFICIAL, Role.INDUSTRIALIST})
# Lift what blocks an action, act on a decision: a reader only reads.
ACT = Right("plans.act", READ.roles - {Role.READER})
# Ask those who keep plans where an action stands, or to bring their plan up to date.
CHASE = Right("plans.chase", frozenset({Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}))
