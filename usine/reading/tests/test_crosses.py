"""Checks and crosses: a cross alone ticks, beside checks it is asked."""

import pytest

from usine.reading import Answers

from .readings import grid, lacks, read_grids

HEADER = ("N°", "Axe", "Action")


def read_marks(heads, *lines, **options):
    named = ((f"A{n}", "TEE", f"Four {n}", *marks) for n, marks in enumerate(lines, start=1))
    return read_grids(grid((*HEADER, *heads), *named), **options)


def statuses(reading):
    return [row.values.get("status") for row in reading.rows]


@pytest.mark.parametrize("cross", ["✗", "✘", "✕", "x", "☒", "û"])
@pytest.mark.parametrize("check", ["✔", "✓", "☑", "v", "ü"])
def test_a_cross_beside_checks_is_asked_once(check, cross):
    reading = read_marks(["Réalisé"], [check], [cross], [cross])
    assert statuses(reading) == ["done", None, None]
    assert lacks(reading) == [("D3", "status"), ("D4", "status")]
    assert [(each.word, each.count) for each in reading.questions] == [(cross, 2)]


@pytest.mark.parametrize(("answer", "status"), [("yes", "done"), ("no", None)])
def test_the_answer_says_what_the_cross_means(answer, status):
    [question] = read_marks(["Réalisé"], ["✔"], ["✗"]).questions
    answers = Answers(words={"status": {question.key: answer}})
    reading = read_marks(["Réalisé"], ["✔"], ["✗"], answers=answers)
    assert (statuses(reading), lacks(reading)) == (["done", status], [])


def test_crosses_of_another_column_of_the_field_are_asked():
    reading = read_marks(["En cours", "Terminé"], ["✔", "✘"], ["✘", "✔"])
    assert statuses(reading) == [None, None]
    assert [each.word for each in reading.questions] == ["✘"]


@pytest.mark.parametrize("marks", [("x", "x"), ("✗", "✗"), ("✔", "✔"), ("ü", "þ"), ("û", "ý")])
def test_marks_of_one_kind_tick(marks):
    reading = read_marks(["Réalisé"], *([mark] for mark in marks))
    assert statuses(reading) == ["done", "done"]


def test_a_letter_ticks_in_rows_without_a_check():
    heads = ["À lancer", "En cours", "Terminé"]
    lines = [None, "x", None], ["X", None, None], [None, None, "✔"]
    reading = read_marks(heads, *lines)
    assert statuses(reading) == ["in_progress", "to_start", "done"]
    assert (lacks(reading), reading.questions) == ([], ())


@pytest.mark.parametrize(
    "lines",
    [
        ([None, "✘", None], ["✘", None, None], [None, None, "✔"]),
        ([None, "x", "✔"], ["x", None, None], [None, None, "✔"]),
        ([None, None, "x"], [None, None, "x"], [None, None, "✔"]),
    ],
)
def test_crosses_that_may_refuse_are_asked_beside_checks(lines):
    reading = read_marks(["À lancer", "En cours", "Terminé"], *lines)
    assert [(each.kind, each.count) for each in reading.questions] == [("mark", 2)]
