"""The value that a parameter of a call has on a day, and where that is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from usine.values.formats import format_day

from .words import LISTED, in_words, joined, listed


class ValueInTime(Protocol):
    """A value of a parameter, from a day until another, both included."""

    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...
    @property
    def value(self) -> Any: ...
    @property
    def text(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def version(self) -> str: ...


class DatedParameter(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def values(self) -> Iterable[ValueInTime]: ...


@dataclass(frozen=True)
class InForce:
    """A parameter on a day: `value` is None when nothing was in force, or when it was empty."""

    label: str
    unit: str
    value: Any = None
    written: str = ""

    @property
    def is_known(self) -> bool:
        return self.value is not None

    def words(self, named: Callable[[str], str] = str) -> str:
        """As people read it; `named` tells codes. A long list is told by its label."""
        if self.value is None:
            return ""
        if self.unit != "codes":
            return in_words(self.value, self.unit)
        if len(self.value) > LISTED:
            return f"{self.label} ({len(self.value)})"
        return listed([named(code) for code in self.value], "ou")


NO_LIMIT = InForce("", "text", "")
"""What is compared with no parameter."""


def in_force(parameter: DatedParameter, on: date) -> InForce:
    """The value on a day: of two that cover it, the one that began last."""
    covering = [each for each in parameter.values if _covers(each, on)]
    if not covering:
        return InForce(parameter.label, parameter.unit)
    latest = max(covering, key=lambda each: each.since)
    value = None if latest.value in ((), []) else latest.value
    return InForce(parameter.label, parameter.unit, value, _written(latest))


def _covers(value: ValueInTime, on: date) -> bool:
    return value.since <= on and (value.until is None or on <= value.until)


def _written(value: ValueInTime) -> str:
    """Where the value is written, which version, and since when it holds."""
    since = f"depuis le {format_day(value.since)}"
    return joined((value.text, value.source, value.version, since), ", ")
