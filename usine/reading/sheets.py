"""Which sheets of a file hold its actions, and what the others are."""

import re
from collections.abc import Iterable, Sequence

from usine.reading.accounting import on_one_line
from usine.reading.blocks import SheetTable, tables_of
from usine.reading.cards import SheetCard, cards_of, table_of
from usine.reading.columns import Headers
from usine.reading.french import WORDS
from usine.reading.grid import Grid
from usine.reading.layout import Ignored, Layout
from usine.reading.reasons import Why
from usine.reading.sandbox import Unreadable
from usine.reading.summaries import has_amounts
from usine.reading.values.texts import text_of
from usine.values.dates import MONTHS
from usine.values.text import fold

SAME = 0.6
"""The share of the actions of a sheet that another one has too, which makes it its copy."""

FEWEST = 3
"""How many actions a sheet has at least to be the copy of another one."""

_ARCHIVE = re.compile(
    rf"\b(?:{'|'.join((*WORDS['sheets']['archives'], *WORDS['sheets']['templates']))})\b"
)
_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b")
_COPY = re.compile(r"\(\d+\)\s*$")
_YEAR = re.compile(r"\b20\d\d\b")
_PERIOD = re.compile(r"\b(20\d\d)\s*[-–—/]\s*(20\d\d)\b")
_VERSION = re.compile(r"\bv(?:ersion)? ?(\d{1,2})\b")


class Sheets:
    """The tables of a file, and its sheets that have none, in order."""

    def __init__(self, grids: Sequence[Grid], headers: Headers) -> None:
        self.headers, self.vocabulary = headers, headers.vocabulary
        self.ignored: list[Ignored] = []
        self.kept: dict[str, tuple[str, ...]] = {}
        self.tables: list[SheetTable] = []
        self.cards: list[SheetCard] = []
        for grid in grids:
            self._take(grid)
        if self.cards and (table := table_of(self.cards, headers)):
            self.tables.append(table)
        self.summaries: list[SheetTable] = []
        self._leave_tasks()
        self._leave_archives()
        self._leave_summaries()
        self._leave_copies()

    def _take(self, grid: Grid) -> None:
        if grid.hidden or not grid.rows:
            self.ignored.append(Ignored(grid.name, Why.HIDDEN if grid.hidden else Why.EMPTY))
            return
        if self._is_kept(grid):
            lines = [tuple(map(on_one_line, cells)) for cells in grid.rows.values()]
            self.kept[grid.name] = (*lines, ())[1]
            self.ignored.append(Ignored(grid.name, Why.KEPT))
            return
        tables = tables_of(grid, self.headers)
        named = max(
            (len(self._fields(table)) for table in tables if self._is_titled(table)), default=0
        )
        cards = cards_of(grid, self.headers)
        labels = (card.named(self.headers) for card in cards)
        if max(map(len, labels), default=0) > named:
            self.cards += cards
        elif tables:
            self.tables += tables
        else:
            self.ignored.append(Ignored(grid.name, Why.NO_TABLE))

    def _is_kept(self, grid: Grid) -> bool:
        """Whether a sheet is one that the platform writes and never reads; its last columns are
        there as needed."""
        head = self.vocabulary.kept_sheets.get(grid.name, ())
        first = list(map(on_one_line, next(iter(grid.rows.values()))))
        return bool(head) and first in ([*head[:2]], [*head])

    def _fields(self, table: SheetTable) -> set[str]:
        return {column.field for column in table.header.columns if column.field}

    def _is_titled(self, table: SheetTable) -> bool:
        return bool(table.header.under(self.headers.vocabulary.title))

    def _leave(self, tables: Iterable[SheetTable], why: Why) -> None:
        left = {id(table) for table in tables}
        names = [table.grid.name for table in self.tables if id(table) in left]
        self.tables = [table for table in self.tables if id(table) not in left]
        self.ignored += [Ignored(name, why) for name in dict.fromkeys(names)]

    def _leave_tasks(self) -> None:
        """Set aside the tables of tasks beside those of actions."""
        vocabulary = self.headers.vocabulary
        titled = [table for table in self.tables if self._is_titled(table)]
        of_tasks = [
            table
            for table in titled
            if vocabulary.is_title_otherwise(table.header.under(vocabulary.title)[0].header)
        ]
        if len(of_tasks) < len(titled):
            self._leave(of_tasks, Why.NO_TABLE)

    def _leave_archives(self) -> None:
        """Set aside the sheets whose name says that they are no longer the plan, if one is."""
        titled = [table for table in self.tables if self._is_titled(table)]
        names = [table.grid.name for table in titled]
        archives = [table for table in titled if _is_archive(table.grid.name, names)]
        if len(archives) < len(titled):
            self._leave(archives, Why.ARCHIVE)

    def _leave_summaries(self) -> None:
        """Set aside the tables that list actions of the others, with less of each and no part."""
        titled = [table for table in self.tables if self._is_titled(table)]
        parted = [table for table in titled if self._is_parted(table)]
        known = frozenset(name for table in parted for name in self._identities(table))
        fields = {name for table in parted for name in self._fields(table)}
        lists = [
            table
            for table in titled
            if not self._is_parted(table)
            and self._fields(table) <= fields
            and (names := self._identities(table))
            and (names <= known or _is_copy(names, known))
            and not self._is_headed(table)
        ]
        self.summaries = [table for table in lists if has_amounts(table.header, self.vocabulary)]
        self._leave(self.summaries, Why.SUMMARY)
        self._leave(lists, Why.COPY)

    def _is_parted(self, table: SheetTable) -> bool:
        """Whether a column of a table gives the part of its actions."""
        return bool(table.header.under(self.vocabulary.heading))

    def _is_headed(self, table: SheetTable) -> bool:
        """Whether the name of a sheet or titles give the part of its actions."""
        layout = Layout(table.grid, table.header, self.vocabulary)
        return bool(layout.part or any(subject.heading for subject in layout.subjects))

    def _leave_copies(self) -> None:
        """Of two sheets with the same actions, keep the latest by its name, else the fullest, else
        the first."""
        titled = [table for table in self.tables if self._is_titled(table)]
        kept: list[tuple[SheetTable, frozenset[str]]] = []
        copies, others = [], []
        for table in sorted(titled, key=self._rank, reverse=True):
            names = self._identities(table)
            same = next((other for other, known in kept if _is_copy(names, known)), None)
            if same is None:
                kept.append((table, names))
            elif self._fields(table) <= self._fields(same):
                copies.append(table)
            else:
                others.append(table)
        self._leave(copies, Why.COPY)
        self._leave(others, Why.BESIDE)

    def _rank(self, table: SheetTable) -> tuple[tuple[int, int, int], int]:
        """How late a sheet is by its name, then how much it says."""
        return _latest(table.grid.name), len(self._fields(table))

    def _identities(self, table: SheetTable) -> frozenset[str]:
        """The titles of the actions of a table, as they are compared."""
        [title, *_] = table.header.under(self.headers.vocabulary.title)
        below = (n for n in table.grid.rows if n > table.header.rows[-1])
        texts = (fold(text_of(table.grid.cell(number, title.index))) for number in below)
        return frozenset(text for text in texts if text and not _TOTAL.match(text))


