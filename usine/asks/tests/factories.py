"""Kinds of asks that no room declares, about territories, and asks of these kinds."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from usine.asks import kinds
from usine.asks.addressing import Addressee, a_role
from usine.asks.kinds import AskKind, Outcome
from usine.asks.models import Ask
from usine.asks.operations import ask
from usine.ledger.history import history
from usine.notices.queries import notices_of
from usine.people.models import User
from usine.people.queries import names_of
from usine.people.roles import AGENTS, Role
from usine.subjects.models import Subject
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.rights import Right

WATCHERS = frozenset({Role.REGIONAL_COORDINATOR, Role.NATIONAL_TEAM})
ASKING = Right("tests.ask", WATCHERS)
ANSWERING = Right("tests.answer", AGENTS)


def managers(subjects: Sequence[Subject]) -> list[Addressee]:
    territory = Territory.objects.get(place=subjects[0].place)
    return [a_role(Role.PROJECT_MANAGER, territory)]


OPINION = AskKind(
    "tests.opinion",
    "Avis sur le territoire",
    (Outcome("yes", "Favorable"), Outcome("no", "Défavorable", needs_words=True)),
    ASKING,
    ANSWERING,
    message="Que pensez-vous de ce territoire ?",
    to=managers,
)
COUNT = AskKind(
    "tests.count",
    "Nombre d’entreprises",
    (Outcome("counted", "Compté"), Outcome("watched", "Compté par la région", right=ASKING)),
    ASKING,
    ANSWERING,
    fields=lambda: {"companies": forms.IntegerField(label="Entreprises", min_value=0)},
)
kinds.register(OPINION)
kinds.register(COUNT)


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def asked(
    territory: Territory, kind: AskKind = OPINION, *, subject: str = "", by=None, **more: Any
) -> Ask:
    """Something asked of the project manager of a territory, about it or what lies there."""
    return ask(
        kind,
        subject or subject_of(territory),
        **{
            "text": "Qu’en pensez-vous ?",
            "to": a_role(Role.PROJECT_MANAGER, territory),
            "due_on": in_days(10),
            "by": by,
            **more,
        },
    )


def again(user: User) -> User:
    """The user as another request reads them."""
    return User.objects.get(pk=user.pk)


def told(user: User) -> list[str]:
    """The notices of somebody, each with the address it leads to."""
    return [f"{each} {each.path}" for each in notices_of(again(user))]


def facts(ask: Ask) -> list[tuple[str, str]]:
    """What was done to an ask, the last first: (what, who)."""
    return [(fact.what, fact.who) for fact in history(ask.key, names=names_of)]
