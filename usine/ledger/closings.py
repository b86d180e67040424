"""Closings: what moved within each day, month and year. A balance adds up a few of them.

The cost of a balance depends on the number of accounts, not of entries. A movement of the past,
however old, changes only the closings of its day, its month and its year.

The register is divided into volumes, runs of events that about `VOLUME` entries fill. Each volume
has its own closings, beside the closings of all volumes together. What was known at an event is
then the sum of the earlier volumes, and of the event's own volume up to the event.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

import numpy as np
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from .models import Closing, Grain, Head

TOTALS = np.dtype("<i8")

# After so many entries the next event opens a volume: a query reads at most so many one by one.
VOLUME = 100_000
# The volume of the closings of all volumes together: what is known now.
ALL = 0

# Ranks of accounts, and the amount that each moves by; in any order, a rank perhaps repeated.
Moves = tuple[np.ndarray, np.ndarray]
Moved = Mapping[date, Moves]

STARTS = {
    Grain.DAY: lambda day: day,
    Grain.MONTH: lambda day: day.replace(day=1),
    Grain.YEAR: lambda day: day.replace(month=1, day=1),
}

EMPTY = bytes([1, 1])

# How many closings are read, then written, together.
BATCH = 500


def pack(*moves: Moves) -> bytes:
    """The sum of several moves as bytes, written in one way only, without accounts that stay put.

    Two bytes give the widths of two columns of little-endian integers, each as narrow as its
    values allow: the distance of each rank from the previous one, then the amounts.
    """
    ranks, amounts = (np.concatenate(parts) for parts in zip(*moves, strict=True))
    totals = np.zeros(ranks.max(initial=0) + 1, TOTALS)
    np.add.at(totals, ranks, amounts)
    ranks = np.flatnonzero(totals)
    columns = [_narrowed(np.diff(ranks, prepend=0)), _narrowed(totals[ranks])]
    return bytes(each.itemsize for each in columns) + b"".join(map(np.ndarray.tobytes, columns))


def _narrowed(column: np.ndarray) -> np.ndarray:
    bits = max(int(column.max(initial=0)), ~int(column.min(initial=0))).bit_length()
    return column.astype(next(f"<i{width}" for width in (1, 2, 4, 8) if bits < 8 * width))


def unpack(packed: bytes | memoryview) -> Moves:
    """The moves of a closing, by rank, each rank once."""
    steps, amounts = (np.dtype(f"<i{width}") for width in packed[:2])
    count = (len(packed) - 2) // (steps.itemsize + amounts.itemsize)
    ranks = np.cumsum(np.frombuffer(packed, steps, count, offset=2), dtype=np.intp)
    return ranks, np.frombuffer(packed, amounts, count, offset=2 + count * steps.itemsize)


def within(grain: Grain, moved: Moved) -> dict[date, Moves]:
    """The moves of days, grouped by day, month or year, under the first day of each."""
    if grain == Grain.DAY:
        return dict(moved)
    parts: dict[date, list[Moves]] = defaultdict(list)
    for day, moves in moved.items():
        parts[STARTS[grain](day)].append(moves)
    return {
        start: (np.concatenate([r for r, _ in several]), np.concatenate([a for _, a in several]))
        for start, several in parts.items()
    }


def post(measure: str, moved: Moved, *, volume: int) -> None:
    """Add moves to the closings of all volumes and to those of one volume.

    The caller holds the head of the chain: nobody else writes closings meanwhile.
    """
    periods = [
        (grain.value, start, moves)
        for grain in Grain
        for start, moves in within(grain, moved).items()
    ]
    for first in range(0, len(periods), BATCH):
        _add(measure, volume, periods[first : first + BATCH])


def _add(measure: str, volume: int, periods: list[tuple[str, date, Moves]]) -> None:
    grains, starts, _ = zip(*periods, strict=True)
    stored = Closing.objects.filter(
        volume__in=(ALL, volume), measure=measure, grain__in=set(grains), start__in=set(starts)
    )
    rows = stored.order_by().values_list("volume", "grain", "start", "moves")
    before = {tuple(period): moves for *period, moves in rows}
    Closing.objects.bulk_create(
        [
            Closing(
                volume=each,
                measure=measure,
                grain=grain,
                start=start,
                moves=pack(moves, unpack(before.get((each, grain, start), EMPTY))),
            )
            for each in (ALL, volume)
            for grain, start, moves in periods
        ],
        update_conflicts=True,
        unique_fields=["volume", "measure", "grain", "start"],
        update_fields=["moves"],
    )


def spans(day: date) -> list[tuple[str, date, date]]:
    """The closings that add up to the end of a day: (grain, first start, first start left out).

    They are the earlier years, the earlier months of the year, then the days of the month until
    the day. The last day of a month takes the whole month instead.
    """
    year, month = STARTS[Grain.YEAR](day), STARTS[Grain.MONTH](day)
    years = (Grain.YEAR.value, date.min, year)
    if day.day == monthrange(day.year, day.month)[1]:
        return [years, (Grain.MONTH.value, year, day)]
    return [
        years,
        (Grain.MONTH.value, year, month),
        (Grain.DAY.value, month, day + timedelta(1)),
    ]


def read(measure: str, days: Collection[date], *, known: int | None = None) -> QuerySet:
    """The rows (grain, start, moves) that totals at these days need: one query, run later.

    They hold what is known now, or the volumes that were full when event `known` was the last.
    """
    latest: dict[tuple[str, date], date] = {}
    for day in days:
        for grain, first, end in spans(day):
            latest[grain, first] = max(end, latest.get((grain, first), end))
    wanted = Q(pk__in=[])
    for (grain, first), end in latest.items():
        wanted |= Q(grain=grain, start__gte=first, start__lt=end)
    closings = Closing.objects.filter(wanted, measure=measure).order_by()
    if known is None:
        closings = closings.filter(volume=ALL)
    else:
        closings = closings.filter(volume__gt=ALL, volume__lt=volume_after(known))
    return closings.values_list("grain", "start", "moves")


def add_up(rows: Iterable[tuple], days: Collection[date], size: int) -> dict[date, np.ndarray]:
    """For each day, the total of each of `size` accounts by rank, from the rows of `read`."""
    moved: dict[tuple[str, date], np.ndarray] = defaultdict(lambda: np.zeros(size, TOTALS))
    for grain, start, packed in rows:
        ranks, amounts = unpack(packed)
        moved[grain, start][ranks] += amounts
    totals = {}
    for day in days:
        totals[day] = np.zeros(size, TOTALS)
        for grain, first, end in spans(day):
            for (of, start), vector in moved.items():
                if of == grain and first <= start < end:
                    totals[day] += vector
    return totals


def volume_after(event: int) -> Coalesce:
    """In SQL, the volume of the event that follows `event`; 0 in an empty register."""
    current = Head.objects.filter(volume__lte=event + 1)
    opened = Closing.objects.filter(volume__lte=event + 1).order_by("-volume")
    first = (Subquery(volumes.values("volume")[:1]) for volumes in (current, opened))
    return Coalesce(*first, ALL)
