"""The rows of a table as read: what each says of its subject, what it leaves unsaid, or why it is
refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from usine.reading.answers import Answers, AskedCell
from usine.reading.grid import Address, Original
from usine.reading.wording import in_french


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the cell by its A1 name (or the row, when no column has the field), the
    field, and what to do. With `if_new`, it only refuses a subject that is not known yet."""

    cell: str
    field: str
    message: str
    if_new: bool = False


class Incomplete(NamedTuple):
    """A filled cell whose field stays empty: its words, and why; with `if_new`, only where nobody
    knows how far its subject is."""

    sheet: str
    row: int
    cell: str
    field: str
    words: str
    why: str
    if_new: bool = False


class FilledCell(NamedTuple):
    """A cell and its words, where they stand."""

    sheet: str
    row: int
    cell: str
    words: str


class RowDoubt(NamedTuple):
    """What must be verified of a row that is taken, with the file's own words."""

    cell: str
    field: str
    message: str
    words: str = ""


class RowPlace(NamedTuple):
    """A cell of a row, with the header and the field of its column, and all that it says."""

    sheet: str
    cell: str
    header: str
    field: str
    words: str


class RowNote(NamedTuple):
    """Words of the file kept with the header of their column."""

    cell: str
    column: str
    words: str


OF_TOTAL, OF_SUB_ACTIONS = "total", "sous-actions"
"""Whose parts are compared: a total of its line, or those of an action."""


class Parted(NamedTuple):
    """What parts of an action make beside what is read of all of it, in cents; `of` names which,
    `may_lack` says that the parts may be some of those that make it."""

    place: Address
    announced: int
    read: int
    of: str = OF_TOTAL
    may_lack: bool = False


@dataclass
class Row:
    """A row of the table; `number` is the one that the spreadsheet shows, `last` that of the last
    of its lines.

    `values` are by field, without those of empty cells. `cells` are those of the file, in the order
    of the columns of the sheet. `reference_cell` and `title_cell` gave these. `amounts` are
    what each column of amounts says, in cents, `counts` what each of results does; `parted` the
    totals that its parts should make.
    `shares` are the cells of the amounts of its financing, by rank of the line and kind.
    `beside` are the cells of the parts that sheets beside give it, by name: {(field, rank): cells}.
    `places` are its cells in the file, when its number and the letters of columns do not say.
    `dated_by` is the field whose date is that of its progress, when the file gives one.
    `is_known` says that its subject is known already, `is_placed` that it is known how far it is,
    which the file alone does not tell.
    """

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cells: tuple[Original, ...] = ()
    reference_cell: str = ""
    title_cell: str = ""
    last: int = 0
    incomplete: list[Incomplete] = field(default_factory=list)
    doubts: list[RowDoubt] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    asked: list[AskedCell] = field(default_factory=list)
    amounts: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    parted: list[Parted] = field(default_factory=list)
    shares: dict[tuple[int, str], FilledCell] = field(default_factory=dict)
    beside: dict[tuple[str, int], dict[str, FilledCell]] = field(default_factory=dict)
    places: list[RowPlace] = field(default_factory=list)
    dated_by: str = ""
    is_known: bool = False
    is_placed: bool = False

    @property
    def is_refused(self) -> bool:
        return any(not (self.is_known and problem.if_new) for problem in self.problems)

    @property
    def waiting(self) -> Iterator[AskedCell]:
        """Its cells that wait for an answer."""
        return (asked for asked in self.asked if not (self.is_placed and asked.if_new))

    def refuse(self, cell: str, name: str, message: str, *, if_new: bool = False) -> None:
        self.problems.append(Problem(cell, name, in_french(message), if_new))


@dataclass(frozen=True)
class Settled:
    """What is known before a row is read: the answers of users, what colours say in a legend of
    the file, and the day of which it tells. The units of a file that `is_ours` are known: the
    platform wrote it."""

    answers: Answers = field(default_factory=Answers)
    legend: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    is_ours: bool = False

    def meanings(self, name: str) -> set[str]:
        """The colours, signs and words of which a field knows what they mean."""
        return {*self.legend, *self.answers.words.get(name, ())}


NOTHING_SETTLED = Settled()
