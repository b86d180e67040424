"""What a workbook holds, measured before anything is built from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from string import ascii_uppercase
from typing import Any, NamedTuple
from xml.parsers import expat

from .formats import Mark


class Refusal(Exception):
    """The file cannot be taken; `str()` is a sentence in French to show as it is."""


class Limits(NamedTuple):
    """How much one file may hold.

    `inflated` counts bytes once unzipped, `ratio` how many times larger than zipped, `tags` the
    opening and closing tags of its XML, `area` the cells of its used rectangles, `colours` the runs
    of coloured cells of a sheet, beyond which its colours are only decoration: none is kept.
    `notes` are the comments of a sheet, beyond which none is added.
    """

    inflated: int = 40_000_000
    ratio: int = 100
    tags: int = 3_000_000
    sheets: int = 50
    filled_rows: int = 21_000
    columns: int = 200
    area: int = 2_000_000
    colours: int = 100_000
    notes: int = 20_000


DAMAGED = (
    "Le fichier est endommagé ou incomplet. Ouvrez-le dans votre tableur, enregistrez-le de "
    "nouveau au format .xlsx, puis déposez cette copie."
)
PROTECTED = (
    "Le fichier est protégé par un mot de passe. Enlevez cette protection dans votre tableur, "
    "enregistrez-le, puis déposez-le de nouveau."
)
TOO_LARGE = (
    "Le fichier, une fois décompressé, est démesuré. Copiez le seul tableau des actions dans un "
    "nouveau classeur, puis déposez ce classeur."
)
NOT_A_SPREADSHEET = (
    "Ce fichier n’est pas un tableau : {what}. Déposez un fichier .xlsx, .xls, .ods ou .csv."
)


@cache
def column_letters(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA, XFD."""
    column, rest = divmod(column, 26)
    return (column_letters(column - 1) if column else "") + ascii_uppercase[rest]


@cache
def column_number(letters: str) -> int:
    """The column, counted from 0, that letters name; ValueError when they name none."""
    number = 0
    for letter in letters:
        number = number * 26 + ascii_uppercase.index(letter) + 1
    return number - 1


@dataclass
class Survey:
    """One sheet as measured; rows and columns count from 0.

    A merge is its first row and column, then its last row and column. A colour is a run of a row:
    the row, its first and last column, six figures; what lies beyond the filled cells is
    decoration. `notes` are the comments that people hang on cells, `indents` how far their texts
    are moved to the right, in steps, `struck` those whose text is struck through. `is_since_1904`
    says that its days count from 1904.
    """

    limits: Limits
    last_row: int = -1
    last_column: int = -1
    filled_rows: int = 0
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    colours: list[list[Any]] = field(default_factory=list)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)
    struck: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    is_coloured_by_rules: bool = False
    is_since_1904: bool = False

    @property
    def area(self) -> int:
        return (self.last_row + 1) * (self.last_column + 1)

    def fill(self, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Note that a block of cells holds something; Refusal as soon as it is out of bounds."""
        if row + rows - 1 > self.last_row:
            self.filled_rows += rows
            self.last_row = row + rows - 1
            if self.filled_rows > self.limits.filled_rows:
                raise Refusal(
                    f"Le fichier compte plus de {self.limits.filled_rows} lignes remplies. "
                    "Ne gardez que le tableau des actions, ou partagez-le en plusieurs fichiers."
                )
        self.last_column = max(self.last_column, column + columns - 1)
        if self.last_column >= self.limits.columns:
            raise Refusal(
                f"La cellule {column_letters(column)}{row + 1} est remplie au-delà de la "
                f"{self.limits.columns}e colonne. Effacez ce qui entoure le tableau des actions."
            )
        if self.area > self.limits.area:
            raise Refusal(
                f"La cellule {column_letters(column)}{row + 1} est remplie très loin du tableau. "
                "Supprimez les lignes et les colonnes inutiles autour du tableau des actions."
            )

    def paint(self, row: int, column: int, colour: str, last_column: int = -1) -> None:
        """Note the colour of a cell, or of those from it to the last column."""
        end = column if last_column < 0 else last_column
        runs = self.colours
        last = runs[-1] if runs else [-1]
        if last[0] == row and last[2] == column - 1 and last[3] == colour:
            last[2] = end
        elif len(runs) <= self.limits.colours:
            runs.append([row, column, end, colour])

    def note(self, row: int, column: int, text: str) -> None:
        """Add to the comment of a cell."""
        place = row, column
        if place in self.notes or len(self.notes) < self.limits.notes:
            self.notes[place] = self.notes.get(place, "") + text

    def indent(self, row: int, column: int, steps: int) -> None:
        if len(self.indents) < self.limits.colours:
            self.indents[row, column] = steps

    def strike(self, row: int, column: int) -> None:
        if len(self.struck) < self.limits.colours:
            self.struck.append((row, column))

    def painted(self) -> list[list[Any]]:
        """The colours of the filled rectangle, by row: [row, first column, last column, colour]."""
        if len(self.colours) > self.limits.colours:
            return []
        return [
            [row, first, min(last, self.last_column), colour]
            for row, first, last, colour in self.colours
            if row <= self.last_row and first <= self.last_column
        ]

    def hidden(self) -> tuple[list[int], list[int]]:
        """The rows and the columns of the filled rectangle that are not shown."""
        return (
            _within(self.hidden_rows, self.last_row),
            _within(self.hidden_columns, self.last_column),
        )


def _within(ranges: Iterable[tuple[int, int]], last: int) -> list[int]:
    return sorted({n for first, end in ranges for n in range(first, min(end, last) + 1)})


def parse(
    xml: bytes,
    start: Callable[[str, dict[str, str]], object],
    text: Callable[[str], object] | None = None,
    end: Callable[[str], object] | None = None,
) -> None:
    """Call `start(name, attributes)` and `end(name)` for each element, `text` for what is between.

    No entity is ever expanded: a document type is refused, as is what is not well formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if text:
        parser.CharacterDataHandler = text
    if end:
        parser.EndElementHandler = end
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise Refusal(DAMAGED) from error


def _refuse_doctype(*_declaration: object) -> None:
    raise Refusal(DAMAGED)
