"""Changing an action by its form, alone or while somebody else does."""

from datetime import date

import pytest
from django.urls import reverse

from usine.ledger.queries import head_number
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.fields import TYPED_AGAIN
from usine.plans.forms import as_typed
from usine.plans.merging import CHOICE, MERGING
from usine.plans.states import Status
from usine.values.dates import PartialDate, Precision

from .conftest import made_today
from .factories import make_action, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@made_today
def action(territory):
    return make_action(
        territory,
        title="Étude",
        reference="F1",
        description="Premier.\n\nSecond.",
        lead="CCI",
        partners=["EPF", "Région"],
        planned_budget=48_500_50,
        start=PartialDate(date(2025, 1, 1), Precision.QUARTER),
        comment="En bonne voie",
    )


@pytest.fixture
def change_url(action):
    return reverse("plans:change", args=[action.pk])


def opened(browser, url: str) -> dict:
    """What the browser would send of the form, left as it is shown."""
    form = browser.get(url).context["form"]
    sent = {name: form[name].value() for name in ("version", "read")}
    for name in TYPED_AGAIN:
        if typed := as_typed(name, form.initial[name]):
            sent[name] = [text.replace("\n", "\r\n") for text in typed]
    return sent


def test_a_form_left_as_it_is_changes_nothing(signed_in, action, change_url):
    before = head_number()
    response = signed_in.post(change_url, opened(signed_in, change_url))
    assert last_message(response) == "Rien n’a changé\u00a0: l’action était déjà ainsi."
    assert head_number() == before
    action.refresh_from_db()
    assert action.version == 1


def test_the_past_bilans_that_another_axis_reclassifies_are_read_first(
    signed_in, action, change_url
):
    typed = opened(signed_in, change_url) | {"axis": "competences"}
    listed = signed_in.post(change_url, typed)
    assert {(move.was, move.becomes) for move in listed.context["moves"]} == {
        ("Foncier", "Compétences")
    }
    assert "Cette modification change 17\u00a0bilans" in listed.content.decode()
    action.refresh_from_db()
    assert action.axis == "foncier"
    typed["seen"] = listed.context["form"]["seen"].value()
    assert last_message(signed_in.post(change_url, typed)) == "L’action est enregistrée."
    action.refresh_from_db()
    assert action.axis == "competences"


def test_the_form_shows_values_as_people_write_them(signed_in, change_url):
    page = signed_in.get(change_url).content.decode()
    assert 'value="T1 2025"' in page
    assert 'value="48\u00a0500,50\u00a0€"' in page
    assert "EPF\nRégion</textarea>" in page


def test_an_action_is_changed(signed_in, manager, action, change_url):
    sent = opened(signed_in, change_url) | {"title": "Étude de sol", "end": "fin 2026"}
    response = signed_in.post(change_url, sent)
    assert response.url == action.get_absolute_url()
    action.refresh_from_db()
    assert (action.title, str(action.end), action.version) == ("Étude de sol", "T4 2026", 2)
    page = signed_in.get(response.url).content.decode()
    assert "<del>Étude</del>" in page
    assert f"<strong>Action modifiée</strong> par {manager}" in page


def test_a_change_that_does_not_hold_is_said(signed_in, territory, change_url):
    make_action(territory, reference="F2")
    sent = opened(signed_in, change_url)
    assert list(signed_in.post(change_url, sent | {"title": ""}).context["form"].errors) == [
        "title"
    ]
    response = signed_in.post(change_url, sent | {"reference": "F2"})
    assert list(response.context["form"].errors) == ["reference"]


def test_a_form_that_was_tampered_with_is_not_taken(signed_in, action, change_url):
    sent = opened(signed_in, change_url) | {"title": "Autre", "read": "contrefait"}
    response = signed_in.post(change_url, sent)
    assert "Ce formulaire a expiré" in response.context["form"].errors["read"][0]
    assert "Ce formulaire a expiré" in response.content.decode()
    response = signed_in.post(change_url, sent | {MERGING: "1"})
    assert "Ce formulaire a expiré" in response.context["form"].errors["read"][0]


