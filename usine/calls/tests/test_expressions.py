"""What an expression holds, and what it names."""

from dataclasses import fields
from typing import get_args

from usine.calls.format.expressions import (
    ONE_OF,
    PREDICATES,
    AgreementGiven,
    AllOf,
    AmountAtLeast,
    AnyOf,
    DateBefore,
    LabelledAt,
    Negation,
    Predicate,
    PublicAidAtMost,
    Reference,
    Unless,
    WindowOpen,
    names_in,
    predicates_of,
)

BASE = AmountAtLeast(fact="base", parameter="base_min")


def test_predicates_are_a_closed_list_and_each_has_one_name():
    assert sorted(PREDICATES.values(), key=str) == sorted(get_args(Predicate), key=str)
    assert len(PREDICATES) == 14


def test_predicates_of_an_expression_come_in_order():
    agreed, labelled = AgreementGiven(ask="agreement"), LabelledAt(fact="label")
    expression = AllOf(
        (Unless(exception=agreed, rule=BASE), AnyOf((Negation(labelled), WindowOpen())))
    )
    assert list(predicates_of(expression)) == [agreed, BASE, labelled, WindowOpen()]


def test_an_expression_says_what_it_reads():
    expression = AllOf(
        (
            BASE,
            PublicAidAtMost(sources=("aid", "other_aid"), eligible="base", parameter="aid_max"),
            LabelledAt(fact="label", on="closing"),
            LabelledAt(fact="label", on="start"),
            DateBefore(fact="start", other="end"),
        )
    )
    assert list(names_in(expression)) == [
        (Reference.FACT, "base"),
        (Reference.PARAMETER, "base_min"),
        (Reference.FACT, "aid"),
        (Reference.FACT, "other_aid"),
        (Reference.FACT, "base"),
        (Reference.PARAMETER, "aid_max"),
        (Reference.FACT, "label"),
        (Reference.FACT, "label"),
        (Reference.FACT, "start"),
        (Reference.FACT, "start"),
        (Reference.FACT, "end"),
    ]


def test_what_a_predicate_compares_with_is_one_of_its_arguments():
    for predicate, names in ONE_OF.items():
        optional = {argument.name for argument in fields(predicate)} - {"fact"}
        assert optional == set(names)
