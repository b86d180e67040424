"""The cells of a file counted as the file has them, and those set aside by the kind of reason."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from usine.reading import Category
from usine.reading.grid import cell_name
from usine.values.formats import format_counted

from .intake import named
from .models import ImportFile, PlanImport
from .states import State

# What is said of so many cells of each kind; the tab that lists them, or else the folded list.
_KINDS = {
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
class CellsAside:
    """How many cells are set aside for a kind of reason, and where they are listed, if they are."""

    text: str
    address: str


def asides(plan_import: PlanImport, total: int) -> Iterator[CellsAside]:
    """The `total` cells set aside, by the kind of reason; each is in one kind."""
    counts: Counter[str] = Counter()
    for group in plan_import.account["aside"]:
        counts[group["category"]] += group["count"]
    counts[Category.INCOMPLETE] += len(plan_import.not_taken)
    counts[Category.OTHER] += max(total - counts.total(), 0)
    for category, (words, tab) in _KINDS.items():
        if number := counts[category]:
            address = f"?lignes={tab}#lignes" if tab else FOLDED
            is_listed = not tab or plan_import.state == State.READY
            yield CellsAside(format_counted(number, *words), address if is_listed else "")


@dataclass(frozen=True)
class FileCells:
    """The cells that the file itself fills, and what became of each; users emptied `emptied`."""

    total: int
    read: int
    structure: int
    aside: int
    emptied: int


def file_cells(plan_import: PlanImport) -> FileCells:
    """The accounts of a file without the cells that users filled, with those that they emptied."""
    cells: Mapping[str, Any] = plan_import.account["cells"]
    not_taken = len(plan_import.not_taken)
    before = plan_import.replies.get("before", {})
    written = plan_import.corrections
    emptied = sum(bool(text) and written.get(name) == "" for name, text in before.items())
    filled = {name for name, text in before.items() if not text and written.get(name)}
    fates = Counter(_fates(plan_import, filled)) if filled else Counter()
    return FileCells(
        cells["total"] - sum(fates.values()) + emptied,
        cells["read"] - fates["r"] - not_taken,
        cells["structure"] - fates["s"],
        cells["aside"] - fates["a"] + not_taken,
        emptied,
    )


def _fates(plan_import: PlanImport, names: set[str]) -> Iterator[str]:
    """What became of these cells, a letter for each that counts."""
    file = ImportFile.objects.filter(plan_import=plan_import)
    for lines in file.values_list("lines", flat=True):
        for sheet, row, _, letters in lines:
            for column, letter in enumerate(letters):
                if letter != " " and named(sheet, cell_name(row, column)) in names:
                    yield letter
