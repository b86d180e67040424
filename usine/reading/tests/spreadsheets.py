"""Writes spreadsheets of every kind for the tests, odd and hostile ones included."""

import csv
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

HEADER = ("N°", "Axe", "Action", "Porteur", "Budget (€)", "Statut", "Début", "Fin")
ROW = ("A1", "TEE", "Réseau de chaleur", "CCI", 350000, "En cours", "2024", "2026")

Rows = Iterable[Sequence[Any]]


class Formula:
    """A formula and the result that the file keeps for it."""

    def __init__(self, text: str, result: Any = "") -> None:
        self.text = text
        self.result = result


class Shown:
    """A number or a day in a number format."""

    def __init__(self, value: Any, code: str) -> None:
        self.value = value
        self.code = code


def xlsx(
    *rows: Sequence[Any],
    sheets: Mapping[str, Rows] | None = None,
    merges: Sequence[str] = (),
    hidden: Sequence[str] = (),
    date_1904: bool = False,
) -> bytes:
    """A workbook as Excel writes it; `merges` apply to the first sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"date_1904": date_1904}) as workbook:
        for place, (name, lines) in enumerate((sheets or {"Plan": rows}).items()):
            sheet = workbook.add_worksheet(name)
            for y, cells in enumerate(lines):
                for x, cell in enumerate(cells):
                    _write(workbook, sheet, y, x, cell)
            if name in hidden:
                sheet.hide()
            for merge in merges if place == 0 else ():
                y, x = _place(merge.partition(":")[0])
                cell = list(lines)[y][x] if not place else ""
                sheet.merge_range(merge, "")
                _write(workbook, sheet, y, x, cell)
    return file.getvalue()


def _place(name: str) -> tuple[int, int]:
    return int(name[1:]) - 1, ord(name[0]) - 65


def _write(workbook: Any, sheet: Any, y: int, x: int, cell: Any) -> None:
    match cell:
        case Formula():
            sheet.write_formula(y, x, cell.text, None, cell.result)
        case Shown(value=date() as value):
            sheet.write_datetime(y, x, value, workbook.add_format({"num_format": cell.code}))
        case Shown():
            sheet.write_number(y, x, cell.value, workbook.add_format({"num_format": cell.code}))
        case date():
            sheet.write_datetime(y, x, cell, workbook.add_format({"num_format": "dd/mm/yyyy"}))
        case str():
            sheet.write_string(y, x, cell)
        case None:
            sheet.write_blank(y, x, None)
        case _:
            sheet.write(y, x, cell)


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TEXT_ROW = (
    '<row><c t="inlineStr"><is><t>Axe</t></is></c><c t="inlineStr"><is><t>Action</t></is></c></row>'
)


def sheet_xml(rows: str) -> str:
    return f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>'


def raw_xlsx(
    sheet: str | bytes,
    parts: Mapping[str, str | bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook of one sheet, "Plan", whose XML is given as it is."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    every: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{office}"><sheets>'
        '<sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **(parts or {}),
    }
    return archive(every, method)


def archive(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as zipped:
        for name, part in parts.items():
            zipped.writestr(name, part)
    return file.getvalue()


ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "calcext": "calcext",
        "number": "datastyle",
    }.items()
)


def ods_cell(value: Any = None, attributes: str = "") -> str:
    """A cell as LibreOffice writes it; other attributes may be added as they are."""
    match value:
        case None:
            return f"<table:table-cell {attributes}/>"
        case date():
            kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case int() | float():
            kind = f'office:value-type="float" office:value="{value}"'
        case _:
            kind = 'office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {kind} {attributes}>{lines}</table:table-cell>"


def ods_row(*cells: Any, attributes: str = "") -> str:
    """A row; a cell given as XML is taken as it is."""
    inner = (c if isinstance(c, str) and c.startswith("<table") else ods_cell(c) for c in cells)
    return f"<table:table-row {attributes}>{''.join(inner)}</table:table-row>"


def ods(sheets: Mapping[str, str], manifest: str = "", start: str = "", **parts: str) -> bytes:
    """A workbook of tables given as the XML of their rows; `start` goes before the tables."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{rows}</table:table>"
        for name, rows in sheets.items()
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest>{manifest}</manifest:manifest>",
            "content.xml": f"<office:document-content {ODS_NAMES}><office:body>"
            f"<office:spreadsheet>{start}{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
        | parts
    )


