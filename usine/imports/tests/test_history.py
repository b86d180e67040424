"""What is told of an action that a file wrote: by whom, from which file, from which value."""

import pytest

from usine.imports import undoing
from usine.ledger.history import ChangedValue
from usine.plans.history import history, withdrawal
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action

from .imports import ECOLE, bring, csv, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_an_import_that_was_undone_took_away_what_it_had_added(territory, manager):
    undoing.undo(bring(territory, csv(ECOLE), by=manager), by=manager)
    withdrawn = withdrawal(Action.objects.get(reference="C1"))
    assert (withdrawn.what, withdrawn.who) == (
        "Annulation de l’import «\u00a0plan.csv\u00a0»",
        str(manager),
    )


def test_what_an_import_did_is_told_of_each_action(territory, manager):
    action = make_action(territory, reference="A1", title="Friche", status=Status.TO_START)
    row = ("A1", "Foncier", "Friche papetière", "CCI", "", "En cours", "", "")
    imported = bring(territory, csv(row, ECOLE), by=manager)
    undoing.undo(imported, by=manager)

    undone, done, _ = history(action)
    assert (done.what, done.who) == (
        "Action modifiée par import «\u00a0plan.csv\u00a0»",
        str(manager),
    )
    assert done.lines == (
        ChangedValue("Intitulé", "Friche", "Friche papetière"),
        ChangedValue("Porteur", "–", "CCI"),
        ChangedValue("Statut", "À initier", "En cours de réalisation"),
    )
    assert undone.what == "Annulation de l’import «\u00a0plan.csv\u00a0»"
    assert undone.lines == (
        ChangedValue("Intitulé", "Friche papetière", "Friche"),
        ChangedValue("Porteur", "CCI", "–"),
        ChangedValue("Statut", "En cours de réalisation", "À initier"),
    )
    undone, created = history(Action.objects.get(reference="C1"))
    assert created.what == "Action créée par import «\u00a0plan.csv\u00a0»"
    assert ChangedValue("Intitulé", "–", "École de production") in created.lines
    assert created.lines[-1] == ChangedValue("Statut", "–", "À initier")
    assert ChangedValue("Intitulé", "École de production", "–") in undone.lines


def test_a_file_that_was_only_looked_at_is_not_told(territory, manager):
    action = make_action(territory, reference="A1", title="Friche")
    send(territory, csv(("A1", "Foncier", "Autre", "", "", "", "", "")), by=manager)
    assert [fact.what for fact in history(action)] == ["Action créée"]


def test_an_import_that_leaves_the_status_does_not_tell_of_it(territory, manager):
    action = make_action(territory, reference="A1", title="Friche", status=Status.TO_START)
    bring(territory, csv(("A1", "Foncier", "Friche", "EPF", "", "À lancer", "", "")), by=manager)
    assert history(action)[0].lines == (ChangedValue("Porteur", "–", "EPF"),)
