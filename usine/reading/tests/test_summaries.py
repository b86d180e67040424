"""Sheets that list the actions of the others, with less of each: set aside, and compared."""

from usine.reading import Why

from .readings import grid, read_grids, titles

FULL = ("Réf", "Intitulé", "Axe", "Budget (€)")
FOUR = ("F1", "Four électrique", "TEE", 300_000.0)
HALL = ("F2", "Halle d’essais", "Innovation", 150_000.0)
LIST = ("Réf", "Intitulé", "Budget (€)")


def summary(*lines, name="Sommaire"):
    return grid(LIST, *lines, name=name)


def announced(reading):
    return [(each.sheet, each.cell, each.announced, each.read) for each in reading.announced]


def test_a_list_of_the_actions_of_another_sheet_is_compared_and_set_aside():
    short = summary(
        ("F1", FOUR[1], 300_000.0), ("F2", HALL[1], 150_000.0), ("TOTAL", None, 450_000.0)
    )
    reading = read_grids(short, grid(FULL, FOUR, HALL))
    assert titles(reading) == ["Four électrique", "Halle d’essais"]
    assert not reading.refused
    assert [(each.sheet, each.why) for each in reading.ignored] == [("Sommaire", Why.SUMMARY)]
    assert announced(reading) == [
        ("Sommaire", "C2:C3", 450_000_00, 450_000_00),
        ("Sommaire", "C4", 450_000_00, 450_000_00),
    ]


def test_each_amount_that_differs_is_told():
    short = summary(
        ("F1", FOUR[1], 320_000.0), ("F2", HALL[1], 150_000.0), ("Total", None, 470_000.0)
    )
    reading = read_grids(short, grid(FULL, FOUR, HALL))
    [line, total] = reading.differences
    assert (line.what.replace("\u00a0", " "), line.cell) == (
        "Budget (€) de « Four électrique »",
        "C2",
    )
    assert announced(reading) == [
        ("Sommaire", "C2", 320_000_00, 300_000_00),
        ("Sommaire", "C4", 470_000_00, 450_000_00),
    ]
    assert total.what == "Budget (€)"


def test_the_total_of_a_list_of_some_actions_is_theirs():
    short = summary(("F1", FOUR[1], 300_000.0), (None, "Total", 300_000.0), ("Total",))
    reading = read_grids(short, grid(FULL, FOUR, HALL))
    assert [each.is_proof for each in reading.announced] == [True, True]


def test_an_action_that_only_the_list_has_is_told():
    lines = [(f"F{n}", f"Action {n}", 10.0) for n in range(4)]
    plan = grid(FULL, *((ref, title, "TEE", amount) for ref, title, amount in lines[:3]))
    reading = read_grids(summary(*lines), plan)
    assert announced(reading) == [("Sommaire", "C5", 1_000, 0)]


def test_a_list_without_amounts_is_a_copy():
    short = grid(LIST[:2], FOUR[:2], HALL[:2], name="Sommaire")
    reading = read_grids(short, grid(FULL, FOUR, HALL))
    assert [(each.sheet, each.why) for each in reading.ignored] == [("Sommaire", Why.COPY)]


def test_amounts_that_are_not_there_or_not_understood_announce_nothing():
    short = grid(LIST, ("F1", FOUR[1]), ("F2", HALL[1], "à chiffrer"), name="Sommaire")
    reading = read_grids(short, grid(FULL, FOUR, HALL))
    assert announced(reading) == []


def test_a_sheet_with_other_actions_or_other_fields_is_read():
    other = grid(LIST, ("G1", "Puits", 10.0), name="Axe 2 - Innovation")
    assert len(read_grids(other, grid(FULL, FOUR)).accepted) == 2
    more = grid(("Intitulé", "Statut"), (FOUR[1], "fait"), name="Suivi")
    assert [row.sheet for row in read_grids(more, grid(FULL, FOUR)).rows] == ["Suivi", "Plan"]
