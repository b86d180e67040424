"""A programme in small: two regions, three territories, one plan."""

from dataclasses import dataclass
from datetime import date

from tests.standing import made_once
from usine.geography.models import Commune, Departement, Grouping, Postcode, Region
from usine.geography.naming import search_key
from usine.people.models import Organisation, User
from usine.people.operations import grant_mandate
from usine.people.roles import Role
from usine.plans.reviews import Draft, create_many
from usine.plans.states import Status
from usine.plans.tests.factories import AXES, LABELLED_ON, make_region, make_territory, make_user
from usine.territories.models import Member, Territory

SECRET = "Rachat discret de la forge"


@dataclass
class PortalWorld:
    hauts: Region
    grand_est: Region
    audomarois: Territory
    vosges: Territory
    empty: Territory
    manager: User


@made_once
def programme() -> PortalWorld:
    hauts = make_region("32", "Hauts-de-France")
    grand_est = make_region("44", "Grand Est")
    audomarois = make_territory(
        "Audomarois",
        hauts,
        slug="audomarois",
        longitude=2.2,
        latitude=50.7,
    )
    vosges = make_territory("Vosges", grand_est, slug="vosges", longitude=6.4, latitude=48.2)
    empty = make_territory(
        "Épinal <Nord>",
        grand_est,
        slug="epinal",
        longitude=6.5,
        latitude=48.3,
    )
    manager = make_user(Role.PROJECT_MANAGER, territory=audomarois)
    grant_mandate(
        make_user(),
        Role.ELECTED_OFFICIAL,
        place=audomarois,
        organisation=Organisation.objects.create(name="CA du Pays de Saint-Omer"),
        starts_on=LABELLED_ON,
        by=None,
    )
    make_user(Role.REGIONAL_COORDINATOR, region=hauts)
    add_actions(audomarois, done=2, in_progress=1, under_review=0, to_start=1)
    add_actions(vosges, unknown=1)
    create_many(
        audomarois,
        drafts=[
            Draft(
                {
                    "axis": "foncier",
                    "title": SECRET,
                    "lead": "Porteur caché",
                    "planned_budget": 123_456_700,
                    "restricted": True,
                },
                Status.UNDER_REVIEW,
                LABELLED_ON,
            )
        ],
        by=None,
    )
    _place(audomarois)
    return PortalWorld(hauts, grand_est, audomarois, vosges, empty, manager)


def add_actions(territory: Territory, on: date = LABELLED_ON, **counts: int) -> None:
    """So many actions by status, in turn on each axis."""
    axes = list(AXES)
    statuses = [status for status, count in counts.items() for _ in range(count)]
    drafts = [
        Draft(
            {
                "axis": axes[rank % len(axes)],
                "title": f"Action {rank} de {territory.name}",
                "lead": "Syndicat mixte",
                "planned_budget": 1_000_000,
            },
            Status(status),
            on,
        )
        for rank, status in enumerate(statuses)
    ]
    create_many(territory, drafts=drafts, by=None)


def _place(territory: Territory) -> None:
    """The perimeter of the territory: an EPCI of one commune."""
    departement = Departement.objects.create(
        code="62", name="Pas-de-Calais", region=territory.lead_region
    )
    epci = Grouping.objects.create(
        siren="200069037",
        name="CA du Pays de Saint-Omer",
        search_name=search_key("CA du Pays de Saint-Omer"),
        kind=Grouping.Kind.CA,
        population=104_000,
    )
    for code, name, postcode in (("62765", "Saint-Omer", "62500"), ("62160", "Boulogne", "62200")):
        commune = Commune.objects.create(
            code=code,
            name=name,
            search_name=search_key(name),
            departement=departement,
            population=15_000,
        )
        Postcode.objects.create(code=postcode, commune=commune)
        if name == "Saint-Omer":
            commune.groupings.add(epci)
    Member.objects.create(
        territory=territory,
        kind=Member.Kind.EPCI,
        code=epci.siren,
        name=epci.name,
        grouping=epci,
        since=LABELLED_ON,
    )
