"""The survey of an .xlsx workbook."""

import posixpath
import re

from .formats import ERROR, FORMULA, Mark
from .styles import Style, styles_of
from .survey import DAMAGED, Limits, Refusal, Survey, column_number, parse

NUMBER_TYPES = {None, "n"}
TRUE = {"1", "true"}
OF_OWN_TEXT = {"containsText", "beginsWith", "endsWith", "duplicateValues", "uniqueValues"}
"""Rules whose colour says nothing more than the text of the cell that has it."""

_THREAD = re.compile(r"\[[^\]]*\].*?(?:Comment|Commentaire)\s*:\s*", re.DOTALL)
"""What Excel writes in a note for those of its versions that know no conversation."""


def survey(parts: dict[str, bytes], limits: Limits) -> list[Survey]:
    """What each sheet holds, in the order of the workbook."""
    by_path = {name.lower(): part for name, part in parts.items()}
    theme = next((part for path, part in by_path.items() if path.startswith("xl/theme/")), b"")
    styles = styles_of(by_path.get("xl/styles.xml", b""), theme)
    paths, is_since_1904 = _paths(by_path)
    # A sheet without a part, or a part of two sheets.
    if "" in paths or len(set(paths)) < len(paths):
        raise Refusal(DAMAGED)
    sheets = []
    for path in paths:
        sheet = Survey(limits, is_since_1904=is_since_1904)
        if path in by_path:
            _survey_sheet(sheet, by_path[path], styles)
            _survey_notes(sheet, by_path, path)
        sheets.append(sheet)
    return sheets


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _targets(by_path: dict[str, bytes], path: str) -> dict[str, tuple[str, str]]:
    """What a part names: by its key, the kind of a part and its path, in small letters."""
    folder, name = posixpath.split(path)
    targets: dict[str, tuple[str, str]] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            target = posixpath.join("/", folder, attributes.get("Target", ""))
            kind = posixpath.basename(attributes.get("Type", ""))
            path = posixpath.normpath(target).lstrip("/").lower()
            targets[attributes.get("Id", "")] = kind, path

    if part := by_path.get(f"{folder}/_rels/{name}.rels"):
        parse(part, relation)
    return targets


def _paths(by_path: dict[str, bytes]) -> tuple[list[str], bool]:
    """The path in the archive of each sheet, and whether days count from 1904."""
    targets = _targets(by_path, "xl/workbook.xml")
    paths: list[str] = []
    is_since_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_since_1904
        if _local(name) == "workbookPr":
            is_since_1904 = attributes.get("date1904") in TRUE
        elif _local(name) == "sheet":
            key = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            _, path = targets.get(key, ("", ""))
            paths.append(path)

    parse(by_path["xl/workbook.xml"], start)
    return paths, is_since_1904


def _survey_notes(sheet: Survey, by_path: dict[str, bytes], path: str) -> None:
    """The comments of a sheet, in a part of their own."""
    place: tuple[int, int] | None = None
    reading = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal place, reading
        reading = _local(name) == "t"
        if _local(name) == "comment":
            place = _place(attributes.get("ref", ""))

    def text(data: str) -> None:
        if reading and place:
            sheet.note(*place, data)

    for kind, target in _targets(by_path, path).values():
        if kind == "comments" and target in by_path:
            parse(by_path[target], start, text)
    for where, note in sheet.notes.items():
        sheet.notes[where] = _THREAD.sub("", note, count=1)


def _survey_sheet(sheet: Survey, xml: bytes, styles: dict[str, Style]) -> None:
    row = column = -1
    kind: str | None = None
    mark: Mark | None = None
    formula = pending = reading = False
    texts: list[str] = []

    def judge() -> None:
        """Mark the cell that holds a formula or an error, now that its value is known."""
        nonlocal pending, reading
        pending = reading = False
        value = "".join(texts).strip()
        texts.clear()
        if kind == "e":
            sheet.marks[row, column] = ERROR
        elif kind in NUMBER_TYPES and (not value or not _number(value)):
            sheet.marks[row, column] = FORMULA
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
            kind, mark = attributes.get("t"), None
            formula = False
            if style := styles.get(attributes.get("s", "0")):
                mark = style.mark
                if style.colour:
                    sheet.paint(row, column, style.colour)
                if style.indent:
                    sheet.indent(row, column, style.indent)
                if style.is_struck:
                    sheet.strike(row, column)
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
            if attributes.get("hidden") in TRUE:
                sheet.hidden_rows.append((row, row))
        elif name == "col" and attributes.get("hidden") in TRUE:
            left, right = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            sheet.hidden_columns.append((left - 1, right - 1))
        elif name == "cfRule" and attributes.get("type") not in OF_OWN_TEXT:
            sheet.is_coloured_by_rules = True
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            sheet.merges.append((*_place(first), *_place(last or first)))

    def text(data: str) -> None:
        if reading:
            texts.append(data)

    parse(xml, start, text)
    if pending:
        judge()


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise Refusal(DAMAGED) from error


def _place(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, column_number(letters)
