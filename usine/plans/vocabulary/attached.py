"""The sheets beside of a plan that went out as a workbook, read back."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from usine.plans.detail_rules import (
    indicator_refusal,
    line_refusal,
    result_refusal,
    step_detail_refusal,
)
from usine.plans.fields import DETAIL_SHEETS, LINE_OF, STATEMENT_SHEETS, TITLE_OF
from usine.plans.formats import as_counted
from usine.reading import AttachedSheet
from usine.reading.grid import Cell
from usine.reading.values.dates import parse_date
from usine.reading.values.money import parse_amount
from usine.reading.values.texts import line_of, text_of
from usine.values.errors import Refused
from usine.values.fields import Field, FieldKind, Fields
from usine.values.formats import format_counted
from usine.values.text import fold

Part = dict[str, Any]


def attached() -> Iterator[AttachedSheet]:
    for name, (sheet, fields) in (DETAIL_SHEETS | STATEMENT_SHEETS).items():
        columns = {field.column: field.name for field in fields.values()}
        key = "code" if name == "results" else ""
        read = partial(_read, name, fields)
        yield AttachedSheet(sheet, (LINE_OF, TITLE_OF), name, columns, read, key)


def _read(name: str, fields: Fields, cells: Mapping[str, Cell]) -> Part:
    """The values of a line. Raises Refused on one that does not hold."""
    part: Part = {}
    for each in fields.values():
        if (cell := cells.get(each.name)) is not None:
            part[each.name] = _value(each, cell, part)
    part = dict.fromkeys(fields) | part
    if name in _REFUSALS and (why := _REFUSALS[name](part)):
        raise Refused(why)
    return {each: value for each, value in part.items() if value is not None}


def _value(field: Field, cell: Cell, part: Part) -> Any:
    match field.kind:
        case FieldKind.MONEY:
            return parse_amount(cell)
        case FieldKind.DATE:
            return parse_date(cell)
        case FieldKind.YES_NO:
            return fold(line_of(cell)) == "oui"
        case FieldKind.NUMBER:
            return _number(field, cell, part)
        case FieldKind.CHOICE:
            return _code(field, line_of(cell))
        case FieldKind.LONG_TEXT:
            return text_of(cell)
    text = line_of(cell)
    if field.max_length and len(text) > field.max_length:
        most = format_counted(field.max_length, "caractère", "caractères")
        raise Refused(f"{field.label}\u00a0: raccourcissez ce texte à {most}.")
    return text


def _code(field: Field, label: str) -> str:
    codes = {fold(each): code for code, each in field.labels}
    if fold(label) not in codes:
        raise Refused(f"{field.label}\u00a0: «\u00a0{label}\u00a0» n’est pas dans la liste.")
    return codes[fold(label)]


def _number(field: Field, cell: Cell, part: Part) -> int:
    """A year, or the value of a result in the unit that users read."""
    if isinstance(cell, bool) or not isinstance(cell, float | int):
        raise Refused(f"{field.label}\u00a0: écrivez un nombre.")
    return as_counted(part.get("code", ""), Decimal(str(float(cell))))


def _step_refusal(part: Part) -> str | None:
    part["done"] = bool(part["done"] or part["done_on"])
    return step_detail_refusal(part["title"] or "", part["done"], part["done_on"])


_REFUSALS: Mapping[str, Callable[[Part], str | None]] = {
    "steps": _step_refusal,
    "funding": line_refusal,
    "results": lambda part: result_refusal(part["code"] or "", part["target"], part["measured"]),
    "indicators": lambda part: indicator_refusal(part["name"] or ""),
}
