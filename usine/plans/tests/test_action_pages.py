"""The page of an action: what it shows to whom, and the steps taken from it."""

import re
from datetime import date

import pytest
from django.urls import reverse

from usine.ledger.queries import head_number
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.corrections import correct_status
from usine.plans.models import Action
from usine.plans.states import TRANSITIONS, Priority, Status, is_confirmed_first
from usine.values.dates import PartialDate, Precision

from .conftest import made_today
from .factories import make_action, make_territory, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@made_today
def action(territory):
    return make_action(
        territory,
        title="Réhabiliter la friche",
        reference="F1",
        axis="foncier",
        description="Dix hectares au bord du canal.",
        lead="CA du Pays de Saint-Omer",
        partners=["EPF", "Région"],
        planned_budget=1_234_567_89,
        start=PartialDate(date(2025, 1, 1), Precision.HALF),
        end=PartialDate(date(2026, 1, 1), Precision.YEAR),
        priority=Priority.HIGH,
        comment="Le propriétaire hésite.",
    )


def url(name: str, action: Action, *more) -> str:
    return reverse(f"plans:{name}", args=[action.pk, *more])


def test_everyone_sees_the_sheet_without_what_is_private(client, action):
    page = client.get(action.get_absolute_url()).content.decode()
    for text in [
        "Réhabiliter la friche",
        "F1",
        "Foncier industriel",
        "CA du Pays de Saint-Omer",
        "1er semestre 2025",
        "2026",
        "À initier",
        "10 janvier 2024",
    ]:
        assert text.replace("10 janvier", "10\u00a0janvier") in page
    for private in [
        *("Dix hectares", "EPF", "Partenaires", "Priorité", "Haute", "Confirmée"),
        *("1\u00a0234\u00a0567,89", "propriétaire", "Historique", "Enregistré le"),
    ]:
        assert private not in page


@pytest.mark.parametrize(
    "role",
    [
        Role.PROJECT_MANAGER,
        Role.ELECTED_OFFICIAL,
        Role.INDUSTRIALIST,
        Role.REGIONAL_COORDINATOR,
        Role.NATIONAL_TEAM,
        Role.READER,
    ],
)
def test_a_mandate_shows_what_is_private(client, action, role):
    match role:
        case Role.NATIONAL_TEAM:
            user = make_user(role)
        case Role.REGIONAL_COORDINATOR:
            user = make_user(role, region=action.territory.lead_region)
        case _:
            user = make_user(role, territory=action.territory)
    client.force_login(user)
    page = client.get(action.get_absolute_url()).content.decode()
    for private in [
        *("Dix hectares au bord du canal.", "EPF ; Région", "<dt>Priorité</dt><dd>Haute</dd>"),
        *("1\u00a0234\u00a0567,89\u00a0€", "Le propriétaire hésite.", "Action créée"),
    ]:
        assert private in page
    editor = role in {Role.PROJECT_MANAGER, Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM}
    assert (url("change", action) in page) is editor


