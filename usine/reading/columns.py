"""A column of a table, and what its header may name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from usine.reading.extraction.survey import column_letters
from usine.reading.financing import REVISED
from usine.reading.french import WORDS
from usine.reading.grid import Address
from usine.reading.naming import IGNORED, SURE, Understood, normal, undated
from usine.reading.paths import Path, joined
from usine.reading.ticks import is_rank_of_year, tick_of
from usine.reading.vocabulary import Vocabulary
from usine.values.fields import FieldKind, Labels
from usine.values.text import fold

MAPPED = 101
"""The confidence of a column that users mapped, above that of any header."""

OF_A_YEAR = (FieldKind.MONEY, FieldKind.DATE, FieldKind.PERIOD)

KEY_LENGTH = 200

BOUNDS = {
    word: place for place, name in enumerate(("from", "to")) for word in WORDS["headers"][name]
}
"""Small words that name the start of a span, or its end."""

DOUBTFUL = SURE - 20

UNIT, ORDER = "unit", "order"

_OF_A_DAY = re.compile(r"\b(?:au|le|du|depuis)\s*:?\s*$", re.IGNORECASE)
"""How a head that names the progress ends where its cells may be the days: « Statut au »."""


def header_key(header: str) -> str:
    """A header as it is compared and remembered."""
    return fold(header)[:KEY_LENGTH].strip()


def key_beside(sheet: str, header: str) -> str:
    """The key of a header in a sheet beside the plan: "financement!avis"; empty without any."""
    key = header_key(header)
    return key and f"{header_key(sheet)}!{key}"[:KEY_LENGTH].strip()


def column_key(name: str) -> str:
    """The key of a column as users name it: « Avis », or « Financement!Avis » beside the plan."""
    sheet, _, header = name.rpartition("!")
    return (sheet and key_beside(sheet, header)) or header_key(name)


class ColumnQuestion(NamedTuple):
    """What is to be said of a column: its unit, or whether its dates begin with the month."""

    kind: str
    options: Labels


@dataclass(frozen=True)
class Column:
    """A column of a sheet; `index` counts from 0, `confidence` is out of 100.

    `field` is a name of the vocabulary, or None for a column that is not understood or is ignored,
    and `why` then says why. `facet` is the part of the field that it holds: a `Tick`…
    `unit` is what a bare number counts in: for an amount, 1, 1,000 or 1,000,000 euros; for a
    progress, what a share is out of (see `ProgressChoice.scale`). `asks` is what users must say of
    the whole column before its doubtful cells are read, `suspects` the cells that the others
    contradict by a thousand. `spare` is how a column that gives way to another is read, where
    that other is blank. `sheet` is that of a column beside the plan: what it means is said of that
    sheet alone.
    """

    index: int
    header: str
    field: str | None
    confidence: int
    unit: int = 1
    facet: Any = None
    why: str = ""
    month_first: bool = False
    asks: ColumnQuestion | None = None
    suspects: frozenset[Address] = frozenset()
    spare: Column | None = None
    sheet: str = ""

    @property
    def letter(self) -> str:
        return column_letters(self.index)

    @property
    def key(self) -> str:
        return key_beside(self.sheet, self.header) if self.sheet else header_key(self.header)

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE

    def as_json(self) -> dict[str, object]:
        return {
            "letter": self.letter,
            "header": self.header,
            "key": self.key,
            "field": self.field or "",
            "confidence": self.confidence,
            "is_part": self.facet is not None,
        }


def may_be_spare(column: Column, vocabulary: Vocabulary) -> bool:
    """Whether a column may be read where the one that it gives way to is blank."""
    kind = vocabulary.by_name[column.field or ""].kind
    is_spared = kind in (FieldKind.MONEY, FieldKind.DATE) or column.field == vocabulary.progress
    return (
        is_spared
        and not column.facet
        and column.is_sure
        and not column.asks
        and not column.suspects
    )


Meanings = tuple[Understood, ...]


@dataclass(frozen=True)
class Headers:
    """How headers are understood: by the mapping of users, else by the vocabulary."""

    vocabulary: Vocabulary
    mapping: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _named: dict[Path, Meanings] = field(default_factory=dict)

    def named(self, path: Path) -> Meanings:
        """What a path may name, the likeliest first."""
        if path not in self._named:
            self._named[path] = tuple(self._understood(path)) if path else ()
        return self._named[path]

    def _understood(self, path: Path) -> list[Understood]:
        mapped = self.mapping.get(header_key(joined(path)))
        financing, naming = self.vocabulary.financing, self.vocabulary.naming
        facet = financing.understand(path) if financing else None
        if result := self._result(path, mapped):
            return [result]
        if mapped is not None:
            same = facet.facet if facet and facet.field == mapped else None
            if financing and mapped == financing.field:
                same = same or financing.spent_share(path)
            return [Understood(mapped, MAPPED, 0, same)]
        named = naming.understand(joined(path)) or self._undated(path)
        if named and named.field == self.vocabulary.progress and _OF_A_DAY.search(path[-1]):
            since = Understood(self.vocabulary.progress_on, SURE - 1, named.rank)
            return [since, named] if since.field else [named]
        blockers = self.vocabulary.blockers
        if named and blockers and named.field == blockers.field:
            is_sure = named.confidence >= SURE
            if blockers.is_mixed(joined(path), is_sure=is_sure):
                named = named._replace(field=blockers.mixed)
        if financing and not facet and financing.is_spent(path):
            return [Understood(IGNORED, SURE, 0)]
        return [meaning for meaning in (facet, self._bound(path), named) if meaning]

    def _bound(self, path: Path) -> Understood | None:
        """The end of a span that a small word names under it, and its cells must confirm:
        « Calendrier › Du »."""
        bound = BOUNDS.get(fold(path[-1]))
        group = self.vocabulary.naming.understand(joined(path[:-1]))
        ends = self.vocabulary.spans.get(group.field) if group else None
        return Understood(ends[bound], DOUBTFUL, 0) if ends and bound is not None else None

    def _result(self, path: Path, mapped: str | None) -> Understood | None:
        """The result that a path counts, as users or its heads say."""
        counted, financing = self.vocabulary.counted, self.vocabulary.financing
        if not counted or (financing and financing.is_money(path) and mapped is None):
            return None
        if mapped is None:
            return counted.understand(path)
        is_counted = mapped in counted.units
        return Understood(mapped, MAPPED, 0, counted.side_of(path)) if is_counted else None

    def _undated(self, path: Path) -> Understood | None:
        """What a head names beside its date, or its rank: "COPIL mars 2026", "Financeur 2"; an
        amount or a date of a year is not that of the action."""
        bare = undated(path[-1])
        named = self.vocabulary.naming.understand(bare) if bare != path[-1] else None
        if not named or named.field == IGNORED:
            return named
        is_of_year = self.vocabulary.by_name[named.field].kind in OF_A_YEAR
        return None if is_of_year and REVISED.isdisjoint(normal(bare).split()) else named

    def parts_of(self, path: Path) -> bool:
        """Whether a path names a field, or one of its values, a year by its rank included."""
        return bool(self._meanings(path)) or is_rank_of_year(path[-1])

    def tells_more(self, longer: Path, shorter: Path) -> bool:
        """Whether the group above the shorter path adds to its sense."""
        before = self._meanings(shorter)
        return any(is_sure > before.get(of, -1) for of, is_sure in self._meanings(longer).items())

    def _meanings(self, path: Path) -> dict[tuple[str, Any], bool]:
        """The fields and facets that a path names, and whether it is sure of each."""
        named = {
            (meaning.field, meaning.facet): meaning.confidence >= SURE
            for meaning in reversed(self.named(path))
            if meaning.field != IGNORED
        }
        mark = tick_of(path, self.vocabulary)
        return named or ({mark: False} if mark else {})
