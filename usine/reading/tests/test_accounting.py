"""Each cell of a file has one fate, told by group where it is set aside."""

from datetime import date

from usine.reading import Reading
from usine.reading.grid import BrokenCell
from usine.values.dates import PartialDate

from .readings import grid, read_grids

HEADER = ("N°", "Axe", "Action", "Statut")


def aside(reading: Reading) -> list[tuple[str, str, str, int, str]]:
    return [
        (str(each.category), each.range, each.holds, each.count, each.example)
        for each in reading.aside
    ]


def test_columns_that_are_not_taken_are_told_with_their_key():
    reading = read_grids(
        grid(
            (*HEADER, "Lien", "Contact", "Montant de la subvention", "Signature", None),
            ("A1", "TEE", "Four", "En cours", "http://a", "Mme", 1000.0, day(), "x"),
            ("A2", "TEE", "Toit", "En cours", None, None, 2000.0, None, BrokenCell("formula")),
        )
    )
    assert aside(reading) == [
        ("column", "E2", "texts", 1, "http://a"),
        ("column", "F2", "texts", 1, "Mme"),
        ("column", "G2:G3", "amounts", 2, "1000"),
        ("column", "H2", "dates", 1, "28/03/2025"),
        ("column", "I2:I3", "texts", 2, "x"),
    ]
    assert [each.column for each in reading.aside] == [
        *("lien", "contact", "montant de la subvention", "signature", ""),
    ]
    assert reading.cells == (23, 8, 8, 7)


def day() -> PartialDate:
    return PartialDate(date(2025, 3, 28))


def test_sheets_rows_and_lines_set_aside_say_why():
    reading = read_grids(
        grid(("Mode d’emploi",), name="Notice"),
        grid(HEADER, ("Z1", "TEE", "Ancienne"), name="Caché", hidden=True),
        grid(
            HEADER,
            ("A1", "TEE", "Four", "En cours"),
            ("A2",),
            ("A1", "TEE", "Toit", "En cours"),
            (None, None, None, None, "hors du tableau", "aussi"),
        ),
    )
    assert aside(reading) == [
        ("sheet", "A1", "texts", 1, "Mode d’emploi"),
        ("sheet", "A1:D2", "texts", 7, "N°"),
        ("row", "A3", "texts", 1, "A2"),
        ("refused", "A4:D4", "texts", 4, "A1"),
        ("column", "E5", "texts", 1, "hors du tableau"),
        ("column", "F5", "texts", 1, "aussi"),
    ]
    assert reading.cells.total == sum(reading.cells[1:])


def test_what_stands_outside_any_table_is_aside_without_being_told():
    card = grid(("N°", "A1"), ("Action", "Four"), ("Axe", "TEE"), ("Photo",), name="Fiche")
    reading = read_grids(card)
    assert aside(reading) == [("other", "A4", "texts", 1, "Photo")]
    assert reading.cells == (7, 3, 3, 1)


def test_the_detail_of_a_sub_action_is_told_apart():
    reading = read_grids(
        grid(
            (*HEADER, "Budget (€)"),
            ("A1", "TEE", "Four", "En cours", 5000.0),
            (None, None, "  Étude", "En cours", 1000.0),
        )
    )
    assert aside(reading) == [("other", "D3:E3", "texts", 2, "En cours")]
    assert reading.rows[0].values["steps"] == [{"title": "Étude", "due": None, "done_on": None}]
