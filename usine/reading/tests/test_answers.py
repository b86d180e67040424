"""What a file leaves to be settled is asked once, and the answers are followed."""

from datetime import date

import pytest

from usine.reading import IGNORED, Answers, Reading
from usine.reading.grid import BrokenCell
from usine.reading.legend import legend_of
from usine.values.dates import PartialDate

from .readings import grid, lacks, problems, read_grids

HEADER = ("N°", "Axe", "Action", "Statut", "Budget (€)")


def asked(reading: Reading) -> list[tuple[str, str, str, int]]:
    return [(each.kind, each.field, each.key, each.count) for each in reading.questions]


def statuses(reading: Reading) -> list[str | None]:
    return [row.values.get("status") for row in reading.rows]


def test_an_unknown_word_is_asked_once_for_the_whole_file():
    rows = [(f"A{n}", "TEE", f"Action {n}", "OK") for n in range(5)]
    table = grid(HEADER, *rows)
    reading = read_grids(table)
    [question] = reading.questions
    assert question.as_json() == {
        "kind": "word",
        "field": "status",
        "key": "ok",
        "word": "OK",
        "count": 5,
        "cells": ["D2", "D3", "D4"],
        "options": [list(option) for option in question.options],
        "proposed": "",
    }
    assert ("done", "Réalisée") in question.options
    assert [entry.cell for entry in reading.incomplete] == [f"D{n}" for n in range(2, 7)]
    answered = read_grids(table, answers=Answers(words={"status": {"ok": "done"}}))
    assert (statuses(answered), answered.questions) == (["done"] * 5, ())
    nothing = read_grids(table, answers=Answers(words={"status": {"ok": ""}}))
    assert (statuses(nothing), nothing.incomplete) == ([None] * 5, [])


def test_a_choice_without_a_value_is_told_and_not_asked():
    reading = read_grids(grid(HEADER, ("A1", "TEE", "Four", BrokenCell("error", "#REF!"))))
    assert (lacks(reading), asked(reading)) == ([("D2", "status")], [])


def test_the_axis_that_a_word_means_takes_its_rows():
    table = grid(HEADER, ("A1", "Tourisme", "Musée"), ("Axe 9 – Culture",), ("A2", None, "Opéra"))
    reading = read_grids(table)
    assert problems(reading) == [("B2", "axis"), ("A3", "axis")]
    assert asked(reading) == [
        ("word", "axis", "tourisme", 1),
        ("word", "axis", "axe 9 culture", 1),
    ]
    words = {"axis": {"tourisme": "foncier", "axe 9 culture": "innovation"}}
    rows = read_grids(table, answers=Answers(words=words)).accepted
    assert [row.values["axis"] for row in rows] == ["foncier", "innovation"]


def test_signs_mean_what_the_legend_or_the_user_says():
    table = [("N°", "Axe", "Action", "Météo"), ("A1", 1.0, "Four", "🟢"), ("A2", 1.0, "Toit", "🔴")]
    alone = read_grids(grid(*table))
    assert asked(alone) == [("mark", "status", "🟢", 1), ("mark", "status", "🔴", 1)]
    assert lacks(alone) == [("D2", "status"), ("D3", "status")]
    told = read_grids(grid(*table, (), ("Légende", "🟢 : en cours", "🔴 = abandonné")))
    assert statuses(told) == ["in_progress", "abandoned"]
    apart = [("🟢", "réalisé"), ("🔴", "à lancer")]
    assert statuses(read_grids(grid(*table), grid(*apart, name="Légende"))) == ["done", "to_start"]
    words = {"status": {"🟢": "done", "🔴": ""}}
    assert statuses(read_grids(grid(*table), answers=Answers(words=words))) == ["done", None]


@pytest.mark.parametrize(
    "legend",
    [
        [("Légende : 🟢 = en cours ; ✅ : terminé",)],
        [("🟢 en cours 🔴 à l’arrêt ✅ réalisé",), ("mot " * 200,)],
        [("🟢", "en cours"), ("✅", "réalisée")],
    ],
)
@pytest.mark.parametrize("is_above", [True, False])
def test_a_legend_may_be_one_text_or_stand_under_the_table(legend, is_above):
    table = [
        ("N°", "Axe", "Action", "Statut"),
        ("A1", "TEE", "Four", "🟢"),
        ("A2", "TEE", "Friche", "✅"),
    ]
    lines = [*legend, (), *table] if is_above else [*table, (), *legend]
    reading = read_grids(grid(*lines))
    assert [row.values.get("status") for row in reading.rows] == ["in_progress", "done"]
    assert (reading.questions, len(reading.rows)) == ((), 2)


