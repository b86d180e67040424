"""What mandates allow about notes."""

from usine.people.roles import AGENTS, Role
from usine.values.rights import Right

READ = Right("exchanges.read", AGENTS)
# Those who keep plans, and the binôme, who comments on theirs.
WRITE = Right(
    "exchanges.write",
    frozenset(
        {
            Role.PROJECT_MANAGER,
            Role.DEPUTY,
            Role.REGIONAL_COORDINATOR,
            Role.NATIONAL_TEAM,
            Role.ELECTED_OFFICIAL,
            Role.INDUSTRIALIST,
        }
    ),
)
