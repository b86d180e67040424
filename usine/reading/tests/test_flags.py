"""Words and ticks of a status that also tell what holds a thing back."""

import pytest

from usine.reading import Answers, Reading

from .readings import grid, lacks, read_grids

HEADER = ("N°", "Axe", "Action", "Statut", "Budget (€)")


def asked(reading: Reading) -> list[tuple[str, str, str, int]]:
    return [(each.kind, each.field, each.key, each.count) for each in reading.questions]


def test_words_that_block_are_kept_beside_the_status():
    table = grid(HEADER, ("A1", "TEE", "Four", "bloqué"), ("A2", "TEE", "Toit", "reporté"))
    blocked, postponed = (row.values["blocked"] for row in read_grids(table).rows)
    assert blocked == {"kind": "other", "reason": "bloqué", "flag": "blocked"}
    assert (postponed["flag"], postponed["reason"]) == ("postponed", "reporté")
    assert [doubt.words for doubt in read_grids(table).rows[0].doubts] == ["bloqué"]


def test_words_that_only_block_ask_how_far_it_is():
    table = grid(HEADER, ("A1", "TEE", "Four", "En stand by"), ("A2", "TEE", "Toit", "en cours"))
    reading = read_grids(table)
    assert lacks(reading) == [("D2", "status")]
    assert reading.cells.aside == 0  # the blockage is kept
    assert asked(reading) == [("word", "status", "en stand by", 1)]
    placed = reading.knowing(known=[], placed=[0])
    assert asked(placed) == []


@pytest.mark.parametrize(
    ("answer", "status", "flag"),
    [("in_progress", "in_progress", "blocked"), ("", None, "blocked"), ("done", "done", None)],
)
def test_the_status_that_users_give_words_that_block_stands_beside_the_blockage(
    answer, status, flag
):
    table = grid(HEADER, ("A1", "TEE", "Four", "En stand by"))
    answers = Answers(words={"status": {"en stand by": answer}})
    reading = read_grids(table, answers=answers)
    [row] = reading.rows
    assert (row.values.get("status"), row.values.get("blocked", {}).get("flag")) == (status, flag)
    assert (lacks(reading), asked(reading), answers.used) == (
        [],
        [],
        {("status", "en stand by")},
    )


def test_a_tick_that_only_blocks_asks_how_far_it_is():
    header = ("N°", "Axe", "Action", "À lancer", "En cours", "Bloqué")
    table = grid(
        header,
        ("A1", "TEE", "Four", "", "", "x"),
        ("A2", "TEE", "Toit", "", "x", "x"),
        ("A3", "TEE", "Zone", "x", "", ""),
    )
    reading = read_grids(table)
    assert [row.values.get("status") for row in reading.rows] == [None, "in_progress", "to_start"]
    assert (lacks(reading), asked(reading)) == (
        [("F2", "status")],
        [("word", "status", "bloque", 1)],
    )
    answers = Answers(words={"status": {"bloque": "to_start"}})
    answered = read_grids(table, answers=answers).rows[0].values
    assert (answered["status"], answered["blocked"]["flag"]) == ("to_start", "blocked")
