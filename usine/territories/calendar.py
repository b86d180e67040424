"""The axes of every period and the sectors of industry, read once a request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from usine.values.text import fold

from .models import Axis, Period, Sector


class Axes(tuple[Axis, ...]):
    """The axes of a period, in their order."""

    __slots__ = ()

    @property
    def codes(self) -> list[str]:
        return [axis.code for axis in self]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(axis.code, axis.label) for axis in self]

    def named(self, code: str) -> Axis | None:
        return next((axis for axis in self if axis.code == code), None)

    def label(self, code: str) -> str:
        """The label of a code, or the code itself when no axis has it."""
        axis = self.named(code)
        return axis.label if axis else code

    def short(self, code: str) -> str:
        axis = self.named(code)
        return axis.short if axis else code


@dataclass(frozen=True)
class Calendar:
    """The axes of each period, in the order of the days on which periods start.

    A period has axes as soon as it is opened.
    """

    axes: Mapping[str, Axes]  # by the code of the period

    def axes_of(self, period: str) -> Axes:
        return self.axes.get(period, Axes())

    def axes_on(self, day: date) -> Axes:
        """The axes of the period that is current on a day (as `PeriodQuerySet.started`)."""
        started = [axes for axes in self.axes.values() if axes[0].period.starts_on <= day]
        return started[-1] if started else Axes()

    def past(self, period: str, day: date) -> Period | None:
        """The period of this code, once a later one has started."""
        axes, current = self.axes_of(period), self.axes_on(day)
        if axes and current and axes[0].period.starts_on < current[0].period.starts_on:
            return axes[0].period
        return None

    @cached_property
    def every_axis(self) -> Axes:
        """All axes, those of the last period first; a code used twice gives its last axis."""
        latest: dict[str, Axis] = {}
        for axes in reversed(list(self.axes.values())):
            for axis in axes:
                latest.setdefault(axis.code, axis)
        return Axes(latest.values())

    @cached_property
    def sectors(self) -> list[tuple[str, str]]:
        """The (code, label) of every sector of industry, in the order of labels."""
        return [(each.code, each.label) for each in self._sectors]

    @cached_property
    def offered_sectors(self) -> list[str]:
        """The codes of those that were not retired."""
        return [each.code for each in self._sectors if each.retired_at is None]

    @cached_property
    def _sectors(self) -> list[Sector]:
        return sorted(Sector.objects.order_by(), key=lambda sector: fold(sector.label))


# The calendar that the current request has read; None outside requests, where each call reads.
_read: ContextVar[list[Calendar] | None] = ContextVar("calendar", default=None)


def calendar() -> Calendar:
    """The periods and their axes: one query, once a request."""
    calendars = _read.get()
    if calendars:
        return calendars[0]
    calendar_read = _load()
    if calendars is not None:
        calendars.append(calendar_read)
    return calendar_read


def axes_of(period: str) -> Axes:
    return calendar().axes_of(period)


def axis_labels() -> list[tuple[str, str]]:
    """The (code, label) of every axis, of whatever period."""
    return calendar().every_axis.choices


def sector_labels() -> list[tuple[str, str]]:
    """The (code, label) of every sector of industry."""
    return calendar().sectors


def offered_sectors() -> list[str]:
    """The codes of the sectors that what bears none of them may choose."""
    return calendar().offered_sectors


def _load() -> Calendar:
    axes: dict[str, list[Axis]] = defaultdict(list)
    for axis in Axis.objects.select_related("period").order_by("period__starts_on", "rank"):
        axes[axis.period_id].append(axis)
    return Calendar({period: Axes(of_period) for period, of_period in axes.items()})


def forget() -> None:
    """Forget the calendar that was read, after a write of a period or of an axis."""
    if calendars := _read.get():
        calendars.clear()


def begin(**_) -> None:
    """Start a request, which keeps the calendar that it reads until its end."""
    _read.set([])


def end(**_) -> None:
    _read.set(None)
