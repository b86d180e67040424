"""What mandates allow about documents."""

from usine.people.roles import AGENTS, Role
from usine.values.rights import Right

READ = Right("files.read", AGENTS)
WRITE = Right(
    "files.write",
    frozenset({Role.PROJECT_MANAGER, Role.DEPUTY, Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}),
)
