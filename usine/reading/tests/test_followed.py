"""Columns of days: each says its day in its note, and the last one is the comment."""

import pytest

from usine.reading.followed import day_of

from .readings import grid, read_grids

NAMES = ("Axe", "Action")
FOUR = ("TEE", "Four électrique")


def told(*columns):
    """The comment and the notes of an action of which these columns, (head, text), tell."""
    heads, texts = zip(*columns, strict=True)
    [row] = read_grids(grid((*NAMES, *heads), (*FOUR, *texts))).rows
    notes = [f"{note.column}|{note.words}" for note in row.notes]
    return [text.replace("\u00a0", " ") for text in (row.values.get("comment", ""), *notes)]


@pytest.mark.parametrize(
    ("columns", "texts"),
    [
        (
            [("COPIL 12/03/2026", "Étude"), ("COPIL 15/10/2026", "Pose")],
            ["COPIL 15/10/2026 : Pose", "|COPIL 12/03/2026 : Étude"],
        ),
        (
            [("Suivi octobre 2026", "Pose"), ("Suivi mars 2026", "Pose")],
            ["Suivi octobre 2026 : Pose", "|Suivi mars 2026 : Pose"],
        ),
        (
            [("Suivi mars 2026", "Étude"), ("Suivi octobre 2026", None)],
            ["Suivi mars 2026 : Étude"],
        ),
        (
            [("Commentaires 2025", "Étude"), ("Commentaires", "À suivre")],
            ["À suivre", "|Commentaires 2025 : Étude", "Commentaires|À suivre"],
        ),
        (
            [("Commentaires", "À suivre"), ("Observations", "Beau")],
            ["À suivre\nBeau", "Commentaires|À suivre", "Observations|Beau"],
        ),
        ([("COPIL n° 1", "Étude")], ["Étude"]),
    ],
)
def test_what_a_column_of_a_day_says_keeps_its_day(columns, texts):
    columns = [*columns, ("Budget (€)", None)]
    assert told(*columns) == texts


def test_the_lines_of_an_action_are_one_note_a_column():
    heads = (*NAMES, "Étape", "COPIL 03/2026", "COPIL 10/2026")
    reading = read_grids(
        grid(heads, (*FOUR, "Étude", "Lot 1", "Fait"), (None, None, "Pose", "Lot 2", None))
    )
    [row] = reading.rows
    assert row.values["comment"] == "COPIL 10/2026\u00a0: Fait"
    assert [note.words for note in row.notes] == ["COPIL 03/2026\u00a0: Lot 1\nLot 2"]


@pytest.mark.parametrize(
    ("head", "day"),
    [
        *(("COPIL 12/03/2026", "12/03/2026"), ("COPIL › mars 2026", "mars 2026")),
        *(("Suivi 2026", "2026"), ("COPIL 45/13/2026", "None"), ("Commentaires", "None")),
    ],
)
def test_a_head_says_its_day(head, day):
    assert str(day_of(head)) == day
