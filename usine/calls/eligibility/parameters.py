"""The value that a parameter of a call has on a day, and where that is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from usine.calls.format.conditions import Parameter, ParameterValue
from usine.values.formats import format_day

from .words import LISTED, cited, in_words, listed


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
        if self.unit != "codes" or not self.value:
            return self._words
        if len(self.value) > LISTED:
            return f"{self.label} ({len(self.value)})"
        return listed([named(code) for code in self.value], "ou")

    @cached_property
    def _words(self) -> str:
        """Told once, as thousands of cases are compared with it."""
        return in_words(self.value, self.unit) if self.is_known else ""


NO_LIMIT = InForce("", "text", "")
"""What is compared with no parameter."""


def in_force(parameter: Parameter, on: date) -> InForce:
    """The value on a day, if any; an empty list is none."""
    value = parameter.at(on)
    if value is None:
        return InForce(parameter.label, parameter.unit)
    is_empty = isinstance(value.value, tuple) and not value.value
    worth = None if is_empty else value.value
    return InForce(parameter.label, parameter.unit, worth, _written(value))


def _written(value: ParameterValue) -> str:
    """What is written of the value, where, and since when it holds."""
    since = f"depuis le {format_day(value.since)}"
    return cited(value.text, value.source, value.version, since)
