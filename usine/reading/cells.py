"""The cells of one subject, each read once: what they say, or why they leave their field empty."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from usine.reading.accounting import on_one_line
from usine.reading.answers import AMOUNTS, AskedCell
from usine.reading.choices import ProgressChoice
from usine.reading.columns import UNIT
from usine.reading.financing import FundingShare, PaidBy
from usine.reading.grid import BrokenCell, Cell
from usine.reading.placed import PlacedCell
from usine.reading.rows import Incomplete, Row, RowDoubt, Settled
from usine.reading.ticks import Tick
from usine.reading.values.dates import says_more
from usine.reading.values.money import parse_amount, says_about, tax_of
from usine.reading.values.nothing import says_nothing, says_unknown, says_unsaid, says_untold
from usine.reading.values.texts import untold_in
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french, quoted
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused
from usine.values.fields import FieldKind

DATES = (FieldKind.DATE, FieldKind.PERIOD)
TEXTS = (
    *(FieldKind.REFERENCE, FieldKind.TITLE, FieldKind.TEXT, FieldKind.LONG_TEXT),
    *(FieldKind.NAMES, FieldKind.STEPS),
)
_UNTOLD = dict.fromkeys(TEXTS, says_untold) | {FieldKind.LONG_TEXT: says_unsaid}
"""What stands in a text for words that are not told yet."""

UNSAID_UNIT = "l’unité de la colonne n’est pas sûre : dites en quoi elle compte"
UNSAID_ORDER = (
    "la colonne écrit tantôt le jour, tantôt le mois d’abord : dites lequel vient d’abord"
)
OTHER_CELL = "la cellule {} de la même action n’est pas comprise"
UNKNOWN = "ne dit pas la valeur : écrivez-la, ou laissez vide."
SHARED = "Le montant est fusionné sur plusieurs actions : il compte une fois, pour la première."
A_DAY = "Le tableur fait de cette référence une date : vérifiez-la."
SUSPECT = "mille fois plus, ou moins, que les autres montants de la colonne : vérifiez l’unité"
TOLD_SUSPECT = in_french(f"Ce montant est {SUSPECT}.")
"""The doubt that it is where the unit is known: the amount is taken."""

_DAY = re.compile(r"\b\d{1,2}[/-]\d{1,2}[/-]\d")


class Cells:
    """`of` are the cells by field; `unread` the fields of which one is not understood."""

    def __init__(
        self,
        row: Row,
        of: Mapping[str, list[PlacedCell]],
        vocabulary: Vocabulary,
        settled: Settled,
    ) -> None:
        self.row, self.of, self.vocabulary, self.settled = row, of, vocabulary, settled
        self.unread: set[str] = set()

    def filled(self, name: str) -> list[PlacedCell]:
        """The cells of a field that say something."""
        return [
            placed
            for placed in self.of[name]
            if placed.cell is not None
            and not (isinstance(placed.cell, str) and says_nothing(placed.cell))
            and not isinstance(placed.column.facet, Tick)
        ]

    def values(self, name: str) -> list[tuple[PlacedCell, Any]]:
        """The cells of a field that are understood, with their values."""
        tried = ((placed, self.attempt(placed, name)) for placed in self.of[name])
        return [(placed, value) for placed, value in tried if placed.is_read]

    def attempt(self, placed: PlacedCell, name: str, cell: Cell = None) -> Any:
        """The value of a cell, or of another in its place; None when it has none, or is not
        understood, which is noted."""
        cell = placed.cell if cell is None else cell
        if cell is None or isinstance(placed.column.facet, Tick):
            return None
        if placed.address in placed.column.suspects and not self.settled.is_ours:
            cell = self.settled.answers.word(placed.column.field or "", key_of(placed)) or cell
        if isinstance(cell, BrokenCell):
            self.lack(placed, name, cell.why(placed.name))
            return None
        untold = _UNTOLD.get(self.vocabulary.by_name[name].kind, says_unknown)
        if isinstance(cell, str) and untold(cell):
            self.lack(placed, name, f"{quoted(cell)} {UNKNOWN}")
            return None
        if self._is_in_doubt(placed, name, cell):
            return None
        try:
            value = self._value_of(placed, name, cell)
        except Refused as refusal:
            self.lack(placed, name, str(refusal))
            return None
        if placed.is_shared and not placed.is_read:
            words = on_one_line(placed.cell)
            self.row.doubts.append(RowDoubt(placed.name, name, in_french(SHARED), words))
        placed.is_read = True
        return value

    def _value_of(self, placed: PlacedCell, name: str, cell: Cell) -> Any:
        column = placed.column
        if isinstance(column.facet, FundingShare | PaidBy):
            amount = parse_amount(cell, column.unit)
            self._tell_words(placed, name, cell, amount)
            return amount
        choice = self.vocabulary.choices.get(name)
        if isinstance(choice, ProgressChoice):
            return choice.on(self.settled.day, cell, column.unit).code
        value = self.vocabulary.read(name, cell, column.unit, month_first=column.month_first)
        kind = self.vocabulary.by_name[name].kind
        if kind == FieldKind.REFERENCE and isinstance(cell, PartialDate):
            self.row.doubts.append(RowDoubt(placed.name, name, A_DAY, on_one_line(cell)))
        if kind == FieldKind.NAMES and (untold := untold_in(cell)):
            message = f"{quoted(untold)} n’est pas un nom : il est laissé de côté."
            self.row.doubts.append(
                RowDoubt(placed.name, name, in_french(message), on_one_line(cell))
            )
        if kind in DATES and says_more(cell):
            message = "La date est lue sans les mots qui l’entourent."
            self.row.doubts.append(RowDoubt(placed.name, name, message, on_one_line(cell)))
        if kind == FieldKind.MONEY:
            self._tell_words(placed, name, cell, value)
        return value

    def _tell_words(self, placed: PlacedCell, name: str, cell: Cell, amount: int | None) -> None:
        """Tell the words of an amount that it does not keep: its taxes, that it is not exact."""
        told = []
        if taxes := _other_taxes(cell, placed.column.header):
            told.append(f"Ce montant est dit {taxes} : il est pris tel quel.")
        if amount is not None and says_about(cell):
            told.append("Le montant est lu sans les mots qui l’entourent.")
        words = on_one_line(cell)
        self.row.doubts += [RowDoubt(placed.name, name, in_french(each), words) for each in told]

    def _is_in_doubt(self, placed: PlacedCell, name: str, cell: Cell) -> bool:
        """Whether a cell waits for what users say of its column, or of itself; it is asked."""
        column = placed.column
        if column.asks and is_doubtful(column.asks.kind, cell):
            why = UNSAID_UNIT if column.asks.kind == UNIT else UNSAID_ORDER
            self.lack(placed, name, why)
            asked = AskedCell(column.asks.kind, column.field or "", column.key, column.header, "")
            self.ask(asked._replace(cell=placed.name, options=column.asks.options))
            return True
        if placed.address in column.suspects and placed.cell is cell:
            if self.settled.is_ours:
                words = on_one_line(cell)
                self.row.doubts.append(RowDoubt(placed.name, name, TOLD_SUSPECT, words))
                return False
            self.lack(placed, name, SUSPECT)
            words = on_one_line(cell)
            options = tuple((each, each) for each in (f"{words} €", f"{words} k€"))
            key = key_of(placed)
            self.ask(AskedCell(AMOUNTS, column.field or "", key, words, placed.name, options))
            return True
        return False

    def lack(self, placed: PlacedCell, name: str, why: str) -> None:
        """Note a filled cell whose field stays empty."""
        self.unread.add(name)
        placed.is_read, placed.is_lacking = False, True
        place = placed.sheet, placed.row, placed.name
        self.row.incomplete.append(
            Incomplete(*place, name, on_one_line(placed.cell), in_french(why))
        )

    def lack_if_new(self, placed: PlacedCell, name: str, words: str, why: str) -> None:
        """Note a cell that is read, whose field stays empty where nobody knows more."""
        place = placed.sheet, placed.row, placed.name
        self.row.incomplete.append(Incomplete(*place, name, words, in_french(why), if_new=True))

    def lack_all(self, several: Iterable[PlacedCell], name: str) -> None:
        """The field stays empty when one of its cells is not understood: the others say nothing."""
        other = next(entry.cell for entry in self.row.incomplete if entry.field == name)
        for placed in several:
            self.lack(placed, name, OTHER_CELL.format(other))

    def ask(self, asked: AskedCell) -> None:
        self.row.asked.append(asked._replace(sheet=self.row.sheet))


def _other_taxes(cell: Cell, header: str) -> str:
    """That a cell says other taxes than its header: « TTC sous un en-tête HT »."""
    taxes, headed = (tax_of(cell) if isinstance(cell, str) else ""), tax_of(header)
    is_other = taxes and headed and taxes != headed
    return f"{taxes.upper()} sous un en-tête {headed.upper()}" if is_other else ""


def is_doubtful(kind: str, cell: Cell) -> bool:
    """Whether a cell depends on what is asked of its column: a bare number, a day in figures."""
    if kind == UNIT:
        return not isinstance(cell, str) or (not any(map(str.isalpha, cell)) and "€" not in cell)
    if isinstance(cell, str):
        return bool(_DAY.search(cell))
    return isinstance(cell, PartialDate) and cell.precision == Precision.DAY


def key_of(placed: PlacedCell) -> str:
    """The name of a cell in answers: "Feuille!C12"."""
    return f"{placed.sheet}!{placed.name}".lstrip("!")
