"""A region whose territories a campaign asks."""

from datetime import date

from usine.people.roles import Role
from usine.plans.models import Campaign
from usine.plans.queries import Plan
from usine.subjects import operations as subjects

from ..campaigning import again, sent
from ..conftest import made_today
from ..factories import make_region, make_territory, make_user


@made_today
def region(territory):
    return territory.lead_region


@made_today
def others(region):
    """A territory with nobody, one with a deputy alone, and one of another region."""
    made = [
        make_territory("Vimeu", region=region),
        make_territory("Oise", region=region),
        make_territory("Lacq", region=make_region("75", "Nouvelle-Aquitaine")),
    ]
    subjects.rebuild()
    return made


@made_today
def deputy(others):
    return make_user(Role.DEPUTY, territory=others[1], ends_on=date(2025, 12, 31))


@made_today
def coordinator(region):
    return make_user(Role.REGIONAL_COORDINATOR, region=region)


@made_today
def campaign(territory, manager, others, deputy, coordinator, region) -> Campaign:
    return sent(Plan(region=region), by=again(coordinator))
