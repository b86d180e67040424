"""Each cell of a file has one fate, told by group where it is set aside."""

from datetime import date

from usine.reading import Answers, Reading
from usine.reading.grid import BrokenCell
from usine.values.dates import PartialDate

from .readings import grid, read_grids

HEADER = ("N°", "Axe", "Action", "Statut")
GREEN, RED, GREY = "#92D050", "#FF0000", "#D9D9D9"


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


def test_the_example_is_of_the_kind_that_is_told():
    table = [("N°", "Axe", "Action"), ("A1", "TEE", "Four"), ("Total partiel", 10.0, 20.0)]
    [note] = read_grids(grid(*table), grid(("Note", 1.0, 2.0), name="Calculs")).aside[-1:]
    assert (note.sheet, note.holds, note.example) == ("Calculs", "amounts", "1")


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
    assert aside(reading) == [
        ("other", "D3", "texts", 1, "En cours"),
        ("other", "E3", "amounts", 1, "1000"),
    ]
    assert reading.rows[0].values["steps"] == [{"title": "Étude", "due": None, "done_on": None}]


ACTIONS = [(f"A{rank}", "TEE", f"Four {rank}", "En cours") for rank in range(1, 4)]


def coloured(heads, colours, **options) -> list[tuple[str, str, int, str, str]]:
    """The colours set aside from three actions in progress, under these further heads."""
    reading = read_grids(grid((*HEADER, *heads), *ACTIONS, colours=colours), **options)
    assert reading.cells.total == sum(reading.cells[1:])
    return [
        (str(each.category), each.range, each.count, each.column, each.message)
        for each in reading.aside
    ]


def test_colours_beside_a_status_are_cells_of_the_file_that_may_be_taken():
    colours = {(2, 4): GREEN, (3, 4): RED, (4, 4): GREEN}
    second = "une autre colonne est prise à sa place"
    assert coloured(["Météo"], colours) == [("colour", "E2:E4", 3, "meteo", second)]
    unknown = "colonne qui n’est pas comprise"
    assert coloured(["Lune"], colours) == [("colour", "E2:E4", 3, "lune", unknown)]
    assert coloured(["Lune"], {(3, 4): RED}) == [("colour", "E3", 1, "lune", unknown)]
    unnamed = "colonne sans en-tête"
    assert coloured([], {(3, 6): RED}) == [("colour", "G3", 1, "", unnamed)]
    unsaid = "cellules en couleur dont le sens n’est pas dit"
    assert coloured(["Fin"], {(3, 4): RED}) == [("colour", "E3", 1, "", unsaid)]


def test_colours_of_a_column_that_users_take_are_asked():
    colours = {(2, 4): GREEN, (3, 4): RED, (4, 4): GREEN}
    table = grid((*HEADER, "Météo"), *ACTIONS, colours=colours)
    reading = read_grids(table, answers=Answers(columns={"Météo": "status"}))
    assert [(each.kind, each.word, each.count) for each in reading.questions] == [
        ("colour", GREEN, 2),
        ("colour", RED, 1),
    ]
    assert reading.incomplete[1].why == (
        "la cellule est vide, sur fond rouge\u00a0: dites ce que cette couleur veut dire"
    )


def test_colours_that_decorate_do_not_count():
    whole_column = {(row, 4): GREY for row in (2, 3, 4)}
    assert coloured(["Lune"], whole_column) == []
    bands = {(3, column): GREY for column in range(1, 6)}
    assert coloured(["Lune", "Soleil"], bands) == []
    assert coloured(["Lune"], {(1, 4): GREY, (5, 4): GREY}) == []
    # That all are green under « Météo » is said of each.
    second = "une autre colonne est prise à sa place"
    assert coloured(["Météo"], whole_column) == [("colour", "E2:E4", 3, "meteo", second)]
