"""Terms of calls written in a line, for tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from usine.calls.eligibility.facts import Book, Given
from usine.calls.eligibility.parameters import in_force
from usine.calls.eligibility.terms import Terms
from usine.calls.eligibility.verdicts import RuleVerdict, judge
from usine.calls.format.conditions import EligibilityRule, FactSpec, Parameter, ParameterValue
from usine.calls.format.header import Window

AT = date(2025, 6, 2)
MAY = datetime(2025, 5, 2, 9, tzinfo=UTC)
JULY = datetime(2025, 7, 2, 9, tzinfo=UTC)


def a_fact(code: str, unit: str, *sources: str, label: str = "Assiette", **more: Any) -> FactSpec:
    return FactSpec(code, label, unit, sources, "applicant", **more)


def fact(code: str, unit: str = "cents", **more: Any) -> FactSpec:
    """A fact that is read from the answer of its name."""
    return a_fact(code, unit, f"answer:{code}", **more)


def a_value(
    value: Any, since: date = date(2021, 1, 1), until: date | None = None
) -> ParameterValue:
    return ParameterValue(since, value, "Il est haut.", "guide", until)


def parameter(code: str, unit: str, *values: Any, label: str = "Seuil") -> Parameter:
    dated = (each if isinstance(each, ParameterValue) else a_value(each) for each in values)
    return Parameter(code, label, unit, tuple(dated))


def a_window(opens_at: datetime | None = None, closes_at: datetime | None = None) -> Window:
    return Window("window", "Dépôt", opens_at, closes_at)


def a_rule(expect: Any, sentence: str = "Le seuil est {threshold}.") -> EligibilityRule:
    return EligibilityRule(
        "rule", sentence, expect, "applicant", "Il y a un seuil.", "", "Écrivez."
    )


def terms(
    *declared: Any, at: date = AT, rules: tuple[EligibilityRule, ...] = (), **more: Any
) -> Terms:
    def of(kind: type) -> list[Any]:
        return [each for each in declared if isinstance(each, kind)]

    facts = {each.code: each for each in of(FactSpec)}
    parameters = {each.code: in_force(each, at) for each in of(Parameter)}
    return Terms((), facts, parameters, of(Window), at, "version 1", **more)


def book(**answers: Any) -> Book:
    return Book({f"answer:{code}": Given(value, "réponse") for code, value in answers.items()})


def told(expect: Any, asked: Terms, facts: Book | None = None) -> RuleVerdict:
    """The verdict of one rule."""
    [rule] = judge(replace(asked, rules=(a_rule(expect),)), facts or book()).rules
    return rule


def summary(expect: Any, asked: Terms, facts: Book | None = None) -> tuple[str, str, str]:
    """(verdict, value seen, gap)"""
    rule = told(expect, asked, facts)
    return str(rule.verdict), rule.finding.seen, rule.gap


def spaced(*texts: str) -> tuple[str, ...]:
    """Texts without the no-break spaces, which no reader sees."""
    return tuple(text.replace("\u00a0", " ") for text in texts)


def seen(expect: Any, asked: Terms, /, **answers: Any) -> tuple[str, ...]:
    """`summary` of answers, with ordinary spaces."""
    return spaced(*summary(expect, asked, book(**answers)))
