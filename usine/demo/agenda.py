"""The agenda of the demonstration: what happens, when, written before it is played."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from usine.people.models import Mandate, User
from usine.values import clock


@dataclass
class World:
    """What exists so far, under the names that the agenda uses."""

    users: dict[str, int] = field(default_factory=dict)  # by e-mail address
    mandates: dict[str, Mandate] = field(default_factory=dict)  # by the same, for the last one

    def user(self, email: str) -> User:
        """As a new request would see them: rights are read again."""
        return User.objects.get(pk=self.users[email])


class Fact(NamedTuple):
    """Something that one person does at a moment."""

    moment: datetime
    happen: Callable[[World], object]


def play(facts: Iterable[Fact], progress: Callable[[str], None]) -> World:
    """Everything in the order of time, the clock set to each moment; facts may come unsorted."""
    world, month = World(), date.min
    for fact in sorted(facts, key=lambda fact: fact.moment):
        if (fact.moment.year, fact.moment.month) != (month.year, month.month):
            month = fact.moment.date()
            progress(f"{month:%m/%Y}")
        with clock.set_to(fact.moment):
            fact.happen(world)
    return world