def _is_archive(name: str, others: Iterable[str]) -> bool:
    """Whether the name of a sheet says so, or is that of a period before another one's."""
    _, last = _period(name)
    is_past = any(0 < last < first for first, _ in map(_period, others))
    return bool(is_past or _ARCHIVE.search(fold(name)) or _COPY.search(name))


def _period(name: str) -> tuple[int, int]:
    """The years of « Plan 2023-2027 »; zeros where a name says no period."""
    years = _PERIOD.search(name)
    return (int(years[1]), int(years[2])) if years else (0, 0)


def _latest(name: str) -> tuple[int, int, int]:
    """The year, the month and the version that the name of a sheet says."""
    words = fold(name).split()
    year = max(map(int, _YEAR.findall(name)), default=0)
    months = [place for place, month in enumerate(map(fold, MONTHS), 1) if month in words]
    version = max(map(int, _VERSION.findall(fold(name))), default=0)
    return year, max(months, default=0), version


def _is_copy(names: frozenset[str], others: frozenset[str]) -> bool:
    return len(names) >= FEWEST and len(names & others) >= SAME * min(len(names), len(others))


def no_table(tables: Sequence[SheetTable]) -> Unreadable:
    """Why no table of a file gives actions, with the columns of the fullest."""
    if not tables:
        return Unreadable(
            "Aucune ligne d’en-tête n’a été trouvée : mettez au-dessus du tableau une ligne qui "
            "nomme les colonnes, par exemple Axe, Intitulé de l’action, Porteur, Budget, Statut."
        )
    grid, header = max(tables, key=lambda table: len(table.grid.rows))
    where = f" de la feuille « {grid.name} »" if grid.name else ""
    return Unreadable(
        f"La colonne de l’intitulé des actions n’a pas été trouvée à la ligne {header.rows[-1]}"
        f"{where} : nommez-la par exemple Action ou Intitulé.",
        columns=header.columns,
    )
