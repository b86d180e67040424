"""The agenda of the demonstration, played in the order of time."""

from collections.abc import Callable, Iterable
from datetime import date

from usine.people.demonstration import World
from usine.values import clock
from usine.values.agenda import Fact


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
