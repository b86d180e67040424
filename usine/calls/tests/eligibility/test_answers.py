import pytest

from usine.calls.eligibility.facts import Book, Books, Given
from usine.calls.eligibility.terms import Case
from usine.calls.format.expressions import (
    AgreementGiven,
    Declared,
    DocumentPresent,
    Negation,
    PrerequisiteAward,
)

from .terms import AT, a_fact, book, fact, spaced, summary, terms, told

ANSWER = terms(fact("intact", "yes_no", label="Travaux non commencés"))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (True, ("met", "oui", "")),
        (False, ("unmet", "non", "la réponse est non")),
        (None, ("unknown", "", "à préciser : Travaux non commencés")),
        (1, ("unknown", "", "à préciser : Travaux non commencés, cette réponse ne se lit pas")),
    ],
)
def test_a_declaration(answer, expected):
    assert spaced(*summary(Declared("intact"), ANSWER, book(intact=answer))) == expected


def test_a_declaration_that_must_not_be_made():
    rule = told(Negation(Declared("intact")), ANSWER, book(intact=True))
    assert (rule.verdict, rule.gap) == ("unmet", "la réponse est oui")


@pytest.mark.parametrize(
    ("expect", "source", "yes", "no", "not_yet"),
    [
        (
            AgreementGiven("governance"),
            "agreement:governance",
            "accord donné : le binôme",
            "accord refusé : le binôme",
            "accord à obtenir : le binôme",
        ),
        (
            DocumentPresent("plan"),
            "document:plan",
            "pièce jointe : plan",
            "pièce absente : plan",
            "pièce à joindre : plan",
        ),
        (
            PrerequisiteAward("rebond-a"),
            "award:rebond-a",
            "candidature retenue : rebond-a",
            "candidature non retenue : rebond-a",
            "candidature à retenir d’abord : rebond-a",
        ),
    ],
)
def test_what_somebody_gives(expect, source, yes, no, not_yet):
    asked = terms(labels={"agreement:governance": "le binôme"})

    def seen(value):
        given = Given(value, "réponse du binôme", AT)
        return spaced(*summary(expect, asked, Book({source: given})))

    assert seen(True) == ("met", yes, "")
    assert seen(False) == ("unmet", no, no)
    assert seen(None) == ("unknown", "", not_yet)
    rule = told(expect, asked, Book({source: Given(True, "réponse", AT)}))
    assert spaced(rule.finding.seen_from) == ("réponse, depuis le 2 juin 2025",)


def test_what_is_unknown_says_why():
    given = Given(why="les budgets ne sont lus que par les équipes")
    rule = told(Declared("intact"), ANSWER, Book({"answer:intact": given}))
    assert spaced(rule.gap) == (
        "à préciser : Travaux non commencés, les budgets ne sont lus que par les équipes",
    )


SOURCES = ("answer:base", "action:budget")


def test_the_first_source_that_knows_wins():
    asked = terms(a_fact("intact", "yes_no", *SOURCES))
    facts = {"action:budget": Given(True, "action")}
    assert told(Declared("intact"), asked, Book(facts)).verdict == "met"
    facts["answer:base"] = Given(False, "réponse")
    rule = told(Declared("intact"), asked, Book(facts))
    assert (rule.verdict, rule.finding.seen_from) == ("unmet", "réponse")


def test_the_first_book_that_knows_wins():
    typed, known = Book({"a": Given(1)}), Book({"a": Given(2), "b": Given(3)})
    silent = Book({"c": Given(why="secret")})
    both = Books((silent, typed, known))
    assert [both.given(each).value for each in "ab"] == [1, 3]
    assert both.given("c").why == "secret"
    assert not both.given("d").is_known


def test_the_day_of_the_question_is_a_fact():
    asked = terms(a_fact("today", "date", "clock:today"))

    seen = Case(asked, book()).see("today")
    assert (seen.value, seen.origin) == (AT, "jour de la question")
