"""What a file says of who may be helped: parameters, facts, rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import codes, readers
from .codes import ANSWER
from .expression_reading import expression
from .expressions import CLOSING, TODAY, Expression
from .faults import quoted
from .reading import FAULTY, Spot, an_object, asked, many, maybe

_whole = readers.whole(0, readers.LARGEST_AMOUNT)
_codes = many(readers.VALUE_CODE)
_PERIOD = re.compile(r"(rolling|fiscal)-[1-9]")


def _value(value: Any, at: Spot) -> Any:
    """A number, a day, a period or a list of codes: `Parameter.check` knows which is wanted."""
    if isinstance(value, str):
        return value if _PERIOD.fullmatch(value) else readers.day(value, at)
    return (_codes if isinstance(value, list) else _whole)(value, at)


_TYPES = {"date": date, "codes": tuple, "period": str}
"""Of the values of a parameter, by its unit; the others are whole numbers."""


@dataclass(frozen=True)
class ParameterValue:
    """In force from `since` to `until`, both included. `value` is an int, a date, a period or a
    tuple of codes, as the unit of its parameter wants; `text` says what is written, `source`
    where."""

    since: date = asked(readers.day, key="from")
    value: int | date | str | tuple[str, ...] = asked(_value)
    text: str = asked(readers.TEXT)
    source: str = asked(readers.LINE)
    until: date | None = maybe(readers.day)
    version: str = maybe(readers.LINE, "")

    def check(self, at: Spot) -> None:
        if self.until and self.until < self.since:
            at.key("until").fault("Cette valeur finit avant de commencer.")


@dataclass(frozen=True)
class Parameter:
    """A threshold, a rate, a list: each of its values with its dates and its source. Without value
    in force, it is not known."""

    code: str = asked(readers.CODE)
    label: str = asked(readers.LINE)
    unit: str = asked(readers.one_of(codes.UNITS))
    values: tuple[ParameterValue, ...] = asked(many(an_object(ParameterValue)))

    def at(self, day: date) -> ParameterValue | None:
        """The value in force on a day."""
        for value in self.values:
            if value.since <= day and (value.until is None or day <= value.until):
                return value
        return None

    def check(self, at: Spot) -> None:
        values = at.key("values")
        for rank, value in enumerate(self.values):
            if not isinstance(value.value, _TYPES.get(self.unit, int)):
                values.item(rank).key("value").fault(
                    f"{quoted(value.value)} n’est pas une valeur en {self.unit}."
                )
        for rank, (before, after) in enumerate(zip(self.values, self.values[1:], strict=False)):
            if before.until is None or before.until >= after.since:
                values.item(rank + 1).fault(
                    "Cette valeur commence avant la fin de la précédente\u00a0: "
                    "les valeurs d’un paramètre se suivent."
                )


def source(value: Any, at: Spot) -> Any:
    """What a fact is read from: one of `codes.SOURCES`, or "answer:KEY"."""
    return readers.prefixed({ANSWER: "fields"}, codes.SOURCES)(value, at)


@dataclass(frozen=True)
class FactSpec:
    """Something that rules read: from the first of `sources` that knows it; from none, it is typed.
    `lift` is who can give it, `unknown` the sentence that says that it is missing."""

    code: str = asked(readers.CODE)
    label: str = asked(readers.LINE)
    unit: str = asked(readers.one_of(codes.FACT_UNITS))
    sources: tuple[str, ...] = asked(many(source), key="from")
    lift: str = asked(readers.one_of(codes.LIFTS))
    unknown: str = maybe(readers.LINE, "")

    def check(self, at: Spot) -> None:
        if self.code in (CLOSING, TODAY):
            at.key("code").fault(f"Le code {quoted(self.code)} est réservé.")
        for rank, name in enumerate(self.sources):
            if self.unit not in _units_of(name, at):
                at.key("from").item(rank).fault(
                    f"{quoted(name)} ne donne pas de valeur en {self.unit}."
                )


def _units_of(name: str, at: Spot) -> tuple[str, ...]:
    if not name.startswith(ANSWER):
        return (codes.SOURCES[name],)
    field = at.declared["fields"][name[len(ANSWER) :]]
    kind = field.get("kind")
    if kind == "table" and not _tells_aids(field):
        return ()
    return codes.FIELD_KINDS.get(kind, ()) if isinstance(kind, str) else ()


def _tells_aids(table: Mapping[str, Any]) -> bool:
    """Whether each row has the day and the amount of an aid."""
    columns = table.get("columns")
    listed = columns if isinstance(columns, list) else []
    kinds = {each.get("key"): each.get("kind") for each in listed if isinstance(each, dict)}
    return (kinds.get("on"), kinds.get("amount")) == ("date", "amount")


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def sentence(value: Any, at: Spot) -> Any:
    """A text that may hold {threshold}."""
    if readers.TEXT(value, at) is FAULTY:
        return FAULTY
    if set(re.findall(_PLACEHOLDER, value)) - {"threshold"}:
        return at.fault("Entre accolades, seul {threshold} est possible ici.")
    return value


@dataclass(frozen=True)
class EligibilityRule:
    """`sentence` says what must hold, `text` where that is written, `hint` what to do about it."""

    code: str = asked(readers.CODE)
    sentence: str = asked(sentence)
    expect: Expression = asked(expression)
    lift: str = asked(readers.one_of(codes.RULE_LIFTS))
    text: str = asked(readers.TEXT)
    source: str = maybe(readers.LINE, "")
    hint: str = maybe(readers.TEXT, "")
