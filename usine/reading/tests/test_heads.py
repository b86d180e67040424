"""What heads say beside their words: what stands over them, and what their cells are."""

from dataclasses import replace

import pytest

from usine.reading import Answers, Unreadable

from .readings import PLAN, grid, read_grids, titles

NAMED = ("N°", "Axe", "Action")
FOUR, HALL = ("A1", "TEE", "Four"), ("A2", "Foncier", "Halle")


def values(reading, *names):
    return [tuple(row.values.get(name) for name in names) for row in reading.rows]


def columns(reading):
    return [column.field for column in reading.sheets[0].columns]


@pytest.mark.parametrize("title", ["Plan d’actions 2025 (montants en K€)", "Coût du plan"])
def test_a_title_over_every_column_is_no_group_of_them(title):
    table = ((*NAMED, "Budget"), (*FOUR, 100_000), (*HALL, 50_000))
    reading = read_grids(grid((title,), *table))
    assert titles(reading) == ["Four", "Halle"]
    assert columns(reading) == ["reference", "axis", "title", "planned_budget"]


@pytest.mark.parametrize("group", ["Calendrier", "Période de réalisation"])
def test_small_words_head_the_two_ends_of_a_period(group):
    over = (None, None, None, group)
    rows = (over, (*NAMED, "Du", "Au"), (*FOUR, "01/02/2025", "30/06/2026"))
    [row] = read_grids(grid(*rows)).rows
    assert (str(row.values["start"]), str(row.values["end"])) == ("01/02/2025", "30/06/2026")


@pytest.mark.parametrize(
    ("group", "cells"),
    [
        ("Convention", ("01/02/2025", "30/06/2026")),
        (None, ("01/02/2025", "30/06/2026")),
        ("Calendrier", ("Nord", "Sud")),
    ],
)
def test_small_words_of_another_group_or_over_texts_head_no_period(group, cells):
    over = (None, None, None, group)
    rows = (over, (*NAMED, "Du", "Au"), (*FOUR, *cells))
    [row] = read_grids(grid(*rows)).rows
    assert {"start", "end"}.isdisjoint(row.values)


def test_a_vocabulary_without_spans_has_no_ends_of_them():
    names = ("reference", "axis", "title")
    fields = [each for each in PLAN.fields if each.name in names]
    bare = replace(PLAN, fields=fields, spans={}, financing=None, counted=None, blockers=None)
    bare = replace(
        bare, blocked="", progress_on="", choices={"axis": PLAN.choices["axis"]}, rules=(), rest=""
    )
    rows = grid((*NAMED, "Du"), (*FOUR, "01/02/2025"))
    assert titles(read_grids(rows, vocabulary=bare)) == ["Four"]


def test_numbers_under_the_head_of_titles_leave_it_to_the_only_texts():
    rows = (("Fiche", "Axe", "Contenu de l’action"), (1, "TEE", "Four"), (2, "TEE", "Halle"))
    reading = read_grids(grid(*rows))
    assert values(reading, "reference", "title") == [("1", "Four"), ("2", "Halle")]


def test_numbers_under_the_head_of_titles_are_set_aside_beside_references():
    rows = (("Réf", "Action", "Axe", "Description"), ("A", 1, "TEE", "Four"), ("B", 2, "TEE", "B"))
    reading = read_grids(grid(*rows))
    assert values(reading, "reference", "title") == [("A", "Four"), ("B", "B")]
    assert columns(reading) == ["reference", None, "axis", "title"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Axe", "Action"), ("TEE", 1), ("TEE", 2)),
        (("Axe", "Action", "Description"), ("TEE", 1, 7), ("TEE", 2, 8)),
        (("Axe", "Action", "Description"), ("TEE", "Lot 1", "Four"), ("TEE", "Lot 2", "Halle")),
    ],
)
def test_a_head_of_titles_keeps_what_nothing_else_says(rows):
    reading = read_grids(grid(*rows))
    assert titles(reading) == [str(row[1]) for row in rows[1:]]


def test_numbers_of_cards_alone_are_no_titles():
    rows = (("N°", "Fiche", "Axe"), ("A", 1, "TEE"), ("B", 2, "TEE"))
    with pytest.raises(Unreadable) as refusal:
        read_grids(grid(*rows))
    assert [column.field for column in refusal.value.columns] == ["reference", None, "axis"]


def test_a_label_beside_actions_is_not_their_title():
    rows = (("N°", "Axe", "Action", "Libellé", "Montant (€)"), (*FOUR, "Avenant", 20_000))
    assert titles(read_grids(grid(*rows))) == ["Four"]


COMMITTEES = (*NAMED, "COPIL mars 2025", "COPIL sept. 2025")


def test_dated_columns_of_statuses_are_statuses_of_which_the_last_is_taken():
    lines = ((*FOUR, "À initier", "En cours"), (*HALL, "En cours", "Terminé"))
    reading = read_grids(grid(COMMITTEES, *lines))
    assert values(reading, "status") == [("in_progress",), ("done",)]
    assert [a.column for a in reading.aside] == ["copil mars 2025"]


@pytest.mark.parametrize(
    "cells", [("En cours", "Le marché est signé"), ("RAS", "En cours"), ("Terminé", None), (1, 2)]
)
def test_dated_columns_of_other_words_stay_comments(cells):
    lines = ((*FOUR, None, cells[0]), (*HALL, None, cells[1]))
    reading = read_grids(grid(COMMITTEES, *lines))
    assert values(reading, "status") == [(None,), (None,)]
    assert columns(reading)[-1] == "comment"


def test_dated_statuses_that_users_call_comments_are_comments():
    lines = ((*FOUR, None, "En cours"), (*HALL, None, "Terminé"))
    answers = Answers(columns={"COPIL sept. 2025": "comment"})
    reading = read_grids(grid(COMMITTEES, *lines), answers=answers)
    assert values(reading, "status", "comment") == [
        (None, "COPIL sept. 2025\u00a0: En cours"),
        (None, "COPIL sept. 2025\u00a0: Terminé"),
    ]


def test_sentences_on_progress_give_way_to_words_of_status():
    heads = (*NAMED, "Statut", "Avancement mars 2026")
    lines = ((*FOUR, "En cours", "Le marché est notifié"), (*HALL, "Terminé", "Tout est ouvert"))
    reading = read_grids(grid(heads, *lines))
    assert values(reading, "status") == [("in_progress",), ("done",)]


def test_an_average_is_no_action():
    rows = ((*NAMED, "Budget (€)"), (*FOUR, 100), (*HALL, 300), ("Moyenne", None, None, 200))
    reading = read_grids(grid(*rows))
    assert titles(reading) == ["Four", "Halle"]
    assert reading.differences == []


def test_the_total_of_one_action_counts_none():
    rows = ((*NAMED, "Budget (€)"), (*FOUR, 100), ("Total action 1", None, None, 100), (*HALL, 300))
    reading = read_grids(grid(*rows))
    assert [each.what for each in reading.announced] == ["Budget (€)"]


@pytest.mark.parametrize(
    "words", ["100 k€ (dont 40 k€ de DSIL)", "100 k€ (y compris 5 k€ d’aléas)"]
)
def test_the_part_that_an_amount_tells_in_brackets_is_to_verify(words):
    reading = read_grids(grid((*NAMED, "Budget"), (*FOUR, words)))
    [doubt] = reading.rows[0].doubts
    assert (doubt.cell, doubt.words) == ("D2", words)
    assert values(reading, "planned_budget") == [(100_000_00,)]
