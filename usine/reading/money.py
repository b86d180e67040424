"""What the lines of a financing say of an action, and the total that they make."""

import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from typing import Any

from usine.reading.accounting import on_one_line
from usine.reading.cells import Cells
from usine.reading.columns import Column
from usine.reading.financing import (
    PLANNED,
    TWIN,
    Financing,
    FundingShare,
    PaidBy,
    PayerScheme,
    PayerYear,
    shares_beside,
)
from usine.reading.grid import BrokenCell, Cell
from usine.reading.layout import Layout, SubjectRow
from usine.reading.naming import without_asides
from usine.reading.paths import BETWEEN
from usine.reading.placed import Line, PlacedCell, beside_payers, payers_of
from usine.reading.rows import FilledCell, Parted, RowDoubt
from usine.reading.values.marks import is_marked
from usine.reading.values.money import gives_amount, parse_amount, tax_of
from usine.reading.values.nothing import says_untold
from usine.reading.wording import in_french, quoted
from usine.values.errors import Refused
from usine.values.text import fold

DIFFERENT = "les parts ne font pas le même total par année et par financeur"
BLANK_TOTAL = "Le total est vide : le budget n’est pas pris, bien que des parts soient données."
NO_PAYER = (
    "n’est pas le nom d’un financeur : écrivez-en un par ligne, et son montant dans la colonne "
    "du montant."
)
NO_YEAR = "n’est pas une année : écrivez-en une par ligne, par exemple 2026."
SUMMED = "Le total est une formule sans valeur : c’est la somme des parts qui est prise."

_YEAR = re.compile(r"(20[0-4]\d)(?:[.,]0)?")


