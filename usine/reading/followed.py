"""What the columns of a text say day by day: « COPIL 12/03/2026 », « Suivi octobre 2026 »."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from usine.reading.drafts import DAY
from usine.reading.naming import undated
from usine.reading.placed import PlacedCell
from usine.reading.rows import RowNote
from usine.reading.ticks import date_of, date_on
from usine.reading.wording import in_french
from usine.values.dates import PartialDate

Told = tuple[PlacedCell, str]
"""A cell, and what it says."""


class Followed(NamedTuple):
    """The text of a subject, the notes that its columns of other days make, and the cells of all
    columns of days."""

    texts: list[str]
    notes: list[RowNote]
    dated: list[PlacedCell]


def followed(told: Sequence[Told]) -> Followed:
    """What columns say, those of days after their heads: the text is what no day dates, else what
    the last day says; the others are notes."""
    plain = [text for placed, text in told if day_of(placed.column.header) is None]
    dated = [each for each in told if day_of(each[0].column.header) is not None]
    notes = list(_by_day(dated))
    last = [] if plain or not notes else [notes.pop().words]
    return Followed(plain or last, notes, [placed for placed, _ in dated])


def _by_day(dated: Iterable[Told]) -> Iterable[RowNote]:
    """One note a column, from the first day to the last."""
    columns: dict[int, list[Told]] = {}
    for placed, text in dated:
        columns.setdefault(placed.column.index, []).append((placed, text))
    for told in sorted(columns.values(), key=_since):
        placed = told[0][0]
        words = "\n".join(text for _, text in told)
        yield RowNote(placed.name, "", in_french(f"{placed.column.header} : {words}"))


def _since(told: Sequence[Told]) -> int:
    day = day_of(told[0][0].column.header)
    assert day
    return day.first.toordinal()


def day_of(header: str) -> PartialDate | None:
    """The day, the month or the year that ends a head."""
    if day := DAY.search(header):
        return date_on(day[0])
    return date_of(header.removeprefix(undated(header)).strip())
