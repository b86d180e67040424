"""What a workbook holds, measured before anything is built from it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from string import ascii_uppercase
from typing import NamedTuple
from xml.parsers import expat


class Refusal(Exception):
    """The file cannot be taken; `str()` is a sentence in French to show as it is."""


class Limits(NamedTuple):
    """How much one file may hold.

    `inflated` counts bytes once unzipped, `ratio` how many times larger than zipped, `tags` the
    opening and closing tags of its XML, `area` the cells of its used rectangles.
    """

    inflated: int = 40_000_000
    ratio: int = 100
    tags: int = 3_000_000
    sheets: int = 50
    filled_rows: int = 21_000
    columns: int = 200
    area: int = 2_000_000


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

    A mark says how a cell is to be read: `formula` (it has no usable result), `error`, or what
    its number format shows: `percent`, `k€`, `M€`, `month`, `year`.
    A merge is its first row and column, then its last row and column.
    """

    limits: Limits
    last_row: int = -1
    last_column: int = -1
    filled_rows: int = 0
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

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


def parse(
    xml: bytes,
    start: Callable[[str, dict[str, str]], object],
    text: Callable[[str], object] | None = None,
) -> None:
    """Call `start(name, attributes)` for each element and `text` for what lies between them.

    No entity is ever expanded: a document type is refused, as is what is not well formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise Refusal(DAMAGED) from error


def _refuse_doctype(*_declaration: object) -> None:
    raise Refusal(DAMAGED)
