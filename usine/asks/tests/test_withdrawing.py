"""Asks that are withdrawn, put back, and whose words are erased with a person."""

from datetime import timedelta

import pytest
from django.core import mail

from usine.asks.addressing import a_role
from usine.asks.models import Ask
from usine.asks.operations import answer, ask_many, restore, see, withdraw, withdraw_many
from usine.asks.queries import to_do
from usine.ledger.models import Payload
from usine.people import operations as people
from usine.people.models import User
from usine.people.roles import Role
from usine.subjects.models import Audience, Subject
from usine.territories.measures import subject_of
from usine.values import clock
from usine.values.errors import Refused

from .factories import COUNT, asked, in_days, told

pytestmark = pytest.mark.django_db


def test_what_is_withdrawn_before_it_is_seen_is_not_told(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    withdraw(ask, by=coordinator)
    assert ([*to_do(manager)], told(manager)) == ([], [])
    restore(ask, by=coordinator)
    assert [*to_do(manager)] == [ask]
    assert told(manager) == [f"{coordinator} attend une réponse de vous /a-faire/#{ask.part}"]


def test_who_had_opened_it_is_told_that_it_is_withdrawn(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    see(ask, by=manager)
    withdraw(ask, by=coordinator)
    assert told(manager) == [f"{coordinator} a retiré sa demande /a-faire/termine/#{ask.part}"]


def test_whom_its_mail_left_to_is_told_that_it_is_withdrawn(territory, manager, coordinator):
    # What is due so soon left at once.
    ask = asked(territory, by=coordinator, due_on=in_days(2))
    withdraw(ask, by=coordinator)
    assert told(manager)[0] == f"{coordinator} a retiré sa demande /a-faire/termine/#{ask.part}"
    assert mail.outbox[-1].subject.startswith(f"{coordinator} a retiré sa demande")
    restore(ask, by=coordinator)
    ask.refresh_from_db()
    assert (len(mail.outbox), ask.state) == (3, "open")


def test_one_message_that_left_is_withdrawn_once(territory, manager, coordinator):
    Subject.objects.create(
        key="halle:1", kind="halle", title="Halle", path="/", place=territory.place
    )
    Audience.objects.create(subject_id="halle:1", token="public")
    there = subject_of(territory)
    values = {"to": a_role(Role.PROJECT_MANAGER, territory), "due_on": in_days(2)}
    two = ["halle:1", there]
    event = ask_many(COUNT, two, about=there, text="Combien ?", **values, by=coordinator)
    withdraw_many(event.number, by=coordinator)
    sentences = [each.subject.partition("\u00a0:")[0] for each in mail.outbox]
    assert sentences == [
        f"{coordinator} attend une réponse de vous",
        f"{coordinator} a retiré sa demande",
    ]


def test_what_was_seen_is_put_back_seen(territory, manager, coordinator):
    ask = see(asked(territory, by=coordinator), by=manager)
    withdraw(ask, by=coordinator)
    assert restore(ask, by=coordinator).state == "seen"


def test_what_was_asked_again_since_is_not_restored(territory, manager, coordinator):
    first = withdraw(asked(territory, by=coordinator), by=coordinator)
    asked(territory, by=coordinator)
    with pytest.raises(Refused, match="déjà demandé"):
        restore(first, by=coordinator)


# Forgetting


def test_the_words_of_who_is_forgotten_are_erased(territory, manager, coordinator):
    first, second = asked(territory, by=coordinator), asked(territory, COUNT, by=coordinator)
    answer(first, outcome="no", words="Trop loin", by=manager)
    answer(second, outcome="counted", values={"companies": 12}, by=manager)
    forget(manager)
    words = [(each.words, each.values, each.text) for each in Ask.objects.order_by("pk")]
    assert words == [
        ("Message effacé.", {}, "Qu’en pensez-vous ?"),
        ("", {}, "Qu’en pensez-vous ?"),
    ]
    forget(coordinator)
    assert {each.text for each in Ask.objects.all()} == {"Message effacé."}
    payloads = Payload.objects.filter(subject=first.key).exclude(event__verb="ledger.erase")
    assert [sorted(each.decoded or {}) for each in payloads.order_by("event")] == [
        ["about", "due_on", "kind", "to"],
        ["outcome"],
    ]


def forget(person: User) -> None:
    people.end_mandate(person.mandates.get(), on=clock.today(), by=None)
    with clock.set_to(clock.now() + timedelta(days=2)):
        people.forget(person, reason="Demande", by=None)
