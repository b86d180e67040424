"""The least that a test of plans needs, written through the same operations as users."""

from datetime import date
from itertools import count

from django.db import transaction

from usine.geography.models import Region
from usine.ledger.operations import record, settle
from usine.people import operations as people
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.states import Axis, Status
from usine.territories.models import Period, Territory
from usine.territories.queries import subject_of, timeline

_numbers = count(1)
LABELLED_ON = date(2023, 11, 9)


def make_region(code: str = "84", name: str = "Auvergne-Rhône-Alpes") -> Region:
    return Region.objects.get_or_create(
        code=code, defaults={"name": name, "slug": f"region-{code}"}
    )[0]


def make_territory(name: str = "", region: Region | None = None, **fields) -> Territory:
    number = next(_numbers)
    period, _ = Period.objects.get_or_create(
        code="T2",
        defaults={
            "name": "Temps II",
            "starts_on": LABELLED_ON,
            "ends_on": date(2027, 12, 31),
        },
    )
    region = region or make_region()
    territory = Territory.objects.create(
        period=period,
        code=f"{number:03d}",
        name=name or f"Territoire {number}",
        slug=fields.pop("slug", f"territoire-{number}"),
        lead_region=region,
        labelled_on=LABELLED_ON,
        **fields,
    )
    territory.regions.add(region)
    with transaction.atomic():
        event = record("territories.label", subject=subject_of(territory), by=None)
        settle(subject_of(territory), timeline(territory), event=event)
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
    user = people.create_user(
        email=email or f"personne{number}@exemple.fr",
        first_name="Personne",
        last_name=f"Numéro {number}",
        by=None,
        password="mot de passe de test",
    )
    if role:
        people.grant_mandate(
            user,
            role,
            territory=territory,
            region=region,
            starts_on=LABELLED_ON,
            ends_on=ends_on,
            by=None,
        )
    return user


def make_action(territory: Territory, **fields) -> Action:
    number = next(_numbers)
    status = fields.pop("status", Status.TO_START)
    effective_on = fields.pop("effective_on", date(2024, 1, 10))
    values = {"title": f"Action {number}", "axis": Axis.FONCIER, **fields}
    return operations.create(
        territory=territory, values=values, status=status, effective_on=effective_on, by=None
    )