def test_a_restricted_action_is_shown_to_mandates_only(client, signed_in, action, territory):
    operations.change(action, values={"restricted": True}, version=1, by=None)
    assert "Accès restreint" in signed_in.get(action.get_absolute_url()).content.decode()
    client.logout()
    assert client.get(action.get_absolute_url()).status_code == 404
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=make_territory()))
    assert client.get(action.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("facts", [1, 40])
def test_the_page_costs_the_same_whatever_its_history(
    signed_in, action, facts, django_assert_num_queries
):
    for _ in range(facts):
        operations.confirm(action, by=None)
    with django_assert_num_queries(28):
        signed_in.get(action.get_absolute_url())


@pytest.mark.parametrize("status", Status)
def test_the_steps_offered_are_those_that_the_status_allows(signed_in, territory, status):
    action = make_action(territory, status=status)
    page = signed_in.get(action.get_absolute_url()).content.decode()
    offered = [verb for verb in action.steps if f'name="verb" value="{verb}"' in page]
    assert offered == list(action.steps)
    assert page.count('name="verb"') == len(offered)
    # One of them stands out: the usual next one.
    primary = re.findall(r'<button class="fr-btn" type="submit" name="verb" value="(\w+)"', page)
    assert primary == offered[:1]


def test_a_step_is_taken_at_a_date_and_the_way_back_is_offered(signed_in, manager, action):
    typed = {"verb": "start", "effective_on": "2025-03-01"}
    asked = signed_in.post(url("step", action), typed)
    # The ends of months that it moves are read first.
    assert [move.on for move in asked.context["moves"]] == [
        *(date(2025, 3, 31), date(2025, 4, 30)),
        date(2025, 5, 27),
    ]
    assert "Cette étape change 3\u00a0bilans" in asked.content.decode()
    assert action.status_changes.count() == 1
    typed["seen"] = asked.context["form"]["seen"].value()
    response = signed_in.post(url("step", action), typed)
    assert response.url == action.get_absolute_url()
    change = action.status_changes.get(status=Status.IN_PROGRESS)
    assert (change.effective_on, change.by) == (date(2025, 3, 1), manager)
    assert last_message(response) == (
        "«\u00a0F1 Réhabiliter la friche\u00a0»\u00a0: "
        "En cours de réalisation au 1er\u00a0mars 2025. "
        f'<a href="{url("correct_status", action, change.pk)}">Corriger ce statut</a>'
    )


def test_a_step_of_these_days_is_taken_at_once(signed_in, action):
    typed = {"verb": "start", "effective_on": "2025-05-26"}
    assert signed_in.post(url("step", action), typed).url == action.get_absolute_url()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"verb": "start", "effective_on": "2023-01-01"}, "L’action a déjà un statut au"),
        ({"verb": "start", "effective_on": "2025-05-28"}, "dans le futur"),
        ({"verb": "complete", "seen": "1"}, "ne s’applique pas"),
        ({"verb": "start", "effective_on": "hier"}, "Saisissez une date valide"),
        ({"verb": "fly"}, "Sélectionnez un choix valide"),
        ({}, "Ce champ est obligatoire"),
    ],
)
def test_a_step_that_does_not_fit_is_said(signed_in, action, typed, why):
    response = signed_in.post(url("step", action), typed)
    assert response.url == action.get_absolute_url()
    assert why in last_message(response)
    action.refresh_from_db()
    assert action.status == Status.TO_START


def test_what_closes_or_reopens_the_action_is_confirmed_first():
    confirmed = [verb for verb in TRANSITIONS if is_confirmed_first(verb)]
    assert confirmed == ["complete", "abandon", "resume"]


@pytest.mark.parametrize(
    ("verb", "label", "after", "status"),
    [
        ("complete", "Déclarer réalisée", "n’aura plus d’étape devant elle", Status.DONE),
        ("abandon", "Abandonner", "pourra être reprise", Status.ABANDONED),
    ],
)
def test_a_step_that_closes_the_action_is_confirmed_first(
    signed_in, territory, verb, label, after, status
):
    action = make_action(territory, title="Friche", status=Status.IN_PROGRESS)
    typed = {"verb": verb, "effective_on": "2025-05-02", "retour": "/mes-plans/"}
    asked = signed_in.post(url("step", action), typed)
    assert asked.status_code == 200
    assert (asked.context["title"], asked.context["verb"]) == (f"{label}\u00a0?", label)
    # How it stands: the page that asked may be an old one.
    assert asked.context["explanation"].startswith(
        "«\u00a0Friche\u00a0» est «\u00a0En cours de réalisation\u00a0» depuis le "
        f"10\u00a0janvier 2024. L’action {after}. "
    )
    action.refresh_from_db()
    assert action.status == Status.IN_PROGRESS
    form = asked.context["form"]
    again = {name: form[name].value() for name in form.fields}
    assert again["effective_on"] == date(2025, 5, 2)
    response = signed_in.post(url("step", action), again)
    assert response.url == f"/mes-plans/#action-{action.pk}"
    action.refresh_from_db()
    assert (action.status, action.status_on) == (status, date(2025, 5, 2))


