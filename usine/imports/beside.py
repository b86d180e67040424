"""The file of an import beside its preview: its own grid, with what each cell became."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase, digits
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from usine.reading import Category
from usine.reading.accounting import EXAMPLE_LENGTH
from usine.reading.extraction.survey import column_letters, column_number

from .models import ImportFile, PlanImport
from .states import RowKind

# The sheet that the address asks for, from 0, and the page of its lines.
SHEET, PART = "fichier", "part"
LINES = 100

# Stands for the reason of the row itself.
REFUSED = ""

FATES = {"r": "prise", "s": "titre ou total", "a": "de côté", " ": ""}
_CLASSES = {"r": "read", "s": "structure", "a": "aside", " ": ""}


class FiledCell(NamedTuple):
    """A cell of the file: its text, and what it became, in a word and as a style."""

    text: str
    fate: str
    css: str
    why: str = ""


@dataclass(frozen=True)
class Reasons:
    """Why cells of a sheet are set aside: by the ranges of groups of cells, the smallest first, and
    by the refused rows."""

    ranges: list[tuple[range, range, str]]
    refused: dict[int, str]

    def why(self, row: int, column: int) -> str:
        for rows, columns, message in self.ranges:
            if row in rows and column in columns:
                refusal = self.refused.get(row)
                return f"ligne refusée\u00a0: {refusal}" if message == REFUSED else message
        return ""


def reasons_of(plan_import: PlanImport, sheet: str) -> Reasons:
    left = plan_import.rows.filter(kind=RowKind.REFUSED).order_by("-position")
    refused = {row.number: row.problems[0]["message"] for row in left if row.problems}
    groups = [each for each in plan_import.account["aside"] if each["sheet"] == sheet]
    ranges = []
    for group in groups:
        rows, columns = _span(group["range"])
        is_refused = group["category"] == Category.REFUSED
        ranges.append((rows, columns, REFUSED if is_refused else group["message"]))
    ranges.sort(key=lambda each: len(each[0]) * len(each[1]))
    return Reasons(ranges, refused)


def _span(name: str) -> tuple[range, range]:
    """The rows and the columns of a range: "A4:H6"."""
    first, _, last = name.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return range(top, bottom + 1), range(left, right + 1)


def _place(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell.removeprefix(letters)), column_number(letters)


@dataclass(frozen=True)
class FileBeside:
    """One sheet of the file: the letters of its columns, and the lines of one page."""

    sheets: list[str]
    sheet: int
    letters: list[str]
    page: Page
    not_taken: set[tuple[int, int]]
    """The row and the column of amounts that are read, and that the plan does not take."""
    reasons: Reasons

    @property
    def lines(self) -> Iterator[tuple[int, list[FiledCell]]]:
        for _, number, texts, told in self.page:
            fates = [
                "a" if (number, column) in self.not_taken else fate
                for column, fate in enumerate(told)
            ]
            cells = enumerate(zip(texts, fates, strict=True))
            filed = [
                FiledCell(
                    _cut(text),
                    FATES[fate],
                    _CLASSES[fate],
                    self.reasons.why(number, column) if fate == "a" else "",
                )
                for column, (text, fate) in cells
            ]
            yield number, filed + [FiledCell("", "", "")] * (len(self.letters) - len(filed))


def beside(request: HttpRequest, plan_import: PlanImport) -> FileBeside | None:
    """The sheet that the address asks for; None when it asks for none, or the file is gone."""
    asked = request.GET.get(SHEET, "")
    if not asked.isdecimal():
        return None
    lines = ImportFile.objects.filter(plan_import=plan_import).values_list("lines", flat=True)
    every: list[Any] = next(iter(lines), [])
    names = list(dict.fromkeys(line[0] for line in every))
    if not names:
        return None
    sheet = min(int(asked[:4]), len(names) - 1)
    within = [line for line in every if line[0] == names[sheet]]
    part = request.GET.get(PART, "")
    page = Paginator(within, LINES).get_page(int(part[:6]) if part.isdecimal() else 1)
    width = max(len(line[2]) for line in page)
    letters = [column_letters(index) for index in range(width)]
    not_taken = {
        (int(cell.lstrip(ascii_uppercase)), letters.index(cell.rstrip(digits)))
        for of, cell in plan_import.not_taken
        if of == names[sheet] and cell.rstrip(digits) in letters
    }
    return FileBeside(names, sheet, letters, page, not_taken, reasons_of(plan_import, names[sheet]))


def _cut(text: str) -> str:
    """A text as the file was kept, which says that it goes on."""
    return f"{text}…" if len(text) == EXAMPLE_LENGTH else text
