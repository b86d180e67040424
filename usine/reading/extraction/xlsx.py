"""The survey of an .xlsx workbook."""

import posixpath

from .formats import BUILT_IN, mark_of
from .survey import DAMAGED, Limits, Refusal, Survey, column_number, parse

NUMBER_TYPES = {None, "n"}


def survey(parts: dict[str, bytes], limits: Limits) -> list[Survey]:
    """What each sheet holds, in the order of the workbook."""
    by_path = {name.lower(): part for name, part in parts.items()}
    marks_by_style = _marks_by_style(by_path.get("xl/styles.xml", b""))
    paths = _paths(by_path)
    # A sheet without a part, or a part of two sheets.
    if "" in paths or len(set(paths)) < len(paths):
        raise Refusal(DAMAGED)
    return [
        _survey_sheet(by_path[path], marks_by_style, limits) if path in by_path else Survey(limits)
        for path in paths
    ]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _paths(by_path: dict[str, bytes]) -> list[str]:
    """The path in the archive of each sheet, in small letters."""
    targets: dict[str, str] = {}
    paths: list[str] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            target = posixpath.join("/xl", attributes.get("Target", ""))
            targets[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/").lower()

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            key = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            paths.append(targets.get(key, ""))

    parse(by_path.get("xl/_rels/workbook.xml.rels", b""), relation)
    parse(by_path["xl/workbook.xml"], sheet)
    return paths


def _marks_by_style(xml: bytes) -> dict[str, str]:
    """The mark that a cell style gives to its numbers, by the index of the style."""
    codes: dict[str, str] = {}
    numbers: list[str] = []
    section = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal section
        match _local(name):
            case "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "cellXfs" | "cellStyleXfs" as section:
                pass
            case "xf" if section == "cellXfs":
                numbers.append(attributes.get("numFmtId", "0"))

    if xml:
        parse(xml, start)
    marks = (
        mark_of(codes[number]) if number in codes else BUILT_IN.get(number) for number in numbers
    )
    return {str(style): mark for style, mark in enumerate(marks) if mark}


def _survey_sheet(xml: bytes, marks_by_style: dict[str, str], limits: Limits) -> Survey:
    sheet = Survey(limits)
    row = column = -1
    kind: str | None = None
    mark: str | None = None
    formula = pending = reading = False
    texts: list[str] = []

    def judge() -> None:
        """Mark the cell that holds a formula or an error, now that its value is known."""
        nonlocal pending, reading
        pending = reading = False
        value = "".join(texts).strip()
        texts.clear()
        if kind == "e":
            sheet.marks[row, column] = "error"
        elif kind in NUMBER_TYPES and (not value or not _number(value)):
            sheet.marks[row, column] = "formula"
        elif kind in NUMBER_TYPES and mark:
            sheet.marks[row, column] = mark

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, mark, formula, pending, reading
        if ":" in name:
            name = _local(name)
        if pending and name in ("c", "row"):
            judge()
        if name == "c":
            place = attributes.get("r")
            if place:
                letters = place.rstrip("0123456789")
                row, column = int(place[len(letters) :]) - 1, column_number(letters)
            else:
                column += 1
            kind, mark = attributes.get("t"), marks_by_style.get(attributes.get("s", "0"))
            formula = False
        elif name == "v" or name == "is":
            if row > sheet.last_row or column > sheet.last_column:
                sheet.fill(row, column)
            if formula or kind == "e":
                pending = reading = True
            elif mark and kind in NUMBER_TYPES:
                sheet.marks[row, column] = mark
        elif name == "f":
            sheet.fill(row, column)
            formula = pending = True
        elif name == "row":
            row = int(attributes.get("r", row + 2)) - 1
            column = -1
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            sheet.merges.append((*_place(first), *_place(last or first)))

    def text(data: str) -> None:
        if reading:
            texts.append(data)

    parse(xml, start, text)
    if pending:
        judge()
    return sheet


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise Refusal(DAMAGED) from error


def _place(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, column_number(letters)
