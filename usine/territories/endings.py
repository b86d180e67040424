"""Labels that end with their period: which ends move, and the published bilans that move with them.

Told before a period is opened or changed, when an end that is past moves.
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


@dataclass(frozen=True)
class Ending:
    """Labels of a period that end on another day than before; None where the end is not known."""

    period: Period
    territories: int
    before: date | None
    after: date | None

    @property
    def first(self) -> date:
        """The last day of which the bilan does not move."""
        return min(self.before or date.max, self.after or date.max)

    def moves(self, day: date) -> int:
        """How many territories the bilan of the day gains, or loses when it is negative."""
        ends = (self.before or date.max, self.after or date.max)
        return self.territories * sum((day <= ends[1], -(day <= ends[0])))

    def __str__(self) -> str:
        return f"{self.period.code} {self.territories} {self.before} {self.after}"


@dataclass(frozen=True)
class Moved:
    """What a bilan counts, at a date that may have a name."""

    on: date
    name: str
    before: int
    after: int


class PastMoves(Refused):
    """Ends of labels that are past move, and whoever asks has not seen it."""

    def __init__(self, endings: Sequence[Ending]) -> None:
        super().__init__(
            "Des fins de label déjà passées changeraient\u00a0: relisez, puis envoyez."
        )
        self.endings = endings
        self.seen = key_of(endings)


def key_of(endings: Iterable[Ending]) -> str:
    """What a form sends back to say that these were seen."""
    return ", ".join(map(str, endings))


def last_days(periods: Collection[Period]) -> dict[str, date | None]:
    """The last day of the labels of each period: its own once another follows, else unknown."""
    latest = max((period.starts_on for period in periods), default=date.min)
    return {each.code: each.ends_on if each.starts_on < latest else None for each in periods}


def endings(periods: Collection[Period]) -> list[Ending]:
    """What moves when periods become these ones."""
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


def check_endings(periods: Collection[Period], *, reason: str, seen: str | None) -> None:
    """Refuse ends that are past and move: unless they are `seen` (None is the machine, which sees
    nothing) and have a reason. Never those of the period that is still current."""
    today = clock.today()
    moved = endings(periods)
    past = [each for each in moved if each.first < today]
    for each in past:
        _refuse_if_current(each, periods, today)
    if past and seen is not None and seen != key_of(moved):
        raise PastMoves(moved)
    if past and not reason.strip():
        raise Refused("Des fins de label déjà passées changent\u00a0: donnez-en le motif.")


def _refuse_if_current(ending: Ending, periods: Collection[Period], today: date) -> None:
    """A period that is current keeps its labels: it does not end before another one starts."""
    started = [period for period in periods if period.starts_on <= today]
    current = max(started, key=lambda period: period.starts_on, default=None)
    if ending.period == current and ending.after and ending.after < today:
        raise Refused(
            f"{current} est encore la période en cours\u00a0: ses labels ne peuvent avoir pris fin "
            f"le {ending.after:%d/%m/%Y}. Donnez-lui un dernier jour à venir, ou attendez que la "
            "suivante ait commencé."
        )


def bilans_moved(endings: Sequence[Ending]) -> list[Moved]:
    """At the dates of the published bilans, at the ends of months and today, the latest last."""
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
