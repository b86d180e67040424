"""The rules of the documented example, put to a case."""

from datetime import date

from usine.calls.eligibility.facts import Book, Given
from usine.calls.eligibility.terms import Terms
from usine.calls.eligibility.verdicts import judge
from usine.calls.format.parse import parse

from ..documents import example
from .terms import spaced

MARCH, OCTOBER = date(2025, 3, 10), date(2025, 10, 1)


def rules(at, **answers):
    book = Book({source: Given(value, "réponse") for source, value in answers.items()})
    verdict = judge(Terms.of(parse(example()), at=at), book)
    return {rule.code: rule for rule in verdict.rules}


def test_a_threshold_is_that_of_the_day():
    told = [rules(at, **{"fact:cout": 160_000})["cout"] for at in (MARCH, OCTOBER)]
    assert [rule.verdict for rule in told] == ["unmet", "met"]
    assert [spaced(rule.sentence, rule.gap, rule.source) for rule in told] == [
        (
            "Le projet coûte au moins 2 000 €.",
            "il manque 400 €",
            "Règlement, article 3 (Règlement du 6 janvier 2025) ; Le coût est d’au moins 2 000 € "
            "(Règlement, article 3, v1, depuis le 3 mars 2025)",
        ),
        (
            "Le projet coûte au moins 1 500 €.",
            "",
            "Règlement, article 3 (Règlement du 6 janvier 2025) ; Le coût est d’au moins 1 500 € "
            "(Avenant du 1er juillet 2025, depuis le 1er septembre 2025)",
        ),
    ]


def test_a_rate_that_nobody_published_refuses_nobody():
    rule = rules(MARCH, **{"fact:cout": 100, "fact:aide": 10_000})["taux"]
    assert spaced(rule.verdict, rule.sentence, rule.gap) == (
        "unknown",
        "L’aide ne dépasse pas un seuil non publié du coût.",
        "aucune valeur publiée à cette date : Taux d’aide le plus haut",
    )


def test_asks_and_documents_are_told_by_their_labels():
    assert "accord" in rules(MARCH)["lieu"].gap
    labels = Terms.of(parse(example()), at=MARCH).labels
    assert set(labels) == {
        *(f"agreement:{each['code']}" for each in example()["asks"]),
        *(f"document:{each['code']}" for each in example()["documents"]),
    }
