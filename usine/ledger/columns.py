"""Where rooms say which columns of their tables events set, so that `verify` holds them to it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Model


class Unset(Enum):
    """What a reader gives of an event that does not set its column."""

    UNSET = "unset"


UNSET = Unset.UNSET

# (verb, content) of what an event recorded about a subject → the value, as JSON, that it gave.
Reader = Callable[[str, dict], Any]


@dataclass(frozen=True)
class Columns:
    """Those of a model: `proved`, each with what reads it in payloads, and `free`."""

    model: type[Model]
    proved: Mapping[str, Reader]
    free: frozenset[str]


_columns: dict[str, Columns] = {}


def register(
    kind: str, model: type[Model], *, proved: Mapping[str, Reader], free: Collection[str]
) -> None:
    """Declare that subjects "kind:key" are the rows of a model, and which columns events set.

    What decides figures and rights is `proved`: each event that sets the column tells its new
    value. The other columns, but for the key, are `free`. Called once by a room, in its
    `AppConfig.ready`.
    """
    _columns[kind] = Columns(model, proved, frozenset(free))


def registered() -> dict[str, Columns]:
    return dict(_columns)


def told(name: str) -> Reader:
    """Reads what a payload tells under a name: a value, or [the one before, the new one]."""

    def read(verb: str, content: dict) -> Any:
        value = content.get(name, UNSET)
        return value[1] if isinstance(value, list) else value

    return read
