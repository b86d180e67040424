"""The terms of a call on a day, and a case that they are put to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any, NamedTuple, Self

from usine.calls.format.conditions import EligibilityRule, FactSpec
from usine.calls.format.expressions import (
    AllOf,
    AnyOf,
    Expression,
    Negation,
    Predicate,
    Unless,
    predicates_of,
)
from usine.calls.format.header import Window
from usine.calls.format.model import CallFile
from usine.values.dates import end_of_day, paris_day

from . import windows
from .facts import FactBook, Given, fits
from .parameters import InForce, in_force
from .words import in_words, joined, part_of_sentence

Named = Callable[[str, str], str]
"""(source, code) → how the code reads: "project:region", "32" gives "Hauts-de-France"."""

UNREADABLE = "cette réponse ne se lit pas"


def as_written(source: str, code: str) -> str:
    return code


class RuleParts(NamedTuple):
    """A rule, its predicates in their order, and their ranks in the order in which its sentence
    looks for a threshold: what must hold, then exceptions."""

    rule: EligibilityRule
    predicates: tuple[Predicate, ...]
    ranks: tuple[int, ...]

    @classmethod
    def of(cls, rule: EligibilityRule) -> Self:
        predicates = tuple(predicates_of(rule.expect))
        rank = {id(each): number for number, each in enumerate(predicates)}
        return cls(rule, predicates, tuple(rank[id(each)] for each in _rules_first(rule.expect)))


def _rules_first(expression: Expression) -> Iterator[Predicate]:
    match expression:
        case Unless(exception, rule):
            yield from _rules_first(rule)
            yield from _rules_first(exception)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _rules_first(part)
        case Negation(part):
            yield from _rules_first(part)
        case predicate:
            yield predicate


@dataclass(frozen=True)
class Terms:
    """What a call asks on the day `at`, by its version that is written in `source`.

    `moment` is the second of the question, on that day; without one, the whole day counts. `labels`
    are the names of asks, documents and calls by their source: "agreement:CODE", "document:CODE",
    "award:CODE". `named` tells how codes read.
    """

    rules: Sequence[EligibilityRule]
    facts: Mapping[str, FactSpec]
    parameters: Mapping[str, InForce]
    windows: Sequence[Window]
    at: date
    source: str
    moment: datetime | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    named: Named = as_written

    @classmethod
    def of(
        cls, call: CallFile, *, at: date, awards: Mapping[str, str] | None = None, **more: Any
    ) -> Terms:
        """Those of a version of a call, on a day; `awards` are the titles of other calls."""
        parameters = {each.code: in_force(each, at) for each in call.parameters}
        facts = {each.code: each for each in call.facts}
        labels = {f"agreement:{ask.code}": ask.label for ask in call.asks}
        labels |= {f"document:{each.code}": each.title for each in call.documents}
        labels |= awards or {}
        windows, source = call.call.windows, call.version.source
        return cls(call.rules, facts, parameters, windows, at, source, labels=labels, **more)

    def __post_init__(self) -> None:
        if self.moment and paris_day(self.moment) != self.at:
            raise ValueError("The moment of a question falls on its day.")

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """Where each fact is read: as somebody typed it, then its own sources."""
        return {code: (f"fact:{code}", *each.sources) for code, each in self.facts.items()}

    @cached_property
    def missing(self) -> dict[str, str]:
        """What is told of each fact that is not known, as a part of a sentence."""
        return {
            code: part_of_sentence(each.unknown or f"à préciser\u00a0: {each.label}")
            for code, each in self.facts.items()
        }

    @cached_property
    def parts(self) -> list[RuleParts]:
        """Each rule, and what it is made of."""
        return [RuleParts.of(rule) for rule in self.rules]

    @cached_property
    def window(self) -> Window | None:
        """The window that is open, if any."""
        if self.moment:
            return windows.open_at(self.windows, self.moment)
        return windows.open_on(self.windows, self.at)

    @cached_property
    def nearest(self) -> Window | None:
        """The window that is open, else the next one to open, else the last."""
        moment = self.moment or end_of_day(self.at)
        return self.window or windows.nearest(self.windows, moment)

    @cached_property
    def closing(self) -> date | None:
        """The last day of the nearest window."""
        closes_at = self.nearest and self.nearest.closes_at
        return paris_day(closes_at - timedelta(microseconds=1)) if closes_at else None

    def label(self, source: str) -> str:
        return self.labels.get(source, source.partition(":")[2])


class Seen(NamedTuple):
    """A fact of a case: its value, None when it is unknown, and then why."""

    value: Any = None
    words: str = ""
    origin: str = ""
    gap: str = ""

    @property
    def is_known(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Case:
    """What is known of somebody or something that a call may suit."""

    terms: Terms
    book: FactBook
    # The facts that a rule has read, by their codes.
    read: dict[str, Seen] = field(default_factory=dict)

    def see(self, code: str) -> Seen:
        """A declared fact: as somebody typed it, else by the first of its sources that knows it."""
        if code not in self.read:
            self.read[code] = self._see(self.terms.facts[code])
        return self.read[code]

    def _see(self, fact: FactSpec) -> Seen:
        reasons = []
        for source in self.terms.sources[fact.code]:
            given = self.given(source)
            if given.is_known and fits(given.value, fact.unit):
                return self._seen(given, source, fact.unit)
            reasons.append(UNREADABLE if given.is_known else given.why)
        why = next(filter(None, reasons), "")
        return Seen(gap=joined((self.terms.missing[fact.code], why), ", "))

    def given(self, source: str) -> Given:
        if source == "clock:today":
            return Given(self.terms.at, "jour de la question")
        return self.book.given(source)

    def parameter(self, code: str) -> InForce:
        return self.terms.parameters[code]

    def named(self, fact: str) -> Callable[[str], str]:
        """How the codes of a fact read."""
        sources = self.terms.facts[fact].sources
        return partial(self.terms.named, sources[0] if sources else "")

    def _seen(self, given: Given, source: str, unit: str) -> Seen:
        words = given.words or self._words(given.value, source, unit)
        return Seen(given.value, words, given.origin)

    def _words(self, value: Any, source: str, unit: str) -> str:
        named = partial(self.terms.named, source)
        match unit:
            case "code":
                return named(value)
            case "codes":
                return in_words(tuple(named(code) for code in value), unit)
        return in_words(value, unit)


def unset(parameter: InForce) -> str:
    """What is missing when a parameter has no value that day."""
    if parameter.is_known:
        return ""
    return f"aucune valeur publiée à cette date\u00a0: {parameter.label}"
