"""Columns of ticks: what blocks or postpones, spans of years, dates as marks."""

from datetime import date

import pytest

from usine.reading import Answers, Why
from usine.reading.fates import INCOMPLETE, UNSAID
from usine.reading.grid import Merge
from usine.reading.ticks import tick_of
from usine.values.dates import PartialDate

from .readings import PLAN, grid, lacks, left_aside, read_grids

NAMES = ("N°", "Axe", "Action")
FIRST = ("A1", "TEE", "Réseau de chaleur")
SECOND = ("B1", "Innovation", "Fabrique partagée")
BLANK = (None, None, None)
STATUSES = (*NAMES, "À lancer", "En cours", "Réalisé")


def values(reading, name):
    return [row.values.get(name) for row in reading.rows]


def years(reading):
    return [(str(row.values.get("start")), str(row.values.get("end"))) for row in reading.rows]


@pytest.mark.parametrize(("head", "flag"), [("Bloqué", "blocked"), ("Reporté", "postponed")])
def test_a_cross_under_what_blocks_or_postpones_raises_the_flag(head, flag):
    rows = (*FIRST, None, "x", None, "x"), (*SECOND, "x", None, None, None)
    reading = read_grids(grid((*STATUSES, head), *rows))
    assert values(reading, "status") == ["in_progress", "to_start"]
    raised = {"kind": "other", "reason": head, "flag": flag}
    assert values(reading, "blocked") == [raised, None]
    assert reading.aside == ()


def test_what_is_done_is_not_blocked():
    rows = ((*STATUSES, "Bloqué"), (*FIRST, None, None, "x", "x"), (*SECOND, "x"))
    reading = read_grids(grid(*rows))
    assert values(reading, "status") == [None, "to_start"]
    assert [each.word for each in reading.questions] == ["Réalisé + Bloqué"]
    answers = Answers(words={"status": {"realise bloque": "done"}})
    assert values(read_grids(grid(*rows), answers=answers), "status") == ["done", "to_start"]


@pytest.mark.parametrize("group", ["Type de blocage", "Points de blocage"])
def test_kinds_of_blockages_are_ticked_under_their_group_alone(group):
    heads = (*STATUSES, group, None)
    under = (*[None] * 6, "Foncier", "Énergie")
    rows = (*FIRST, None, "x", None, None, "x"), (*SECOND, "x", None, None, "x")
    reading = read_grids(grid(heads, under, *rows, merges=[Merge(1, 6, 1, 7)]))
    assert [row["kind"] for row in values(reading, "blocked")] == ["energy", "land"]
    assert tick_of(("Réglementaire",), PLAN) is None


@pytest.mark.parametrize("written", ["12/03/2025", PartialDate(date(2025, 3, 12))])
def test_a_date_under_a_status_is_a_mark_and_is_told(written):
    rows = (*FIRST, None, None, written), (*SECOND, "x")
    reading = read_grids(grid(STATUSES, *rows))
    assert values(reading, "status") == ["done", "to_start"]
    assert [(d.cell, d.words) for d in reading.rows[0].doubts] == [("F2", "12/03/2025")]


def test_years_that_follow_one_another_head_a_span():
    heads = (*NAMES, "2024-2025", "2026-2027", "2028")
    reading = read_grids(grid(heads, (*FIRST, "x", "x"), (*SECOND, None, "x", "x")))
    assert years(reading) == [("2024", "2027"), ("2026", "2028")]
    backwards = (*NAMES, "2025-2024", "2026")
    reading = read_grids(grid(backwards, (*FIRST, "x"), (*SECOND, None, "x")))
    assert years(reading) == [("None", "None"), ("2026", "2026")]


def test_years_under_a_calendar_are_a_second_header():
    heads, merges = (*NAMES, "Calendrier", None), [Merge(1, 3, 1, 4)]
    rows = (*FIRST, "x", "x"), (*SECOND, None, "x")
    reading = read_grids(grid(heads, (*BLANK, "2023/24", "2024/25"), *rows, merges=merges))
    assert years(reading) == [("2023", "2025"), ("2024", "2025")]
    reading = read_grids(grid(heads, (*BLANK, "Année 1", "Année 2"), *rows, merges=merges))
    assert values(reading, "title") == [FIRST[2], SECOND[2]]
    assert years(reading) == [("None", "None")] * 2
    why = "année qui n’est pas dite\u00a0: écrivez-la dans l’en-tête, par exemple 2025"
    assert {aside.message for aside in reading.aside} == {why}


