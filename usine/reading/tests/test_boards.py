"""The exports of boards: English heads, groups over repeated headers, items under items."""

import pytest

from usine.reading import Answers, Unreadable, Why

from .readings import grid, lacks, left_aside, problems, read_grids, titles

HEADS = ("Name", "Owner", "Status", "Axe")
FIRST = ("Réseau de chaleur", "SEM", "Done", "Transition")
SECOND = ("Fabrique partagée", "CCI", "Working on it", "Innovation")


def values(reading, name):
    return [row.values.get(name) for row in reading.rows]


def doubts(reading):
    return [(d.cell, d.field, d.words) for row in reading.rows for d in row.doubts]


@pytest.mark.parametrize(
    ("head", "field"),
    [
        *(("Name", "title"), ("Élément", "title"), ("Item", "title"), ("Card Name", "title")),
        *(("Tâche", "title"), ("Task", "title"), ("Task Name", "title"), ("Title", "title")),
    ],
)
def test_boards_name_their_items(head, field):
    reading = read_grids(grid((head, *HEADS[1:]), FIRST, SECOND))
    assert titles(reading) == ["Réseau de chaleur", "Fabrique partagée"]
    assert reading.sheets[0].columns[0].field == field


def test_tasks_beside_actions_are_their_steps():
    reading = read_grids(grid(("Action", "Tâche", "Axe"), ("Réseau", "Étude", "Transition")))
    assert [column.field for column in reading.sheets[0].columns] == ["title", "steps", "axis"]


def test_a_column_that_users_named_is_no_title():
    answers = Answers(columns={"Tâche": "steps"})
    with pytest.raises(Unreadable):
        read_grids(grid(("Tâche", *HEADS[1:]), FIRST, SECOND), answers=answers)


def test_a_sheet_of_tasks_beside_that_of_actions_is_set_aside():
    reading = read_grids(
        grid(("Action", *HEADS[1:]), FIRST, SECOND),
        grid(("Tâche", "Statut", "Échéance"), ("Étude", "fait", "2025"), name="Tâches"),
    )
    assert titles(reading) == ["Réseau de chaleur", "Fabrique partagée"]
    assert reading.ignored[0].why == Why.NO_TABLE


@pytest.mark.parametrize(
    ("head", "field"),
    [
        *(("Owner", "lead"), ("Assignee", "referent"), ("Assigned To", "referent")),
        *(
            ("Start date", "start"),
            ("Due Date", "end"),
            ("Finish", "end"),
            ("Priority", "priority"),
        ),
        *(("Timeline", "period"), ("Timeline - Start", "start"), ("Timeline - End", "end")),
        *(("% Complete", "status"), ("Priority", "priority"), ("Subitems", "steps")),
    ],
)
def test_boards_name_what_they_hold(head, field):
    reading = read_grids(grid(("Name", "Axe", head), ("Réseau", "Innovation", None)))
    assert reading.sheets[0].columns[2].field == field


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *(("Not started", "to_start"), ("Working on it", "in_progress"), ("Completed", "done")),
        *(("Canceled", "abandoned"), ("Stuck", None)),
    ],
)
def test_boards_say_how_far_items_are(word, code):
    reading = read_grids(grid(HEADS, ("Réseau", "SEM", word, "Innovation")))
    assert values(reading, "status") == [code]
    assert "blocked" not in reading.rows[0].values or word == "Stuck"


def test_the_names_of_groups_over_repeated_headers_are_no_actions():
    reading = read_grids(grid(("Lot 1",), HEADS, FIRST, ("Lot 2",), HEADS, SECOND))
    assert titles(reading) == ["Réseau de chaleur", "Fabrique partagée"]
    assert left_aside(reading) == [(Why.ABOVE, 1, 1), (Why.GROUP, 4, 4), (Why.HEADER, 5, 5)]


def test_a_status_over_a_repeated_header_stands_where_no_cell_does():
    blank = ("Halle", "CCI", None, "Foncier")
    reading = read_grids(
        grid(("Travaux",), HEADS, SECOND, blank, (), ("Terminées",), HEADS, FIRST, blank)
    )
    assert values(reading, "status") == ["in_progress", "in_progress", "done", "done"]
    assert doubts(reading)[:2] == [
        ("C4", "status", "Travaux"),
        ("C9", "status", "Terminées"),
    ]


def test_statuses_and_other_names_of_groups_give_none():
    blank = ("Halle", "CCI", None, "Foncier")
    reading = read_grids(grid(("Travaux",), HEADS, blank, ("Études",), HEADS, FIRST))
    assert values(reading, "status") == [None, "done"]


def test_groups_say_how_far_their_actions_are_where_no_column_does():
    heads = ("Name", "Owner", "Axe")
    reading = read_grids(
        grid(
            ("Travaux",), heads, ("Halle", "CCI", "1"), ("Terminées",), heads, ("Puits", "CCI", "1")
        )
    )
    assert values(reading, "status") == ["in_progress", "done"]


def test_a_part_over_a_repeated_header_heads_its_actions_and_another_name_is_asked():
    heads, line = ("Name", "Owner", "Budget (€)"), ("CCI", 1000.0)
    reading = read_grids(
        grid(
            *(("Innovation",), heads, ("Halle", *line)),
            *(("Divers",), heads, ("Puits", *line)),
            *(("Foncier",), heads, ("Friche", *line)),
        )
    )
    assert values(reading, "axis") == ["innovation", None, "foncier"]
    assert problems(reading) == [("A4", "axis")]
    assert [each.word for each in reading.questions] == ["Divers"]


def test_a_title_that_says_nothing_is_quoted():
    reading = read_grids(grid(HEADS, FIRST, ("À préciser", "SEM", "Done", "Innovation")))
    [problem] = reading.rows[1].problems
    assert problem.message.replace("\u00a0", " ") == (
        "L’action n’a pas d’intitulé : « À préciser » n’en est pas un, écrivez-le en A3."
    )


SUBITEMS = ("Subitems", "Name", "Owner", "Status", "Date")


def test_items_under_an_item_are_its_steps():
    reading = read_grids(
        grid(
            ("Name", "Subitems", "Owner", "Status", "Axe"),
            ("Réseau", "Étude, Travaux", "SEM", "Working on it", "Transition"),
            SUBITEMS,
            (None, "Étude", "SEM", "Done", "2025-01-31"),
            (None, "Travaux", "SEM", "Working on it", None),
            ("Fabrique", None, "CCI", "Done", "Innovation"),
        )
    )
    assert titles(reading) == ["Réseau", "Fabrique"]
    steps = [
        (each["title"], str(each["due"]), each.get("done"))
        for each in reading.rows[0].values["steps"]
    ]
    assert steps == [("Étude", "31/01/2025", True), ("Travaux", "None", None)]
    assert "steps" not in reading.rows[1].values
    assert lacks(reading) == []


@pytest.mark.parametrize(
    "line",
    [
        ("Subitems", "Nom du porteur", None, None, None),
        ("Sous-éléments", "Étude", "SEM", "Done", "Innovation"),
        ("Étapes", 12.0, "SEM", "Done", "Innovation"),
    ],
)
def test_a_row_that_heads_nothing_is_an_action(line):
    reading = read_grids(
        grid(
            ("Name", "Subitems", "Owner", "Status", "Axe"),
            ("Réseau", None, "SEM", "Done", "Transition"),
            line,
        )
    )
    assert [row.number for row in reading.rows] == [2, 3]
