"""What a new or changed period would move, shown beforehand: past ends of labels, with the
published bilans, and days to come that no period would cover.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from usine.ledger.queries import balances
from usine.values import clock
from usine.values.dates import month_ends
from usine.values.errors import Refused

from .measures import TERRITORIES
from .milestones import MILESTONES
from .models import Period, Territory
from .rules import Days, Gap, gaps


@dataclass(frozen=True)
class Ending:
    """Labels of a period whose end moves, `before` and `after`; None when the end is unknown."""

    period: Period
    territories: int
    before: date | None
    after: date | None

    @property
    def first(self) -> date:
        """The last day whose bilan does not move."""
        return min(self.before or date.max, self.after or date.max)

    def moves(self, day: date) -> int:
        """How many territories the bilan of a day gains; a negative number are lost."""
        ends = (self.before or date.max, self.after or date.max)
        return self.territories * sum((day <= ends[1], -(day <= ends[0])))

    def __str__(self) -> str:
        return f"{self.period.code} {self.territories} {self.before} {self.after}"


@dataclass(frozen=True)
class Moved:
    """What a bilan counted and will count, at a date that may have a name."""

    on: date
    name: str
    before: int
    after: int


class Unseen(Refused):
    """The user has not seen that past ends of labels would move, or that no period would cover
    some days to come."""

    def __init__(self, endings: Sequence[Ending], gaps: Sequence[Gap]) -> None:
        super().__init__("Relisez ce que cela change, puis envoyez de nouveau.")
        self.endings, self.gaps = endings, gaps
        self.seen = key_of(endings, gaps)


def key_of(endings: Iterable[Ending], gaps: Iterable[Gap]) -> str:
    """The text that a form sends back to prove that the user saw these endings and gaps."""
    return ", ".join([*map(str, endings), *(f"{gap.first} {gap.last}" for gap in gaps)])


def last_days(periods: Collection[Period]) -> dict[str, date | None]:
    """The last day of the labels of each period: that of the period once another follows."""
    latest = max((period.starts_on for period in periods), default=date.min)
    return {each.code: each.ends_on if each.starts_on < latest else None for each in periods}


def endings(periods: Collection[Period]) -> list[Ending]:
    """The ends of labels that move when the periods become these."""
    becomes, by_code = last_days(periods), {period.code: period for period in periods}
    counted = (
        Territory.objects.order_by("period", "unlabelled_on")
        .values_list("period", "unlabelled_on")
        .annotate(count=Count("pk"))
    )
    return [
        Ending(by_code[code], count, before, becomes[code])
        for code, before, count in counted
        if before != becomes[code]
    ]


def gaps_to_come(periods: Collection[Period]) -> list[Gap]:
    """The new gaps that these periods would leave in days to come, without those of today's
    periods."""
    there = {(gap.first, gap.last) for gap in gaps(days_by_name(Period.objects.all()))}
    return [
        gap
        for gap in gaps(days_by_name(periods))
        if gap.last >= clock.today() and (gap.first, gap.last) not in there
    ]


def check_seen(periods: Collection[Period], *, reason: str, seen: str | None) -> None:
    """Raise Unseen unless the user has `seen` what surprises (None: the system, which need not).

    Past ends of labels need a reason to move; those of the current period never move.
    """
    today = clock.today()
    moved = endings(periods)
    past = [each for each in moved if each.first < today]
    for each in past:
        _refuse_if_current(each, periods, today)
    unseen = Unseen(moved if past else [], gaps_to_come(periods))
    if seen is not None and seen != unseen.seen and unseen.seen:
        raise unseen
    if past and not reason.strip():
        raise Refused("Des fins de label déjà passées changent\u00a0: donnez-en le motif.")


def days_by_name(periods: Iterable[Period]) -> dict[str, Days]:
    return {period.name: (period.starts_on, period.ends_on) for period in periods}


def _refuse_if_current(ending: Ending, periods: Collection[Period], today: date) -> None:
    """Refuse to end the labels of the current period before another period starts."""
    started = [period for period in periods if period.starts_on <= today]
    current = max(started, key=lambda period: period.starts_on, default=None)
    if ending.period == current and ending.after and ending.after < today:
        raise Refused(
            f"{current} est encore la période en cours\u00a0: ses labels ne peuvent avoir pris fin "
            f"le {ending.after:%d/%m/%Y}. Donnez-lui un dernier jour à venir, ou attendez que la "
            "suivante ait commencé."
        )


def bilans_moved(endings: Sequence[Ending]) -> list[Moved]:
    """The bilans that move: published ones, ends of months and today's, the latest last."""
    today = clock.today()
    first = min(each.first for each in endings)
    months = 12 * (today.year - first.year) + today.month - first.month
    days = sorted({*month_ends(today, max(months, 0)), *MILESTONES, today})
    gains = {day: sum(each.moves(day) for each in endings) for day in days if day <= today}
    moved = {day: gain for day, gain in gains.items() if gain}
    if not moved:
        return []
    counts = balances(TERRITORIES.code, as_of=moved)
    names = {**MILESTONES, today: "aujourd’hui"}
    return [
        Moved(day, names.get(day, ""), count := counts[day].get((), 0), count + gain)
        for day, gain in moved.items()
    ]
