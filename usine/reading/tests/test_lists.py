"""Cells that hold several things: codes of a list, steps with their dates, places."""

from datetime import date

import pytest

from usine.plans import vocabulary
from usine.reading import Answers
from usine.reading.grid import BrokenCell
from usine.reading.steps import LONGEST_DATED, LONGEST_TITLE, steps_in
from usine.values.dates import PartialDate, Precision

from .readings import grid, lacks, read_grids

HEADER = ("Axe", "Action")
FRICHE = ("Foncier", "Friche")
PLAN = vocabulary.of_official("T2")


def read_one(header: str, cell, **options):
    reading = read_grids(grid((*HEADER, header), (*FRICHE, cell)), **options)
    [row] = reading.rows
    return reading, row


def test_the_sectors_of_a_cell_are_known_by_their_labels_and_other_names():
    _, row = read_one("Filières", "Bois, Textile\nfilière agro-alimentaire, bois")
    assert row.values["sectors"] == ["bois", "mode", "agroalimentaire"]
    assert row.incomplete == []


def test_a_sector_that_is_not_known_is_asked_and_leaves_the_others():
    reading, row = read_one("Filières", "Bois, Tartempion, Machin")
    assert row.values["sectors"] == ["bois"]
    assert [(each.field, each.key, each.count) for each in reading.questions] == [
        ("sectors", "tartempion", 1),
        ("sectors", "machin", 1),
    ]
    assert lacks(reading) == [("C2", "sectors")]
    settled = Answers(words={"sectors": {"tartempion": "eau", "machin": ""}})
    reading, row = read_one("Filières", "Bois, Tartempion, Machin", answers=settled)
    assert (row.values["sectors"], reading.questions, lacks(reading)) == (["bois", "eau"], (), [])


def test_a_broken_cell_gives_no_sector():
    broken = BrokenCell("error", "#REF!")
    reading, row = read_one("Filières", broken)
    assert "sectors" not in row.values
    assert (lacks(reading), reading.questions) == ([("C2", "sectors")], ())


JUNE = PartialDate(date(2026, 6, 1), Precision.MONTH)
DAY = PartialDate(date(2026, 9, 15), Precision.DAY)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Étude", [("Étude", None)]),
        ("- Étude\n- Travaux : juin 2026", [("Étude", None), ("Travaux", JUNE)]),
        ("juin 2026 : permis\n15/09/2026 - travaux", [("permis", JUNE), ("travaux", DAY)]),
        ("Permis (juin 2026) ; Travaux, 15/09/2026", [("Permis", JUNE), ("Travaux", DAY)]),
        ("1) Étude 2) Travaux", [("Étude", None), ("Travaux", None)]),
        ("COPIL 2026", [("COPIL 2026", None)]),
        ("Choix : 3 offres en 2026", [("Choix : 3 offres en 2026", None)]),
        ("Suite : 99/99/2026", [("Suite : 99/99/2026", None)]),
        ("Travaux (à partir de 2026)", [("Travaux (à partir de 2026)", None)]),
        ("x" * (LONGEST_TITLE + 1), []),
        ("\n", []),
    ],
)
def test_the_steps_of_a_text(text, steps):
    assert steps_in(text, lambda words: PLAN.read("end", words)) == steps


def test_a_date_that_says_none_stays_in_its_words():
    assert steps_in("Travaux (juin 2026)", lambda words: None) == [("Travaux (juin 2026)", None)]


def test_a_long_line_is_not_searched_for_a_date():
    long = "x" * LONGEST_DATED + " : juin 2026"
    [_, step] = steps_in(f"Étude\n{long}", lambda words: PLAN.read("end", words))
    assert step.due is None


def test_a_sentence_is_kept_with_its_column_not_as_a_step():
    sentence = (
        "Il faudra d’abord réunir les financeurs, puis arrêter le choix du site avec les élus."
    )
    _, row = read_one("Prochaines étapes", sentence)
    assert "steps" not in row.values
    assert [(note.cell, note.column, note.words) for note in row.notes] == [
        ("C2", "Prochaines étapes", sentence)
    ]
    _, row = read_one("Jalons", "Permis : juin 2026")
    assert [(step["title"], step["due"]) for step in row.values["steps"]] == [("Permis", JUNE)]


@pytest.mark.parametrize(
    ("header", "cell", "name"),
    [
        ("Commune", "Arques ; Longuenesse", "communes"),
        ("Commune", "x", ""),
        ("Commune", "120 000", "funding"),
        ("Chef de file", "EPF", "lead"),
        ("Référent", "Chargée de mission", "referent"),
        ("Indicateurs attendus", "12 visites", "expected_results"),
    ],
)
def test_what_a_column_of_a_sheet_gives(header, cell, name):
    reading, _ = read_one(header, cell)
    assert (reading.sheets[0].columns[2].field or "") == name