class Funding:
    """Reads the columns of a financing on the lines of one action."""

    def __init__(self, cells: Cells, layout: Layout, subject: SubjectRow) -> None:
        assert cells.vocabulary.financing
        self.financing: Financing = cells.vocabulary.financing
        self.cells, self.layout, self.subject, self.row = cells, layout, subject, cells.row
        self.lines: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.shares: dict[tuple[tuple[Any, ...], str], FilledCell] = {}
        self.planned: list[tuple[PlacedCell, FundingShare | PaidBy, int]] = []
        self.schemes: dict[int, PlacedCell] = {}
        self.years: dict[int, int | None] = {}
        self.twins: dict[str, int] = {}
        self.announced: list[tuple[PlacedCell, int]] = []
        self.subtotals: list[PlacedCell] = []
        self.is_whole = True
        columns = layout.header.columns
        self.totals = [
            column
            for column in columns
            if column.field == self.financing.total and not column.facet
        ]

    def read(self) -> None:
        for number, line in enumerate(self.subject.lines):
            self._read_line(number, line)
        if self.lines:
            self.row.values[self.financing.field] = list(self.lines.values())
            ranks = {key: rank for rank, key in enumerate(self.lines)}
            self.row.shares = {(ranks[key], kind): c for (key, kind), c in self.shares.items()}
        self._sum_up()

    def _read_line(self, number: int, line: Line) -> None:
        payers = {at: each for at, each in payers_of(line).items() if self._is_payer(each)}
        self.schemes = beside_payers(line, PayerScheme)
        years = beside_payers(line, PayerYear)
        self.years = {payer: self._year(placed) for payer, placed in years.items()}
        for placed in payers.values():
            if not self.financing.is_of_all(on_one_line(placed.cell)):
                self._entry(placed, number, PaidBy(placed.column.index), payers)
        for placed in line:
            share = placed.column.facet
            if not isinstance(share, FundingShare | PaidBy) or placed.cell is None:
                continue
            if _is_tick(placed.cell):
                placed.is_read = True
                self._entry(placed, number, share, payers)
                continue
            amount = self.cells.attempt(placed, self._field_of(share))
            if amount is None:
                self.is_whole &= placed.is_read
                continue
            if self._is_total_line(placed, share, payers, amount):
                continue
            index = placed.column.index
            self.row.amounts[index] = self.row.amounts.get(index, 0) + amount
            if share.kind == TWIN:
                group = placed.column.header.rpartition(BETWEEN)[0]
                self.twins[group] = self.twins.get(group, 0) + amount
                continue
            if _is_of_nature(share):
                self.planned.append((placed, share, amount))
                continue
            key = self._entry(placed, number, share, payers)
            entry = self.lines[key]
            entry[share.kind] = entry.get(share.kind, 0) + amount
            self._note_cell(placed, key, share.kind)
            if share.kind == PLANNED:
                self.planned.append((placed, share, amount))

    def _is_payer(self, placed: PlacedCell) -> bool:
        """Whether a cell of who pays names somebody; what else it says is told with its words."""
        words = on_one_line(placed.cell)
        is_none = gives_amount(words) or says_untold(words) or is_marked(words) is not None
        if is_none:
            self.cells.lack(placed, self.financing.field, f"{quoted(words)} {NO_PAYER}")
        return not is_none

    def _is_total_line(
        self,
        placed: PlacedCell,
        share: FundingShare | PaidBy,
        payers: dict[int, PlacedCell],
        amount: int,
    ) -> bool:
        """Keep the amount of a line whose payer is « Total » as that of the action."""
        payer = payers.get(share.payer) if isinstance(share, PaidBy) else None
        if not payer or not self.financing.is_of_all(on_one_line(payer.cell)):
            return False
        payer.is_read = True
        if share.kind == PLANNED:
            if "sous" in fold(on_one_line(payer.cell)).split():
                self.subtotals.append(placed)
            self.announced.append((placed, amount))
        return True

    def _field_of(self, share: FundingShare | PaidBy) -> str:
        """The field that an amount leaves empty when it is not understood."""
        is_total = share.kind == PLANNED and not self.totals
        return self.financing.total if is_total else self.financing.field

    def _entry(
        self,
        placed: PlacedCell,
        number: int,
        share: FundingShare | PaidBy,
        payers: dict[int, PlacedCell],
    ) -> tuple[Any, ...]:
        """The key of the line that an amount belongs to, made when it is the first of it."""
        if isinstance(share, PaidBy):
            payer, scheme = payers.get(share.payer), self.schemes.get(share.payer)
            named = payer or scheme
            who, label = self.financing.payer_of(on_one_line(named.cell)) if named else ("", "")
            if scheme:
                scheme.is_read = True
                label = f"{label}, {on_one_line(scheme.cell)}" if payer else label
            key: tuple[Any, ...] = (number, share.payer)
            year = self.years.get(share.payer)
            if payer:
                payer.is_read = True
        else:
            who, label, year = share.who, share.label, share.year
            key = (who, label, year)
        if key not in self.lines:
            code = who or self.financing.other
            self.lines[key] = {"funder": code, "label": label, "year": year, "tax": ""}
        entry = self.lines[key]
        entry["tax"] = entry["tax"] or self._tax(placed)
        return key

    def _year(self, placed: PlacedCell) -> int | None:
        """The year of a cell beside who pays; other words are told."""
        words = on_one_line(placed.cell)
        if not (year := _YEAR.fullmatch(words)):
            self.cells.lack(placed, self.financing.field, f"{quoted(words)} {NO_YEAR}")
            return None
        placed.is_read = True
        return int(year[1])

    def _note_cell(self, placed: PlacedCell, line: tuple[Any, ...], kind: str) -> None:
        """Keep the cell of an amount, the first when several are added up."""
        cell = FilledCell(placed.sheet, placed.row, placed.name, on_one_line(placed.cell))
        self.shares.setdefault((line, kind), cell)

    def _tax(self, placed: PlacedCell) -> str:
        return tax_of(on_one_line(placed.cell)) or tax_of(placed.column.header)

    def _sum_up(self) -> None:
        """The parts make the total when no column says it; else they are compared with it."""
        sums = self._sums()
        self._forget_subtotals(sums)
        if self.announced and self.row.values.get(self.financing.total) is None:
            placed, amount = max(self.announced, key=lambda each: each[1])
            self.row.values[self.financing.total] = amount
            self.row.parted += [Parted(placed.address, amount, each) for each in sums[:1]]
            self.row.amounts.setdefault(placed.column.index, amount)
            return
        if not sums or not self.is_whole:
            return
        if self._is_total_lacking():
            self._take_sum(sums)
            return
        total = self.financing.total
        if self.row.values.get(total) is not None:
            self._compare()
        elif self.totals:
            self._note_blank_total()
        elif len({*sums, *self.twins.values()}) == 1:
            self.row.values[total] = sums[0]
        else:
            for placed, _, _ in self.planned:
                self.cells.lack(placed, total, DIFFERENT)

    def _forget_subtotals(self, sums: list[int]) -> None:
        """Put aside the totals of some of those who pay: « Sous-total public »."""
        self.announced = [
            (placed, amount)
            for placed, amount in self.announced
            if amount >= min(sums, default=0) or placed not in self.subtotals
        ]

    def _note_blank_total(self) -> None:
        """Tell that its own column leaves blank the total of parts that are given."""
        name = self.financing.total
        for placed in self.cells.of[name][:1] if self.totals else []:
            self.row.doubts.append(RowDoubt(placed.name, name, in_french(BLANK_TOTAL)))

    def _take_sum(self, sums: list[int]) -> None:
        """Take the sum of the parts for a total whose formula has no value, and tell it."""
        name = self.financing.total
        placed = [each for each in self.cells.of[name] if each.is_lacking]
        is_formula = all(_is_formula(each.cell) for each in placed)
        if not is_formula or len({*sums, *self.twins.values()}) > 1:
            return
        self.row.values[name] = sums[0]
        for each in placed:
            each.is_read, each.is_lacking = True, False
            self.row.doubts.append(RowDoubt(each.name, name, in_french(SUMMED)))
        taken = {(each.name, name) for each in placed}
        self.row.incomplete = [
            entry for entry in self.row.incomplete if (entry.cell, entry.field) not in taken
        ]

    def _is_total_lacking(self) -> bool:
        """Whether a column gives the total, in a cell that is not understood."""
        placed = self.cells.of[self.financing.total] if self.totals else []
        return any(each.is_lacking for each in placed)

    def _sums(self) -> list[int]:
        """What the parts make: by year, by who pays, and by both."""
        sums: dict[tuple[bool, bool], int] = {}
        for _, share, amount in self.planned:
            kind = _kind(share)
            sums[kind] = sums.get(kind, 0) + amount
        return [amount for kind, amount in sums.items() if self._is_a_whole(kind)]

    def _is_a_whole(self, kind: tuple[bool, bool]) -> bool:
        """One column of a year, or of a payer that heads it, is a part alone."""
        every = [
            column
            for column in self.layout.header.columns
            if isinstance(column.facet, FundingShare | PaidBy)
            and column.facet.kind == PLANNED
            and _kind(column.facet) == kind
        ]
        return len(every) > 1 or isinstance(every[0].facet, PaidBy)

    def _compare(self) -> None:
        """Keep each total with what its parts make, for the columns that announce it."""
        announced = self.row.values[self.financing.total]
        for placed in self.cells.of[self.financing.total]:
            total = placed.column
            of = [each for column, each in self._parts() if _is_of_same_group(column, total)]
            beside = [] if of else self._beside(total)
            if (of or beside) and placed.is_read and not self._sums_spent(total):
                may_lack = bool(beside) and not self._is_bare(total)
                parted = Parted(placed.address, announced, sum(of or beside), may_lack=may_lack)
                self.row.parted.append(parted)
                return

    def _parts(self) -> list[tuple[Column, int]]:
        return [(placed.column, amount) for placed, _, amount in self.planned]

    def _beside(self, total: Column) -> list[int]:
        """The parts beside a total, without a head over them: « État, Région, Budget total »."""
        if BETWEEN in total.header or not self.financing.is_total(total.header):
            return []
        places = shares_beside([each.facet for each in self.layout.header.columns], total.index)
        return [amount for column, amount in self._parts() if column.index in places]

    def _is_bare(self, total: Column) -> bool:
        """Whether a total is named as that of its parts; that of a cost may have others."""
        words = fold(without_asides(total.header)).split()
        return self.financing.totals.issuperset(words)

    def _sums_spent(self, total: Column) -> bool:
        """Whether the group that a total closes also has years spent, which are no part read."""
        group = total.header.rpartition(BETWEEN)[0] + BETWEEN
        return any(
            column.header.startswith(group)
            and self.financing.is_spent(column.header.split(BETWEEN))
            for column in self.layout.header.columns
            if not column.field
        )


