"""The words of cells that are to complete, which their action keeps as notes."""

import pytest

from usine.imports import operations, settling
from usine.ledger.models import Event
from usine.plans.models import Action
from usine.plans.notes import noted
from usine.reading.tests.spreadsheets import xlsx

from .imports import FRICHE, HEADER, bring, csv, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

VAGUE = ("A1", "Foncier", "Friche", "CCI", "à définir", "OK", "chaque année", "rentrée 2027")
NOTES = {
    "Budget prévisionnel\u00a0: à définir",
    "Statut\u00a0: OK",
    "Début\u00a0: chaque année",
    "Fin\u00a0: rentrée 2027",
}


def notes_of_the_action() -> set[str]:
    action = Action.objects.get()
    return noted([action])[action.subject]


def test_the_words_that_no_field_takes_are_notes_once(territory, manager):
    done = bring(territory, csv(VAGUE), by=manager)
    assert notes_of_the_action() == NOTES
    assert done.counts["details"]["notes"] == 4
    events = Event.objects.count()
    bring(territory, csv(VAGUE), by=manager)
    assert Event.objects.count() == events


def test_what_the_user_settles_is_no_note(territory, manager):
    preview = send(territory, csv(VAGUE), by=manager)
    [name] = [each["key"] for each in preview.account["questions"] if each["word"] == "OK"]
    answers = {"status": {name: "in_progress"}}
    preview = settling.settle(preview, answers=answers, by=manager)
    operations.apply(preview, by=manager)
    assert notes_of_the_action() == NOTES - {"Statut\u00a0: OK"}


def test_what_says_nothing_or_names_a_person_is_no_note(territory, manager):
    header = (*HEADER, "Référent")
    row = (*FRICHE[:4], "######", *FRICHE[5:], "Marie " * 50)
    bring(territory, xlsx(header, row), filename="plan.xlsx", by=manager)
    assert noted(Action.objects.all()) == {}


def test_a_text_that_is_not_told_yet_is_no_note(territory, manager):
    bring(
        territory,
        csv(("A1", "Foncier", "Friche", "tbd"), header=("N°", "Axe", "Action", "Porteur")),
        by=manager,
    )
    assert noted(Action.objects.all()) == {}


def test_two_ticks_are_no_note(territory, manager):
    header = ("N°", "Axe", "Action", "À lancer", "En cours")
    bring(territory, csv(("A1", "Foncier", "Friche", "x", "x"), header=header), by=manager)
    assert noted(Action.objects.all()) == {}
