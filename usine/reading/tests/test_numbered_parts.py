"""Actions numbered under their part, 1 then 1.1, where no column says of which part they are."""

import pytest

from .readings import grid, problems, read_grids

HEADER = ("N°", "Intitulé", "Budget (€)")


def parts(*rows, header=HEADER, name="Plan"):
    reading = read_grids(grid(header, *rows, name=name))
    return [(row.values.get("reference"), row.values.get("axis")) for row in reading.rows]


UNDER = ("1.1", "Four", 100), ("1.2", "Halle", 200), ("2.1", "École", 300)


@pytest.mark.parametrize(
    "numbers", [("1", "2"), (1, 2), ("Axe 1", "Axe 2"), ("1", "Axe 2"), ("AXE 1", "AXE 2")]
)
def test_rows_that_number_parts_head_the_actions_below(numbers):
    first, second, third = UNDER
    rows = (
        (numbers[0], "Transition écologique", 300),
        *(first, second),
        (numbers[1], "Compétences", 300),
        third,
    )
    assert parts(*rows) == [
        ("1.1", "transition"),
        ("1.2", "transition"),
        ("2.1", "competences"),
    ]


def test_words_name_a_part_before_its_number():
    rows = (("1", "Innovation"), ("1.1", "Four"), ("2", "Foncier"), ("2.1", "Halle"))
    assert parts(*rows) == [("1.1", "innovation"), ("2.1", "foncier")]


@pytest.mark.parametrize(
    "above",
    [
        ("Rénovation de la halle", "Compétences"),
        ("Rénovation énergétique", "Compétences"),
        ("Compétences", "Compétences"),
        ("Innovation et compétences", "Foncier"),
    ],
)
def test_numbered_rows_that_name_no_part_each_stay_actions(above):
    rows = (("1", above[0]), ("1.1", "Four"), ("2", above[1]), ("2.1", "Halle"))
    reading = read_grids(grid(HEADER, *rows))
    assert {field for _, field in problems(reading)} == {"axis"}


def test_numbered_rows_with_a_status_of_their_own_stay_actions():
    header = ("N°", "Intitulé", "Statut")
    rows = (("1", "Innovation", "En cours"), ("1.1", "Four", "Terminé"))
    assert {part for _, part in parts(*rows, header=header)} == {None}


def test_a_number_without_any_below_is_that_of_an_action():
    rows = (("1", "Innovation"), ("1.1", "Four"), ("2", "Compétences"))
    assert {part for _, part in parts(*rows)} == {None}


def test_numbers_without_parts_are_those_of_actions():
    assert parts(("1", "Innovation"), ("2", "Compétences")) == [("1", None), ("2", None)]


def test_a_column_of_parts_says_them_alone():
    header = ("N°", "Intitulé", "Axe")
    rows = (("1", "Innovation", "TEE"), ("1.1", "Four", None), ("2", "Four", "TEE"))
    assert parts(*rows, header=header) == [("1", "transition"), ("2", "transition")]


def test_the_name_of_a_sheet_says_its_part_alone():
    rows = (("1", "Innovation"), ("1.1", "Four"))
    assert ("1", "foncier") in parts(*rows, name="Axe 4 Foncier")
