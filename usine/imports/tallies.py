"""The cells of a file counted as the file has them, and those set aside by the kind of reason."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from usine.reading import Category
from usine.reading.grid import cell_name
from usine.values.formats import format_counted

from .intake import named
from .models import ImportFile, PlanImport
from .states import RowKind, State

LEFT_ROWS = "rows"
"""Stands beside the categories of a reading for the cells of rows that users set aside."""


class AsideKind(NamedTuple):
    """A kind of reason: how so many cells are told, the name that addresses give it, and the tab of
    the rows that it is about, if there is one."""

    words: tuple[str, str]
    slug: str
    tab: str = ""


KINDS: dict[str, AsideKind] = {
    LEFT_ROWS: AsideKind(
        ("dans une ligne mise de côté", "dans des lignes mises de côté"), "laissees", "laissees"
    ),
    Category.REFUSED: AsideKind(
        ("dans une ligne refusée", "dans des lignes refusées"), "refusees", "refusees"
    ),
    Category.INCOMPLETE: AsideKind(("à compléter", "à compléter"), "a-completer", "a-completer"),
    Category.COLUMN: AsideKind(
        ("dans une colonne non reprise", "dans des colonnes non reprises"), "colonnes"
    ),
    Category.SHEET: AsideKind(("dans une autre feuille", "dans d’autres feuilles"), "feuilles"),
    Category.ROW: AsideKind(("hors des lignes d’actions", "hors des lignes d’actions"), "lignes"),
    Category.COLOUR: AsideKind(("couleur sans sens connu", "couleurs sans sens connu"), "couleurs"),
    Category.OTHER: AsideKind(("pour une autre raison", "pour d’autres raisons"), "autres"),
}
# The parameters that ask for a sheet of the file, from 0, and for the lines of one kind of reason.
SHEET, MOTIVE = "fichier", "motif"


@dataclass(frozen=True)
class FileCells:
    """The cells that the file itself fills, and what became of each; users emptied `emptied`. Those
    of the rows that users set aside, `left`, are set aside too."""

    total: int
    read: int
    structure: int
    aside: int
    emptied: int = 0
    left: int = 0


@dataclass(frozen=True)
class CellsAside:
    """How many cells are set aside for a kind of reason, and where they are listed, if they are."""

    text: str
    address: str


def asides(plan_import: PlanImport, cells: FileCells) -> Iterator[CellsAside]:
    """The cells set aside, by the kind of reason; each is in one kind."""
    counts: Counter[str] = Counter()
    for group in plan_import.account["aside"]:
        counts[group["category"]] += group["count"]
    counts[Category.INCOMPLETE] += len(plan_import.not_taken)
    counts[LEFT_ROWS] = cells.left
    counts[Category.OTHER] += max(cells.aside - counts.total(), 0)
    for category, kind in KINDS.items():
        if number := counts[category]:
            told = format_counted(number, *kind.words)
            yield CellsAside(told, _address(kind) if plan_import.state == State.READY else "")


def _address(kind: AsideKind) -> str:
    """The rows and the lines of the file that a kind of reason is about."""
    tab = f"lignes={kind.tab}&" if kind.tab else ""
    return f"?{tab}{SHEET}=0&{MOTIVE}={kind.slug}#fichier"


def file_cells(plan_import: PlanImport) -> FileCells:
    """The accounts of a file without the cells that users filled, with those that they emptied."""
    cells: Mapping[str, Any] = plan_import.account["cells"]
    not_taken = len(plan_import.not_taken)
    before = plan_import.replies.get("before", {})
    written = plan_import.corrections
    emptied = sum(bool(text) and written.get(name) == "" for name, text in before.items())
    filled = {name for name, text in before.items() if not text and written.get(name)}
    fates, left = _fates(plan_import, filled)
    return FileCells(
        cells["total"] - fates.total() + emptied,
        cells["read"] - fates["r"] - not_taken - left,
        cells["structure"] - fates["s"],
        cells["aside"] - fates["a"] + not_taken + left,
        emptied,
        left,
    )


def _fates(plan_import: PlanImport, filled: Collection[str]) -> tuple[Counter[str], int]:
    """What became of the cells that users filled, and how many others are read in the rows that
    they set aside."""
    fates: Counter[str] = Counter()
    rows = left_rows(plan_import)
    left = 0
    for sheet, row, column, letter in _cells(plan_import) if filled or rows else ():
        if named(sheet, cell_name(row, column)) in filled:
            fates[letter] += 1
        else:
            left += rows.has(sheet, row, column, letter)
    return fates, left


@dataclass(frozen=True)
class LeftRows:
    """The lines of the rows that users set aside; when a row is no line of its own, its cells."""

    lines: set[tuple[str, int]]
    cells: set[str]

    def __bool__(self) -> bool:
        return bool(self.lines or self.cells)

    def has(self, sheet: str, row: int, column: int, letter: str) -> bool:
        """Whether a cell is read, and in one of these rows."""
        is_there = (sheet, row) in self.lines or named(sheet, cell_name(row, column)) in self.cells
        return letter == "r" and is_there


def left_rows(plan_import: PlanImport) -> LeftRows:
    if not plan_import.counts.get("set_aside"):
        return LeftRows(set(), set())
    aside = plan_import.rows.filter(kind=RowKind.ASIDE)
    rows = list(aside.only("plan_import", "sheet", "number", "places"))
    return LeftRows(
        {(row.sheet, row.number) for row in rows if not row.places},
        {place[0] for row in rows for place in row.places},
    )


def _cells(plan_import: PlanImport) -> Iterator[tuple[str, int, int, str]]:
    """The sheet, row and column of each cell that counts, and a letter for what it became."""
    file = ImportFile.objects.filter(plan_import=plan_import)
    for lines in file.values_list("lines", flat=True):
        for sheet, row, _, letters in lines:
            for column, letter in enumerate(letters):
                if letter != " ":
                    yield sheet, row, column, letter