class TestTwoWriters:
    """The project manager typed while the coordinator saved."""

    @pytest.fixture
    def coordinator(self, territory):
        return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)

    @pytest.fixture
    def sent(self, signed_in, change_url):
        return opened(signed_in, change_url) | {
            "title": "Étude de sol",
            "lead": "EPF",
            "planned_budget": "60 k€",
        }

    @pytest.fixture
    def conflict(self, signed_in, coordinator, action, change_url, sent):
        """The title was changed by both, the lead here, the objectives there."""
        operations.change(
            action,
            values={"title": "Étude de marché", "objectives": "Vendre"},
            version=1,
            by=coordinator,
        )
        return signed_in.post(change_url, sent)

    def test_both_versions_are_shown_field_by_field(self, conflict, coordinator):
        assert conflict.status_code == 409
        differing = [tuple(difference)[1:] for difference in conflict.context["differences"]]
        assert differing == [
            ("Intitulé", "Étude", "Étude de sol", "Étude de marché", ""),
            ("Objectifs", "–", "–", "Vendre", "theirs"),
            ("Porteur", "CCI", "EPF", "CCI", "yours"),
            (
                "Budget prévisionnel",
                "48\u00a0500,50\u00a0€",
                "60\u00a0000\u00a0€",
                "48\u00a0500,50\u00a0€",
                "yours",
            ),
        ]
        page = conflict.content.decode()
        assert f"«\u00a0Action modifiée\u00a0» par {coordinator}" in page

    def test_nothing_is_written_meanwhile(self, conflict, action):
        action.refresh_from_db()
        assert (action.title, action.lead, action.version) == ("Étude de marché", "CCI", 2)

    def resubmitted(self, conflict, **choices) -> dict:
        """What the browser sends of the page of the conflict, with these choices."""
        form = conflict.context["form"]
        suggested = {
            difference.choice: difference.suggested
            for difference in conflict.context["differences"]
            if difference.suggested
        }
        hidden = {
            name: "" if (value := form[name].value()) is None else str(value)
            for name in form.fields
        }
        chosen = {f"{CHOICE}{name}": choice for name, choice in choices.items()}
        return {MERGING: "1", **hidden, **suggested, **chosen}

    @pytest.mark.parametrize(
        ("choice", "title"), [("yours", "Étude de sol"), ("theirs", "Étude de marché")]
    )
    def test_what_is_chosen_is_merged(self, signed_in, action, change_url, conflict, choice, title):
        response = signed_in.post(change_url, self.resubmitted(conflict, title=choice))
        assert response.url == action.get_absolute_url()
        action.refresh_from_db()
        assert (action.title, action.lead, action.objectives) == (title, "EPF", "Vendre")
        assert action.planned_budget == 60_000_00
        assert action.partners == ["EPF", "Région"]
        assert action.version == 3

    def test_a_field_that_was_not_chosen_stays_as_saved(
        self, signed_in, action, change_url, conflict
    ):
        signed_in.post(change_url, self.resubmitted(conflict))
        action.refresh_from_db()
        assert (action.title, action.lead) == ("Étude de marché", "EPF")

    def test_a_third_version_asks_again(self, signed_in, coordinator, action, change_url, conflict):
        operations.change(
            action,
            values={"title": "Étude de bruit", "restricted": True},
            version=2,
            by=coordinator,
        )
        again = signed_in.post(change_url, self.resubmitted(conflict, title="yours"))
        assert again.status_code == 409
        assert tuple(again.context["differences"][0])[1:] == (
            "Intitulé",
            "Étude de marché",
            "Étude de sol",
            "Étude de bruit",
            "",
        )
        names = [difference.name for difference in again.context["differences"]]
        assert names == ["title", "lead", "planned_budget", "restricted"]
        signed_in.post(change_url, self.resubmitted(again, title="yours"))
        action.refresh_from_db()
        assert (action.title, action.lead, action.restricted) == ("Étude de sol", "EPF", True)

    def test_a_step_taken_meanwhile_is_a_conflict_that_keeps_what_was_typed(
        self, signed_in, coordinator, action, change_url, sent
    ):
        operations.step(action, "start", by=coordinator)
        response = signed_in.post(change_url, sent)
        assert response.status_code == 409
        assert {d.suggested for d in response.context["differences"]} == {"yours"}
        signed_in.post(change_url, self.resubmitted(response))
        action.refresh_from_db()
        assert (action.title, action.status) == ("Étude de sol", Status.IN_PROGRESS)

    def test_the_same_change_made_by_both_is_no_conflict(
        self, signed_in, coordinator, action, change_url
    ):
        sent = opened(signed_in, change_url) | {"title": "Étude de sol"}
        operations.change(action, values={"title": "Étude de sol"}, version=1, by=coordinator)
        assert signed_in.post(change_url, sent).url == action.get_absolute_url()
        action.refresh_from_db()
        assert action.version == 2

    def test_what_was_typed_of_an_action_withdrawn_meanwhile_waits_for_it_to_be_reinstated(
        self, signed_in, coordinator, action, change_url, sent
    ):
        operations.withdraw(action, reason="Doublon <F2>.", by=coordinator)
        response = signed_in.post(change_url, sent)
        assert response.context["form"]["title"].value() == "Étude de sol"
        assert (
            f"<li>Cette action a été retirée du plan par {coordinator}, le 27\u00a0mai 2025. "
            "Motif\u00a0: Doublon &lt;F2&gt;. Rien de ce que vous avez saisi n’est perdu\u00a0: "
            f'rétablissez-la depuis <a href="{action.get_absolute_url()}"'
        ) in response.content.decode()

        signed_in.post(reverse("plans:reinstate", args=[action.pk]))
        again = signed_in.post(change_url, sent)
        assert again.context["latest"].what == "Action rétablie dans le plan"
        signed_in.post(change_url, self.resubmitted(again))
        action.refresh_from_db()
        assert (action.title, action.withdrawn_on) == ("Étude de sol", None)
