"""What files hold around values: colours, comments, what is hidden."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.styles.colors import Color

from usine.reading.extraction.grids import extract
from usine.reading.extraction.styles import styles_of
from usine.reading.extraction.survey import Limits, Survey
from usine.reading.grid import Grid

from .readings import grid
from .readings import read_grids as read_sheets
from .spreadsheets import (
    MAIN,
    TEXT_ROW,
    archive,
    ods,
    ods_cell,
    ods_row,
    raw_xlsx,
    record,
    sheet_xml,
    xls,
)
from .test_formats import read_grids

GREEN, ORANGE = "#92D050", "#FFC000"


def saved(book: openpyxl.Workbook) -> Grid:
    file = io.BytesIO()
    book.save(file)
    [grid] = read_grids(file.getvalue())
    return grid


def fill(**colour) -> PatternFill:
    return PatternFill("solid", fgColor=Color(**colour))


def test_the_colours_of_cells_are_read_also_of_empty_ones():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Action", "État", "Année"])
    sheet.append(["Réseau", None, 2026])
    for name, colour in {
        "A1": {"rgb": "FFFFFFFF"},  # paper
        "B1": {"rgb": "FF92D050"},
        "C1": {"rgb": "FF92D050"},
        "B2": {"theme": 4},
        "C2": {"theme": 4, "tint": 0.4},
        "A2": {"indexed": 13},
        "B9": {"rgb": "FF92D050"},  # below the table
        "J1": {"rgb": "FF92D050"},  # beside it
    }.items():
        sheet[name].fill = fill(**colour)
    assert saved(book).colours == {
        (1, 1): GREEN,
        (1, 2): GREEN,
        (2, 0): "#FFFF00",
        (2, 1): "#4F81BD",
        (2, 2): "#95B3D7",
    }


def test_comments_hidden_rows_and_hidden_columns_are_told():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(3):
        sheet.append([row, "b", "c", "d"])
    sheet["B2"].comment = Comment("À revoir\nen COPIL", "CCI")
    sheet["A1"].comment = Comment(" ", "CCI")
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    grid = saved(book)
    assert grid.notes == {(2, 1): "À revoir\nen COPIL"}
    assert (grid.hidden_columns, grid.hidden_rows) == ({2}, {3})


def test_a_conversation_is_told_without_what_excel_writes_around_it():
    text = "[Commentaire à thread]\n\nVotre version d’Excel… \n\nCommentaire :\n    À revoir"
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write(0, 0, "a")
        sheet.write_comment(0, 0, text)
    [grid] = read_grids(file.getvalue())
    assert grid.notes == {(1, 0): "À revoir"}


def test_a_sheet_that_names_comments_that_are_not_there_has_none():
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        f'<Relationships><Relationship Id="a" Type="{office}/comments" Target="../comments1.xml"/>'
        f'<Relationship Id="b" Type="{office}/drawing" Target="../drawing1.xml"/></Relationships>'
    )
    row = '<row><c t="str"><v>a</v></c></row>'
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": relations}
    [grid] = read_grids(raw_xlsx(sheet_xml(row), parts))
    assert grid.notes == {}


def style_sheet(fills: str, cells: str = '<xf fillId="2"/>', more: str = "") -> bytes:
    return (
        f"<styleSheet {MAIN}><fills><fill><patternFill/></fill><fill><patternFill "
        f'patternType="gray125"><fgColor rgb="FF000000"/></patternFill></fill>{fills}</fills>'
        f"<cellXfs>{cells}</cellXfs>{more}</styleSheet>"
    ).encode()


def solid(attributes: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor {attributes}/></patternFill></fill>'


@pytest.mark.parametrize(
    ("attributes", "colour"),
    [
        ('rgb="FF92D050"', "92D050"),
        ('rgb="92d050"', "92D050"),
        ('rgb="FF92D050" tint="2"', "92D050"),
        ('rgb="FF808080" tint="-0.5"', "404040"),
        ('theme="0"', ""),
        ('theme="1"', "000000"),
        ('theme="99"', ""),
        ('indexed="64"', ""),
        ('indexed="8"', "000000"),
        ('rgb="green"', ""),
        ("", ""),
    ],
)
def test_a_colour_has_six_figures_and_white_is_none(attributes, colour):
    styles = styles_of(style_sheet(solid(attributes)), b"")
    assert {place: style.colour for place, style in styles.items()} == (
        {"0": colour} if colour else {}
    )


def test_a_workbook_may_have_colours_of_its_own():
    names = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)))
    scheme = "".join(
        f'<a:{name}><a:sysClr lastClr="AAAAAA"/></a:{name}>'
        if name == "dk1"
        else f'<a:{name}><a:srgbClr val="0000{place:02d}"/></a:{name}>'
        for place, name in enumerate(names)
    )
    theme = (
        '<a:theme xmlns:a="x"><a:clrScheme>' + scheme + "</a:clrScheme>"
        '<a:fontScheme/><a:srgbClr val="111111"/><a:sysClr lastClr="222222"/></a:theme>'
    ).encode()
    indexed = '<colors><indexedColors><rgbColor rgb="00123456"/></indexedColors></colors>'
    sheet = (
        f"<styleSheet {MAIN}>{indexed}".encode()
        + style_sheet(
            solid('theme="1"') + solid('theme="3"') + solid('indexed="0"'),
            '<xf fillId="2"/><xf fillId="3"/><xf fillId="4"/><xf fillId="9"/>',
        )[len(f"<styleSheet {MAIN}>") :]
    )
    styles = styles_of(sheet, theme)
    assert [style.colour for style in styles.values()] == ["AAAAAA", "000002", "123456"]
    assert styles_of(style_sheet(solid('theme="4"')), b"<a/>")["0"].colour == "4F81BD"


def test_more_colours_than_a_table_has_are_decoration():
    sheet = Survey(Limits(colours=2))
    sheet.fill(9, 9)
    for row in range(2):
        sheet.paint(row, 0, "92D050")
    assert sheet.painted() == [[0, 0, 0, "92D050"], [1, 0, 0, "92D050"]]
    for row in range(2, 9):
        sheet.paint(row, 0, "92D050")
    assert sheet.painted() == []
    assert len(sheet.colours) == 3


def ods_styles(*names: tuple[str, str, str]) -> str:
    return "".join(
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:parent-style-name="{parent}">'
        + (f'<style:table-cell-properties fo:background-color="{colour}"/>' if colour else "")
        + "</style:style>"
        for name, parent, colour in names
    )


def coloured_ods(
    table: str, *names: tuple[str, str, str], styles: str = "", more: str = ""
) -> Grid:
    content = ods({"Plan": table}, **({"styles.xml": styles} if styles else {}))
    office = f"<office:automatic-styles>{ods_styles(*names)}{more}</office:automatic-styles>"
    parts = unzipped(content)
    parts["content.xml"] = (
        parts["content.xml"]
        .replace("<office:body>", f"{office}<office:body>")
        .replace("xmlns:office", 'xmlns:fo="fo" xmlns:dc="dc" xmlns:office', 1)
    )
    [grid] = read_grids(archive(parts))
    return grid


def unzipped(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_the_colours_of_an_open_document_are_its_styles_or_those_of_its_columns():
    table = (
        '<table:table-column/><table:table-column table:number-columns-repeated="2" '
        'table:default-cell-style-name="orange"/>'
        + ods_row("Action", ods_cell("État", 'table:style-name="plain"'), "Année")
        + ods_row(
            ods_cell("Réseau", 'table:style-name="child"'),
            ods_cell(None, 'table:number-columns-repeated="2"'),
        )
        + ods_row(
            ods_cell("x", 'table:style-name="white"'),
            ods_cell(None, 'table:style-name="clear"'),
            ods_cell(None, 'table:style-name="lost" table:number-columns-repeated="16000"'),
            attributes='table:number-rows-repeated="2"',
        )
        + ods_row(
            ods_cell(None, 'table:style-name="child" table:number-columns-repeated="16000"'),
            attributes='table:number-rows-repeated="1000000"',
        )
    )
    styles = (
        '<office:document-styles xmlns:office="o" xmlns:style="s" xmlns:fo="f">'
        + ods_styles(("green", "", "#92d050"))
        + '<style:style style:family="graphic"><style:table-cell-properties '
        'fo:background-color="#123456"/></style:style></office:document-styles>'
    )
    grid = coloured_ods(
        table,
        ("child", "green", ""),
        ("orange", "", "#FFC000"),
        ("plain", "", ""),
        ("white", "", "#ffffff"),
        ("clear", "green", "transparent"),
        ("lost", "lost", ""),
        styles=styles,
    )
    assert grid.colours == {(1, 2): ORANGE, (2, 0): GREEN, (2, 1): ORANGE, (2, 2): ORANGE}


def test_an_open_document_tells_its_comments_and_what_it_hides():
    note = (
        "<office:annotation><dc:creator>CCI</dc:creator><dc:date>2026-01-01</dc:date>"
        "<text:p>À revoir</text:p><text:p>en COPIL</text:p></office:annotation>"
    )
    noted = ods_cell(7).replace("<text:p>", f"{note}<text:p>")
    table = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        + ods_row("a", "b", noted)
        + ods_row("c", attributes='table:visibility="filter"')
    )
    grid = coloured_ods(table)
    assert grid.notes == {(1, 2): "À revoir\nen COPIL"}
    assert (grid.hidden_columns, grid.hidden_rows) == ({1}, {2})
    assert grid.rows == {1: ("a", "b", 7.0), 2: ("c",)}


def test_texts_moved_to_the_right_are_told():
    book = openpyxl.Workbook()
    book.active.append(["Action"])
    book.active.append(["Étude"])
    book.active["A2"].alignment = Alignment(indent=2)
    style = (
        '<style:style style:name="step" style:family="table-cell">'
        '<style:paragraph-properties fo:margin-left="0.1389in"/></style:style>'
        '<style:style style:name="none" style:family="table-cell">'
        '<style:paragraph-properties fo:margin-left="5%"/></style:style>'
        '<style:style style:family="paragraph"><style:paragraph-properties '
        'fo:margin-left="2cm"/></style:style>'
    )
    moved = "".join(
        ods_row(ods_cell("a", f'table:style-name="{name}"')) for name in ("none", "step")
    )
    old = record(0xE0, bytes(8) + b"\x03" + bytes(11))  # moved, without colour
    grids = (
        saved(book),
        coloured_ods(moved, more=style),
        *read_grids(xls(["Étude"], head=old)),
    )
    assert [grid.indents for grid in grids] == [{(2, 0): 2}, {(2, 0): 1}, {(1, 0): 3}]


def test_more_comments_than_a_table_has_are_left_out():
    sheet = Survey(Limits(notes=1))
    for row, text in ((0, "À "), (0, "revoir"), (1, "en trop")):
        sheet.note(row, 0, text)
    assert sheet.notes == {(0, 0): "À revoir"}


def test_more_indents_than_a_table_has_are_left_out():
    sheet = Survey(Limits(colours=1))
    for row in range(3):
        sheet.indent(row, 0, 1)
    assert sheet.indents == {(0, 0): 1}


def xls_style(colour: int) -> bytes:
    """A style with a solid fill of an indexed colour."""
    return record(0xE0, bytes(14) + (1 << 26).to_bytes(4, "little") + colour.to_bytes(2, "little"))


def test_an_old_workbook_tells_its_colours_and_what_it_hides():
    column = record(0x7D, b"".join(n.to_bytes(2, "little") for n in (1, 1, 256, 0, 1, 0)))
    row = record(0x208, b"".join(n.to_bytes(2, "little") for n in (1, 0, 2, 0, 0, 0, 0x20, 0)))
    blank = record(0x201, b"\x00\x00\x02\x00\x01\x00")
    content = xls(
        ["Action", "État", None, "fin"],
        ["Réseau"],
        head=xls_style(9) + xls_style(17) + record(0xE0, bytes(20)),
        extra=column + row + blank,
    )
    [grid] = read_grids(content)
    assert grid.colours == {(1, 2): "#008000"}
    assert (grid.hidden_columns, grid.hidden_rows) == ({1}, {2})


def test_an_old_workbook_tells_its_comments():
    text = "À revoir"
    common = b"\x15\x00\x12\x00\x19\x00\x01\x00\x11\x60" + bytes(12) + bytes(4)
    txo = bytes(10) + len(text).to_bytes(2, "little") + b"\x10\x00" + bytes(4)
    notes = (
        record(0x5D, common)
        + record(0x1B6, txo)
        + record(0x3C, b"\x01" + text.encode("utf-16-le"))
        + record(0x3C, b"\x00\x00\x00\x00\x00\x00\x00\x00" + b"\x08\x00" + bytes(6))
        + record(0x1C, b"\x00\x00\x01\x00\x00\x00\x01\x00\x03\x00\x00CCI\x00")
    )
    [grid] = read_grids(xls(["a", "b"], extra=notes))
    assert grid.notes == {(1, 1): "À revoir"}


def test_colours_that_come_from_rules_are_said_not_to_be_read():
    rule = '<conditionalFormatting sqref="C2"><cfRule type="cellIs"/></conditionalFormatting>'
    content = raw_xlsx(sheet_xml(TEXT_ROW).replace("</worksheet>", f"{rule}</worksheet>"))
    [sheet] = read_grids(content)
    assert sheet.is_coloured_by_rules
    by_text = rule.replace("cellIs", "containsText")
    content = raw_xlsx(sheet_xml(TEXT_ROW).replace("</worksheet>", f"{by_text}</worksheet>"))
    assert not read_grids(content)[0].is_coloured_by_rules
    open_rule = (
        "<calcext:conditional-formats><calcext:conditional-format/></calcext:conditional-formats>"
    )
    [sheet] = read_grids(ods({"Plan": ods_row("Axe", "Action") + open_rule}))
    assert sheet.is_coloured_by_rules
    rows = [("Axe", "Action"), ("TEE", "Four")]
    [remark] = read_sheets(grid(*rows, is_coloured_by_rules=True)).remarks
    assert remark == (
        "La feuille «\u00a0Plan\u00a0» a des couleurs ou des icônes qui viennent de règles "
        "(mise en forme conditionnelle)\u00a0: elles ne sont pas lues. Si elles disent où en sont "
        "les actions, écrivez-le dans une colonne Statut."
    )
    said = [(*row, "En cours") for row in rows[1:]]
    with_status = grid((*rows[0], "Statut"), *said, is_coloured_by_rules=True)
    assert read_sheets(with_status).remarks == ()


def test_a_text_file_has_nothing_around_its_cells():
    [sheet] = extract(b"a;b\n")
    assert [sheet[name] for name in ("colours", "notes", "indents", "hidden_rows")] == [
        *([], [], [], []),
    ]
