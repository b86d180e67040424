"""A seat that somebody holds already is asked about once: given, opened again, or by a list."""

from datetime import date

import pytest
from django.urls import reverse

from usine.people import operations
from usine.people.enlistment import Newcomer, enlist
from usine.people.models import Mandate, User
from usine.people.queries import on_the_same_seats
from usine.people.roles import Role
from usine.people.rules import days_added, meet
from usine.values.errors import Refused

from .factories import LABELLED_ON, make_territory, make_user
from .steps import INVITE, TODAY, YESTERDAY, invitation, notices, typed

pytestmark = pytest.mark.django_db


def boxes(response) -> list[str]:
    """The names of those of the form that ask whether a second holder is meant."""
    return [name for name in response.context["form"].fields if name.startswith("beside")]


def test_a_seat_that_others_hold_is_asked_about_once(signed_in, territory):
    holder = make_user(Role.PROJECT_MANAGER, territory=territory)
    asked = typed(territory=territory.pk, organisation="CA du Pays")
    response = signed_in.post(INVITE, asked)
    [box] = boxes(response)
    assert response.context["form"].errors == {
        box: [
            f"{holder} tient déjà ce rôle sur ce territoire à ces dates. Si quelqu’un doit être "
            "remplacé, mettez d’abord fin à son mandat\u00a0; sinon, cochez la case."
        ]
    }
    assert response.context["form"]["organisation"].value() == "CA du Pays"
    assert not User.objects.filter(email="ada@exemple.fr").exists()
    assert signed_in.post(INVITE, asked | {box: "on"}).status_code == 302

    # A box ticked about one holder says nothing about two.
    known = make_user()
    grant = reverse("people:grant_mandate", args=[known.pk])
    response = signed_in.post(grant, asked | {box: "on"})
    [both] = boxes(response)
    assert f"Ada Lovelace et {holder} tiennent déjà ce rôle" in response.content.decode()
    assert signed_in.post(grant, asked | {both: "on"}).status_code == 302
    assert Mandate.objects.on(territory).count() == 3


@pytest.mark.parametrize(
    ("role", "place", "dates"),
    [
        ("project_manager", "here", {"starts_on": "2025-07-01"}),
        ("project_manager", "there", {}),
        ("elected_official", "here", {}),
        ("reader", "here", {}),
        ("national_team", None, {}),
    ],
)
def test_a_seat_that_is_free_or_shared_is_given_at_once(signed_in, territory, role, place, dates):
    make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=date(2025, 6, 30))
    make_user(Role.READER, territory=territory)
    gone = make_user(Role.ELECTED_OFFICIAL, territory=territory).mandates.get()
    operations.end_mandate(gone, on=date(2025, 5, 26), by=None)
    where = {"here": territory.pk, "there": make_territory().pk, None: ""}
    response = signed_in.post(INVITE, typed(role=role, territory=where[place], **dates))
    assert response.status_code == 302


def test_a_second_coordinator_is_asked_about(signed_in, territory):
    region = territory.lead_region
    make_user(Role.REGIONAL_COORDINATOR, region=region)
    response = signed_in.post(INVITE, typed(role="regional_coordinator", region=region.pk))
    [box] = boxes(response)
    assert "tient déjà ce rôle dans cette région à ces dates" in response.content.decode()
    asked = typed(role="regional_coordinator", region=region.pk, **{box: "on"})
    assert signed_in.post(INVITE, asked).status_code == 302


def test_a_seat_that_was_taken_meanwhile_is_refused(national, territory):
    other = make_user(Role.PROJECT_MANAGER, territory=territory)
    with pytest.raises(Refused, match="vient d’être donné"):
        invitation(national, place=territory, beside=[])
    known = [other.mandates.get().pk]
    assert invitation(national, place=territory, beside=known).user.email == "ada@exemple.fr"


def reopened(client, mandate: Mandate, **fields):
    end = reverse("people:end_mandate", args=[mandate.pk])
    return client.post(end, {"on": "", "reason": "Revenue.", **fields})


