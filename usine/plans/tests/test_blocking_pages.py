"""What blocks an action, from its page: said, told at the top, lifted."""

from datetime import date

import pytest
from django.urls import reverse

from usine.plans import blocking, operations

from .counted import TODAY
from .factories import make_action
from .pages import last_message, plan_url, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID = {"kind": "land", "words": "Terrain pollué", "effective_on": "2025-05-02"}


@pytest.fixture
def action(territory):
    return make_action(territory, effective_on=date(2024, 1, 10))


def test_a_blockage_is_said_and_lifted(signed_in, action):
    address = reverse("plans:block", args=[action.pk])
    assert f'href="{address}"' in signed_in.get(action.get_absolute_url()).content.decode()
    assert "Signaler un blocage" in signed_in.get(address).content.decode()
    response = signed_in.post(address, SAID | {"effective_on": TODAY.isoformat()})
    assert (response.url, last_message(response)) == (
        action.get_absolute_url(),
        "Le blocage est signalé.",
    )
    page = signed_in.get(response.url)
    blocked = page.context["blocked"]
    assert (blocked.kind, blocked.words, blocked.effective_on) == ("land", "Terrain pollué", TODAY)
    lifting = reverse("plans:lift_block", args=[action.pk])
    assert f'href="{lifting}"' in page.content.decode()
    recalled = "Foncier, depuis le 27\u00a0mai 2025\u00a0: Terrain pollué"
    assert signed_in.get(lifting).context["text"].recorded == recalled
    typed = {"words": "Terrain dépollué", "effective_on": TODAY.isoformat()}
    assert last_message(signed_in.post(lifting, typed)) == "Le blocage est levé."
    action.refresh_from_db()
    assert not action.is_blocked
    again = signed_in.post(lifting, typed)
    assert again.context["form"].errors["__all__"] == ["Cette action n’est pas bloquée."]
    assert again.context["text"].recorded == ""
    late = signed_in.get(lifting)
    assert (late.url, last_message(late)) == (
        action.get_absolute_url(),
        "Cette action n’est pas bloquée.",
    )


def test_a_blockage_of_the_past_is_written_once_its_bilans_are_seen(signed_in, action):
    address = reverse("plans:block", args=[action.pk])
    page = signed_in.post(address, SAID | {"effective_on": "2025-04-02"})
    assert [move.on for move in page.context["moves"]] == [date(2025, 4, 30), TODAY]
    seen = page.context["form"]["seen"].value()
    signed_in.post(address, SAID | {"effective_on": "2025-04-02", "seen": seen})
    assert action.blockages.get().effective_on == date(2025, 4, 2)


def test_what_does_not_hold_is_told_on_the_form(signed_in, action):
    address = reverse("plans:block", args=[action.pk])
    refused = signed_in.post(address, SAID | {"kind": "", "words": " "})
    assert refused.context["form"].errors == {
        "kind": ["Ce champ est obligatoire."],
        "words": ["Ce champ est obligatoire."],
    }
    future = signed_in.post(address, SAID | {"effective_on": "2025-06-30"})
    assert future.context["form"].errors["__all__"] == [
        "La date d’effet est dans le futur : on inscrit ce qui est vrai aujourd’hui."
    ]


def test_what_left_the_plan_is_not_blocked(signed_in, action):
    operations.withdraw(action, reason="Doublon", by=None)
    address = reverse("plans:block", args=[action.pk])
    assert signed_in.get(address).url == action.get_absolute_url()
    assert signed_in.get(reverse("plans:lift_block", args=[action.pk])).url == (
        action.get_absolute_url()
    )
    refused = signed_in.post(address, SAID)
    assert "retirée du plan" in str(refused.context["form"].errors)


def test_the_blockages_of_an_action_are_listed_to_those_who_may(signed_in, client, action):
    blocking.block(
        action, kind="land", words="Terrain pollué", effective_on=date(2025, 5, 2), by=None
    )
    blocking.lift_block(action, words="Terrain dépollué", by=None)
    page = signed_in.get(action.get_absolute_url())
    assert [(each.kind, each.words) for each in page.context["blockages"]] == [
        ("", "Terrain dépollué"),
        ("land", "Terrain pollué"),
    ]
    client.logout()
    public = client.get(action.get_absolute_url()).content.decode()
    assert "Terrain" not in public
    assert "Blocage" not in public


def test_what_is_done_is_no_longer_blocked(signed_in, territory):
    action = make_action(territory, status="in_progress", effective_on=date(2024, 1, 10))
    blocking.block(action, kind="land", words="Terrain pollué", by=None)
    operations.step(action, "complete", by=None)
    page = signed_in.get(action.get_absolute_url())
    assert not page.context["may_be_blocked"]
    assert "Lever le blocage" not in page.content.decode()


def test_the_plan_marks_and_narrows_to_what_is_blocked(signed_in, territory, action):
    make_action(territory)
    blocked, done = make_action(territory), make_action(territory, status="in_progress")
    for each in (blocked, done):
        blocking.block(each, kind="land", words="Terrain pollué", by=None)
    operations.step(done, "complete", by=None)
    page = signed_in.get(plan_url(territory, "?suivi=bloquees"))
    assert titles(page) == [blocked.title]
    assert signed_in.get(plan_url(territory)).content.decode().count("Bloquée</span>") == 1