def delimited(*rows: Sequence[Any], separator: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


DAY_ZERO = date(1899, 12, 30)
SECTOR = 512
END_OF_CHAIN, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<2H", number, len(data)) + data


def xls_text(text: str, size: str = "<H") -> bytes:
    return struct.pack(size, len(text)) + b"\x01" + text.encode("utf-16-le")


def xls_cells(rows: Rows) -> bytes:
    """BIFF8 records of cells: texts, numbers, `Formula`, and `Shown` numbers (XF by its code)."""
    written = b""
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            at = struct.pack("<2H", y, x)
            match cell:
                case None:
                    pass
                case Formula(result=result):
                    value = result if isinstance(result, bytes) else struct.pack("<d", result)
                    written += record(0x06, at + bytes(2) + value + bytes(6) + b"\x00\x00")
                case Shown():
                    style = struct.pack("<H", int(cell.code))
                    written += record(0x203, at + style + struct.pack("<d", cell.value))
                case bytes():  # an error, by its code
                    written += record(0x205, at + bytes(2) + cell + b"\x01")
                case bool():
                    written += record(0x205, at + bytes(2) + bytes([cell, 0]))
                case int() | float():
                    written += record(0x203, at + bytes(2) + struct.pack("<d", cell))
                case _:
                    written += record(0x204, at + bytes(2) + xls_text(cell))
    return written


def xls(
    *rows: Sequence[Any],
    extra: bytes = b"",
    head: bytes = b"",
    codes: Sequence[str] = (),
    end: bytes = b"\x0a\x00\x00\x00",
    small: bool = False,
) -> bytes:
    """A workbook of one sheet, "Plan"; `codes` are formats, used by style 1 and on."""
    head += record(0x42, struct.pack("<H", 1200))
    for number, code in enumerate(codes):
        head += record(0x41E, struct.pack("<H", 164 + number) + xls_text(code))
    for number in range(-1, len(codes)):
        head += record(0xE0, struct.pack("<2H", 0, 0 if number < 0 else 164 + number) + bytes(16))
    name = b"\x04\x00Plan"
    begin = record(0x809, struct.pack("<2H", 0x600, 5) + bytes(12)) + head
    place = len(begin) + 4 + 6 + len(name) + 4
    begin += record(0x85, struct.pack("<IH", place, 0) + name) + record(0x0A)
    sheet = record(0x809, struct.pack("<2H", 0x600, 0x10) + bytes(12))
    return compound(begin + sheet + xls_cells(rows) + extra + end, small=small)


def xls_shown(*rows: Sequence[Any]) -> bytes:
    """`xls` whose cells may be `Shown` in any format, and days."""
    codes: list[str] = []

    def styled(cell: Any) -> Any:
        if isinstance(cell, date):
            cell = Shown(cell, "dd/mm/yyyy")
        if not isinstance(cell, Shown):
            return cell
        codes.append(cell.code)
        value = (cell.value - DAY_ZERO).days if isinstance(cell.value, date) else cell.value
        return Shown(value, str(len(codes)))

    styled_rows = [[styled(cell) for cell in row] for row in rows]
    return xls(*styled_rows, codes=codes)


def compound(stream: bytes, name: str = "Workbook", *, small: bool = False) -> bytes:
    """A compound file of one stream, in the small sectors when `small`."""
    mini_fat = b""
    if small:
        count = -(-len(stream) // 64)
        chain = [*range(1, count), END_OF_CHAIN] + [FREE] * (-count % 128)
        mini_fat = struct.pack(f"<{len(chain)}I", *chain)
        size, padded = len(stream), stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    else:
        size = max(len(stream), 4096)
        padded = stream.ljust(-(-size // SECTOR) * SECTOR, b"\0")
    sectors = len(padded) // SECTOR
    fat = [*range(1, sectors), END_OF_CHAIN]  # the stream, from the first sector on
    directory, mini_place = sectors, sectors + 1
    fat.append(END_OF_CHAIN)
    if small:
        fat.append(END_OF_CHAIN)
    fat_place = len(fat)
    fat.append(0xFFFFFFFD)
    if len(fat) > 128:
        raise ValueError("One sector of allocation table is enough for the tests.")

    def entry(label: str, kind: int, child: int, start: int, length: int) -> bytes:
        raw = label.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<3I", FREE, FREE, child)
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw), kind, 1)
            + links
            + bytes(36)
            + struct.pack("<2I", start, length)
            + bytes(4)
        )

    root = entry("Root Entry", 5, 1, 0 if small else END_OF_CHAIN, len(padded) if small else 0)
    entries = (root + entry(name, 2, FREE, 0, size)).ljust(SECTOR, b"\0")
    top = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    top += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    top += struct.pack("<IIIII", 0, 1, directory, 0, 4096)
    top += struct.pack("<IIII", mini_place if small else END_OF_CHAIN, int(small), END_OF_CHAIN, 0)
    top += struct.pack("<109I", fat_place, *[FREE] * 108)
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    return top + padded + entries + mini_fat + table
