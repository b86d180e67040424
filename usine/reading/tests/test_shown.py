"""What the formats of cells show of numbers and days: the same from .xlsx, .xls and .ods."""

from datetime import date

import pytest

from usine.reading.extraction.cells import cell_of
from usine.reading.extraction.formats import mark_of
from usine.reading.grid import Cell, Shown, original
from usine.reading.values.texts import line_of
from usine.values.dates import PartialDate, Precision

from .spreadsheets import Shown as Written
from .spreadsheets import ods, ods_cell, ods_row, xls, xlsx
from .test_formats import read_grids, rows_of


def described(cell: Cell) -> object:
    """A shown number with its text, which its equality leaves out."""
    return (float(cell), cell.text, cell.divisor) if isinstance(cell, Shown) else cell


@pytest.mark.parametrize(
    ("code", "shown", "value", "cell"),
    [
        ("000", "001", 1, (1, "001", 1)),
        ('"TI-"00', "TI-01", 1, (1, "TI-01", 1)),
        ('"TI-"General', "TI-3", 3, (3, "TI-3", 1)),
        ("0.00", "1,10", 1.1, (1.1, "1.10", 1)),
        ("00-00", "01-02", 102, (102, "01-02", 1)),
        ("0000000000", "0612345678", 612345678, (612345678, "0612345678", 1)),
        ("#,##0,", "350", 350000, (350000, "350", 1000)),
        ("0.00,,", "1,20", 1200000, (1200000, "1.2", 1000000)),
        ('0" k€"', "350 k€", 350, "350 k€"),
        ('# ##0 "M€"', "2 M€", 2, "2 M€"),
        ('#,##0.0,\\ "K€"', "350,0 K€", 350000, "350000 €"),
        ('0.0,,"M€"', "1,2M€", 1200000, "1200000 €"),
        ('0.0,"M€"', "1,2M€", 1200, "1200 k€"),
        ('0 "Md€"', "3 Md€", 3, "3 Md€"),
        ('#,##0 "k€ HT"', "350 k€ HT", 350, "350 k€ HT"),
        ('#,##0" milliers €"', "350 milliers €", 350, "350 k€"),
        ('#,##0" milliers d’euros"', "350 milliers d’euros", 350, "350 k€"),
        ('0.0" kilo-euros HT"', "350,0 kilo-euros HT", 350, "350 k€ HT"),
        ('0" mio €"', "3 mio €", 3, "3 M€"),
        ('#,##0" lots €"', "350 lots €", 350, "350 lots €"),
        ('#,##0" €/an"', "350 €/an", 350, "350 €/an"),
        ('#,##0\\ "CHF"', "350 000 CHF", 350000, "350000 CHF"),
        ('#,##0,\\ "k$"', "350 k$", 350000, "350 $"),
        ('#,##0\\ "€"', "350 000 €", 350000, (350000, "350000 €", 1)),
        ('#,##0 "€ TTC"', "350 000 € TTC", 350000, (350000, "350000 € TTC", 1)),
        ("#,##0.00", "350 000,00", 350000, 350000),
        ("General", "7", 7, 7),
        ("0", "7", 7, 7),
        ("0", "2", 1.6, 1.6),  # rounded: no name
        ("0.00", "0,33", 1 / 3, 1 / 3),
    ],
)
def test_a_number_is_what_its_cell_shows_in_every_format(code, shown, value, cell):
    files = (
        xlsx([Written(value, code)]),
        xls([Written(value, "1")], codes=[code]),
        ods({"Plan": ods_row(written(value, shown))}),
    )
    read = [described(rows_of(content)[1][0]) for content in files]
    if isinstance(cell, tuple) and cell[2] > 1:  # the text of an .ods has the decimals of its cell
        read[2] = (*read[2][:1], f"{float(read[2][1]):g}", *read[2][2:])
    assert read == [cell] * 3


def written(value: float | date, shown: str) -> str:
    """A cell of an .ods that shows this text."""
    return ods_cell(value).replace(f"<text:p>{value}<", f"<text:p>{shown}<")


