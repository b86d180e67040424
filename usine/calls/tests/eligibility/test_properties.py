"""What holds of every verdict, whatever the rules and the facts."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from usine.calls.eligibility.facts import Book, DatedAid, Given, Spell
from usine.calls.eligibility.verdicts import judge
from usine.calls.format import expressions as ex
from usine.values.dates import PartialDate, Precision

from .terms import JULY, MAY, a_rule, a_window, fact, parameter, terms

DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))
CENTS = st.integers(0, 500)
# By unit: the values of facts, a few of which are nonsense.
VALUES = {
    "cents": CENTS,
    "date": DAYS | st.builds(PartialDate, DAYS, st.sampled_from(Precision)),
    "label": st.just(False) | DAYS | st.tuples(st.builds(Spell, DAYS, st.none() | DAYS)),
    "code": st.sampled_from(["62", "94", "25.62B", "C", "zz"]),
    "codes": st.lists(st.sampled_from(["62", "94"]), min_size=1).map(tuple),
    "yes_no": st.booleans(),
    "aids": st.lists(st.builds(DatedAid, DAYS, CENTS), min_size=1, max_size=3).map(tuple),
}
FACTS = {
    name: fact(name, "date" if unit == "label" else unit)
    for unit in VALUES
    for name in (unit, f"other_{unit}")
}
SOURCES = {f"answer:{name}": name for name in FACTS} | {
    "agreement:a": "yes_no",
    "document:d": "yes_no",
    "award:c": "yes_no",
}
NONSENSE = st.sampled_from([None, -1, "", (), 3.5, "n’importe", True, ("x", 1)])


def unit_of(source: str) -> str:
    return SOURCES[source].removeprefix("other_")


def code(unit: str) -> st.SearchStrategy[str]:
    return st.sampled_from([unit, f"other_{unit}"])


CODES_OF_CENTS = st.tuples(code("cents"), code("cents"))
PREDICATES = st.one_of(
    st.builds(ex.AmountAtLeast, code("cents"), st.just("cents")),
    st.builds(ex.PlaceIn, code("codes"), st.just("codes")),
    st.builds(ex.ChoiceIn, code("code"), codes=st.just(("62",)) | st.just(())),
    st.builds(ex.NafIn, code("code"), st.just("codes")),
    st.builds(ex.LabelledAt, code("label"), st.sampled_from([None, "today", "closing", "date"])),
    st.builds(ex.WindowOpen),
    st.builds(ex.Declared, code("yes_no")),
    st.builds(ex.AgreementGiven, st.just("a")),
    st.builds(ex.DocumentPresent, st.just("d")),
    st.builds(ex.PrerequisiteAward, st.just("c")),
    st.builds(ex.RateAtMost, code("cents"), code("cents"), st.just("rate")),
    st.builds(
        ex.PublicAidAtMost, st.tuples(code("cents"), code("cents")), code("cents"), st.just("rate")
    ),
    st.builds(ex.DeMinimisLeft, code("cents"), code("aids"), st.just("cents"), st.just("period")),
    st.builds(ex.DateBefore, code("date"), st.just("date")),
    st.builds(ex.DateBefore, code("date"), other=code("date")),
)


def composed(parts: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(ex.AllOf, several),
        st.builds(ex.AnyOf, several),
        st.builds(ex.Negation, parts),
        st.builds(ex.Unless, parts, parts),
    )


EXPRESSIONS = st.recursive(PREDICATES, composed, max_leaves=5)


def maybe(values: st.SearchStrategy) -> st.SearchStrategy:
    """Values in force, or none."""
    return st.just(()) | values.map(lambda value: (value,))


UNITS = {"rate": "basis_points"}
TERMS = st.builds(
    lambda at, windows, values: terms(
        *FACTS.values(),
        *(
            parameter(name, "basis_points" if name == "rate" else name, *values[name])
            for name in values
        ),
        *windows,
        at=at,
    ),
    DAYS,
    st.lists(st.builds(a_window, st.none() | st.just(MAY), st.none() | st.just(JULY)), max_size=2),
    st.fixed_dictionaries(
        {
            "cents": maybe(CENTS),
            "rate": maybe(st.integers(0, 12_000)),
            "codes": maybe(st.sampled_from([(), ("62", "C"), ("94",)])),
            "date": maybe(DAYS),
            "period": maybe(st.sampled_from(["rolling-3", "fiscal-3"])),
        }
    ),
)
BOOKS = st.fixed_dictionaries({}, optional={source: VALUES[unit_of(source)] for source in SOURCES})


def verdict(expect, asked, facts):
    book = Book({source: Given(value, "réponse") for source, value in facts.items()})
    return judge(replace(asked, rules=(a_rule(expect),)), book)


@given(EXPRESSIONS, TERMS, BOOKS, st.sampled_from(sorted(SOURCES)), st.data())
def test_a_missing_fact_turns_only_unknown_into_met_or_unmet(expect, asked, facts, source, data):
    assume(source not in facts)
    before = verdict(expect, asked, facts).verdict
    after = verdict(expect, asked, facts | {source: data.draw(VALUES[unit_of(source)])}).verdict
    assert before in ("unknown", after)


@given(EXPRESSIONS, TERMS, BOOKS)
def test_each_verdict_has_its_sentence_and_its_source(expect, asked, facts):
    judged = verdict(expect, asked, facts)
    [rule] = judged.rules
    assert all((judged.sentence, rule.sentence, rule.source))
    assert "{" not in rule.sentence
    assert (rule.gap == "") == (rule.verdict == "met")


@given(EXPRESSIONS, TERMS, BOOKS)
def test_the_same_facts_and_terms_give_the_same_verdict(expect, asked, facts):
    backwards = dict(reversed(facts.items()))
    assert verdict(expect, asked, facts).as_json == verdict(expect, asked, backwards).as_json


@given(PREDICATES, BOOKS)
def test_no_parameter_in_force_refuses_nobody(expect, facts):
    """What is compared with an empty list, an empty rate, or no value at all stays unknown."""
    names = ("cents", "codes", "date", "rate", "period")
    empty = [parameter(name, name, *([()] if name == "codes" else [])) for name in names]
    compares = getattr(expect, "parameter", None) or getattr(expect, "codes", None) == ()
    if compares:
        assert verdict(expect, terms(*FACTS.values(), *empty), facts).verdict == "unknown"


@given(EXPRESSIONS, TERMS, st.dictionaries(st.sampled_from(sorted(SOURCES)), NONSENSE))
def test_nonsense_is_unknown_and_breaks_nothing(expect, asked, facts):
    sense = {source: value for source, value in facts.items() if makes_sense(source, value)}
    assert verdict(expect, asked, facts).verdict == verdict(expect, asked, sense).verdict


def makes_sense(source: str, value: object) -> bool:
    unit = unit_of(source)
    return (value is True and unit == "yes_no") or (isinstance(value, str) and unit == "code")
