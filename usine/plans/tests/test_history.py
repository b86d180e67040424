"""What is told of an action: who, when, from which value to which."""

from datetime import UTC, date, datetime

import pytest

from usine.ledger.history import ChangedValue
from usine.ledger.models import Event
from usine.ledger.operations import erase
from usine.plans import operations, reviews
from usine.plans.corrections import correct_status
from usine.plans.history import history, withdrawal
from usine.plans.reviews import Draft, Step
from usine.plans.states import Status
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_each_fact_is_told_the_latest_first(territory, manager):
    action = operations.create(
        territory=territory,
        values={
            "title": "Étude",
            "axis": "foncier",
            "planned_budget": 10_000_00,
            "lead": "",
            "restricted": False,
        },
        status=Status.TO_START,
        effective_on=date(2025, 1, 10),
        by=manager,
    )
    operations.change(
        action,
        values={
            "title": "Étude de sol",
            "partners": ["EPF", "Région"],
            "end": PartialDate(date(2026, 1, 1), Precision.YEAR),
        },
        version=1,
        by=manager,
    )
    operations.step(action, "start", effective_on=date(2025, 3, 1), by=manager)
    started = action.status_changes.get(status=Status.IN_PROGRESS)
    correct_status(
        started,
        status=Status.UNDER_REVIEW,
        effective_on=date(2025, 4, 1),
        reason="Seulement déposé",
        by=manager,
    )
    operations.confirm(action, by=manager)
    operations.confirm_plan(territory, by=None)
    operations.withdraw(action, reason="Doublon", on=date(2025, 5, 1), by=manager)
    operations.reinstate(action, by=manager)

    facts = history(action)
    assert [(fact.what, fact.who, fact.reason) for fact in facts] == [
        ("Action rétablie dans le plan", str(manager), ""),
        ("Action retirée du plan", str(manager), "Doublon"),
        ("Action confirmée, avec d’autres du plan", "la plateforme", ""),
        ("Action confirmée", str(manager), ""),
        ("Statut corrigé", str(manager), "Seulement déposé"),
        ("Étape «\u00a0Démarrer\u00a0»", str(manager), ""),
        ("Action modifiée", str(manager), ""),
        ("Action créée", str(manager), ""),
    ]
    assert [fact.at for fact in facts] == [clock.now()] * 8
    by_what = {fact.what: fact.lines for fact in facts}
    assert by_what["Action créée"] == (
        ChangedValue("Axe", "–", "Foncier industriel"),
        ChangedValue("Intitulé", "–", "Étude"),
        ChangedValue("Budget prévisionnel", "–", "10\u00a0000\u00a0€"),
        ChangedValue("Statut", "–", "À initier"),
        ChangedValue("Date d’effet", "–", "10/01/2025"),
    )
    assert by_what["Action modifiée"] == (
        ChangedValue("Intitulé", "Étude", "Étude de sol"),
        ChangedValue("Partenaires", "–", "EPF ; Région"),
        ChangedValue("Fin", "–", "2026"),
    )
    assert by_what["Étape «\u00a0Démarrer\u00a0»"] == (
        ChangedValue("Statut", "À initier", "En cours de réalisation"),
        ChangedValue("Date d’effet", "–", "01/03/2025"),
    )
    assert by_what["Statut corrigé"] == (
        ChangedValue("Statut", "En cours de réalisation", "En cours d’instruction"),
        ChangedValue("Date d’effet", "01/03/2025", "01/04/2025"),
    )
    assert by_what["Action retirée du plan"] == (
        ChangedValue("Date du retrait", "–", "01/05/2025"),
    )


@pytest.mark.parametrize(
    ("status", "day", "lines"),
    [
        (Status.DONE, date(2025, 3, 1), [ChangedValue("Statut", "À initier", "Réalisée")]),
        (
            Status.TO_START,
            date(2025, 3, 2),
            [ChangedValue("Date d’effet", "01/03/2025", "02/03/2025")],
        ),
        (
            Status.TO_START,
            date(2025, 2, 1),
            [
                ChangedValue("Date d’effet", "01/03/2025", "01/02/2025"),
                ChangedValue("Entrée au plan", "01/03/2025", "01/02/2025"),
            ],
        ),
    ],
)
def test_what_a_correction_left_as_it_was_is_not_told(territory, status, day, lines):
    action = make_action(territory, status=Status.TO_START, effective_on=date(2025, 3, 1))
    corrected = action.status_changes.get()
    correct_status(
        corrected, status=status, effective_on=day, reason="Relu avec le porteur", by=None
    )
    assert list(history(action)[0].lines) == lines