def test_a_value_that_its_author_doubts_is_told():
    heads = ("N°", "Axe", "Action", "Statut")
    rows = [("A1", "TEE", "Four", "terminé ?"), ("A2", "TEE", "Friche", "?")]
    reading = read_grids(grid(heads, *rows))
    assert [row.values.get("status") for row in reading.rows] == ["done", None]
    doubts = [(doubt.cell, doubt.words) for row in reading.rows for doubt in row.doubts]
    assert doubts == [("D2", "terminé ?")]


def test_colours_that_no_legend_says_are_asked():
    table = grid(
        HEADER,
        ("A1", "TEE", "Four", None, 1000.0),
        ("A2", "TEE", "Toit", None, 2000.0),
        colours={(2, 3): "#00B050", (3, 3): "#FF0000"},
    )
    reading = read_grids(table)
    assert asked(reading) == [
        ("colour", "status", "#00B050", 1),
        ("colour", "status", "#FF0000", 1),
    ]
    assert (reading.cells.total, reading.cells.aside) == (15, 2)
    assert [(each.holds, each.example) for each in reading.aside] == [("colours", "vert, rouge")]
    words = {"status": {"#00B050": "done", "#FF0000": "abandoned"}}
    answered = read_grids(table, answers=Answers(words=words))
    assert statuses(answered) == ["done", "abandoned"]
    assert (answered.cells.total, answered.cells.aside) == (15, 0)


PAINTED = [(2, "#00B050"), (3, "#FF0000"), (4, "#00B050")]
NAMED = [("A1", "TEE", "Four"), ("A2", "TEE", "Toit"), ("A3", "TEE", "Mur")]


@pytest.mark.parametrize("progress", ["Statut", "Suivi", "Sans nom connu"])
def test_the_colours_of_a_blank_column_are_asked(progress):
    colours = {(row, 3): colour for row, colour in PAINTED}
    table = grid(("N°", "Axe", "Action", progress), *NAMED, colours=colours)
    assert asked(read_grids(table)) == [
        ("colour", "status", "#00B050", 2),
        ("colour", "status", "#FF0000", 1),
    ]


def test_the_colours_of_whole_rows_are_asked_where_the_status_is_blank():
    colours = {(row, column): colour for row, colour in PAINTED for column in range(4)}
    table = grid(("N°", "Axe", "Action", "Statut"), *NAMED, colours=colours)
    assert asked(read_grids(table)) == [
        ("colour", "status", "#00B050", 2),
        ("colour", "status", "#FF0000", 1),
    ]
    words = {"status": {"#00B050": "done", "#FF0000": "abandoned"}}
    answers = Answers(words=words)
    assert statuses(read_grids(table, answers=answers)) == ["done", "abandoned", "done"]
    # A column without a name, or with words, takes no colour of its row.
    named = [(*row, "À lancer") for row in NAMED[:2]]
    told = grid(("N°", "Axe", "Action", "Statut"), *named, NAMED[2], colours=colours)
    assert statuses(read_grids(told)) == ["to_start", "to_start", None]


def test_a_legend_above_tells_the_colours_of_a_column_of_texts():
    colours = {(row + 2, 3): colour for row, colour in PAINTED}
    colours |= {(1, 1): "#00B050", (1, 2): "#FF0000"}
    legend = ("Légende :", "Terminé", "Abandonné")
    heads = ("N°", "Axe", "Action", "Suivi")
    table = grid(legend, (None,), heads, *NAMED, colours=colours)
    assert statuses(read_grids(table)) == ["done", "abandoned", "done"]


def test_colours_are_no_status_where_users_or_two_columns_say_otherwise():
    colours = {(row, column): colour for row, colour in PAINTED for column in (3, 4)}
    two = grid(("N°", "Axe", "Action", "Suivi", "Remarques"), *NAMED, colours=colours)
    assert asked(read_grids(two)) == []
    one = grid(("N°", "Axe", "Action", "Suivi"), *NAMED, colours=colours)
    assert asked(read_grids(one, answers=Answers(columns={"Suivi": "comment"}))) == []
    assert asked(read_grids(one, answers=Answers(columns={"Suivi": IGNORED}))) == []


def test_colours_of_numbers_say_how_far_actions_are_as_those_of_titles():
    legend = grid(
        ("Terminé", "Abandonné"), name="L", colours={(1, 0): "#00B050", (1, 1): "#FF0000"}
    )
    colours = {(row, 0): colour for row, colour in PAINTED}
    table = grid(("N°", "Axe", "Action"), *NAMED, colours=colours)
    assert statuses(read_grids(table, legend)) == ["done", "abandoned", "done"]
    [remark] = read_grids(table).remarks
    assert remark.startswith("Les cellules de «\u00a0N°\u00a0» sont de plusieurs couleurs")


