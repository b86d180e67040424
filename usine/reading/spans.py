"""One period from several: from the earliest start to the latest end."""

from collections.abc import Sequence
from datetime import date

from usine.values.dates import PartialDate

Span = tuple[PartialDate | None, PartialDate | None]


def period_over(spans: Sequence[Span]) -> Span | None:
    starts = [start for start, _ in spans if start]
    ends = [end for _, end in spans if end]
    if not starts and not ends:
        return None
    return min(starts, key=first_day, default=None), max(ends, key=last_day, default=None)


def first_day(partial: PartialDate) -> date:
    return partial.first


def last_day(partial: PartialDate) -> date:
    return partial.last
