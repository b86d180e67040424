"""What moved within each day, each month and each year: a balance adds a few of them up.

It costs what the number of accounts costs, whatever the number of entries; and a movement of the
past changes the closings of its day, of its month and of its year only, however old it is.

The register is kept in volumes, runs of events which about `VOLUME` entries fill. Each volume has
closings of its own beside those of all volumes, so that what was known at an event is the volumes
before it, and the entries of its own volume until then.
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

# Entries after which the next event opens a volume: at most as many are read one by one.
VOLUME = 100_000
# Closings of all volumes together: what is known now.
ALL = 0

# Ranks of accounts and by how much each moves, in any order, a rank perhaps several times.
Moves = tuple[np.ndarray, np.ndarray]
Moved = Mapping[date, Moves]

STARTS = {
    Grain.DAY: lambda day: day,
    Grain.MONTH: lambda day: day.replace(day=1),
    Grain.YEAR: lambda day: day.replace(month=1, day=1),
}

EMPTY = bytes([1, 1])

# Closings that are read, then written, together.
BATCH = 500


def pack(*moves: Moves) -> bytes:
    """The sum of several moves, in the one way to write it; accounts that do not move are left out.

    Two columns of little-endian integers, how far each rank is from the one before, then the
    amounts; two bytes before them give the width of each column, the least that holds it.
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
    """The moves of a closing, each rank once and in order."""
    steps, amounts = (np.dtype(f"<i{width}") for width in packed[:2])
    count = (len(packed) - 2) // (steps.itemsize + amounts.itemsize)
    ranks = np.cumsum(np.frombuffer(packed, steps, count, offset=2), dtype=np.intp)
    return ranks, np.frombuffer(packed, amounts, count, offset=2 + count * steps.itemsize)


def within(grain: Grain, moved: Moved) -> dict[date, Moves]:
    """What moved on each day, put together by day, month or year, under its first day."""
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
    """Add what moved to the closings, as known now and of a volume.

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
    """The closings that add up to the end of a day: (grain, first start, before which start).

    The years before it, the months before it in its year, then the days of its month. A month
    that ends that day is taken whole.
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
    """Rows (grain, start, moves) that totals at these days need; one query, when it is run.

    As known now, or in the volumes that were full when event `known` was the last.
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
    """In SQL, the volume of the event that follows a known one; 0 in an empty register."""
    current = Head.objects.filter(volume__lte=event + 1)
    opened = Closing.objects.filter(volume__lte=event + 1).order_by("-volume")
    first = (Subquery(volumes.values("volume")[:1]) for volumes in (current, opened))
    return Coalesce(*first, ALL)
