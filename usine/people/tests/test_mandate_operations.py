"""What operations write about mandates, refuse and count."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.ledger.verification import verify
from usine.people import operations
from usine.people.enlistment import Newcomer, enlist
from usine.people.models import Mandate, Organisation, User
from usine.people.roles import Role
from usine.people.rules import PROGRAMME_STARTS_ON, end_needs
from usine.values.errors import Refused

from .factories import LABELLED_ON, make_region, make_territory, make_user
from .steps import TODAY, YESTERDAY, invitation, last_event, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere():
    return make_territory(region=make_region("76", "Occitanie"))


def test_an_invitation_opens_an_account_with_its_mandate(coordinator, territory):
    mandate = invitation(coordinator, place=territory, organisation="  CA du Pays  ")
    assert (mandate.user.email, mandate.organisation.name) == ("ada@exemple.fr", "CA du Pays")
    assert running()[territory.place, "project_manager"] == 1
    assert last_event()[0] == "people.grant_mandate"
    assert verify() == []


def test_an_invitation_to_somebody_known_adds_a_mandate(coordinator, territory):
    known = make_user(email="ada@exemple.fr")
    mandate = invitation(coordinator, place=territory, email="Ada@exemple.fr ")
    assert mandate.user == known
    assert mandate.organisation is None


def test_a_body_is_added_once(coordinator, territory):
    invitation(coordinator, place=territory, organisation="CCI Littoral")
    make = {"place": territory, "role": Role.READER, "organisation": "cci littoral"}
    invitation(coordinator, **make)
    assert list(Organisation.objects.values_list("name", flat=True)) == ["CCI Littoral"]


def test_a_coordinator_gives_no_more_than_their_region(coordinator, territory, elsewhere):
    for where in (
        {"place": elsewhere},
        {"role": Role.REGIONAL_COORDINATOR, "place": territory.lead_region},
        {"role": Role.NATIONAL_TEAM},
    ):
        with pytest.raises(PermissionDenied):
            invitation(coordinator, organisation="Autre", **where)
    assert not User.objects.filter(email="ada@exemple.fr").exists()
    assert not Organisation.objects.exists()


def test_the_national_team_gives_any_mandate(national, territory):
    invitation(national, place=territory)
    region = territory.lead_region
    invitation(national, role=Role.REGIONAL_COORDINATOR, place=region)
    invitation(national, role=Role.NATIONAL_TEAM)
    ours = Mandate.objects.filter(user__email="ada@exemple.fr")
    assert [str(mandate) for mandate in ours] == [
        f"chef de projet – {territory}",
        "coordinateur régional – Hauts-de-France",
        "équipe nationale – France",
    ]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"role": Role.NATIONAL_TEAM}, "ne s’exerce pas sur ce périmètre"),
        ({"ends_on": YESTERDAY}, "La fin du mandat précède son début"),
    ],
)
def test_a_mandate_that_does_not_hold_is_refused(national, territory, fields, why):
    with pytest.raises(Refused, match=why):
        invitation(national, place=territory, **fields)


@pytest.mark.parametrize(
    ("role", "where", "first", "why"),
    [
        (Role.PROJECT_MANAGER, "territory", LABELLED_ON, "labellisé que depuis le 9\u00a0novembre"),
        (Role.REGIONAL_COORDINATOR, "region", PROGRAMME_STARTS_ON, "commencé que le 22\u00a0nov"),
        (Role.NATIONAL_TEAM, "nation", PROGRAMME_STARTS_ON, "commencé que le 22\u00a0novembre"),
    ],
)
def test_nobody_holds_a_mandate_before_what_it_is_on(national, territory, role, where, first, why):
    place = {"territory": territory, "region": territory.lead_region, "nation": None}[where]
    fields = {"role": role, "place": place, "ends_on": YESTERDAY}
    with pytest.raises(Refused, match=why):
        invitation(None, **fields, starts_on=first - timedelta(1))
    with pytest.raises(Refused, match=why):
        enlist([newcomer(first - timedelta(1), role, place)], by=None)
    assert invitation(national, **fields, starts_on=first).starts_on == first


def newcomer(starts_on, role, place) -> Newcomer:
    return Newcomer("a@exemple.fr", "A", "L", role, starts_on, place=place)


def test_a_mandate_that_starts_in_the_past_says_why(national, territory):
    given = {"place": territory, "starts_on": YESTERDAY}
    with pytest.raises(Refused, match="Dites pourquoi\u00a0: le premier jour est déjà passé, et"):
        invitation(national, **given, reason=" ")
    invitation(national, **given, reason=" Nommée hier. ")
    verb, payload = last_event()
    assert (verb, payload and payload["reason"]) == ("people.grant_mandate", "Nommée hier.")
    assert running(YESTERDAY)[territory.place, "project_manager"] == 1
    # The system, and a mandate that starts today, need no reason.
    invitation(None, **given | {"role": Role.READER}, reason="")
    invitation(national, place=territory, role=Role.ELECTED_OFFICIAL, reason="")
    assert verify() == []


def test_the_same_mandate_does_not_run_twice(national, territory):
    first = invitation(national, place=territory, starts_on=date(2024, 1, 1))
    with pytest.raises(Refused, match="a déjà ce mandat"):
        invitation(national, place=territory)
    operations.end_mandate(first, on=YESTERDAY, by=national, reason="Parti.")
    # Before and after it, the same person may have the same role again.
    invitation(national, place=territory)
    invitation(national, place=territory, starts_on=LABELLED_ON, ends_on=date(2023, 12, 31))
    assert first.user.mandates.count() == 3


def test_an_ended_mandate_counts_and_gives_rights_until_its_last_day(national, territory):
    mandate = invitation(national, place=territory, starts_on=date(2024, 1, 1))
    place = (territory.place, "project_manager")
    operations.end_mandate(mandate, on=YESTERDAY, by=national, reason=" Parti. ")
    assert last_event() == (
        "people.end_mandate",
        {"ends_on": [None, "2025-05-26"], "reason": "Parti."},
    )
    assert running(YESTERDAY)[place] == 1
    assert place not in running()
    assert User.objects.get(pk=mandate.user_id).grants.roles == frozenset()
    with pytest.raises(Refused, match="précède son début"):
        operations.end_mandate(mandate, on=date(2023, 12, 31), by=national, reason="Parti.")
    assert verify() == []


TOMORROW, LATER = date(2025, 5, 28), date(2025, 6, 30)


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [
        (None, TODAY, False),
        (None, TOMORROW, False),
        (None, YESTERDAY, True),
        (LATER, TOMORROW, False),
        (LATER, YESTERDAY, True),
        (TOMORROW, LATER, True),
        (TOMORROW, None, True),
        (YESTERDAY, TODAY, True),
        (YESTERDAY, date(2025, 5, 25), True),
    ],
)
def test_an_end_that_moves_the_past_or_is_put_off_asks_why(
    national, territory, before, after, asks
):
    mandate = invitation(national, place=territory, starts_on=date(2024, 1, 1), ends_on=before)
    if asks:
        with pytest.raises(Refused, match="Dites pourquoi"):
            operations.end_mandate(mandate, on=after, by=national, reason=" ")
    reason = "Date mal notée." if asks else ""
    operations.end_mandate(mandate, on=after, by=national, reason=reason)
    mandate.refresh_from_db()
    assert mandate.ends_on == after
    days = [day and day.isoformat() for day in (before, after)]
    assert last_event() == ("people.end_mandate", {"ends_on": days, "reason": reason})
    with pytest.raises(Refused, match="déjà"):
        operations.end_mandate(mandate, on=after, by=national, reason="Encore.")
    assert verify() == []


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (None, YESTERDAY, "déjà passé, et des chiffres publiés peuvent changer"),
        (TOMORROW, LATER, "repoussé"),
        (YESTERDAY, TODAY, "repoussé, et des chiffres publiés peuvent changer"),
        (TODAY, None, "retiré"),
        (YESTERDAY, None, "retiré, et des chiffres publiés peuvent changer"),
    ],
)
def test_the_reason_that_is_asked_says_what_is_the_case(before, after, why):
    asked = end_needs(before, after, TODAY, counts=True)
    assert asked == f"Dites pourquoi\u00a0: le dernier jour est {why}."
    uncounted = f"Dites pourquoi\u00a0: le dernier jour est {why.partition(',')[0]}."
    assert end_needs(before, after, TODAY, counts=False) == uncounted


def test_a_mandate_is_not_reopened_over_the_same_one(national, territory):
    first = invitation(national, place=territory, starts_on=date(2024, 1, 1), ends_on=YESTERDAY)
    invitation(national, place=territory)
    with pytest.raises(Refused, match="a déjà ce mandat"):
        operations.end_mandate(first, on=None, by=national, reason="Revenu.")


def test_a_role_is_limited_to_what_it_may_be(national, territory):
    region = territory.lead_region
    fields = {"role": Role.INSTRUCTOR, "place": region, "starts_on": TODAY, "by": national}
    ada = make_user()
    with pytest.raises(Refused, match="ne se limite pas ainsi"):
        operations.grant_mandate(ada, **fields, within="site:12")
    operations.grant_mandate(ada, **fields, within="call:FV2025")
    # On another call, and on the whole region, it is another mandate.
    operations.grant_mandate(ada, **fields, within="call:FV2026")
    operations.grant_mandate(ada, **fields)
    with pytest.raises(Refused, match="a déjà ce mandat"):
        operations.grant_mandate(ada, **fields, within="call:FV2025")


def test_a_deputy_does_not_fill_the_seat(national, territory):
    invitation(national, place=territory, role=Role.DEPUTY, ends_on=date(2025, 6, 30))
    assert running() == {(territory.place, "deputy"): 1, ("", "national_team"): 1}


def test_a_mandate_given_by_mistake_is_taken_back(coordinator, territory):
    mandate = invitation(coordinator, place=territory)
    operations.cancel_mandate(mandate, by=coordinator)
    assert (territory.place, "project_manager") not in running()
    assert User.objects.get(pk=mandate.user_id).grants.roles == frozenset()
    assert last_event() == (
        "people.cancel_mandate",
        {"cancelled_at": "2025-05-27T10:00:00Z"},
    )
    with pytest.raises(Refused, match="a été retiré"):
        operations.end_mandate(mandate, on=TODAY, by=coordinator)
    invitation(coordinator, place=territory)
    assert verify() == []


def test_a_mandate_that_has_run_is_not_taken_back(coordinator, territory):
    mandate = invitation(coordinator, place=territory, starts_on=YESTERDAY)
    with pytest.raises(Refused, match="a déjà couru"):
        operations.cancel_mandate(mandate, by=coordinator)


def test_mandates_elsewhere_are_not_ended(coordinator, territory, elsewhere):
    manager = make_user(Role.PROJECT_MANAGER, territory=elsewhere).mandates.get()
    colleague = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region).mandates.get()
    for mandate in (manager, colleague):
        with pytest.raises(PermissionDenied):
            operations.end_mandate(mandate, on=TODAY, by=coordinator)
        with pytest.raises(PermissionDenied):
            operations.cancel_mandate(mandate, by=coordinator)


def test_one_s_other_mandates_are_one_s_own_to_end(national, coordinator, territory):
    for by in (national, coordinator):
        mandate = operations.grant_mandate(by, Role.READER, place=territory, starts_on=TODAY, by=by)
        operations.end_mandate(mandate, on=TODAY, by=by)
        operations.cancel_mandate(mandate, by=by)
