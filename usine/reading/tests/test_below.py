"""What may be a part of the action above is a step of it, or is told: never one more in silence."""

from usine.reading import Reading

from .readings import grid, read_grids, titles

HEADER = ("N°", "Axe", "Action", "Budget (€)")
FIRST = ("P-2", "TEE", "Cluster", 5000.0)
LIKE = "Cette ligne ressemble à une sous-action de «\u00a0{}\u00a0»\u00a0: elle est lue comme une"


def told(reading: Reading) -> list[tuple[str, str]]:
    """The doubts of actions that may be parts: their cells, and the action above."""
    doubts = [doubt for row in reading.rows for doubt in row.doubts]
    return [(doubt.cell, doubt.message.split("\u00a0")[1]) for doubt in doubts]


def test_an_indented_number_below_that_of_an_action_is_its_step():
    reading = read_grids(grid(HEADER, FIRST, ("P-2.1", "TEE", "  Étude", 1000.0)))
    assert titles(reading) == ["Cluster"]
    assert reading.rows[0].values["steps"] == [{"title": "Étude", "due": None, "done_on": None}]
    assert reading.rows[0].values["planned_budget"] == 5000_00
    assert reading.cells.aside == 3


def test_a_number_below_that_of_an_action_is_told():
    reading = read_grids(
        grid(
            HEADER,
            FIRST,
            ("P-2.1", "TEE", "Étude", 1000.0),
            ("P-2.2", "TEE", "Chantier", 2000.0),
            ("P-3", "TEE", "Quai", 2000.0),
            ("P-3.1", "Foncier", "   Gare", 2000.0),
            ("P-3.2", "TEE", "Port", 2000.0),
        )
    )
    assert titles(reading) == ["Cluster", "Étude", "Chantier", "Quai", "Gare", "Port"]
    assert told(reading) == [("C3", "P-2"), ("C4", "P-2")]
    assert reading.rows[1].doubts[0].message.startswith(LIKE.format("P-2"))


def test_an_indented_title_without_a_number_is_told_when_it_says_its_part():
    reading = read_grids(
        grid(
            HEADER,
            (None, "TEE", "Cluster", 5000.0),
            (None, "TEE", "  Étude", 1000.0),
            ("P-4", "TEE", "  Chantier", 1000.0),
        )
    )
    assert titles(reading) == ["Cluster", "Étude", "Chantier"]
    assert told(reading) == [("C3", "Cluster")]


def test_what_is_not_just_below_is_an_action_of_its_own():
    reading = read_grids(grid(HEADER, FIRST, ("Total", None, None, 1.0), ("P-2.1", "TEE", "Étude")))
    assert told(reading) == []
