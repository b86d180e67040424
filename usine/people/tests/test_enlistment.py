"""A list of people brought in at once: all of them or none, told by one event."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people.enlistment import Newcomer, enlist
from usine.people.models import Mandate, User
from usine.people.roles import Kind, Role
from usine.values.errors import Refused

from .factories import make_region, make_territory, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2025, 5, 27)


def newcomer(email: str, role: Role = Role.READER, **where) -> Newcomer:
    return Newcomer(email, "Une", "Personne", role, TODAY, **where)


def test_accounts_and_mandates_come_with_one_event():
    territory = make_territory(region=make_region("32", "Hauts-de-France"))
    before = Event.objects.count()

    mandates = enlist(
        [
            newcomer(" Elu@Exemple.fr", Role.ELECTED_OFFICIAL, place=territory),
            newcomer("coord@exemple.fr", Role.REGIONAL_COORDINATOR, place=territory.lead_region),
            newcomer("nation@exemple.fr", Role.NATIONAL_TEAM),
        ],
        by=None,
    )

    event = Event.objects.get(number=before + 1)
    assert event.verb == "people.enlist"
    assert event.payload == {"mandates": [mandate.pk for mandate in mandates]}
    # Of each person and of each mandate, apart: one is forgotten without the others.
    first = mandates[0]
    assert event.payload_about(f"user:{first.user_id}")["email"] == "elu@exemple.fr"
    assert event.payload_about(f"mandate:{first.pk}")["code"] == territory.place
    assert [mandate.kind for mandate in mandates] == [Kind.TERRITORY, Kind.REGION, Kind.NATION]
    user = User.objects.get(email="elu@exemple.fr")
    assert not user.has_usable_password()
    counted = balance("mandates", as_of=TODAY, by=["place", "state"])
    assert counted[territory.place, Role.ELECTED_OFFICIAL] == 1
    assert counted["outside:32", Role.REGIONAL_COORDINATOR] == 1
    assert counted["", Role.NATIONAL_TEAM] == 1
    assert verify() == []


def test_a_list_that_starts_in_the_past_says_why():
    territory, national = make_territory(), make_user(Role.NATIONAL_TEAM)
    asked = [Newcomer("a@exemple.fr", "A", "L", Role.READER, date(2025, 5, 26), place=territory)]
    for reason in ("", " "):
        with pytest.raises(Refused, match="le premier jour est déjà passé"):
            enlist(asked, by=national, reason=reason)
    [mandate] = enlist(asked, by=national, reason=" Liste reçue tard. ")
    told = Event.objects.latest("number").payload_about(f"mandate:{mandate.pk}")
    assert told["reason"] == "Liste reçue tard."
    assert enlist([], by=national) == []


def test_one_that_is_refused_refuses_all():
    territory = make_territory()
    known = make_user()
    for wrong, why in (
        (newcomer(known.email.upper()), "déjà un compte"),
        (newcomer("une@exemple.fr"), "deux fois\N{NO-BREAK SPACE}: une@exemple.fr"),
        (newcomer("pas une adresse"), "pas une adresse\N{NO-BREAK SPACE}: "),
        (newcomer("deux@exemple.fr", Role.NATIONAL_TEAM, place=territory), "ne s’exerce pas"),
    ):
        with pytest.raises(Refused, match=why):
            enlist([newcomer("une@exemple.fr"), wrong], by=None)
    assert list(User.objects.all()) == [known]
    assert not Mandate.objects.exists()


def test_nobody_gives_more_than_they_hold():
    territory = make_territory(region=make_region("32", "Hauts-de-France"))
    elsewhere = make_territory(region=make_region("44", "Grand Est"))
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    inside = newcomer("dedans@exemple.fr", Role.PROJECT_MANAGER, place=territory)
    outside = newcomer("dehors@exemple.fr", Role.PROJECT_MANAGER, place=elsewhere)
    with pytest.raises(PermissionDenied):
        enlist([inside, outside], by=coordinator)
    assert enlist([inside], by=coordinator)[0].user.email == "dedans@exemple.fr"