def test_who_withdrew_an_action_is_told_whatever_was_confirmed_since(territory, manager):
    action = make_action(territory)
    operations.withdraw(action, reason="Doublon", by=None)
    operations.reinstate(action, by=None)
    operations.withdraw(action, reason="Erreur", by=manager)
    make_action(territory)
    operations.confirm_plan(territory, by=None)
    left = withdrawal(action)
    assert (left.what, left.who, left.reason) == (
        "Action retirée du plan",
        str(manager),
        "Erreur",
    )


def review(territory, by):
    """Two actions enter the plan in one go; each takes steps in another; the pk of the first."""
    values = {"title": "Étude", "axis": "foncier"}
    drafts = [
        Draft(values, Status.TO_START, date(2025, 1, 10)),
        Draft({"title": "Voisine", "axis": "foncier"}, Status.DONE, date(2025, 1, 11)),
    ]
    action, other = reviews.create_many(territory, drafts=drafts, by=by)
    steps = [
        Step(action.pk, "start", date(2025, 3, 1)),
        Step(action.pk, "complete", date(2025, 4, 1)),
    ]
    reviews.step_many(territory, steps=steps, by=by)
    third = reviews.create_many(territory, drafts=drafts[1:], by=by)[0]
    reviews.step_many(territory, steps=[], by=by)
    return action, other, third


def test_what_a_review_did_is_told_of_each_action(territory, manager):
    action, other, third = review(territory, manager)
    facts = history(action)
    assert [(fact.what, fact.who) for fact in facts] == [
        ("Étape «\u00a0Déclarer réalisée\u00a0»", str(manager)),
        ("Étape «\u00a0Démarrer\u00a0»", str(manager)),
        ("Action créée", str(manager)),
    ]
    assert facts[0].lines == (
        ChangedValue("Statut", "En cours de réalisation", "Réalisée"),
        ChangedValue("Date d’effet", "–", "01/04/2025"),
    )
    assert facts[2].lines == (
        ChangedValue("Axe", "–", "Foncier industriel"),
        ChangedValue("Intitulé", "–", "Étude"),
        ChangedValue("Statut", "–", "À initier"),
        ChangedValue("Date d’effet", "–", "10/01/2025"),
    )
    for alone in (other, third):
        [fact] = history(alone)
        assert ChangedValue("Intitulé", "–", "Voisine") in fact.lines


def test_what_the_law_had_erased_of_a_review_is_no_longer_told(territory, manager):
    values = {"title": "Étude", "axis": "foncier", "comment": "Mme Untel"}
    draft = Draft(values, Status.TO_START, date(2025, 1, 10))
    action, other = reviews.create_many(territory, drafts=[draft, draft], by=manager)
    erase(action.subject, by=None, reason="demande")
    creation = history(action)[1]
    assert (creation.what, creation.who, creation.erased) == ("Action créée", str(manager), True)
    assert "Mme Untel" not in str(creation.lines)
    assert "Mme Untel" in str(history(other)[0].lines)


def test_other_actions_and_other_plans_are_not_told(territory):
    make_action(territory)
    operations.confirm_plan(territory, by=None)
    with clock.set_to(datetime(2025, 6, 1, tzinfo=UTC)):
        action = make_action(territory)
        make_action(territory)
        elsewhere = make_territory()
        make_action(elsewhere)
        operations.confirm_plan(elsewhere, by=None)
    assert [fact.what for fact in history(action)] == ["Action créée"]


def test_what_the_law_had_erased_is_no_longer_told(territory, manager):
    action = make_action(territory)
    operations.withdraw(action, reason="Mme Untel est partie", by=manager)
    last = Event.objects.latest("number").number
    erase(action.subject, by=None, reason="demande", numbers=[last])
    [erasure, fact, _] = history(action)
    assert erasure.what == "Contenu effacé, comme la loi le demande"
    assert (fact.what, fact.who, fact.reason, fact.lines) == (
        "Action retirée du plan",
        str(manager),
        "",
        (ChangedValue("Date du retrait", "–", "27/05/2025"),),
    )
    assert fact.erased


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_costs_the_same_whatever_its_length(
    territory, manager, count, django_assert_num_queries
):
    action = make_action(territory)
    for _ in range(count):
        operations.confirm(action, by=manager)
    with django_assert_num_queries(3):
        assert len(history(action)) == count + 1
