"""The calls of the library, brought in and opened by the national team, each on its day."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from usine.people.demonstration import World, address
from usine.people.roles import Role
from usine.territories.demonstration import LABELLED
from usine.values.agenda import Scene, at
from usine.values.dates import paris_day

from .format.model import CallFile
from .format.parse import parsed
from .operations import import_call, step_call

LIBRARY = Path(__file__).parent / "library"
MORNING = 60  # minutes: the national team has its accounts


def scenes(until: date) -> Iterator[Scene]:
    """Those of the days before one."""
    for path in sorted(LIBRARY.glob("*.json")):
        data = path.read_bytes()
        day = opened_on(parsed(data))
        if day < until:
            yield Scene(at(day, MORNING), partial(_open, data))


def opened_on(file: CallFile) -> date:
    """The day on which a call opens, that of its first values when nobody published it; the label
    when it was there before."""
    opens_at = file.call.windows[0].opens_at
    values = [value.since for parameter in file.parameters for value in parameter.values]
    day = paris_day(opens_at) if opens_at else min(values, default=LABELLED)
    return max(day, LABELLED)


def _open(data: bytes, world: World) -> None:
    by = world.user(address(Role.NATIONAL_TEAM))
    step_call(import_call(data, by=by).version.call, "open_call", by=by)
