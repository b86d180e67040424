"""Which bilans a write moves when it says something of the past, to show before it is made."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from usine.ledger.queries import Cells, balances
from usine.ledger.timelines import Timeline
from usine.territories.calendar import Axes, axes_of
from usine.territories.milestones import MILESTONES
from usine.values.dates import month_and_year, month_ends
from usine.values.formats import format_cents, format_count, format_day

from .formats import format_result
from .measures import ACTIONS, BLOCKED, MEASURES, RESULT_MEASURES, facts_of, timeline
from .models import Action, Blockage, FundingAmount, PlannedBudget, ResultValue, StatusChange
from .states import Status

# What an action counts for, before and after a write.
Timelines = tuple[Timeline, Timeline]
# Where `Facts` keeps the facts of each kind.
KEPT: dict[type, str] = {
    StatusChange: "statuses",
    PlannedBudget: "budgets",
    Blockage: "blockages",
    FundingAmount: "funding",
    ResultValue: "results",
}
# What an action weighs besides itself.
WEIGHED = {measure.code: measure for measure in MEASURES if measure != ACTIONS}
RESULT_OF = {measure.code: code for (code, _), measure in RESULT_MEASURES.items()}


def foreseen(
    action: Action, facts: Iterable[Any] = (), *, without: Any = None, **columns: Any
) -> Timelines:
    """What an action of the plan counts for, then what it would with these facts and columns.

    `facts` are dated and not saved yet; of two on the same day, the new one comes last. `without`
    is the fact that no longer holds, or the detail whose amounts no longer do.
    """
    now = facts_of([action])[action.pk]
    after = {
        name: [each for each in getattr(now, name) if not _is_of(each, without)]
        for name in KEPT.values()
    }
    for fact in facts:
        after[KEPT[type(fact)]].append(fact)
    in_order = {
        name: sorted(kept, key=lambda each: each.effective_on) for name, kept in after.items()
    }
    written = copy(action)
    for name, value in columns.items():
        setattr(written, name, value)
    return timeline(action, now), timeline(written, replace(now, **in_order))


def _is_of(fact: Any, without: Any) -> bool:
    return without is not None and without in (fact, getattr(fact, "detail", None))


@dataclass(frozen=True)
class MovedCount:
    """A figure of the territory in a bilan: "À initier", 5 → 4."""

    label: str
    was: str
    becomes: str
    by: str  # how much it moves: "−1"


@dataclass(frozen=True)
class Move:
    """What moves at a date: the status, the axis or what else the action weighs, and the figures of
    bilans.

    `name` is empty at the end of a month.
    """

    on: date
    name: str
    was: str
    becomes: str
    counts: tuple[MovedCount, ...]


@dataclass(frozen=True)
class Run:
    """Ends of months that follow one another and move alike; or one date alone."""

    moves: tuple[Move, ...]

    @property
    def move(self) -> Move:
        """What they have in common, but for the figures that `by` is added to."""
        return self.moves[0]

    @property
    def is_long(self) -> bool:
        return len(self.moves) > 1

    @property
    def title(self) -> str:
        first, last = self.moves[0].on, self.moves[-1].on
        if not self.is_long:
            return format_day(last)
        start = month_and_year(first).removesuffix(f" {last.year}")
        return f"{_of(start)} à {month_and_year(last)}"


def _of(month: str) -> str:
    return f"d’{month}" if month[0] in "ao" else f"de {month}"


def runs(moves: Iterable[Move]) -> list[Run]:
    """The moves in their order, those of months together when they are alike."""
    return [Run(tuple(alike)) for _, alike in groupby(moves, key=_likeness)]


def _likeness(move: Move) -> tuple[Any, ...]:
    counts = tuple((count.label, count.by) for count in move.counts)
    return move.name, move.was, move.becomes, counts


class Weight(NamedTuple):
    """The status under which the action counts, None when it does not; its axis; what else it
    weighs, by measure, in the order of `WEIGHED`."""

    status: Status | None
    axis: str
    amounts: tuple[int, ...]


def moves(action: Action, timelines: Timelines, today: date) -> list[Move]:
    """The moves at the dates of published bilans, at the ends of months and today, latest last.

    Regions and the nation move by as much as the territory.
    """
    moved = moved_days(timelines, today)
    if not moved:
        return []
    place = {"place": action.territory.place}
    actions = balances(ACTIONS.code, as_of=moved, by=("state", "axis"), where=place)
    sums = {
        code: balances(code, as_of=moved, where=place)
        for rank, code in enumerate(WEIGHED)
        if any(was.amounts[rank] != becomes.amounts[rank] for was, becomes in moved.values())
    }
    names = {**MILESTONES, today: "aujourd’hui"}
    axes = axes_of(action.territory.period_id)
    return [
        Move(
            day,
            names.get(day, ""),
            *_ends_of(*weights, axes),
            (
                *_counts(actions[day], *weights, axes),
                *_sums({code: sums[code][day].get((), 0) for code in sums}, *weights),
            ),
        )
        for day, weights in moved.items()
    ]


def moved_days(timelines: Timelines, today: date) -> dict[date, tuple[Weight, Weight]]:
    """What the action weighs before and after, at those of these dates where that differs."""
    before, after = timelines
    weights = {
        day: (weight_on(before, day), weight_on(after, day))
        for day in _days(min({*before, *after}), today)
    }
    return {day: ends for day, ends in weights.items() if ends[0] != ends[1]}


def _days(first: date, today: date) -> list[date]:
    months = 12 * (today.year - first.year) + today.month - first.month
    days = {*month_ends(today, months), *MILESTONES}
    return sorted(day for day in days if first <= day <= today)


def weight_on(timeline: Timeline, day: date) -> Weight:
    """What the action counts for at the end of a day."""
    since = max((each for each in timeline if each <= day), default=None)
    lines = timeline[since] if since else []
    counted = next((line for line in lines if line.measure == ACTIONS.code), None)
    amounts = Counter[str]()
    for line in lines:
        amounts[line.measure] += line.amount
    return Weight(
        Status(counted.state) if counted else None,
        counted.axis if counted else "",
        tuple(amounts[code] for code in WEIGHED),
    )


def _ends_of(before: Weight, after: Weight, axes: Axes) -> tuple[str, str]:
    """How the action stands before and after: its status, else its axis, else what it weighs."""
    if before.status != after.status:
        return _label(before.status), _label(after.status)
    if before.axis != after.axis:
        return axes.short(before.axis), axes.short(after.axis)
    ends = [pair for pair in _amounts(before, after) if pair[1] != pair[2]]
    was, becomes = zip(*(_told(*pair) for pair in ends), strict=True)
    return " ; ".join(was), " ; ".join(becomes)


def _amounts(before: Weight, after: Weight) -> Iterator[tuple[str, int, int]]:
    return zip(WEIGHED, before.amounts, after.amounts, strict=True)


def _told(code: str, was: int, becomes: int) -> tuple[str, str]:
    if code == BLOCKED.code:
        return ("Bloquée", "Pas bloquée") if was else ("Pas bloquée", "Bloquée")
    return _shown(code, was or None), _shown(code, becomes or None)


def _shown(code: str, amount: int | None) -> str:
    """An amount of a measure as users read it, a dash when there is none."""
    if code in RESULT_OF:
        return format_result(RESULT_OF[code], amount)
    return format_cents(amount) if WEIGHED[code].unit == "cents" else format_count(amount)


def _label(status: Status | None) -> str:
    return str(status.label) if status else "Pas au plan"


def _counts(cells: Cells, before: Weight, after: Weight, axes: Axes) -> Iterator[MovedCount]:
    """The numbers of actions that move: by status, by axis, in all."""
    statuses, by_axis = Counter[str](), Counter[str]()
    for (status, axis), count in cells.items():
        statuses[status] += count
        by_axis[axis] += count
    ends = ((before, -1), (after, +1))
    if before.status != after.status:
        for weight, by in ends:
            if weight.status:
                yield _moved(weight.status.label, statuses[weight.status], by)
    if not (before.status and after.status):
        yield _moved("Actions", statuses.total(), 1 if after.status else -1)
    elif before.axis != after.axis:
        for weight, by in ends:
            yield _moved(axes.short(weight.axis), by_axis[weight.axis], by)


def _moved(label: str, count: int, by: int) -> MovedCount:
    signed = _signed(by, format_count(abs(by)))
    return MovedCount(label, format_count(count), format_count(count + by), signed)


def _sums(sums: Mapping[str, int], before: Weight, after: Weight) -> Iterator[MovedCount]:
    for code, was, becomes in _amounts(before, after):
        if by := becomes - was:
            yield MovedCount(
                WEIGHED[code].label,
                _shown(code, sums[code]),
                _shown(code, sums[code] + by),
                _signed(by, _shown(code, abs(by))),
            )


def _signed(by: int, size: str) -> str:
    return f"{'−' if by < 0 else '+'}{size}"
