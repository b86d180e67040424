from dataclasses import replace

import pytest

from usine.calls.eligibility.verdicts import judge
from usine.calls.format.expressions import (
    AllOf,
    AmountAtLeast,
    AnyOf,
    Declared,
    Negation,
    PlaceIn,
    Unless,
)

from .terms import a_rule, a_value, book, fact, parameter, spaced, summary, terms, told

EXCEPTION = "sauf exception à préciser"
A, B, C = (Declared(name) for name in "abc")
ASKED = terms(*(fact(name, "yes_no", unknown=f"{name}\u00a0?") for name in "abc"))


def seen(expect, **answers):
    return spaced(*summary(expect, ASKED, book(**answers)))


@pytest.mark.parametrize(
    ("expect", "answers", "verdict", "gap"),
    [
        (AllOf((A, B, C)), {"a": True, "b": False}, "unmet", "la réponse est non"),
        (AllOf((A, B, C)), {"a": True}, "unknown", "b ? ; c ?"),
        (AllOf((A, B)), {"a": True, "b": True}, "met", ""),
        (AnyOf((A, B)), {"a": True}, "met", ""),
        (AnyOf((A, B)), {"a": False}, "unknown", "b ?"),
        (AnyOf((A, B)), {}, "unknown", "a ? ou b ?"),
        (Negation(AnyOf((A, B))), {"a": True}, "unmet", "la réponse est oui"),
        (Negation(AllOf((A, B))), {"a": False}, "met", ""),
        (Unless(A, B), {"a": True}, "met", ""),
        (Unless(A, B), {"b": True}, "met", ""),
        (
            Unless(A, B),
            {"b": False},
            "unknown",
            "la réponse est non, sauf exception à préciser : a ?",
        ),
        (Unless(A, B), {"a": False}, "unknown", "b ?"),
        (Unless(A, B), {}, "unknown", "b ? ou a ?"),
        (
            Unless(Negation(A), B),
            {"a": True, "b": False},
            "unmet",
            "la réponse est non, et l’exception ne joue pas",
        ),
    ],
)
def test_expressions_tell_what_decides(expect, answers, verdict, gap):
    assert seen(expect, **answers)[::2] == (verdict, gap)


def test_what_decides_is_told_once():
    assert seen(AllOf((A, B)), a=True, b=True)[1] == "oui"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"a": True, "b": True}, "Rien ne s’y oppose : 2 règles sont remplies."),
        ({"a": True, "b": False}, "Non éligible : 1 règle n’est pas remplie."),
        ({"a": True}, "À préciser : 1 règle attend une réponse."),
        ({}, "À préciser : 2 règles attendent une réponse."),
    ],
)
def test_a_verdict_counts_the_rules_that_decide(answers, sentence):
    verdict = judge(replace(ASKED, rules=(a_rule(A), a_rule(B))), book(**answers))
    assert spaced(verdict.sentence) == (sentence,)


def test_no_rule_at_all_is_no_verdict():
    verdict = judge(ASKED, book())
    assert verdict.verdict == "unknown"
    assert spaced(verdict.sentence) == ("Aucune règle n’est décrite : rien ne se vérifie ici.",)


def test_a_verdict_as_json():
    verdict = judge(replace(ASKED, rules=(a_rule(A, "Rien n’a commencé."),)), book(a=False))
    assert verdict.as_json == {
        "verdict": "unmet",
        "sentence": "Non éligible\u00a0: 1\u00a0règle n’est pas remplie.",
        "rules": [
            {
                "code": "rule",
                "verdict": "unmet",
                "sentence": "Rien n’a commencé.",
                "seen": "non",
                "seen_from": "réponse",
                "threshold": None,
                "source": "Il y a un seuil (version 1)",
                "gap": "la réponse est non",
                "lift": "applicant",
                "hint": "Écrivez.",
            }
        ],
    }


@pytest.mark.parametrize("around", [lambda part: AllOf((part,)), lambda part: Negation(part)])
def test_a_sentence_names_the_threshold_of_what_must_hold_before_that_of_an_exception(around):
    asked = terms(
        fact("base"),
        fact("region", "code"),
        parameter("least", "cents", 100),
        parameter("overseas", "codes", ("94", "04")),
    )
    expect = Unless(PlaceIn("region", "overseas"), around(AmountAtLeast("base", "least")))
    assert spaced(told(expect, asked).sentence) == ("Le seuil est 1 €.",)


def test_one_text_is_cited_once():
    asked = terms(fact("base"), parameter("least", "cents", a_value(100)))
    rule = replace(a_rule(AmountAtLeast("base", "least")), text="Il est haut.")
    [judged] = judge(replace(asked, rules=(rule,)), book(base=1)).rules
    assert spaced(judged.source) == ("Il est haut (guide, depuis le 1er janvier 2021)",)
