"""What mandates allow about calls."""

from usine.people.roles import AGENTS, Role
from usine.values.rights import Right

# Read calls that are not open: over the nation while they are prepared, anywhere once they closed.
READ = Right("calls.read", AGENTS)
# Make calls: bring them in, write their versions, try, open and close them.
MAKE = Right("calls.make", frozenset({Role.NATIONAL_TEAM}))
# Make candidacies: for an action or a territory of theirs, or as they came by mail to the nation.
APPLY = Right("calls.apply", frozenset({Role.PROJECT_MANAGER, Role.DEPUTY, Role.NATIONAL_TEAM}))
# Instruct what was sent: on the régions of a mandate, in every call or in the one that it names.
INSTRUCT = Right("calls.instruct", frozenset({Role.INSTRUCTOR, Role.NATIONAL_TEAM}))
# Approve what instructors propose, and release it: likewise, never one's own proposal.
APPROVE = Right("calls.approve", frozenset({Role.APPROVER}))
# Give an agreement or an opinion on a candidacy, when one is asked.
OPINE = Right("calls.opine", AGENTS)