def test_the_counts_that_close_a_calendar_are_no_action():
    heads = (*NAMES, "2024", "2025")
    rows = (*FIRST, "x", "x"), (*SECOND, None, "x"), ("Nombre d’actions", None, None, 1.0, 2.0)
    reading = read_grids(grid(heads, *rows))
    assert values(reading, "title") == [FIRST[2], SECOND[2]]
    assert left_aside(reading) == [(Why.COUNT, 4, 4)]
    assert reading.questions == ()


def test_rows_of_types_are_no_action():
    heads = ("N°", "Axe", "Intitulé", "Porteur", "Budget (€)", "Statut", "Fin")
    texts = ("Identifiant", "1 à 4", "Titre court", "Organisme", "Montant en euros")
    listed = (*texts, "Liste : En cours, Réalisée…", "Date")
    short = (None, "choix", None, None, "€", "choix", "jj/mm/aa")
    for row in (listed, short):
        reading = read_grids(grid(heads, row, (*FIRST, "CC", 3500.0, "En cours", "2026")))
        assert left_aside(reading) == [(Why.FILLING, 2, 2)]
        assert values(reading, "title") == [FIRST[2]]


def test_a_sub_action_that_is_done_is_a_step_that_is_done():
    heads = (*NAMES, "Statut")
    under = [("A1.1", None, "Étude", "Réalisée"), ("A1.2", None, "Travaux", "À initier")]
    under.append(("A1.3", None, "Bilan", "bientôt peut-être"))
    reading = read_grids(grid(heads, (*FIRST, "En cours"), *under))
    [steps] = values(reading, "steps")
    done = [(step["title"], step.get("done", False)) for step in steps]
    assert done == [("Étude", True), ("Travaux", False), ("Bilan", False)]
    assert [aside.range for aside in reading.aside] == ["A3:D5"]


def test_a_question_mark_alone_under_ticks_is_to_complete():
    rows = (*FIRST, "?"), (*SECOND, "(?)", "x"), ("C1", "Foncier", "Halle", None, None, "x")
    reading = read_grids(grid(STATUSES, *rows))
    assert values(reading, "status") == [None, "in_progress", "done"]
    assert lacks(reading) == [("D2", "status")]
    assert [(each.cell, each.words) for row in reading.rows for each in row.doubts] == [
        ("D3", "(?)")
    ]


def test_a_question_mark_beside_what_is_asked_is_to_complete_too():
    rows = (*FIRST, "?", "bientôt"), (*SECOND, "x"), ("C1", "Foncier", "Halle", None, "x")
    reading = read_grids(grid(STATUSES, *rows))
    assert lacks(reading) == [("E2", "status"), ("D2", "status")]
    assert [each.word for each in reading.questions] == ["bientôt"]


def test_a_question_mark_in_a_calendar_is_told():
    heads = (*NAMES, *(f"T{n} 2025" for n in range(1, 5)))
    rows = (*FIRST, "x", "x", "?"), (*SECOND, None, None, None, "?")
    reading = read_grids(grid(heads, *rows, ("C1", "Foncier", "Halle", None, "x", "x", "x")))
    assert years(reading) == [
        ("T1 2025", "T2 2025"),
        ("None", "None"),
        ("T2 2025", "T4 2025"),
    ]
    assert lacks(reading) == [("G3", "period")]
    assert [(each.cell, each.words) for each in reading.rows[0].doubts] == [("F2", "?")]


def test_a_colour_beside_a_tick_is_named_in_what_is_asked():
    heads = (*STATUSES, "État d’avancement")
    table = grid(
        heads,
        (*FIRST, "x"),
        (*SECOND, None, "x"),
        ("C1", "TEE", "Halle", "x"),
        colours={(2, 6): "#00B050"},
    )
    asked = read_grids(table)
    assert [(each.kind, each.word) for each in asked.questions] == [("colour", "#00B050")]
    assert [each.message for each in asked.aside] == [UNSAID]
    answers = Answers(words={"status": {"#00B050": "done"}})
    reading = read_grids(table, answers=answers)
    assert [each.word for each in reading.questions] == ["vert + À lancer"]
    assert lacks(reading) == [("G2", "status"), ("D2", "status")]
    assert {each.message.replace("\u00a0", " ") for each in reading.aside} == {INCOMPLETE}