def test_colours_of_titles_that_nothing_explains_are_told():
    colours = {(row, 2): colour for row, colour in PAINTED}
    rows = [(*row, "À lancer") for row in NAMED]
    table = grid(("N°", "Axe", "Action", "Statut"), *rows, colours=colours)
    [remark] = read_grids(table).remarks
    assert remark.startswith("Les cellules de «\u00a0Action\u00a0» sont de plusieurs couleurs")
    legend = grid(
        ("Terminé", "Abandonné"), name="L", colours={(1, 0): "#00B050", (1, 1): "#FF0000"}
    )
    assert read_grids(table, legend).remarks == ()


def test_a_colour_beside_no_words_is_no_legend():
    colours = {(1, 1): "#00B050", (1, 3): "#FF0000"}
    apart = grid((None, None, None, "abandonné"), name="Légende", colours=colours)
    assert legend_of([apart], {}) == {"#FF0000": "abandonné"}


def test_a_legend_in_words_that_are_not_understood_is_asked_by_its_words():
    table = grid(
        ("Code couleur", "bleu roi"),
        HEADER,
        ("A1", "TEE", "Four"),
        colours={(1, 1): "#00B050", (3, 3): "#00B050"},
    )
    reading = read_grids(table)
    assert asked(reading) == [("word", "status", "bleu roi", 1)]
    words = {"status": {"bleu roi": "abandoned"}}
    assert statuses(read_grids(table, answers=Answers(words=words))) == ["abandoned"]


def test_a_share_does_not_decide_over_two_ticks():
    heads = ("N°", "Axe", "Action", "À lancer", "En cours", "Taux d’avancement")
    table = grid(
        heads,
        ("A1", "TEE", "Four", "x", "x", "20 %"),
        ("A2", "TEE", "Toit", None, "x", "40 %"),
    )
    reading = read_grids(table)
    assert asked(reading) == [("word", "status", "20 en cours a lancer", 1)]
    assert statuses(reading) == [None, "in_progress"]


def test_what_is_no_tick_is_asked_and_two_ticks_are_too():
    heads = ("N°", "Axe", "Action", "À lancer", "En cours", "Réalisé")
    table = grid(
        heads,
        ("A1", "TEE", "Four", "x"),
        ("A2", "TEE", "Toit", None, "voir"),
        ("A3", "TEE", "Zone", None, "x", "x"),
        ("A4", "TEE", "Gare", "-", "x", "voir"),
    )
    reading = read_grids(table)
    assert statuses(reading) == ["to_start", None, None, None]
    assert asked(reading) == [
        ("mark", "status", "voir", 2),
        ("word", "status", "en cours realise", 1),
    ]
    words = {"status": {"voir": "yes", "en cours realise": "in_progress"}}
    answered = read_grids(table, answers=Answers(words=words))
    assert statuses(answered) == ["to_start", "in_progress", "in_progress", "in_progress"]
    words["status"]["voir"] = "no"
    denied = read_grids(table, answers=Answers(words=words))
    assert statuses(denied) == ["to_start", None, "in_progress", "in_progress"]


def test_words_in_a_calendar_leave_it_empty():
    table = grid(
        ("N°", "Axe", "Action", "2024", "2025"),
        ("A1", "TEE", "Four", "x", "travaux"),
        ("A2", "TEE", "Toit", "x", "x"),
    )
    reading = read_grids(table)
    assert lacks(reading) == [("E2", "period"), ("D2", "period")]
    first, second = reading.rows
    assert "start" not in first.values
    assert (str(second.values["start"]), str(second.values["end"])) == ("2024", "2025")


def test_the_unit_of_a_column_is_asked_when_nothing_says_it():
    table = grid(
        ("N°", "Axe", "Action", "Budget"),
        ("A1", "TEE", "Four", 350.0),
        ("A2", "TEE", "Toit", 1200.0),
    )
    reading = read_grids(table)
    [question] = reading.questions
    assert (question.kind, question.field, question.key) == ("unit", "planned_budget", "budget")
    assert [code for code, _ in question.options] == ["1000", "1"]
    assert lacks(reading) == [("D2", "planned_budget"), ("D3", "planned_budget")]
    words = {"planned_budget": {"budget": "1000"}}
    answered = read_grids(table, answers=Answers(words=words))
    assert [row.values["planned_budget"] for row in answered.rows] == [350_000_00, 1_200_000_00]