@pytest.mark.parametrize(
    ("code", "value", "cell"),
    [
        ("@", 3.0, 3.0),
        ("0.00E+00", 5.0, 5.0),
        ("# ?/?", 0.5, 0.5),
        ("#", 5.0, 5.0),
        ("# ##0", 1234.0, 1234.0),
        ("0%", 0.5, "50%"),
        ('0" % du total"', 5.0, [5.0, "shown", "5 % du total", 1]),
        ('0" m²"', 350.0, [350.0, "shown", "350 m²", 1]),
        ('0,"K"', 350_000.0, "350000 €"),
        ('0"K"', 350.0, [350.0, "shown", "350K", 1]),
        ('[>=1000000]0.0,,"M€";0,"k€"', 1_200_000.0, "1200000 €"),
        ('0,,"k€"', 350.0, 350.0),  # of nothing that counts
        ('#,##0" 000 €"', 350.0, "350 k€"),
        ('0" 000 000 € HT"', 3.0, "3 M€ HT"),
        ('0,,," 000 €"', 3.0, 3.0),
        ('0" 00 €"', 35.0, "35 00 €"),
        ('0"."00', 102.0, [102.0, "shown", "1.02", 1]),
        ('"' + "a" * 252 + '"0', 5.0, [5.0, "shown", "a" * 252 + "5", 1]),
        ('"' + "a" * 253 + '"0', 5.0, 5.0),
        ("-0", 5.0, [5.0, "shown", "-5", 1]),
        ("000", -5.0, [-5.0, "shown", "-005", 1]),
        ('_-* #,##0.00\\ "€"_-;-* #,##0', 3.0, [3.0, "shown", "3 €", 1]),
        ("_-* #,##0.00\\ _€_-", 3.0, 3.0),
        ("#,##0\\ [$€-40C]", 3.0, [3.0, "shown", "3 €", 1]),
        ("0,00 [$keur]", 350.0, "350 k€"),
        ("#,##0\\ \\k\\€;-0", 350.0, "350 k€"),
        ("mmm-yy", 46752.0, 46752.0),  # a number, where no parser saw a day
    ],
)
def test_a_format_writes_a_number(code, value, cell):
    assert cell_of(value, mark_of(code)) == cell


@pytest.mark.parametrize(
    ("code", "precision"),
    [
        ("mmm-yy", "month"),
        ("[$-40C]mmmm\\ yyyy;@", "month"),
        ("mmmm", "month"),
        ("mm/aaaa", "month"),
        ("yyyy", "year"),
        ("dd/mm/yyyy", "day"),
        ("hh:mm", "day"),
    ],
)
def test_a_format_has_the_precision_that_it_shows(code, precision):
    assert cell_of(date(2026, 3, 15), mark_of(code)) == ["2026-03-15", precision]


def test_a_month_is_one_in_every_format():
    """Spreadsheets keep a day behind « sept.-25 »."""
    content = xls([Written(45915, "1")], codes=["mmm-yy"])
    files = (
        xlsx([Written(date(2025, 9, 15), "mmm-yy")]),
        content,
        ods({"Plan": ods_row(written(date(2025, 9, 15), "sept.-25"))}),
    )
    month = PartialDate(date(2025, 9, 1), Precision.MONTH)
    assert [rows_of(content) for content in files] == [{1: (month,)}] * 3


@pytest.mark.parametrize(
    ("shown", "precision"),
    [
        ("sept.-25", Precision.MONTH),
        ("septembre 2025", Precision.MONTH),
        ("septembre", Precision.MONTH),
        ("09/2025", Precision.MONTH),
        ("2025-09", Precision.MONTH),
        ("2025", Precision.YEAR),
        ("T3 2025", Precision.QUARTER),
        ("15/09/2025", Precision.DAY),
        ("15 sept. 25", Precision.DAY),
        ("15/09", Precision.DAY),
        ("10 25", Precision.DAY),
        ("12", Precision.DAY),
    ],
)
def test_an_open_document_shows_the_precision_of_a_day(shown, precision):
    content = ods({"Plan": ods_row(written(date(2025, 9, 15), shown))})
    assert rows_of(content) == {1: (PartialDate(date(2025, 9, 15), precision),)}


