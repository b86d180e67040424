"""Results that are counted: one column for each, and for what is aimed at or measured of it."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from usine.reading.grid import Cell, Shown
from usine.reading.naming import Understood, normal
from usine.reading.refusals import DoubtfulUnit
from usine.reading.values.nothing import says_nothing
from usine.reading.values.texts import text_of
from usine.reading.wording import quoted
from usine.values.errors import Refused
from usine.values.fields import Labels
from usine.values.text import fold

MOST = 10**12
"""What no result reaches, in the smallest unit that is counted."""

SURE, DOUBTFUL = 100, 70
TARGET = "target"

WRITE = "écrivez un nombre, par exemple 12"

_SIGNS, _IN_UNITS = "%€$", " /.-’'"
_YEAR = re.compile(r"\b20\d\d\b")
_WRITTEN = re.compile(r"(\d{1,3}(?: \d{3})+|\d+)([.,]\d+)?(?![\d.,]) ?((?:[^\d\s].*)?)")
"""A number and its unit: « 1 200 emplois », « 3,5 ha », once its spaces are plain."""

_THOUSANDS = 4
"""The length of « .200 », of which nobody can say whether it parts thousands."""


class CountedSide(NamedTuple):
    """The side of a result that a column holds; empty when its header does not say."""

    side: str = ""


class Counted:
    """`words` are those of a file such as `plans/vocabulary/results.toml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        results = words["results"]
        self.units: Mapping[str, Mapping[str, int]] = {
            code: each["units"] for code, each in results.items()
        }
        self.glued = words["glued"]
        self.unlike, self.yearly = frozenset(words["unlike"]), frozenset(words["yearly"])
        self.of_a_year = frozenset(words["of_a_year"])
        self.around = self.yearly | {*words["around"]}
        sides = words["sides"]
        self.labels: Labels = [(side, each["label"]) for side, each in sides.items()]
        self.sides = {side: (*each["words"], *each["kept"]) for side, each in sides.items()}
        aside = [phrase for each in sides.values() for phrase in each["words"]] + words["idle"]
        self.aside = sorted(aside, key=len, reverse=True)
        self.sure = self._names(results, "names")
        self.doubtful = self._names(results, "doubtful")

    def _names(self, results: Mapping[str, Any], kind: str) -> dict[tuple[str, str], str]:
        return {
            (code, self._bare(name, code)): code
            for code, each in results.items()
            for name in each.get(kind, ())
        }

    @cached_property
    def measured_out(self) -> frozenset[str]:
        """The results that are in a unit, not a number of things."""
        return frozenset(code for code, units in self.units.items() if max(units.values()) > 1)

    def understand(self, path: Sequence[str]) -> Understood | None:
        """The result that a path of heads names, and its side; None when it names none."""
        words = self._folded(" ".join(path)).split()
        side = self.side_of(path)
        is_odd = any(sign in head for head in path for sign in _SIGNS)
        is_of_a_year = any(map(_YEAR.fullmatch, words)) and side.side != TARGET
        if is_odd or is_of_a_year or not self.unlike.isdisjoint(words):
            return None
        for heads in dict.fromkeys((tuple(path), tuple(path[-2:]), tuple(path[-1:]))):
            for code in self.units:
                name = code, self._bare(" ".join(heads), code)
                known = name in self.sure or name in self.doubtful
                if known and self._is_counted(code, words):
                    confidence = SURE if name in self.sure else DOUBTFUL
                    return Understood(code, confidence, 0, side)
        return None

    def _is_counted(self, code: str, words: Sequence[str]) -> bool:
        """Whether heads say the unit of a result, and that it is that of a year."""
        is_told = code not in self.measured_out or not {*self.units[code]}.isdisjoint(words)
        return is_told and (code not in self.of_a_year or not self.yearly.isdisjoint(words))

    def side_of(self, path: Sequence[str]) -> CountedSide:
        """The side that heads say; none when they say both: « prévus et créés »."""
        spaced = f" {fold(' '.join(path))} "
        named = [
            side
            for side, phrases in self.sides.items()
            if any(f" {phrase} " in spaced for phrase in phrases)
        ]
        return CountedSide(named[0]) if len(named) == 1 and " et " not in spaced else CountedSide()

    def _folded(self, text: str) -> str:
        return " ".join(self.glued.get(word, word) for word in fold(text).split())

    def _bare(self, header: str, code: str) -> str:
        """The words of a header that name a result: neither its side, nor its unit, nor a year."""
        spaced = f" {self._folded(header)} "
        for phrase in self.aside:
            spaced = spaced.replace(f" {phrase} ", " ")
        units = {*self.units[code], *self.around} if code in self.measured_out else set()
        words = (word for word in spaced.split() if word not in units and not _YEAR.fullmatch(word))
        return normal(" ".join(dict.fromkeys(words)))

    # What a cell counts.

    def unit(self, code: str, header: str) -> int:
        """What a bare number of a column counts for: by default the unit of the label; 0 when its
        header names two."""
        units = self.units[code]
        named = {units[word] for word in self._folded(header).split() if word in units}
        named = named or {next(iter(units.values()))}
        return named.pop() if len(named) == 1 else 0

    def read(self, code: str, cell: Cell, unit: int) -> int | None:
        """The value of a cell, in the smallest unit that is counted."""
        if cell is None or (isinstance(cell, str) and says_nothing(cell)):
            return None
        number, own = _number(cell), self._own_unit(code, cell)
        if own and unit and own != unit:
            raise DoubtfulUnit(f"{_shown(cell)} n’est pas dans l’unité de la colonne : {WRITE}.")
        if not (own or unit):
            raise DoubtfulUnit(f"L’en-tête donne deux unités : {WRITE} avec la sienne.")
        value = number * (own or unit)
        is_possible = 0 <= value < MOST
        if not (is_possible and (code in self.measured_out or value == int(value))):
            raise Refused(f"{_shown(cell)} n’est pas un nombre entier positif : {WRITE}.")
        return round(value)

    def _own_unit(self, code: str, cell: Cell) -> int:
        """The unit that a cell writes after its number; 0 when it writes none."""
        text = cell.text if isinstance(cell, Shown) else cell if isinstance(cell, str) else ""
        written = _WRITTEN.fullmatch(" ".join(text.split()))
        after = written[3] if written else ""
        around = {*self.around, code}  # « 3 tCO2 »
        words = [word for word in self._folded(after).split() if word not in around]
        is_plain = all(sign.isalnum() or sign in _IN_UNITS for sign in after)
        if not is_plain or len(words) > 1 or any(word not in self.units[code] for word in words):
            raise _unread(cell)
        return self.units[code][words[0]] if words else 0


def _number(cell: Cell) -> Decimal:
    if isinstance(cell, str):
        return _parsed(cell, cell)
    if isinstance(cell, bool) or not isinstance(cell, float | int):
        raise _unread(cell)
    if isinstance(cell, Shown):
        _parsed(cell.text if cell.divisor == 1 else "", cell)
    return Decimal(str(round(float(cell), 6)))


def _parsed(text: str, cell: Cell) -> Decimal:
    written = _WRITTEN.fullmatch(" ".join(text.split()))
    if not written or len(written[2] or "") == _THOUSANDS:
        raise _unread(cell)
    return Decimal(written[1].replace(" ", "") + (written[2] or "").replace(",", "."))


def _unread(cell: Cell) -> Refused:
    return Refused(f"{_shown(cell)} n’est pas un nombre : {WRITE}.")


def _shown(cell: Cell) -> str:
    return quoted(text_of(cell))
