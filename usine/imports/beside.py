"""The file of an import beside its preview: its own grid, with what each cell became."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase, digits
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from usine.reading.extraction.survey import column_letters

from .models import ImportFile, PlanImport

# The sheet that the address asks for, from 0, and the page of its lines.
SHEET, PART = "fichier", "part"
LINES = 100

FATES = {"r": "prise", "s": "titre ou total", "a": "de côté", " ": ""}
_CLASSES = {"r": "read", "s": "structure", "a": "aside", " ": ""}


class FiledCell(NamedTuple):
    """A cell of the file: its text, and what it became, in a word and as a style."""

    text: str
    fate: str
    css: str


@dataclass(frozen=True)
class FileBeside:
    """One sheet of the file: the letters of its columns, and the lines of one page."""

    sheets: list[str]
    sheet: int
    letters: list[str]
    page: Page
    not_taken: set[tuple[int, int]]
    """The row and the column of amounts that are read, and that the plan does not take."""

    @property
    def lines(self) -> Iterator[tuple[int, list[FiledCell]]]:
        for _, number, texts, told in self.page:
            fates = [
                "a" if (number, column) in self.not_taken else fate
                for column, fate in enumerate(told)
            ]
            cells = zip(texts, fates, strict=True)
            filed = [FiledCell(text, FATES[fate], _CLASSES[fate]) for text, fate in cells]
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
    return FileBeside(names, sheet, letters, page, not_taken)
