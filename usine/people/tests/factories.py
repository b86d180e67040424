"""The least that a test of people needs, written through the same operations as users."""

from datetime import date, timedelta
from itertools import count

from django.db import transaction

from usine.geography.models import Region
from usine.geography.naming import search_key
from usine.ledger.operations import record, settle
from usine.people import operations
from usine.people.models import User
from usine.people.roles import Role
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of, timeline
from usine.territories.models import Territory
from usine.territories.periods import open_official_periods
from usine.territories.proof import payload_of
from usine.values import clock

_numbers = count(1)
A_YEAR = timedelta(days=365)
LABELLED_ON = date(2023, 11, 9)
PASSWORD = "mot de passe de test"


def make_region(code: str = "84", name: str = "Auvergne-Rhône-Alpes") -> Region:
    return Region.objects.get_or_create(
        code=code, defaults={"name": name, "slug": f"region-{code}"}
    )[0]


def make_territory(name: str = "", region: Region | None = None, **fields) -> Territory:
    number = next(_numbers)
    open_official_periods(by=None)
    region = region or make_region()
    territory = Territory.objects.create(
        period_id=fields.pop("period", "T2"),
        code=f"{number:03d}",
        name=name or f"Territoire {number}",
        search_name=search_key(name or f"Territoire {number}"),
        slug=fields.pop("slug", f"territoire-{number}"),
        lead_region=region,
        labelled_on=LABELLED_ON,
        **fields,
    )
    territory.regions.add(region)
    with transaction.atomic():
        event = record(
            "territories.label",
            subject=subject_of(territory),
            by=None,
            payload=payload_of(territory),
        )
        settle(subject_of(territory), timeline(territory), event=event)
        subjects.refresh([territory.place])
    return territory


def make_user(
    role: Role | None = None,
    *,
    territory: Territory | None = None,
    region: Region | None = None,
    ends_on: date | None = None,
    email: str = "",
) -> User:
    number = next(_numbers)
    if role == Role.DEPUTY:  # it has a last day
        ends_on = ends_on or clock.today() + timedelta(days=30)
    user = operations.create_user(
        email=email or f"personne{number}@exemple.fr",
        first_name="Personne",
        last_name=f"Numéro {number}",
        by=None,
        password=PASSWORD,
    )
    if role:
        operations.grant_mandate(
            user,
            role,
            place=territory or region,
            starts_on=LABELLED_ON,
            # A deputy has a last day.
            ends_on=ends_on or (clock.today() + A_YEAR if role == Role.DEPUTY else None),
            by=None,
        )
    return user
