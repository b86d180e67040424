"""Every format of file, told apart by its content: what the cells of each give."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest

from usine.reading.extraction.delimited import decode, separator_of
from usine.reading.extraction.grids import extract
from usine.reading.extraction.survey import column_letters, column_number
from usine.reading.grid import BrokenCell, Grid, Merge, Since1904
from usine.reading.sandbox import grids_from
from usine.reading.values.dates import parse_date
from usine.values.dates import PartialDate

from .spreadsheets import (
    HEADER,
    MAIN,
    ROW,
    Formula,
    Shown,
    compound,
    delimited,
    ods,
    ods_cell,
    ods_row,
    raw_xlsx,
    record,
    sheet_xml,
    xls,
    xls_text,
    xlsx,
)


def read_grids(content: bytes) -> list[Grid]:
    """The sheets of a file, read in this very process."""
    return grids_from(extract(content))


def rows_of(content: bytes) -> dict[int, tuple]:
    """The rows of the first sheet, as the reader receives them."""
    return read_grids(content)[0].rows


def cells_of(content: bytes) -> list:
    """The cells of the only row, as the child process gives them."""
    [sheet] = extract(content)
    [[_, cells]] = sheet["rows"]
    return cells


PLAIN = {1: (*HEADER,), 2: (*ROW,)}


@pytest.mark.parametrize(
    "content",
    [
        xlsx(HEADER, ROW),
        xls(HEADER, ROW),
        xls(HEADER, ROW, small=True),
        ods({"Plan": ods_row(*HEADER) + ods_row(*ROW)}),
    ],
    ids=["xlsx", "xls", "small xls", "ods"],
)
def test_workbooks_of_all_kinds_give_the_same_cells(content):
    assert rows_of(content) == PLAIN


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_files_of_all_kinds_give_the_same_cells(separator, encoding):
    content = delimited(HEADER, ROW, separator=separator, encoding=encoding)
    assert rows_of(content) == {1: (*HEADER,), 2: tuple(map(str, ROW))}


def lines(*records):
    return rows_of("\r\n".join(records).encode())


@pytest.mark.parametrize("head", ["Réf;Axe;Action;Budget", "n°;Axe;Action;Budget"])
def test_a_line_break_without_quotes_does_not_cut_its_record(head):
    cut = ("A1;TEE;Filière « du champ", " au fil »;5 000", "A2;TEE;Réseau", "de chaleur;6 000")
    assert lines(head, *cut, "", "A3;TEE;Four;7 000") == {
        1: tuple(head.split(";")),
        2: ("A1", "TEE", "Filière « du champ\n au fil »", "5 000"),
        4: ("A2", "TEE", "Réseau\nde chaleur", "6 000"),
        7: ("A3", "TEE", "Four", "7 000"),
    }


@pytest.mark.parametrize(
    "records",
    [
        ("A1;TEE;Four", "A2;TEE"),  # the last cells of two records are not written
        ("A1;TEE;Four", "suite;TEE", "A2;TEE"),
        ("A1;TEE", "suite;de;la", "suite;du"),
        ("A1;TEE;Four", "suite;5", "a2;TEE;Four;5", "a3;TEE;Four;5"),
    ],
)
def test_records_that_may_be_whole_stay_apart(records):
    whole = ("Réf;Axe;Action;Budget", "A8;TEE;Four;5", "A9;TEE;Halle;5")
    every = (*whole, *records)
    assert lines(*every) == {n: tuple(r.split(";")) for n, r in enumerate(every, start=1)}


def test_a_workbook_written_by_another_library_is_read():
    book = openpyxl.Workbook()
    for row in (HEADER, ROW, [None, date(2026, 3, 28), datetime(2026, 3, 28, 10), 0.1, True]):
        book.active.append(row)
    book.active["A4"] = "=SUM(E2:E3)"
    book.active["A5"] = "'texte"
    book.active["A6"] = "'=titre"  # our own CSV, opened and saved
    file = BytesIO()
    book.save(file)
    day = PartialDate(date(2026, 3, 28))
    assert rows_of(file.getvalue()) == PLAIN | {
        3: (None, day, day, 0.1, True),
        4: (BrokenCell("formula"),),
        5: ("'texte",),
        6: ("=titre",),
    }


def test_days_count_from_1904_where_the_workbook_says_so():
    assert rows_of(xlsx([date(2026, 3, 28)], date_1904=True)) == {
        1: (PartialDate(date(2026, 3, 28)),)
    }


def test_numbers_count_days_from_1904_where_the_workbook_says_so():
    start = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/>'
    table = ods_row(44_647, 2026, "a", "b")
    files = (
        xlsx([44_647, 2026, "a", True], date_1904=True),
        xls([44_647, 2026, "a", True], head=record(0x22, b"\x01\x00")),
        ods({"Plan": table}, start=f"{start}</table:calculation-settings>"),
    )
    for content in files:
        number, year, *others = rows_of(content)[1]
        assert [str(parse_date(each)) for each in (number, year)] == ["28/03/2026", "2026"]
        assert (type(number), number) == (Since1904, 44_647)
        assert others[0] == "a"


def test_cells_without_a_place_follow_one_another():
    rows = '<row><c t="str"><v>a</v></c><c/><c><v>1</v></c></row><row r="4"><c><v>2</v></c></row>'
    assert rows_of(raw_xlsx(sheet_xml(rows))) == {1: ("a", None, 1.0), 4: (2.0,)}


def test_errors_and_formulas_without_a_result_are_marked():
    def cell(inner: str, attributes: str = "") -> str:
        return f"<c {attributes}>{inner}</c>"

    row = (
        cell("<f>A1</f><v>5</v>")
        + cell("<f>A1</f><v/>")
        + cell("<f>A1</f>")
        + cell("<f>A1</f><v>0</v>")
        + cell("<f>A1</f><v></v>", 't="str"')
        + cell("<f>A1</f><v>texte</v>", 't="str"')
        + cell("<f>A1</f><v>0</v>", 't="b"')
        + cell("<v>#REF!</v>", 't="e"')
        + cell("<f>A1</f><v>0</v>")
    )
    formula, error = ["", "formula"], ["", "error"]
    assert cells_of(raw_xlsx(sheet_xml(f"<row>{row}</row>"))) == [
        *(5.0, formula, formula, formula, "", "texte", False, error, formula)
    ]


def test_a_mark_beyond_the_last_value_is_kept():
    rows = '<row><c t="str"><v>a</v></c></row><row r="3"><c r="C3"><f>A1</f></c></row>'
    assert rows_of(raw_xlsx(sheet_xml(rows))) == {1: ("a",), 3: (None, None, BrokenCell("formula"))}


def test_names_in_the_xml_may_have_a_prefix():
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:f>B1</x:f></x:c><x:c r="B1"><x:v>1</x:v></x:c>'
        '</x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:A2"/><x:mergeCell ref="B1"/>'
        "</x:mergeCells></x:worksheet>"
    )
    [grid] = read_grids(raw_xlsx(sheet))
    assert grid.rows == {1: (BrokenCell("formula"), 1.0)}
    assert grid.merges == (Merge(1, 0, 2, 0), Merge(1, 1, 1, 1))


def test_styles_other_than_those_of_cells_are_nothing_to_cells():
    styles = (
        f'<styleSheet {MAIN}><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf/><xf numFmtId="10"/></cellXfs></styleSheet>'
    )
    row = (
        '<row><c><v>0.5</v></c><c s="1"><v>0.5</v></c><c s="1" t="str"><v>a</v></c>'
        '<c s="1"><f>A1</f><v>0.5</v></c></row>'
    )
    assert cells_of(raw_xlsx(sheet_xml(row), {"xl/styles.xml": styles})) == [
        *(0.5, "50%", "a", "50%")
    ]


def test_text_is_cleaned_of_what_nobody_sees():
    row = '<row><c t="str"><v>a_x000D_\u200bb\x85c</v></c><c t="str"><v> \u00a0</v></c></row>'
    assert rows_of(raw_xlsx(sheet_xml(row))) == {1: ("a\nbc", None)}
    assert rows_of(xlsx(["a_x000D_\nb"])) == {1: ("a\nb",)}


def test_an_apostrophe_that_protects_a_text_goes():
    assert rows_of(b"'=A1;'007;'25;l'eau\n") == {1: ("=A1", "007", "'25", "l'eau")}


def test_numbers_that_are_none_are_errors():
    row = "<row><c><v>1e999</v></c></row>"
    assert rows_of(raw_xlsx(sheet_xml(row))) == {1: (BrokenCell("error", "inf"),)}


def test_hours_are_texts():
    assert rows_of(xlsx([Shown(0.5, "hh:mm")])) == {1: (str(time(12)),)}


def test_hidden_sheets_are_told_and_read():
    grids = read_grids(xlsx(sheets={"Un": [HEADER], "Deux": [HEADER]}, hidden=["Deux"]))
    assert [(grid.name, grid.hidden, len(grid.rows)) for grid in grids] == [
        ("Un", False, 1),
        ("Deux", True, 1),
    ]


def test_sheets_of_charts_are_no_sheets():
    file = BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Plan").write_row(0, 0, [1, 2])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Plan!$A$1:$B$1"})
        book.add_chartsheet("Graphique").set_chart(chart)
    assert [grid.name for grid in read_grids(file.getvalue())] == ["Plan"]


def test_open_documents_repeat_merge_and_compute():
    formula = 'table:formula="of:=1"'
    table = (
        ods_row("a", ods_cell("b", 'table:number-columns-repeated="2"'))
        + ods_row(attributes='table:number-rows-repeated="2"')
        + ods_row(
            ods_cell(None, formula),
            ods_cell(0, formula),
            ods_cell(3, formula),
            ods_cell("#REF!", f'{formula} calcext:value-type="error"'),
            '<table:table-cell office:value-type="percentage" office:value="0.5"/>',
            date(2026, 3, 28),
            ods_cell("texte", formula),
        )
        + ods_row(
            ods_cell("m", 'table:number-rows-spanned="2" table:number-columns-spanned="2"'),
            attributes='table:number-rows-repeated="2"',
        )
        + ods_row(attributes='table:number-rows-repeated="1048000"')
    )
    [grid] = read_grids(ods({"Plan": table}))
    assert grid.rows == {
        1: ("a", "b", "b"),
        4: (
            *(BrokenCell("formula"), 0.0, 3.0, BrokenCell("error"), "50%"),
            *(PartialDate(date(2026, 3, 28)), "texte"),
        ),
        5: ("m",),
        6: ("m",),
    }
    assert grid.merges == (Merge(5, 0, 6, 1),)


def test_old_workbooks_tell_formulas_errors_formats_and_merges():
    text_result = b"\x00\x00\x00\x00\x00\x00\xff\xff"
    error_result = b"\x02\x00\x17\x00\x00\x00\xff\xff"
    several = b"".join(
        v.to_bytes(size, "little")
        for v, size in [(2, 2), (0, 2), (1, 2), (350 << 2 | 2, 4), (0, 2), (12 << 2 | 2, 4), (1, 2)]
    )
    content = xls(
        [Shown(350, "1"), Shown(0.5, "2"), Shown(1, "3"), 7, True],
        [Formula("", 0.0), Formula("", 3.0), Formula("", error_result), b"\x17", None],
        extra=record(0xBD, several)
        + record(0xE5, b"\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00")
        + record(0x06, b"\x03\x00\x00\x00\x00\x00" + text_result + bytes(8))
        + record(0x207, xls_text("texte")),
        codes=['0"k€"', "0%", "General"],
    )
    [grid] = read_grids(content)
    assert grid.rows == {
        1: ("350 k€", "50%", 1.0, 7.0, True),
        2: (BrokenCell("formula"), 3.0, BrokenCell("error"), BrokenCell("error")),
        3: ("350 k€", 12.0),
        4: ("texte",),
    }
    assert grid.merges == (Merge(1, 0, 2, 0),)


def test_blank_rows_of_old_workbooks_are_counted():
    assert rows_of(xls(["a"], [None], ["b"])) == {1: ("a",), 3: ("b",)}


def test_older_workbooks_name_their_formats_in_one_byte():
    begin = record(0x809, b"\x00\x05\x05\x00" + bytes(4))
    begin += record(0x41E, b"\xa4\x00\x040\x22%\x22") + record(
        0xE0, b"\x00\x00\xa4\x00" + bytes(12)
    )
    sheet = record(0x809, b"\x00\x05\x10\x00" + bytes(4)) + record(0x0A)
    place = len(begin) + 4 + 7 + 4 + 4
    begin += record(0x85, place.to_bytes(4, "little") + b"\x00\x00\x04Plan") + record(0x0A)
    assert [grid.rows for grid in read_grids(compound(begin + sheet, "Book"))] == [{}]


def test_old_mac_and_dos_texts_are_understood():
    text = "Réf;Action;Porteur\nA1;Étude préalable à la création du réseau;Région\n" * 3
    for encoding in ("mac_roman", "cp850", "cp1252"):
        assert decode(text.encode(encoding)) == text
    assert decode("Réf".encode("utf-16-be").join([b"\xfe\xff", b""])) == "Réf"
    assert decode(b"\x80\x81\x8d") != ""


def test_the_separator_is_the_one_that_cuts_evenly():
    assert separator_of("PLAN, version 2\nAxe;Action\n1;a, b, c\n2;d\n") == ";"
    assert separator_of("Axe\tAction\n1\ta, b\n2\tc; d\n") == "\t"
    assert separator_of("Axe,Action\n1,a; b\n") == ","
    assert separator_of("") == separator_of("mot") == ";"


def test_a_text_file_may_declare_its_separator():
    assert rows_of(b"sep=|\r\nAxe|Action\r\n1|a;b\r\n") == {1: ("Axe", "Action"), 2: ("1", "a;b")}


def test_records_count_as_a_spreadsheet_counts_them():
    content = b'Axe;Action\n;\n1;"deux\nlignes"\n\n2;b\n'
    assert rows_of(content) == {1: ("Axe", "Action"), 3: ("1", "deux\nlignes"), 5: ("2", "b")}


def test_formulas_of_a_text_file_have_no_result():
    assert rows_of(b"=1+1;'=titre;'-x;'x;= a;#REF!;########;#;##/##/####\n;\n") == {
        1: (
            *(BrokenCell("formula", "=1+1"), "=titre", "-x", "'x", "= a"),
            *(BrokenCell("error", "#REF!"), BrokenCell("lost", "########"), "#"),
            BrokenCell("lost", "##/##/####"),
        )
    }


def test_a_text_that_a_text_file_protects_is_that_text():
    assert rows_of(b'="T-01";"=""001""";="a" & "b"\n') == {
        1: ("T-01", "001", BrokenCell("formula", '="a" & "b"'))
    }


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_are_named_as_spreadsheets_name_them(number, letters):
    assert column_letters(number) == letters
    assert column_number(letters) == number


def test_parts_of_no_use_are_not_even_inflated():
    content = BytesIO(xlsx(HEADER, ROW))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/image1.png", bytes(60_000_000))
    assert rows_of(content.getvalue()) == PLAIN
