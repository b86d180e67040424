"""What is erased as the law may ask: words go, facts stay, the chain is whole."""

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction

from usine.ledger import erasers, triggers
from usine.ledger import history as told
from usine.ledger.models import Payload
from usine.ledger.operations import erase, record
from usine.ledger.queries import history
from usine.ledger.verification import erased, verify
from usine.values.errors import Refused

pytestmark = pytest.mark.django_db

WHO = {"name": "Camille Test"}


@pytest.fixture
def facts_stay(monkeypatch):
    """Of what was recorded about things, the reason goes."""
    monkeypatch.setattr(erasers, "_erasers", {})
    erasers.register("thing", erasers.without("reason"))


@pytest.fixture
def _recorded(facts_stay):
    """Three events: an account; what its holder signed, of a thing and a note; another's word."""
    somebody = get_user_model()(pk=7)
    with transaction.atomic():
        record("test.open", subject="person:7", by=None, payload=WHO)
        record(
            "test.sign",
            subject="thing:1",
            by=somebody,
            payload={"status": "done", "reason": "J’y étais"},
            about={"thing:2": {"status": "done"}, "note:1": {"text": "Vu"}},
        )
        record("test.sign", subject="thing:1", by=None, payload={"reason": "Vu aussi"})


def contents() -> list:
    return [(each.event_id, each.subject, each.decoded) for each in Payload.objects.all()]


@pytest.mark.usefixtures("_recorded")
def test_what_a_person_is_and_signed_is_erased_and_facts_stay():
    erase("person:7", by=None, reason="demande de la personne", signed_by=7)
    assert contents()[:5] == [
        (1, "person:7", None),
        (2, "note:1", None),
        (2, "thing:1", {"status": "done"}),
        (2, "thing:2", {"status": "done"}),
        (3, "thing:1", {"reason": "Vu aussi"}),
    ]
    assert verify() == []
    assert erased() == [
        "Événement 1, person:7 : effacé.",
        "Événement 2, note:1 : effacé.",
        "Événement 2, thing:1 : effacé en partie.",
    ]
    # Each subject tells that something was erased, and when.
    assert [payload.event.verb for payload in history("thing:1")] == [
        "ledger.erase",
        "test.sign",
        "test.sign",
    ]
    assert history("person:7")[0].decoded["reason"] == "demande de la personne"
    facts = told.history("thing:1", "thing:2", "note:1", names=lambda _: {})
    assert [(fact.subject, fact.erased) for fact in facts if fact.verb == "test.sign"] == [
        ("thing:1", False),
        ("note:1", True),
        ("thing:1", True),
        ("thing:2", False),
    ]


@pytest.mark.usefixtures("_recorded")
def test_an_erasure_of_a_subject_leaves_the_others():
    erase("thing:1", by=None, reason="demande de la personne", numbers=[3])
    assert [content for _, _, content in contents()][:5] == [
        WHO,
        {"text": "Vu"},
        {"reason": "J’y étais", "status": "done"},
        {"status": "done"},
        {},
    ]
    assert verify() == []


@pytest.mark.usefixtures("_recorded")
def test_what_has_nothing_more_to_lose_is_refused():
    erase("person:7", by=None, reason="demande de la personne", signed_by=7)
    with pytest.raises(Refused, match="rien à effacer de «\u00a0person:7"):
        erase("person:7", by=None, reason="encore", signed_by=7)
    with pytest.raises(Refused, match="thing:404"):
        erase("thing:404", by=None, reason="demande")
    assert verify() == []


@pytest.mark.usefixtures("_recorded")
def test_the_last_of_two_erasures_has_the_last_word(monkeypatch):
    erase("thing:1", by=None, reason="demande de la personne")
    monkeypatch.setattr(erasers, "_erasers", {})
    erase("thing:1", by=None, reason="demande de la personne")
    assert [content for _, subject, content in contents() if subject == "thing:1"][:2] == [
        None,
        None,
    ]
    assert verify() == []


WRITES = [
    "content = NULL",
    "content = '{}'",
    "subject = 'thing:9'",
    "digest = ''",
    "event_id = 3",
]


@pytest.mark.usefixtures("_recorded")
@pytest.mark.parametrize("change", WRITES)
def test_the_database_refuses_it_outside_an_erasure(change):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE ledger_payload SET {change} WHERE subject = 'note:1'")
    assert verify() == []


@pytest.mark.usefixtures("_recorded")
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("content = NULL", "subject = 'note:1'"),  # another subject
        ("subject = 'thing:9'", "subject = 'thing:1' AND event_id = 2"),
        ("digest = ''", "subject = 'thing:1' AND event_id = 2"),
        ("event_id = 1", "subject = 'thing:1' AND event_id = 2"),
        ("id = 99", "subject = 'thing:1' AND event_id = 2"),
        ("content = NULL", "event_id = 4"),  # the erasure itself
    ],
)
def test_an_erasure_lets_nothing_else_be_rewritten(change, where):
    with transaction.atomic():
        erase("thing:1", by=None, reason="demande de la personne")
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE ledger_payload SET {change} WHERE {where}")
    assert verify() == []


@pytest.mark.usefixtures("_recorded")
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("content = NULL", "son contenu sur note:1 a été vidé sans effacement enregistré"),
        ("content = '{}'", "son contenu sur note:1 a été altéré"),
        ("digest = ''", "la liste de ses contenus a été altérée"),
    ],
)
def test_what_was_emptied_behind_its_back_is_found(change, fault):
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_payload SET {change} WHERE subject = 'note:1'")
    triggers.install(connection)
    assert f"Événement 2 (test.sign, thing:1) : {fault}." in verify()


@pytest.mark.usefixtures("_recorded")
def test_what_an_erasure_left_is_proved_too():
    erase("thing:1", by=None, reason="demande de la personne")
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_payload SET content = '{}' WHERE event_id = 2")
    triggers.install(connection)
    assert (
        "Événement 2 (test.sign, thing:1) : son contenu sur thing:1 n’est pas ce qu’un effacement "
        "en a laissé."
    ) in verify()
