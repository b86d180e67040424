"""Asks: who asks, who answers, who withdraws, about a territory."""

from tests.calls import Call, taking
from tests.world import MANAGERS, Actor, World
from usine.asks import (
    asking,
    batches,
    doing,
    entrusting,
    handing,
    many,
    operations,
    telling,
    turning,
    withdrawing,
)
from usine.asks.addressing import a_person, a_role
from usine.asks.models import Ask
from usine.people.models import User
from usine.people.roles import Role
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of

from .factories import OPINION, asked, in_days

ANSWERING = frozenset({Actor.MANAGER, Actor.DEPUTY})
ASKER = frozenset({Actor.COORDINATOR})


def proposed(world: World, **more) -> dict:
    subjects.rebuild()
    to = a_role(Role.PROJECT_MANAGER, world.here.territory)
    return {"text": "Qu’en est-il ?", "to": to, "due_on": in_days(10), **more}


def of_the_manager(world: World) -> Ask:
    subjects.rebuild()
    return asked(world.here.territory, by=world.users[Actor.COORDINATOR])


def declined(world: World) -> Ask:
    return operations.decline(of_the_manager(world), words="Pas le temps", by=None)


def withdrawn(world: World) -> Ask:
    return operations.withdraw(of_the_manager(world), by=None)


def yesterday(world: World) -> Ask:
    """Asked long enough ago to be reminded of."""
    ask = of_the_manager(world)
    Ask.objects.filter(pk=ask.pk).update(at="2025-01-02T12:00Z")
    return ask


def several(world: World) -> int:
    by = User.objects.get(pk=world.users[Actor.COORDINATOR].pk)
    place = subject_of(world.here.territory)
    more = proposed(world)
    return operations.ask_many(OPINION, [place], about=place, **more, by=by).number


CALLS = [
    Call(
        operations.ask,
        MANAGERS,
        lambda world: taking(OPINION, subject_of(world.here.territory), **proposed(world)),
    ),
    Call(
        operations.ask_many,
        MANAGERS,
        lambda world: taking(
            OPINION,
            [subject_of(world.here.territory)],
            **proposed(world, about=subject_of(world.here.territory)),
        ),
    ),
    Call(
        batches.ask_each,
        MANAGERS,
        lambda world: taking(
            OPINION,
            {subject_of(world.here.territory): proposed(world)["to"]},
            about="tests:1",
            text="Qu’en est-il ?",
            due_on=in_days(10),
        ),
    ),
    Call(
        batches.remind_each,
        MANAGERS,
        lambda world: taking(OPINION, [yesterday(world).pk], about="tests:1"),
    ),
    Call(
        batches.restore_each,
        ASKER,
        lambda world: taking([withdrawn(world).pk], about="tests:1"),
    ),
    Call(operations.see, ANSWERING, lambda world: taking(of_the_manager(world))),
    Call(operations.answer, ANSWERING, lambda world: taking(of_the_manager(world), outcome="yes")),
    Call(operations.decline, ANSWERING, lambda world: taking(of_the_manager(world), words="Non")),
    Call(
        operations.redirect,
        ANSWERING,
        lambda world: taking(of_the_manager(world), to=a_person(world.users[Actor.READER])),
    ),
    Call(operations.resume, ANSWERING, lambda world: taking(declined(world))),
    Call(operations.withdraw, ASKER, lambda world: taking(of_the_manager(world))),
    Call(operations.withdraw_many, ASKER, lambda world: taking(several(world))),
    Call(operations.restore, ASKER, lambda world: taking(withdrawn(world))),
    Call(operations.remind, ASKER, lambda world: taking(yesterday(world))),
]

UNASKED = {
    operations.write_asks: "is what the operations that ask have in common, and asks",
    operations.ask_back: "is called by the answer that it follows from, and asks",
    operations.check_right: "is the question itself",
    operations.check_all_mine: "is the question itself",
    handing.hand: "is called by who hands over all that a mandate leaves, which asks it",
    entrusting.hand: "is called by who hands over all that a mandate leaves, which asks it",
    entrusting.take_back: "undoes what was handed over with the rest, which asks it",
    handing.take_back: "undoes what was handed over with the rest, which asks it",
    doing.answer_by_doing: "tells what whoever is asked has just done elsewhere, which asked",
    doing.withdraw_by_doing: "is called by who has just done what they asked, which asked",
    doing.withdraw_outdated: "is called by who has just changed what it concerns, which asked",
    doing.take_back_doing: "undoes it with what was done, which asks it",
    turning.close: "is called by operations that asked",
    turning.closed: "is called by operations that asked",
    turning.reopened: "is called by operations that asked",
    withdrawing.withdrawn_together: "is called by operations that asked",
    withdrawing.restored_together: "is called by operations that asked",
    withdrawing.withdrawn: "is called by operations that asked",
    withdrawing.restored: "is called by operations that asked",
    asking.ask_all: "calls operations that ask",
    many.ask_places: "calls an operation that asks",
    many.withdraw_events: "calls an operation that asks",
    telling.tell_asked: "is called by operations that asked",
    telling.tell_asker: "is called by operations that asked",
}
