"""Terms of calls written in a line, for tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from usine.calls.eligibility.facts import Book, Given
from usine.calls.eligibility.terms import Terms
from usine.calls.eligibility.verdicts import RuleVerdict, judge

AT = date(2025, 6, 2)
MAY = datetime(2025, 5, 2, 9, tzinfo=UTC)
JULY = datetime(2025, 7, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class AFact:
    code: str
    unit: str = "cents"
    label: str = "Assiette"
    sources: tuple[str, ...] = ()
    unknown: str = ""


@dataclass(frozen=True)
class AValue:
    value: Any
    since: date = date(2025, 1, 1)
    until: date | None = None
    text: str = "guide, page 2"
    source: str = ""
    version: str = ""


@dataclass(frozen=True)
class AParameter:
    code: str
    unit: str
    values: tuple[AValue, ...]
    label: str = "Seuil"


@dataclass(frozen=True)
class AWindow:
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class ARule:
    expect: Any
    sentence: str = "Le seuil est de {threshold}."
    code: str = "rule"
    lift: str = "applicant"
    text: str = "guide, page 1"
    source: str = ""
    hint: str = "Écrivez."


def fact(code: str, unit: str = "cents", **more: Any) -> AFact:
    return AFact(code, unit, sources=(f"answer:{code}",), **more)


def parameter(code: str, unit: str, *values: Any, **more: Any) -> AParameter:
    dated = (each if isinstance(each, AValue) else AValue(each) for each in values)
    return AParameter(code, unit, tuple(dated), **more)


def terms(*declared: AFact | AParameter | AWindow, at: date = AT, **more: Any) -> Terms:
    return Terms.of(
        facts=[each for each in declared if isinstance(each, AFact)],
        parameters=[each for each in declared if isinstance(each, AParameter)],
        windows=[each for each in declared if isinstance(each, AWindow)],
        at=at,
        **more,
    )


def book(**answers: Any) -> Book:
    return Book({f"answer:{code}": Given(value, "réponse") for code, value in answers.items()})


def told(expect: Any, asked: Terms, facts: Book | None = None) -> RuleVerdict:
    """The verdict of one rule."""
    [rule] = judge([ARule(expect)], facts or book(), asked).rules
    return rule


def summary(expect: Any, asked: Terms, facts: Book | None = None) -> tuple[str, str, str]:
    """(verdict, value seen, gap)"""
    rule = told(expect, asked, facts)
    return str(rule.verdict), rule.finding.seen, rule.gap


def spaced(*texts: str) -> tuple[str, ...]:
    """Texts without the no-break spaces, which no reader sees."""
    return tuple(text.replace("\u202f", " ").replace("\u00a0", " ") for text in texts)


def seen(expect: Any, asked: Terms, /, **answers: Any) -> tuple[str, ...]:
    """`summary` of answers, with ordinary spaces."""
    return spaced(*summary(expect, asked, book(**answers)))
