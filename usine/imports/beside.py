"""The file of an import beside its preview: its own grid, with what each cell became."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from usine.reading import Category
from usine.reading.accounting import EXAMPLE_LENGTH
from usine.reading.extraction.survey import column_letters, column_number

from .models import PlanImport
from .queries import file_lines
from .states import RowKind
from .tallies import KINDS, LEFT_ROWS, MOTIVE, SHEET, LeftRows, left_rows

# The page of the lines of a sheet.
PART = "part"
LINES = 100
# Groups of more lines are looked through for each cell, the others are reached by the line.
HIGH = 100

FATES = {"r": "prise", "s": "titre ou total", "a": "de côté", " ": ""}
_CLASSES = {"r": "read", "s": "structure", "a": "aside", " ": ""}


class FiledCell(NamedTuple):
    """A cell of the file: its text, and what it became, in a word and as a style; `why` is told
    once for the cells of a line that follow each other."""

    text: str
    fate: str
    css: str
    why: str = ""


class Group(NamedTuple):
    """Cells set aside together."""

    rows: range
    columns: range
    category: str
    message: str

    @property
    def size(self) -> int:
        return len(self.rows) * len(self.columns)


NOWHERE = Group(range(0), range(0), Category.OTHER, "")


@dataclass(frozen=True)
class Reasons:
    """Why cells of a sheet are set aside: the groups of cells, by line or over many; the refused
    rows, those that users set aside, and the cells (row and column) that the plan does not
    take."""

    sheet: str
    by_line: Mapping[int, list[Group]]
    high: list[Group]
    not_taken: set[tuple[int, int]]
    refused: Mapping[tuple[str, int], str]
    left: LeftRows

    def of(self, row: int, column: int, letter: str) -> tuple[str, str]:
        """The category of a cell that is set aside, and why; empty when it is not."""
        is_not_taken = (row, column) in self.not_taken
        if self.left.has(self.sheet, row, column, letter):
            return LEFT_ROWS, "ligne mise de côté"
        if letter != "a" and not is_not_taken:
            return "", ""
        group, refusal = self._group(row, column), self.refused.get((self.sheet, row), "")
        if group.category == Category.REFUSED and refusal:
            return Category.REFUSED, f"ligne refusée\u00a0: {refusal}"
        return Category.INCOMPLETE if is_not_taken else group.category, group.message

    def _group(self, row: int, column: int) -> Group:
        """The smallest group of a cell."""
        there = (*self.by_line.get(row, ()), *self.high)
        inside = (each for each in there if row in each.rows and column in each.columns)
        return min(inside, key=lambda each: each.size, default=NOWHERE)

    def has(self, line: Sequence[Any], category: str) -> bool:
        """Whether a line of the file has a cell set aside for a kind of reason."""
        _, row, _, letters = line
        return any(self.of(row, *cell)[0] == category for cell in enumerate(letters))


class FileReasons:
    """Why cells of a file are set aside, sheet by sheet."""

    def __init__(self, plan_import: PlanImport) -> None:
        self.plan_import, self.left = plan_import, left_rows(plan_import)
        refused = plan_import.rows.filter(kind=RowKind.REFUSED).order_by("-position")
        self.refused = {
            (row.sheet, row.number): row.problems[0]["message"] for row in refused if row.problems
        }

    def of_sheet(self, sheet: str) -> Reasons:
        by_line: dict[int, list[Group]] = defaultdict(list)
        high = []
        for told in self.plan_import.account["aside"]:
            group = Group(*_span(told["range"]), told["category"], told["message"])
            if told["sheet"] != sheet:
                continue
            if len(group.rows) > HIGH:
                high.append(group)
                continue
            for row in group.rows:
                by_line[row].append(group)
        not_taken = {_place(cell) for of, cell in self.plan_import.not_taken if of == sheet}
        return Reasons(sheet, by_line, high, not_taken, self.refused, self.left)


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
    """One sheet of the file: the letters of its columns, and the lines of one page. `sheets` are
    those to look at, by rank; `motive` is the kind of reason whose lines alone are there, if any,
    and `only` how it is told."""

    sheets: list[tuple[int, str]]
    sheet: int
    letters: list[str]
    page: Page
    reasons: Reasons
    motive: str = ""
    only: str = ""

    @property
    def lines(self) -> Iterator[tuple[int, list[FiledCell]]]:
        for _, number, texts, letters in self.page:
            cells = enumerate(zip(texts, letters, strict=True))
            filed, before = [], ""
            for column, (text, letter) in cells:
                category, why = self.reasons.of(number, column, letter)
                fate = "a" if category else letter
                told = why if why != before else ""
                filed.append(FiledCell(_cut(text), FATES[fate], _CLASSES[fate], told))
                before = why
            yield number, filed + [FiledCell("", "", "")] * (len(self.letters) - len(filed))


def beside(request: HttpRequest, plan_import: PlanImport) -> FileBeside | None:
    """The sheet that the address asks for, or the lines of a kind of reason there; None when it
    asks for none, or the file is gone."""
    asked = request.GET.get(SHEET, "")
    if not asked.isdecimal():
        return None
    every: dict[str, list[Any]] = {}
    for line in file_lines(plan_import):
        every.setdefault(line[0], []).append(line)
    if not every:
        return None
    reasons = FileReasons(plan_import)
    slugs = {kind.slug: category for category, kind in KINDS.items()}
    category = slugs.get(request.GET.get(MOTIVE, ""), "")
    kept = _of_kind(every, category, reasons) if category else {}
    kind = KINDS[category] if kept else None
    sheets = [(rank, name) for rank, name in enumerate(every) if name in (kept or every)]
    sheet, name = next((each for each in sheets if each[0] >= int(asked[:4])), sheets[-1])
    part = request.GET.get(PART, "")
    pages = Paginator((kept or every)[name], LINES)
    page = pages.get_page(int(part[:6]) if part.isdecimal() else 1)
    letters = [column_letters(index) for index in range(max(len(line[2]) for line in page))]
    told = (kind.slug, kind.words[1]) if kind else ("", "")
    return FileBeside(sheets, sheet, letters, page, reasons.of_sheet(name), *told)


def _of_kind(
    every: Mapping[str, list[Any]], category: str, reasons: FileReasons
) -> dict[str, list[Any]]:
    """The lines with cells set aside for a kind of reason, under the header of their sheet; the
    sheets without any are left out."""
    plan_import = reasons.plan_import
    headers = {(sheet["name"], sheet.get("header", 0)) for sheet in plan_import.sheets}
    kept = {}
    for name, lines in every.items():
        of_sheet = reasons.of_sheet(name)
        numbers = {line[1] for line in lines if of_sheet.has(line, category)}
        if numbers:
            heads = {line[1] for line in lines if (name, line[1]) in headers}
            kept[name] = [line for line in lines if line[1] in numbers | heads]
    return kept


def _cut(text: str) -> str:
    """A text as the file was kept, which says that it goes on."""
    return f"{text}…" if len(text) == EXAMPLE_LENGTH else text