def test_the_first_day_of_january_may_be_shown_as_its_month():
    shown = ("01/2025", "2025-01", "01/25", "01/01")
    content = ods({"Plan": ods_row(*(written(date(2025, 1, 1), each) for each in shown))})
    months = [Precision.MONTH, Precision.MONTH, Precision.MONTH, Precision.DAY]
    assert [cell.precision for cell in rows_of(content)[1]] == months


@pytest.mark.parametrize("shown", ["n.c.", "12", ",", "3.5.1", "", "350 €" + "a" * 60])
def test_an_open_document_that_shows_another_number_keeps_its_own(shown):
    assert described(rows_of(ods({"Plan": ods_row(written(350, shown))}))[1][0]) == 350


@pytest.mark.parametrize(
    "shown",
    [
        *("1 250 000,50", "1 250 000", "1\u202f250\u202f000,5", "1\xa0250\xa0001"),
        *("1,250,000.50", "1,250,000", "1,250,001", "1.250.000,50", "1.250.000"),
        *("1'250'000.50", "1’250’000.50", "1’250’000", "12,50,000.50", "12,50,000"),
        *("1250000.50", "1250000,50", "1250001"),
    ],
)
def test_an_open_document_parts_thousands_as_its_language_does(shown):
    content = ods({"Plan": ods_row(written(1_250_000.5, shown), written(80_000, "80,000.00"))})
    assert rows_of(content) == {1: (1_250_000.5, 80_000)}


@pytest.mark.parametrize(
    ("shown", "divisor"), [("1,250.00", 1), ("1’250", 1), ("1.25", 10**3), ("1,3", 10**3)]
)
def test_the_marks_of_a_language_are_no_scale(shown, divisor):
    [cell] = rows_of(ods({"Plan": ods_row(written(1250, shown))}))[1]
    assert getattr(cell, "divisor", 1) == divisor
    assert cell == 1250


@pytest.mark.parametrize("shown", ["1.01", "1 01", "1,01"])
def test_an_open_document_may_part_the_digits_of_a_name(shown):
    content = ods({"Plan": ods_row(written(101, shown), written(1200, "1.200"))})
    assert [line_of(cell) for cell in rows_of(content)[1]] == [shown, "1200"]


@pytest.mark.parametrize(
    ("words", "factor", "value", "cell"),
    [
        (" M€", 1, 1.2, "1.2 M€"),
        (" milliers d’euros", 1, 350, "350 k€"),
        (" milliers d’€", 1, 350, "350 k€"),
        (" k€", 1000, 350_000, "350000 €"),
        ("", 1, 350, "350"),
    ],
)
def test_an_open_document_whose_cells_lack_their_unit_has_it_from_its_style(
    words, factor, value, cell
):
    styles = (
        '<office:automatic-styles><number:number-style style:name="N1">'
        f'<number:number number:display-factor="{factor}"/><number:text>{words}</number:text>'
        '</number:number-style><style:style style:name="ce1" style:family="table-cell" '
        'style:data-style-name="N1"/></office:automatic-styles>'
    )
    row = ods_row(ods_cell(value, 'table:style-name="ce1"'))
    assert line_of(rows_of(ods({"Plan": row}, start=styles))[1][0]) == cell


def test_an_open_document_that_shows_more_euros_than_its_number_gives_what_it_shows():
    content = ods({"Plan": ods_row(written(350, "350 000 €"))})
    assert rows_of(content) == {1: ("350 000 €",)}


def test_a_day_of_an_old_workbook_is_read_and_one_that_is_none_stays_a_number():
    content = xls([Written(46752, "1"), Written(0.5, "1"), Written(1e9, "1")], codes=["dd/mm/yyyy"])
    assert rows_of(content) == {1: (PartialDate(date(2027, 12, 31)), "12:00:00", 1e9)}


def test_a_reference_is_what_its_cell_shows_and_is_written_back_so():
    [grid] = read_grids(xlsx([Written(1, "000"), Written(3, '#,##0 "€"'), Written(9000, "0,")]))
    cells = grid.rows[1]
    assert [line_of(cell) for cell in cells] == ["001", "3 €", "9"]
    assert [original(cell) for cell in cells] == ["001", 3.0, 9000.0]
    assert cells == (1, 3, 9000)
