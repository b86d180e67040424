"""Letters that a legend of the file says the meaning of."""

import pytest

from .readings import grid, lacks, read_grids

HEADER = ("N°", "Axe", "Action", "Statut")
LINES = ("A1", "TEE", "Four", "O"), ("A2", "TEE", "Halle", "V"), ("A3", "TEE", "Quai", "R")
LEGENDS = (
    "Légende : V = terminé, O = en cours, R = non démarré",
    "V : terminé - O : en cours - R : non démarré",
    "V=terminé ; O=en cours ; R=non démarré",
    "V : terminé O : en cours R : non démarré",
)


def statuses(*rows):
    reading = read_grids(grid(*rows))
    return [row.values.get("status") for row in reading.rows], lacks(reading)


@pytest.mark.parametrize("legend", LEGENDS)
def test_letters_mean_what_the_legend_says(legend):
    expected = ["in_progress", "done", "to_start"]
    assert statuses((legend,), HEADER, *LINES) == (expected, [])
    assert statuses(HEADER, *LINES, (), (legend,)) == (expected, [])


@pytest.mark.parametrize("legend", ["V = terminé", "R : responsable ; A : approbateur", None])
def test_letters_without_their_legend_are_asked(legend):
    given, asked = statuses((legend,), HEADER, *LINES)
    assert given == [None, None, None]
    assert asked == [("D3", "status"), ("D4", "status"), ("D5", "status")]


def test_words_of_two_letters_are_read_as_they_are():
    rows = (HEADER, ("A1", "TEE", "Four", "EC"), ("A2", "TEE", "Halle", "En cours"))
    assert statuses(("EC = terminé, AF = à faire",), *rows) == (["done", "in_progress"], [])
