"""Since when subjects stand so: what a column says, what the end of what is done proposes."""

from datetime import date

import pytest

from usine.reading import Answers, Reading
from usine.values.dates import PartialDate, Precision

from .readings import grid, read_grids

HEADER = ("N°", "Axe", "Action", "Statut", "Fin")
DAY = date(2026, 10, 31)
JUNE = PartialDate(date(2025, 6, 1), Precision.MONTH)
ASKED = [("end", "status_on", "fin", "Fin", 2)]


def asked(reading: Reading) -> list[tuple[str, str, str, str, int]]:
    return [(each.kind, each.field, each.key, each.word, each.count) for each in reading.questions]


def since(reading: Reading) -> list[tuple[str, str]]:
    return [(str(row.values.get("status_on", "")), row.dated_by) for row in reading.rows]


def told(reading: Reading) -> list[tuple[str, str, str]]:
    doubts = [doubt for row in reading.rows for doubt in row.doubts]
    return [(each.cell, each.message.replace("\u00a0", " "), each.words) for each in doubts]


def done(*ends):
    rows = [(f"A{n}", "TEE", f"Four {n}", "Réalisée", end) for n, end in enumerate(ends, start=1)]
    return grid(HEADER, *rows, ("B1", "TEE", "Toit", "En cours", JUNE))


def test_the_end_of_what_is_done_is_asked_once_and_never_imposed():
    table = done(JUNE, JUNE, PartialDate(date(2026, 1, 1), Precision.YEAR), None)
    reading = read_grids(table, day=DAY)
    assert (asked(reading), set(since(reading))) == (ASKED, {("", "")})
    assert [row.incomplete for row in reading.rows] == [[]] * 5
    yes = read_grids(table, day=DAY, answers=Answers(words={"status_on": {"fin": "yes"}}))
    assert asked(yes) == []
    assert since(yes) == [("30/06/2025", "end")] * 2 + [("", "")] * 3
    no = read_grids(table, day=DAY, answers=Answers(words={"status_on": {"fin": ""}}))
    assert (asked(no), set(since(no))) == ([], {("", "")})
    assert asked(read_grids(table)) == []


def test_the_end_of_a_period_is_asked_too():
    table = grid(
        ("N°", "Axe", "Action", "Statut", "Calendrier"),
        ("A1", "TEE", "Four", "Réalisée", "2023-2024"),
    )
    [question] = read_grids(table, day=DAY).questions
    assert (question.kind, question.cells) == ("end", ("E2",))


@pytest.mark.parametrize("head", ["Date du statut", "Statut au", "Statut depuis le :", "État au"])
def test_a_column_says_since_when(head):
    rows = [
        ("A1", "TEE", "Four", "Réalisée", JUNE, PartialDate(date(2025, 5, 2))),
        ("A2", "TEE", "Toit", "Réalisée", JUNE, JUNE),
    ]
    reading = read_grids(grid((*HEADER, head), *rows), day=DAY)
    assert asked(reading) == []
    assert since(reading) == [("02/05/2025", "status_on"), ("01/06/2025", "status_on")]
    assert [(doubt.cell, doubt.message) for row in reading.rows for doubt in row.doubts] == [
        ("F3", "Le jour n’est pas dit\u00a0: le statut compte depuis le 01/06/2025."),
    ]


def test_a_status_of_a_day_that_holds_words_is_a_status():
    table = grid(("N°", "Axe", "Action", "Statut au"), ("A1", "TEE", "Four", "Réalisée"))
    [row] = read_grids(table, day=DAY).rows
    assert row.values["status"] == "done"


@pytest.mark.parametrize(
    "words",
    [
        *("Réalisé le 12/03/2025", "Terminée depuis le 12 mars 2025"),
        *("En cours depuis le 12/03/2025", "Abandonné depuis le 12 mars 2025"),
    ],
)
def test_the_day_of_the_words_of_a_status_is_taken_and_told(words):
    reading = read_grids(grid(HEADER, ("A1", "TEE", "Four", words, JUNE)), day=DAY)
    assert (since(reading), asked(reading)) == ([("12/03/2025", "status")], [])
    assert told(reading) == [("D2", "Le statut compte depuis cette date.", words)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Réalisée (juin 2025)", "01/06/2025"),
        ("Terminé fin 2024", "01/10/2024"),
        ("Livré 06/25", "01/06/2025"),
        ("En cours depuis mars 2024", "01/03/2024"),
        ("Travaux en cours (depuis le T2 2025)", "01/04/2025"),
    ],
)
def test_words_of_no_day_date_the_first_of_theirs_and_it_is_told(words, first):
    reading = read_grids(grid(HEADER, ("A1", "TEE", "Four", words, JUNE)), day=DAY)
    assert (since(reading), asked(reading)) == ([(first, "status")], [])
    message = f"Le jour n’est pas dit : le statut compte depuis le {first}."
    assert told(reading) == [("D2", message, words)]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Réalisé le 12/03/2025, soldé le 01/06/2025", 2),
        ("Réalisé en 2024", 1),
        ("En cours au 12/03/2025", 1),
        ("En cours depuis 2023", 1),
        ("En cours depuis la COP, fin juin 2027", 1),
        ("En cours depuis le 01/12/2026", 1),
        ("À lancer en 2028", 1),
        ("Abandonnée (mars 2024)", 1),
    ],
)
def test_words_that_do_not_say_since_when_are_told(words, count):
    reading = read_grids(grid(HEADER, ("A1", "TEE", "Four", words, None)), day=DAY)
    assert since(reading) == [("", "")]
    message = (
        "La date de ces mots n’est pas prise : ils ne disent pas depuis quand le statut compte."
    )
    assert told(reading) == count * [("D2", message, words)]


@pytest.mark.parametrize(
    "words", ["En cours (France 2030)", "Terminé en 2029", "Bloqué depuis mars 2024", 0.5]
)
def test_a_programme_what_is_asked_and_what_blocks_are_no_date_of_a_status(words):
    header = ("N°", "Axe", "Action", "Statut")
    reading = read_grids(grid(header, ("A1", "TEE", "Four", words)), day=DAY)
    assert since(reading) == [("", "")]
    assert [message for _, message, _ in told(reading) if "date" in message] == []


def test_the_year_of_what_is_done_leaves_its_end_to_be_asked():
    table = grid(HEADER, ("A1", "TEE", "Four", "Réalisé en 2025", JUNE))
    [question] = read_grids(table, day=DAY).questions
    assert (question.kind, question.cells) == ("end", ("E2",))
