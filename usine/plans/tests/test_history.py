"""What is told of an action: who, when, from which value to which."""

from datetime import UTC, date, datetime

import pytest

from usine.kernel.dates import PartialDate, Precision
from usine.ledger import clock
from usine.ledger.models import Event
from usine.ledger.operations import erase
from usine.plans import operations
from usine.plans.history import Line, history
from usine.plans.importing import operations as importing
from usine.plans.models import Action
from usine.plans.states import Axis, Status

from .factories import make_action, make_territory
from .imports import ECOLE, bring, csv, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_each_fact_is_told_the_latest_first(territory, manager):
    action = operations.create(
        territory=territory,
        values={
            "title": "Étude",
            "axis": Axis.FONCIER,
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
    operations.correct_status(
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
        ("Action confirmée, avec tout le plan", "la plateforme", ""),
        ("Action confirmée", str(manager), ""),
        ("Statut corrigé", str(manager), "Seulement déposé"),
        ("Étape «\u00a0Démarrer\u00a0»", str(manager), ""),
        ("Action modifiée", str(manager), ""),
        ("Action créée", str(manager), ""),
    ]
    assert [fact.at for fact in facts] == [clock.now()] * 8
    by_what = {fact.what: fact.lines for fact in facts}
    assert by_what["Action créée"] == (
        Line("Axe", "–", "Foncier industriel"),
        Line("Intitulé", "–", "Étude"),
        Line("Budget prévisionnel", "–", "10\u202f000\u00a0€"),
        Line("Statut", "–", "À initier"),
        Line("Date d’effet", "–", "10/01/2025"),
    )
    assert by_what["Action modifiée"] == (
        Line("Intitulé", "Étude", "Étude de sol"),
        Line("Partenaires", "–", "EPF ; Région"),
        Line("Fin", "–", "2026"),
    )
    assert by_what["Étape «\u00a0Démarrer\u00a0»"] == (
        Line("Statut", "À initier", "En cours de réalisation"),
        Line("Date d’effet", "–", "01/03/2025"),
    )
    assert by_what["Statut corrigé"] == (
        Line("Statut", "En cours de réalisation", "En cours d’instruction"),
        Line("Date d’effet", "01/03/2025", "01/04/2025"),
    )
    assert by_what["Action retirée du plan"] == (Line("Date du retrait", "–", "01/05/2025"),)


def test_other_actions_and_other_plans_are_not_told(territory):
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
    erase(Event.objects.latest("number").number, by=None, reason="Demande de Mme Untel")
    [fact, _] = history(action)
    assert (fact.what, fact.who, fact.reason, fact.lines) == (
        "Action retirée du plan",
        str(manager),
        "",
        (),
    )
    assert fact.erased


def test_what_an_import_did_is_told_of_each_action(territory, manager):
    action = make_action(territory, reference="A1", title="Friche", status=Status.TO_START)
    row = ("A1", "Foncier", "Friche papetière", "CCI", "", "En cours", "", "")
    imported = bring(territory, csv(row, ECOLE), by=manager)
    importing.undo(imported, by=manager)

    undone, done, _ = history(action)
    assert (done.what, done.who) == (
        "Action modifiée par import «\u00a0plan.csv\u00a0»",
        str(manager),
    )
    assert done.lines == (
        Line("Intitulé", "Friche", "Friche papetière"),
        Line("Porteur", "–", "CCI"),
        Line("Statut", "À initier", "En cours de réalisation"),
    )
    assert undone.what == "Annulation de l’import «\u00a0plan.csv\u00a0»"
    assert undone.lines == (
        Line("Intitulé", "Friche papetière", "Friche"),
        Line("Porteur", "CCI", "–"),
        Line("Statut", "En cours de réalisation", "À initier"),
    )
    undone, created = history(Action.objects.get(reference="C1"))
    assert created.what == "Action créée par import «\u00a0plan.csv\u00a0»"
    assert Line("Intitulé", "–", "École de production") in created.lines
    assert created.lines[-1] == Line("Statut", "–", "À initier")
    assert Line("Intitulé", "École de production", "–") in undone.lines


def test_a_file_that_was_only_looked_at_is_not_told(territory, manager):
    action = make_action(territory, reference="A1", title="Friche")
    send(territory, csv(("A1", "Foncier", "Autre", "", "", "", "", "")), by=manager)
    assert [fact.what for fact in history(action)] == ["Action créée"]


def test_an_import_that_leaves_the_status_does_not_tell_of_it(territory, manager):
    action = make_action(territory, reference="A1", title="Friche", status=Status.TO_START)
    bring(territory, csv(("A1", "Foncier", "Friche", "EPF", "", "À lancer", "", "")), by=manager)
    assert history(action)[0].lines == (Line("Porteur", "–", "EPF"),)


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_costs_the_same_whatever_its_length(
    territory, manager, count, django_assert_num_queries
):
    action = make_action(territory)
    for _ in range(count):
        operations.confirm(action, by=manager)
    with django_assert_num_queries(3):
        assert len(history(action)) == count + 1
