"""What happened to any subject, told by the presenters of its verbs."""

import pytest
from django.db import transaction

from usine.ledger import history
from usine.ledger.history import ChangedValue, Deed
from usine.ledger.operations import record

pytestmark = pytest.mark.django_db


def nobody(identifiers):
    return {}


def moved(recorded):
    yield from (
        Deed("Déplacé", (ChangedValue("Lieu", old, new),)) for old, new in recorded["moves"]
    )


@pytest.fixture(autouse=True)
def _presenters(monkeypatch):
    monkeypatch.setattr(history, "_presenters", {**history._presenters})
    history.register({"room.move": moved, "room.open": history.sentence("Ouvert")})


def write(verb: str, subject: str, **recorded) -> None:
    with transaction.atomic():
        record(verb, subject=subject, by=None, **recorded)


@pytest.mark.parametrize("count", [1, 3])
def test_a_subject_of_any_kind_is_told_the_latest_first(count, django_assert_num_queries):
    write("room.open", "site:1", payload={"reason": "Vendu"})
    write("room.open", "site:2")
    for _ in range(count):
        write("room.move", "file:1", about={"site:1": {"moves": [["A", "B"], ["–", "A"]]}})
    with django_assert_num_queries(1):
        facts = history.history("site:1", names=nobody)
    assert [(fact.what, fact.lines, fact.reason) for fact in facts] == [
        *[
            ("Déplacé", (ChangedValue("Lieu", "A", "B"),), ""),
            ("Déplacé", (ChangedValue("Lieu", "–", "A"),), ""),
        ]
        * count,
        ("Ouvert", (), "Vendu"),
    ]
    assert {(fact.who, fact.subject, fact.erased) for fact in facts} == {
        ("la plateforme", "site:1", False)
    }


def test_a_verb_without_presenter_is_told_by_its_name():
    write("other.act", "site:1")
    assert [fact.what for fact in history.history("site:1", names=nobody)] == ["other.act"]


def test_whoever_acted_is_named_by_the_caller():
    class Person:
        pk = 1

    with transaction.atomic():
        record("room.open", subject="site:1", by=Person())
    write("room.open", "site:2")
    facts = history.history("site:1", "site:2", names=lambda pks: {pk: f"n°{pk}" for pk in pks})
    assert [(fact.subject, fact.who) for fact in facts] == [
        ("site:2", "la plateforme"),
        ("site:1", "n°1"),
    ]