def test_an_amount_that_the_others_contradict_is_asked():
    table = grid(
        HEADER,
        ("A1", "TEE", "Four", None, 350000.0),
        ("A2", "TEE", "Toit", None, 480.0),
        ("A3", "TEE", "Zone", None, 1200000.0),
    )
    reading = read_grids(table)
    [question] = reading.questions
    assert (question.kind, question.key, question.word) == ("amounts", "Plan!E3", "480")
    assert question.options == (("480 €", "480 €"), ("480 k€", "480 k€"))
    words = {"planned_budget": {"Plan!E3": "480 k€"}}
    answered = read_grids(table, answers=Answers(words=words))
    assert answered.rows[1].values["planned_budget"] == 480_000_00


def test_the_order_of_dates_is_that_of_the_column_or_is_asked():
    table = grid(
        ("N°", "Axe", "Action", "Début", "Fin"),
        ("A1", "TEE", "Four", "03/25/2024", "12/31/2025"),
        ("A2", "TEE", "Toit", "04/05/2024", "25/12/2025"),
    )
    reading = read_grids(table)
    assert [str(row.values["start"]) for row in reading.rows] == ["25/03/2024", "05/04/2024"]
    assert [(each.kind, each.field, each.key) for each in reading.questions] == [
        ("order", "end", "fin")
    ]
    assert lacks(reading) == [("E2", "end"), ("E3", "end")]
    answered = read_grids(table, answers=Answers(words={"end": {"fin": "day"}}))
    assert str(answered.rows[1].values["end"]) == "25/12/2025"


def test_a_cell_that_a_user_wrote_again_is_read_instead():
    table = grid(HEADER, ("A1", "TEE", "Four", "youpi", "beaucoup"))
    cells = {"Plan!D2": "en cours", "Plan!E2": "350 k€", "Plan!C3": "Toit", "Plan!B3": "Foncier"}
    reading = read_grids(table, answers=Answers(cells=cells))
    first, second = reading.rows
    assert (first.values["status"], first.values["planned_budget"]) == ("in_progress", 350_000_00)
    assert (second.number, second.values) == (3, {"axis": "foncier", "title": "Toit"})
    blank = read_grids(table, answers=Answers(cells={"Plan!D2": " "}))
    assert lacks(blank) == [("E2", "planned_budget")]
    with pytest.raises(ValueError, match="substring not found"):
        read_grids(table, answers=Answers(cells={"Plan!é2": "x"}))


def test_a_day_that_a_workbook_turned_round_waits_for_the_order_too():
    table = grid(
        ("N°", "Axe", "Action", "Fin"),
        ("A1", "TEE", "Four", "12/25/2025"),
        ("A2", "TEE", "Toit", PartialDate(date(2025, 5, 4))),
        ("A3", "TEE", "Zone", "2026"),
    )
    reading = read_grids(table)
    assert lacks(reading) == [("D2", "end"), ("D3", "end")]
    assert str(reading.rows[2].values["end"]) == "2026"


def test_the_answer_for_another_word_settles_no_other():
    table = grid(HEADER, ("A1", "TEE", "Four", "bleu roi"), ("A2", "TEE", "Toit", "#REF!"))
    answers = Answers(words={"status": {"rouge": "done"}})
    assert asked(read_grids(table, answers=answers))[0] == ("word", "status", "bleu roi", 1)


@pytest.mark.parametrize(
    ("text", "status", "waiting"),
    [
        ("en cours", "in_progress", [("🟠", 1), ("🟢", 1)]),
        ("n’importe quoi", None, [("n importe quoi", 1), ("🟠", 1), ("🟢", 1)]),
        ("", None, [("🟠", 1), ("🟢", 1)]),
    ],
)
def test_a_cell_written_again_does_not_change_what_its_column_is(text, status, waiting):
    table = grid(
        ("N°", "Axe", "Action", "Météo"),
        ("A1", "TEE", "Four", "🟢"),
        ("A2", "TEE", "Toit", "🟠"),
        ("A3", "TEE", "Zone", "🟢"),
    )
    written = read_grids(table, answers=Answers(cells={"Plan!D2": text}))
    assert statuses(written) == [status, None, None]
    assert [(key, count) for *_, key, count in asked(written)] == waiting


def test_a_cell_filled_again_does_not_change_what_its_column_is():
    table = grid(
        ("N°", "Axe", "Action", "Météo"), ("A1", "TEE", "Four", None), ("A2", "TEE", "Toit", "🟠")
    )
    written = read_grids(table, answers=Answers(cells={"Plan!D2": "Beau temps à Lumbres"}))
    assert [key for *_, key, _ in asked(written)] == ["beau temps a lumbres", "🟠"]
