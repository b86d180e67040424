"""The agenda of the demonstration, played in the order of time."""

from collections.abc import Callable, Iterable
from datetime import date

from usine.jobs.schedules import do_due
from usine.people.demonstration import World
from usine.values import clock
from usine.values.agenda import Scene


def play(scenes: Iterable[Scene], progress: Callable[[str], None]) -> World:
    """Play scenes, given in any order, in the order of time, the clock set to each moment.

    Scheduled work is done as the clock passes, once a month: what was missed is made up for.
    """
    world, month = World(), date.min
    for scene in sorted(scenes, key=lambda scene: scene.moment):
        with clock.set_to(scene.moment):
            if (scene.moment.year, scene.moment.month) != (month.year, month.month):
                month = scene.moment.date()
                progress(f"{month:%m/%Y}")
                do_due(slow=False)
            scene.happen(world)
    return world