@pytest.mark.parametrize("day", ["2023-12-31", "2025-05-28"])
def test_what_would_be_refused_is_not_asked_to_be_confirmed(signed_in, territory, day):
    action = make_action(territory, status=Status.IN_PROGRESS)
    response = signed_in.post(url("step", action), {"verb": "complete", "effective_on": day})
    assert response.url == action.get_absolute_url()
    operations.withdraw(action, reason="Doublon", by=None)
    response = signed_in.post(url("step", action), {"verb": "complete"})
    assert "a été retirée du plan" in last_message(response)


def test_one_does_not_go_back_to_another_site(signed_in, action):
    response = signed_in.post(
        url("step", action), {"verb": "start", "retour": "https://ailleurs.exemple/"}
    )
    assert response.url == action.get_absolute_url()


def test_a_status_is_corrected_with_a_reason(signed_in, action):
    change = action.status_changes.get()
    correct = url("correct_status", action, change.pk)
    form = signed_in.get(correct).context["form"]
    assert (form["status"].value(), form["effective_on"].value()) == (
        "to_start",
        date(2024, 1, 10),
    )
    typed = {"status": "under_review", "effective_on": "2024-02-01", "reason": ""}
    response = signed_in.post(correct, typed)
    assert list(response.context["form"].errors) == ["reason"]
    response = signed_in.post(correct, typed | {"reason": "Déposé", "effective_on": "2026-01-01"})
    assert "dans le futur" in response.context["form"].errors["effective_on"][0]
    response = signed_in.post(correct, typed | {"effective_on": "2023-01-01"})
    assert list(response.context["form"].errors) == ["effective_on", "reason"]
    assert "labellisé depuis" in response.context["form"].errors["effective_on"][0]
    typed["reason"] = "Le dossier était déposé."
    response = signed_in.post(correct, typed)
    typed["seen"] = response.context["form"]["seen"].value()
    response = signed_in.post(correct, typed)
    assert response.url == f"{action.get_absolute_url()}#statuts"
    page = signed_in.get(response.url).content.decode()
    assert "Le dossier était déposé." in page
    assert "<s>À initier</s>" in page
    # Somebody else has it open: what they typed is not lost.
    late = signed_in.post(correct, typed | {"reason": "Le dossier était bien déposé."})
    assert "Ce statut a été corrigé entre-temps" in late.content.decode()
    assert "Le dossier était bien déposé." in late.content.decode()
    assert signed_in.get(correct).url == action.get_absolute_url()


def test_a_step_taken_back_is_said_to_be_cancelled(signed_in, action):
    operations.step(action, "start", by=None)
    operations.undo_step(action, event=head_number(), by=None)
    correct_status(
        action.status_changes.get(status="to_start"),
        status=Status.UNKNOWN,
        effective_on=date(2024, 2, 1),
        reason="Relu",
        by=None,
    )
    page = signed_in.get(action.get_absolute_url()).content.decode()
    assert re.findall(r"<s>(.*?)</s> <span class=\"quiet\">(\w+) le", page) == [
        ("En cours de réalisation", "annulée"),
        ("À initier", "corrigé"),
    ]


def test_an_action_is_confirmed(signed_in, action):
    response = signed_in.post(url("confirm", action))
    assert (
        last_message(response) == "«\u00a0F1 Réhabiliter la friche\u00a0» est confirmée à ce jour."
    )
    action.refresh_from_db()
    assert action.confirmed_on == date(2025, 5, 27)


