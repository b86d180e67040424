"""A spreadsheet, from its bytes to the rows of its tables."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from usine.reading.accounting import NO_CELLS, Aside, CellAccounts, Tally
from usine.reading.answers import Answers, FileQuestion, answered, questions_of
from usine.reading.attached import Attached
from usine.reading.below import doubts_of_part
from usine.reading.beside import SheetsBeside
from usine.reading.columns import Column, Headers, column_key
from usine.reading.drafts import BY_USER
from usine.reading.fates import tell_sheets, tell_table
from usine.reading.financing import Financing
from usine.reading.headers import Sheet
from usine.reading.headings import stand_as_titled
from usine.reading.layout import Ignored, Layout
from usine.reading.legend import legend_of
from usine.reading.likeness import are_amounts
from usine.reading.naming import IGNORED
from usine.reading.paths import BETWEEN
from usine.reading.places import places_of
from usine.reading.reasons import Why
from usine.reading.repeats import forget_counters, refuse_repeats
from usine.reading.rows import Incomplete, Row, Settled
from usine.reading.sandbox import Unreadable, grids_of
from usine.reading.sheets import Sheets, no_table
from usine.reading.subjects import read_row
from usine.reading.summaries import announced_elsewhere, announced_of_lines
from usine.reading.totals import Announced, announced_by, of_all
from usine.reading.values.money import tax_of
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.text import fold

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000


TAXES = {"ht": "hors taxes", "ttc": "toutes taxes comprises"}

# The folded header of the column that names the territory of each row.
TERRITORY = "territoire"
NO_ACTION = "Aucune action n’a été trouvée sous l’en-tête du tableau."


@dataclass(frozen=True)
class Reading:
    """What a file says: its sheets, its actions in order, what was left aside and why.

    `remarks` are sentences in French on the file as a whole. `cells` counts what became of each
    cell (`accounts` tells them), and `aside` lists those set aside; `questions` are to settle;
    `announced` are the totals and counts that the file gives of itself, with what is read. `kept`
    has the first line of each sheet of the platform (`Vocabulary.kept_sheets`), in texts.
    """

    sheets: tuple[Sheet, ...]
    rows: tuple[Row, ...]
    ignored: tuple[Ignored, ...]
    remarks: tuple[str, ...] = ()
    cells: Tally = NO_CELLS
    aside: tuple[Aside, ...] = ()
    questions: tuple[FileQuestion, ...] = ()
    announced: tuple[Announced, ...] = ()
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)
    accounts: CellAccounts | None = field(default=None, repr=False, compare=False)
    count: Callable[[], dict[str, Any]] = field(default=dict, repr=False, compare=False)

    def knowing(self, known: Iterable[int], placed: Iterable[int]) -> "Reading":
        """The same, counted again: the subjects of the rows at these positions are known already,
        and how far those of the rows `placed` are."""
        for position in known:
            self.rows[position].is_known = True
        for position in placed:
            self.rows[position].is_placed = True
        return replace(self, **self.count())

    @property
    def accepted(self) -> list[Row]:
        return [row for row in self.rows if not row.problems]

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.problems]

    @property
    def incomplete(self) -> list[Incomplete]:
        """The filled cells of accepted rows whose field stays empty."""
        return [entry for row in self.accepted for entry in row.incomplete]

    @property
    def differences(self) -> list[Announced]:
        return [entry for entry in self.announced if not entry.is_proof]

    @property
    def proofs(self) -> list[Announced]:
        return [entry for entry in self.announced if entry.is_proof]


def read(
    content: bytes,
    filename: str,
    *,
    vocabulary: Vocabulary,
    answers: Answers | None = None,
    elsewhere: Collection[str] = (),
    day: date | None = None,
    max_bytes: int = MAX_BYTES,
) -> Reading:
    """The rows of a spreadsheet, read with the vocabulary; the content gives the format (.xlsx,
    .xls, .ods, .csv).

    `answers` are what users settled: they override the file. Rows whose column « Territoire »
    names one of `elsewhere` are refused: one file may hold the plans of a whole region. What the
    file says to be done after the `day` of which it tells is asked. A formula counts by the result
    that the file keeps, which its author saw: nothing is computed.
    Raises Unreadable when the file as a whole cannot be taken.
    """
    answers = answers or Answers()
    mapped = {column_key(column): name for column, name in answers.columns.items()}
    if unknown := set(mapped.values()) - {*vocabulary.labels, IGNORED}:
        raise ValueError(f"No such field: {', '.join(sorted(unknown))}")
    if not content:
        raise Unreadable(f"Le fichier {filename} est vide : déposez un autre fichier.")
    if len(content) > max_bytes:
        raise Unreadable(
            f"Le fichier dépasse {max_bytes / 1024 / 1024:.0f} Mo : copiez le seul tableau des "
            "actions dans un nouveau classeur, sans images, puis déposez ce classeur."
        )
    headers = Headers(vocabulary, mapped, answers.words)
    return _Reader(content, headers, answers, day).read(elsewhere)


class _Reader:
    def __init__(
        self, content: bytes, headers: Headers, answers: Answers, day: date | None
    ) -> None:
        self.vocabulary, self.answers, self.day = headers.vocabulary, answers, day
        self.grids = answered(grids_of(content), answers.cells)
        self.beside = SheetsBeside(self.grids, headers)
        self.attached = Attached(self.grids, self.vocabulary.attached)
        apart = {*self.beside.names, *self.attached.names}
        self.sheets = Sheets([grid for grid in self.grids if grid.name not in apart], headers)
        self.ignored = list(self.sheets.ignored)
        self.layouts: list[Layout] = []
        for table in self.sheets.tables:
            if table.header.under(self.vocabulary.title):
                self.layouts.append(Layout(table.grid, table.header, self.vocabulary))
            else:
                self.ignored.append(Ignored(table.grid.name, Why.NO_TABLE))
        self.tableless = [p for p, e in enumerate(self.ignored) if e.why == Why.NO_TABLE]
        if not self.layouts:
            raise no_table(self.sheets.tables)
        if sum(len(layout.subjects) for layout in self.layouts) > MAX_ROWS:
            raise Unreadable(
                f"Le fichier compte plus de {MAX_ROWS} actions : partagez-le en plusieurs fichiers."
            )

    def read(self, elsewhere: Collection[str]) -> Reading:
        rows, remarks = self._rows()
        self._place(rows)
        self._attach([row for of_layout in rows for row in of_layout])
        here = list(_here(self.layouts, rows, elsewhere))
        refuse_repeats(here, self.vocabulary)
        counted = self._counted(rows)
        every = [row for of_layout in rows for row in of_layout]
        return Reading(
            sheets=tuple(self._sheets()),
            rows=tuple(every),
            ignored=(*self.ignored, *(e for layout in self.layouts for e in layout.ignored)),
            remarks=remarks,
            kept=self.sheets.kept,
            count=lambda: self._counted(rows),
            **counted,
        )

    def _counted(self, rows: Sequence[Sequence[Row]]) -> dict[str, Any]:
        """What became of the cells, what is to settle, and what the file announces, beside what
        is read."""
        announced = tuple(self._announced(rows))
        accounts = self._accounts(rows)
        cells, aside = accounts.close()
        options = {each.name: each.labels for each in self.vocabulary.fields}
        waiting = (asked for of_layout in rows for row in of_layout for asked in row.waiting)
        return {
            "announced": announced,
            "questions": questions_of(waiting, options),
            "accounts": accounts,
            "cells": cells,
            "aside": aside,
        }

    def _attach(self, rows: Sequence[Row]) -> None:
        financing = self.vocabulary.financing
        self.attached.give(rows, self.vocabulary.title, financing.field if financing else "")
        self.beside.give(rows, self._settled())

    def _settled(self) -> Settled:
        inside: dict[str, set[int]] = defaultdict(set)
        for layout in self.layouts:
            inside[layout.grid.name] |= {n for subject in layout.subjects for n in subject.numbers}
            inside[layout.grid.name] |= {*layout.header.rows}
        is_ours = bool(self.sheets.kept)
        return Settled(self.answers, legend_of(self.grids, inside), self.day, is_ours)

    def _rows(self) -> tuple[list[list[Row]], tuple[str, ...]]:
        """The rows of each table, and remarks on them."""
        settled = self._settled()
        rows = [
            [read_row(layout, subject, settled) for subject in layout.subjects]
            for layout in self.layouts
        ]
        named = tuple(stand_as_titled(self.layouts, rows))
        parts: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for place, layout in enumerate(self.layouts):
            for subject, row in zip(layout.subjects, rows[place], strict=True):
                row.doubts += doubts_of_part(subject, row, self.vocabulary)
                heading = subject.heading.name if subject.heading else ""
                parts[place, heading].append(row)
        remarks = forget_counters(parts, self.vocabulary.reference) if parts else (NO_ACTION,)
        told = (*named, *self._taxed(), *self._unsaid(), *self._coloured(), *self._painted(settled))
        return rows, (*remarks, *told)

    def _taxed(self) -> Iterator[str]:
        """What the heads of the budget say of taxes, which no field of the plan keeps."""
        financing = self.vocabulary.financing
        heads = {
            column.header: TAXES[tax]
            for layout in self.layouts
            for column in layout.header.columns
            if financing and column.field == financing.total and not column.facet
            if (tax := tax_of(column.header))
        }
        for head, taxes in heads.items():
            sentence = f"Les montants de « {head} » sont {taxes} : ils sont pris tels quels."
            yield in_french(sentence)

    def _unsaid(self) -> Iterator[str]:
        """The amounts set aside where no column gives a budget, and those of years that no
        calendar places."""
        financing = self.vocabulary.financing
        columns = [column for layout in self.layouts for column in layout.header.columns]
        if not financing:
            return
        given = {financing.total, financing.field}
        if not any(column.field in given for column in columns):
            for layout, column in _amounts_aside(self.layouts, financing):
                yield in_french(
                    f"Aucune colonne ne donne le budget, et les montants de « {column.header} » ne "
                    f"sont pas pris (colonne {column.letter}, ligne {layout.header.rows[-1]}) : "
                    "s’ils sont le budget, dites-le de cette colonne."
                )
        undated = dict.fromkeys(
            column.header
            for column in columns
            if column.field in given and financing.is_relative(column.header.split(BETWEEN))
        )
        for head in undated:
            yield in_french(
                f"L’année de « {head} » n’est pas dite : ses montants comptent dans le budget, "
                "sans année. Écrivez-la dans l’en-tête, par exemple 2025, pour la garder."
            )

    def _coloured(self) -> Iterator[str]:
        """The sheets that colour their cells by rules, where no column says how actions stand."""
        name = self.vocabulary.progress
        sheets = {
            layout.grid.name: None
            for layout in self.layouts
            if name and layout.grid.is_coloured_by_rules and not layout.header.under(name)
        }
        for sheet in sheets:
            yield in_french(
                f"La feuille « {sheet} » a des couleurs ou des icônes qui viennent de règles (mise "
                "en forme conditionnelle) : elles ne sont pas lues. Si elles disent où en sont les "
                f"actions, écrivez-le dans une colonne {self.vocabulary.labels[name]}."
            )

    def _painted(self, settled: Settled) -> Iterator[str]:
        """The columns of titles, or of numbers, whose colours nothing tells the meaning of."""
        name = self.vocabulary.progress
        known = settled.meanings(name)
        heads = {
            layout.columns[layout.painted].header: None
            for layout in self.layouts
            if name and layout.blank_progress < 0 and {*layout.title_colours.values()} - known
        }
        for head in heads:
            yield in_french(
                f"Les cellules de « {head} » sont de plusieurs couleurs, dont rien dans le fichier "
                "ne dit le sens : elles ne sont pas lues. Si elles disent où en sont les actions, "
                "ajoutez une légende au-dessus du tableau, un statut par couleur."
            )

    def _place(self, rows: Sequence[Sequence[Row]]) -> None:
        """Say where the cells are of the rows that are not each a line of a sheet with one
        table."""
        tables = Counter(layout.grid.name for layout in self.layouts)
        grids = {grid.name: grid for grid in self.grids}
        for layout, of_layout in zip(self.layouts, rows, strict=True):
            is_apart = bool(layout.grid.origins) or tables[layout.grid.name] > 1
            for subject, row in zip(layout.subjects, of_layout, strict=True):
                if is_apart or len(subject.numbers) > 1:
                    row.places = list(places_of(layout, subject, grids))

    def _accounts(self, rows: Sequence[Sequence[Row]]) -> CellAccounts:
        accounts = CellAccounts(self.grids)
        for layout, of_layout in zip(self.layouts, rows, strict=True):
            tell_table(accounts, layout, of_layout)
        tell_sheets(accounts, self.grids, self.ignored, self.sheets.cards)
        self.attached.tell(accounts)
        self.beside.tell(accounts)
        return accounts

    def _announced(self, rows: Sequence[Sequence[Row]]) -> Iterator[Announced]:
        objects = sorted(self.vocabulary.objects)
        every = [row for of_layout in rows for row in of_layout]
        for layout, of_layout in zip(self.layouts, rows, strict=True):
            yield from of_all(announced_by(layout, of_layout, objects), every, self.vocabulary)
        yield from self.beside.announced()
        for table in self.sheets.summaries:
            yield from announced_of_lines(table, every, self.vocabulary)
        grids = {grid.name: grid for grid in self.grids}
        for place in self.tableless:
            sheet = self.ignored[place].sheet
            told = list(announced_elsewhere(grids[sheet], every, self.vocabulary))
            yield from told
            if told:
                self.ignored[place] = Ignored(sheet, Why.SUMMARY)

    def _sheets(self) -> Iterator[Sheet]:
        """The sheets as the file has them: tables side by side are columns of one, and the sheets
        of one action each have the same columns; then those beside the plan."""
        known: dict[str, Sheet] = {}
        for layout in self.layouts:
            names = {layout.grid.name: None}
            names |= {place.sheet: None for place in layout.grid.origins.values()}
            for name in names:
                rows, columns = layout.header.rows, layout.header.columns
                sheet = Sheet(name, rows, columns, layout.part, not layout.grid.origins)
                known[name] = _beside(known[name], sheet) if name in known else sheet
        yield from known.values()
        tableless = {entry.sheet for entry in self.ignored if entry.why == Why.NO_TABLE}
        yield from self.beside.as_sheets(tableless)


def _amounts_aside(
    layouts: Iterable[Layout], financing: Financing
) -> Iterator[tuple[Layout, Column]]:
    """The columns of amounts that are left aside, unless a user left them so."""
    for layout in layouts:
        for column in layout.header.columns:
            cells = [
                row.substance[column.index] for row in layout.rows if column.index in row.substance
            ]
            is_left = not column.field and column.why != BY_USER
            if is_left and financing.is_money(column.header.split(BETWEEN)) and are_amounts(cells):
                yield layout, column


def _beside(sheet: Sheet, other: Sheet) -> Sheet:
    """Two tables of one sheet as one, column by column."""
    columns = {column.index: column for column in sheet.columns}
    columns |= {c.index: c for c in other.columns if c.field or c.index not in columns}
    every = tuple(columns[index] for index in sorted(columns))
    return replace(sheet, columns=every, is_plain=False)


def _here(
    layouts: Sequence[Layout], rows: Sequence[Sequence[Row]], elsewhere: Collection[str]
) -> Iterator[Row]:
    """The rows that are of no other territory; the others are refused."""
    others = {fold(name): name for name in elsewhere}
    for layout, of_layout in zip(layouts, rows, strict=True):
        column = next((c for c in layout.header.columns if c.key == TERRITORY), None)
        for row in of_layout:
            named = row.cells[column.index] if column else None
            other = others.get(fold(str(named or "")))
            if column and other:
                why = f"Cette ligne est du territoire «\u00a0{other}\u00a0», non de celui-ci."
                row.refuse(f"{column.letter}{row.number}", "territory", why)
            else:
                yield row
