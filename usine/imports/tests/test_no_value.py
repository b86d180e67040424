"""Words that give no value to an action which has one: the plan keeps its own, and the cell is told
with them."""

from datetime import date

import pytest

from usine.plans.states import Priority, Status
from usine.plans.tests.factories import make_action
from usine.values.dates import PartialDate

from .imports import csv, kinds, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

COLUMNS = {
    "axis": "Axe",
    "planned_budget": "Budget (€)",
    "status": "Statut",
    "status_on": "Date du statut",
    "start": "Début",
    "end": "Fin",
    "priority": "Priorité",
    "sectors": "Filières",
    "lead": "Porteur",
    "tags": "Étiquettes",
}
KEPT = {
    "B2": "Foncier industriel",
    "D2": "1\u00a0000\u00a0€",
    "E2": "En cours de réalisation",
    "F2": "1er\u00a0février 2025",
    "G2": "01/01/2025",
    "H2": "31/12/2026",
    "I2": "Haute",
    "J2": "Bois",
}


@pytest.fixture
def known(territory) -> None:
    make_action(
        territory,
        reference="A1",
        title="Friche",
        axis="foncier",
        planned_budget=1_000_00,
        status=Status.IN_PROGRESS,
        effective_on=date(2025, 2, 1),
        start=PartialDate(date(2025, 1, 1)),
        end=PartialDate(date(2026, 12, 31)),
        priority=Priority.HIGH,
        sectors=["bois"],
        lead="CCI",
        tags=["Port"],
    )


def file(word: str) -> bytes:
    axis, *others = COLUMNS.values()
    header = ("N°", axis, "Action", *others)
    return csv(("A1", word, "Friche", *[word] * len(others)), header=header)


def test_no_cell_is_left_in_silence(territory, known):
    preview = send(territory, file("Inconnu"))
    [row] = preview.rows.all()
    told = {entry["cell"]: entry["why"] for entry in row.incomplete}
    why = "Ce mot ne donne pas de valeur\u00a0: le plan garde «\u00a0{}\u00a0»."
    of_text = "«\u00a0Inconnu\u00a0» ne dit pas la valeur\u00a0: écrivez-la, ou laissez vide."
    assert told == {cell: why.format(kept) for cell, kept in KEPT.items()} | dict.fromkeys(
        ("K2", "L2"), of_text
    )
    assert {entry["words"] for entry in row.incomplete} == {"Inconnu"}
    assert (kinds(preview), preview.counts["kept"]) == (["unchanged"], 0)
    assert sorted(cell for _, cell in preview.not_taken) == sorted(KEPT.keys() - {"F2"})


def test_a_dash_is_a_blank_cell(territory, known):
    preview = send(territory, file("-"))
    assert [row.incomplete for row in preview.rows.all()] == [[]]
    assert (preview.counts["kept"], preview.not_taken) == (9, [])


def test_what_the_plan_does_not_know_either_is_no_news(territory):
    make_action(territory, reference="A1", title="Friche", axis="foncier", status=Status.UNKNOWN)
    header = ("N°", "Axe", "Action", "Budget (€)", "Statut", "Calendrier")
    preview = send(territory, csv(("A1", "Foncier", "Friche", "NC", "NC", "NC"), header=header))
    assert [row.incomplete for row in preview.rows.all()] == [[]]


def test_a_period_that_is_not_known_is_told_once(territory, known):
    header = ("N°", "Axe", "Action", "Calendrier")
    preview = send(territory, csv(("A1", "Foncier", "Friche", "NC"), header=header))
    [entry] = preview.rows.get().incomplete
    assert (entry["cell"], entry["field"], entry["words"]) == ("D2", "start", "NC")
    assert preview.not_taken == [["", "D2"]]