def test_an_action_is_withdrawn_with_a_reason_and_reinstated(client, signed_in, action):
    withdraw = url("withdraw", action)
    assert "Retirer l’action du plan" in signed_in.get(withdraw).content.decode()
    assert list(signed_in.post(withdraw, {"reason": " "}).context["form"].errors) == ["reason"]
    response = signed_in.post(withdraw, {"reason": "Doublon avec T3"})
    assert response.url == action.get_absolute_url()
    page = signed_in.get(response.url).content.decode()
    assert "Cette action a été retirée du plan le 27\u00a0mai 2025" in page
    assert "Doublon avec T3" in page
    assert url("reinstate", action) in page

    for refused in ("confirm", "withdraw"):
        response = signed_in.post(url(refused, action), {"reason": "Encore"})
    assert "a été retirée du plan" in response.context["form"].non_field_errors()[0]
    client.logout()
    public = client.get(action.get_absolute_url()).content.decode()
    assert "a été retirée du plan" in public
    assert "Doublon" not in public


def test_reinstating_puts_it_back_or_says_why_not(signed_in, action, territory):
    operations.withdraw(action, reason="Doublon", by=None)
    other = make_action(territory, reference="F1", title="Démolir la friche")
    response = signed_in.post(url("reinstate", action))
    assert last_message(response) == (
        "«\u00a0Démolir la friche\u00a0» porte maintenant la référence F1. Donnez-lui une autre "
        "référence, puis rétablissez «\u00a0Réhabiliter la friche\u00a0». "
        f'<a href="{url("change", other)}">Modifier «\u00a0Démolir la friche\u00a0»</a>'
    )
    assert last_message(response) in signed_in.get(response.url).content.decode()
    operations.change(other, values={"reference": "F2"}, version=1, by=None)
    signed_in.post(url("reinstate", action))
    action.refresh_from_db()
    assert action.withdrawn_on is None
    assert "est dans le plan" in last_message(signed_in.post(url("reinstate", action)))


def test_nothing_is_typed_about_what_left_the_plan(signed_in, action):
    change = action.status_changes.get()
    operations.withdraw(action, reason="Doublon", by=None)
    for form in (
        url("change", action),
        url("withdraw", action),
        url("correct_status", action, change.pk),
    ):
        response = signed_in.get(form)
        assert response.url == action.get_absolute_url()
        assert "rétablissez-la pour la modifier" in last_message(response)
        page = signed_in.get(response.url).content.decode()
        assert form not in page


def test_a_status_of_what_was_withdrawn_meanwhile_is_not_corrected(signed_in, action):
    change = action.status_changes.get()
    operations.withdraw(action, reason="Doublon", by=None)
    typed = {"status": "done", "effective_on": "2025-01-10", "reason": "Livrée"}
    form = signed_in.post(url("correct_status", action, change.pk), typed).context["form"]
    [error] = form.non_field_errors()
    assert error.startswith("Cette action a été retirée du plan par la plateforme, le 27\u00a0mai")
    assert form["reason"].value() == "Livrée"


def test_confirming_what_is_withdrawn_is_refused(signed_in, action):
    operations.withdraw(action, reason="Doublon", by=None)
    assert "a été retirée du plan" in last_message(signed_in.post(url("confirm", action)))


def test_who_reads_does_not_write(client, action):
    client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=action.territory))
    asked = [client.get(url(name, action)) for name in ("change", "withdraw")]
    asked += [client.post(url(name, action), {"verb": "start"}) for name in ("step", "reinstate")]
    for response in asked:
        assert response.status_code == 403
        assert (
            "Votre mandat permet de lire ce plan d’action, pas de le" in response.content.decode()
        )


def test_who_has_no_mandate_there_is_told_so(client, action):
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=make_territory()))
    response = client.get(url("change", action))
    assert response.status_code == 403
    page = response.content.decode()
    assert "Vous n’avez pas de mandat pour modifier ce plan d’action." in page
    assert "Votre mandat permet" not in page


def test_a_long_entry_of_the_history_is_folded(signed_in, action):
    page = signed_in.get(action.get_absolute_url()).content.decode()
    assert re.findall("<summary>Voir ([^<]+)<span[^>]*>\u00a0: ([^<]+)<", page) == [
        ("13\u00a0valeurs", "Action créée")
    ]
