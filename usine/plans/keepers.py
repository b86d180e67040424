"""Of whom one asks where a plan stands."""

from usine.asks.addressing import Addressee, a_role, people_of
from usine.people.roles import Role
from usine.territories.models import Territory


def keepers(territory: Territory) -> list[Addressee]:
    """The project manager; then the coordinator of its region, where the post is vacant."""
    manager = a_role(Role.PROJECT_MANAGER, territory)
    if people_of(manager).exists():
        return [manager]
    return [manager, a_role(Role.REGIONAL_COORDINATOR, territory.lead_region)]
