"""The survey of an .ods workbook; names carry their usual prefixes, as calamine expects too."""

from .survey import Limits, Survey, parse


def survey(parts: dict[str, bytes], limits: Limits) -> list[Survey]:
    """What each table holds, in the order of the workbook."""
    sheets: list[Survey] = []
    sheet = Survey(limits)
    row = column = 0
    rows = columns = 0  # how many times the current row and the current cell are repeated

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, row, column, rows, columns
        match name:
            case "table:table":
                sheet = Survey(limits)
                sheets.append(sheet)
                row = rows = 0
            case "table:table-row":
                row += rows
                rows = _count(attributes, "table:number-rows-repeated")
                column = columns = 0
            case "table:table-cell" | "table:covered-table-cell":
                column += columns
                columns = _count(attributes, "table:number-columns-repeated")
                down = _count(attributes, "table:number-rows-spanned")
                across = _count(attributes, "table:number-columns-spanned")
                if down > 1 or across > 1:
                    sheet.merges.append((row, column, row + down - 1, column + across - 1))
                if "office:value-type" in attributes or "table:formula" in attributes:
                    sheet.fill(row, column, rows, columns)
                    if mark := _mark(attributes):
                        for y in range(row, row + rows):
                            for x in range(column, column + columns):
                                sheet.marks[y, x] = mark
            case "text:p":
                sheet.fill(row, column, rows, columns)

    parse(parts["content.xml"], start)
    return sheets


def _count(attributes: dict[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, 1)))


def _mark(attributes: dict[str, str]) -> str | None:
    if attributes.get("calcext:value-type") == "error":
        return "error"
    if "table:formula" in attributes:
        kind = attributes.get("office:value-type")
        if kind is None or (kind != "string" and not float(attributes.get("office:value", 1))):
            return "formula"
    return "percent" if attributes.get("office:value-type") == "percentage" else None