def _is_of_nature(share: FundingShare | PaidBy) -> bool:
    """Whether an amount is a cost of one nature, which nobody is said to pay."""
    is_named = isinstance(share, FundingShare) and bool(share.label) and not share.who
    return is_named and share.kind == PLANNED


def _kind(share: FundingShare | PaidBy) -> tuple[bool, bool]:
    if isinstance(share, PaidBy):
        return True, False
    return bool(share.who), share.year is not None


def _is_of_same_group(part: Column, total: Column) -> bool:
    """Whether a column of parts stands under the head that a total closes, or parts it by year."""
    group, _, leaf = total.header.rpartition(BETWEEN)
    if isinstance(part.facet, FundingShare) and part.facet.year is not None and not part.facet.who:
        return True
    return bool(leaf and group) and part.header.startswith(group + BETWEEN)


def _is_tick(cell: Cell) -> bool:
    """Whether who pays is ticked, without an amount; a number in letters is one."""
    is_text = isinstance(cell, str) and not any(map(str.isdigit, cell))
    return (is_text or isinstance(cell, bool)) and bool(is_marked(cell))


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell, BrokenCell) and cell.kind == "formula"


def paid_on(lines: Iterable[Line]) -> int:
    """What those who pay are planned to, on these lines; what is not understood counts for none."""
    paid = 0
    for placed in chain.from_iterable(lines):
        share = placed.column.facet
        if isinstance(share, PaidBy) and share.kind == PLANNED:
            with suppress(Refused):
                paid += parse_amount(placed.cell, placed.column.unit) or 0
    return paid
