"""Rooms declare here which columns events set, so that `verify` compares tables with payloads."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Model


class Unset(Enum):
    """What a reader returns for an event that does not set its column."""

    UNSET = "unset"


UNSET = Unset.UNSET

# (verb, content of the payload about a subject) → the value, as JSON, that the event gave.
Reader = Callable[[str, dict], Any]


@dataclass(frozen=True)
class Columns:
    """The columns of a model: `proved`, each with its reader of payloads, and `free`. Of those that
    are `digested`, too long for payloads, events record the SHA-256 in hexadecimal."""

    model: type[Model]
    proved: Mapping[str, Reader]
    free: frozenset[str]
    digested: frozenset[str] = frozenset()


_columns: dict[str, Columns] = {}


def register(
    kind: str,
    model: type[Model],
    *,
    proved: Mapping[str, Reader],
    free: Collection[str],
    digested: Collection[str] = (),
) -> None:
    """Declare that subjects "kind:key" are the rows of a model, and which columns events set.

    The columns that decide figures and rights are `proved`: each event that sets one records its
    new value. The other columns, except the key, are `free`. A room calls this once, in its
    `AppConfig.ready`.
    """
    _columns[kind] = Columns(model, proved, frozenset(free), frozenset(digested))


def registered() -> dict[str, Columns]:
    return dict(_columns)


def value_of(name: str) -> Reader:
    """The reader of a name in payloads, whose value is stored alone or as [old, new]."""

    def read(verb: str, content: dict) -> Any:
        value = content.get(name, UNSET)
        return value[1] if isinstance(value, list) else value

    return read
