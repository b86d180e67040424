"""The cells of a file counted as the file has them, and those set aside by the kind of reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from usine.reading import Category
from usine.reading.grid import cell_name
from usine.values.formats import format_counted

from .intake import named
from .models import ImportFile, ImportRow, PlanImport
from .states import RowKind, State

# What is said of so many cells of each kind; the tab that lists them, or else the folded list.
LEFT_ROWS = "rows"
_KINDS = {
    LEFT_ROWS: (("dans une ligne mise de côté", "dans des lignes mises de côté"), "laissees"),
    Category.REFUSED: (("dans une ligne refusée", "dans des lignes refusées"), "refusees"),
    Category.INCOMPLETE: (("à compléter", "à compléter"), "a-completer"),
    Category.COLUMN: (("dans une colonne non reprise", "dans des colonnes non reprises"), ""),
    Category.SHEET: (("dans une autre feuille", "dans d’autres feuilles"), ""),
    Category.ROW: (("hors des lignes d’actions", "hors des lignes d’actions"), ""),
    Category.COLOUR: (("couleur sans sens connu", "couleurs sans sens connu"), ""),
    Category.OTHER: (("pour une autre raison", "pour d’autres raisons"), ""),
}
FOLDED = "#de-cote"
"""The anchor of the list of cells set aside, at the bottom of a page."""


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
    for category, (words, tab) in _KINDS.items():
        if number := counts[category]:
            address = f"?lignes={tab}#lignes" if tab else FOLDED
            is_listed = not tab or plan_import.state == State.READY
            yield CellsAside(format_counted(number, *words), address if is_listed else "")


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
    rows = list(_left_rows(plan_import))
    if not filled and not rows:
        return fates, 0
    plain = {(row.sheet, row.number) for row in rows if not row.places}
    placed = {place[0] for row in rows for place in row.places}
    left = 0
    for sheet, row, column, letter in _cells(plan_import):
        name = named(sheet, cell_name(row, column))
        if name in filled:
            fates[letter] += 1
        elif letter == "r":
            left += (sheet, row) in plain or name in placed
    return fates, left


def _left_rows(plan_import: PlanImport) -> Iterable[ImportRow]:
    if not plan_import.counts.get("set_aside"):
        return ()
    rows = plan_import.rows.filter(kind=RowKind.ASIDE)
    return rows.only("plan_import", "sheet", "number", "places")


def _cells(plan_import: PlanImport) -> Iterator[tuple[str, int, int, str]]:
    """The sheet, row and column of each cell that counts, and a letter for what it became."""
    file = ImportFile.objects.filter(plan_import=plan_import)
    for lines in file.values_list("lines", flat=True):
        for sheet, row, _, letters in lines:
            for column, letter in enumerate(letters):
                if letter != " ":
                    yield sheet, row, column, letter
