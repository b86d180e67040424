"""A seat that somebody holds already is asked about once before it is given."""

from datetime import date

import pytest
from django.urls import reverse

from usine.people import operations
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.values.errors import Refused

from .factories import make_territory, make_user
from .steps import INVITE, invitation, typed

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
        ("project_manager", "here", {"starts_on": "2023-01-01", "ends_on": "2023-11-08"}),
        ("project_manager", "there", {}),
        ("elected_official", "here", {}),
        ("reader", "here", {}),
        ("national_team", None, {}),
    ],
)
def test_a_seat_that_is_free_or_shared_is_given_at_once(signed_in, territory, role, place, dates):
    make_user(Role.PROJECT_MANAGER, territory=territory)
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