def test_a_mandate_is_opened_again_beside_others_once_it_is_meant(signed_in, territory):
    gone = make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=YESTERDAY).mandates.get()
    holder = make_user(Role.PROJECT_MANAGER, territory=territory)
    response = reopened(signed_in, gone)
    [box] = boxes(response)
    assert response.context["form"].errors == {
        box: [
            f"{holder} tient déjà ce rôle sur ce territoire à ces dates. Si quelqu’un doit être "
            "remplacé, mettez d’abord fin à son mandat\u00a0; sinon, cochez la case."
        ]
    }
    gone.refresh_from_db()
    assert gone.ends_on == YESTERDAY
    page = reopened(signed_in, gone, **{box: "on"})
    assert notices(page)[-1] == "Le mandat court sans fin connue."


@pytest.mark.parametrize("on", ["2025-05-20", "2025-05-29"])
def test_days_that_nobody_else_holds_are_given_at_once(signed_in, territory, on):
    """Beside others until now, or before they come: what is not gained is not asked about."""
    ada = make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=YESTERDAY).mandates.get()
    for days in (
        {"starts_on": LABELLED_ON, "ends_on": YESTERDAY},
        {"starts_on": date(2025, 5, 30)},
    ):
        operations.grant_mandate(
            make_user(), Role.PROJECT_MANAGER, place=territory, **days, by=None
        )
    assert reopened(signed_in, ada, on=on).status_code == 302


def test_a_seat_that_was_taken_before_it_is_opened_again_is_refused(national, territory):
    gone = make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=YESTERDAY).mandates.get()
    other = make_user(Role.PROJECT_MANAGER, territory=territory).mandates.get()
    again = {"on": None, "by": national, "reason": "Revenue."}
    with pytest.raises(Refused, match="vient d’être donné"):
        operations.end_mandate(gone, **again, beside=[])
    gone.refresh_from_db()
    assert gone.ends_on == YESTERDAY
    assert operations.end_mandate(gone, **again, beside=[other.pk]).ends_on is None


def listed(email: str, role: Role, territory) -> Newcomer:
    return Newcomer(email, "Une", "Personne", role, TODAY, territory)


def test_a_list_does_not_give_seats_that_are_held_unless_they_are_seen(
    territory, django_assert_num_queries
):
    holder = make_user(Role.PROJECT_MANAGER, territory=territory)
    make_user(Role.READER, territory=territory)
    mandate = holder.mandates.get()
    newcomers = [
        listed("une@exemple.fr", Role.PROJECT_MANAGER, territory),
        listed("deux@exemple.fr", Role.PROJECT_MANAGER, territory),
        listed("trois@exemple.fr", Role.READER, territory),
        listed("quatre@exemple.fr", Role.INDUSTRIALIST, territory),
    ]
    with pytest.raises(Refused) as refusal:
        enlist(newcomers, beside=[], by=None)
    assert str(refusal.value) == (
        "D’autres tiennent déjà, à ces dates, des rôles de cette liste\u00a0: "
        f"{holder} (chef de projet – Pays de Saint-Omer)."
    )
    assert not User.objects.filter(email="une@exemple.fr").exists()
    assert len(enlist(newcomers, beside=[mandate.pk], by=None)) == 4
    everybody = list(Mandate.objects.all())
    for mandates, others in (([mandate], 2), (everybody, 0)):
        with django_assert_num_queries(1):
            assert len(on_the_same_seats(mandates)) == others


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ((TODAY, TODAY), (TODAY, TODAY), True),
        ((YESTERDAY, YESTERDAY), (TODAY, TODAY), False),
        ((YESTERDAY, TODAY), (TODAY, None), True),
        ((YESTERDAY, YESTERDAY), (TODAY, None), False),
        ((YESTERDAY, None), (TODAY, None), True),
    ],
)
def test_times_that_share_a_day_meet(first, second, shared):
    assert [meet(first, second), meet(second, first)] == [shared] * 2


@pytest.mark.parametrize(
    ("before", "after", "added"),
    [
        (date(2025, 5, 26), date(2025, 5, 28), (date(2025, 5, 27), date(2025, 5, 28))),
        (date(2025, 5, 26), None, (date(2025, 5, 27), None)),
        (date(2025, 5, 26), date(2025, 5, 26), None),
        (date(2025, 5, 26), date(2025, 5, 25), None),
        (None, date(2025, 5, 25), None),
    ],
)
def test_a_mandate_gains_the_days_after_its_former_last_one(before, after, added):
    assert days_added(before, after) == added
