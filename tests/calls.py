"""How a room declares its operations: how each is called in the world of the tests, and who may.

`usine/<room>/tests/calls.py` holds two lists. `CALLS` has one line or more an operation: who may,
written out, and what it takes. `UNASKED` names the functions that take `by=` and ask no right, with
the reason. An operation that neither names fails `tests/test_calls.py`.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from usine.people.roles import Role

from .rooms import beside, rooms
from .world import Actor, World

Operation = Callable[..., Any]
Arguments = tuple[tuple[Any, ...], dict[str, Any]]
# The demonstration plays the operations of others, as nobody.
NOT_OPERATIONS = {"tests", "migrations", "management", "demo"}


@dataclass(frozen=True)
class Call:
    """`who` may, here; a role that no actor of the world bears is named by itself."""

    operation: Operation
    who: frozenset[Actor | Role]
    takes: Callable[[World], Arguments]
    note: str = ""

    def __str__(self) -> str:
        room = self.operation.__module__.split(".")[1]
        return f"{room}.{self.operation.__name__} {self.note}".strip()


def taking(*args: Any, **kwargs: Any) -> Arguments:
    return args, kwargs


def calls() -> list[Call]:
    """Those of every room."""
    return [call for module in beside("calls") for call in module.CALLS]


def unasked() -> dict[Operation, str]:
    """{function: why it asks no right}, of every room."""
    return {f: why for module in beside("calls") for f, why in module.UNASKED.items()}


def operations() -> Iterator[Operation]:
    """The public functions of the rooms that record an event, or take who asks for it."""
    for module in _modules():
        for name, value in vars(module).items():
            written_here = getattr(value, "__module__", None) == module.__name__
            public = inspect.isfunction(value) and written_here and not name.startswith("_")
            if public and ("record(" in inspect.getsource(value) or _takes_somebody(value)):
                yield value


def _takes_somebody(function: Operation) -> bool:
    by = inspect.signature(function).parameters.get("by")
    # Figures are broken down by dimensions, a Sequence.
    return bool(by and by.kind is by.KEYWORD_ONLY and "Sequence" not in str(by.annotation))


def _modules() -> Iterator[Any]:
    for room in rooms():
        folder = Path(import_module(room).__file__ or "").parent
        for path in sorted(folder.rglob("*.py")):
            name = ".".join((room, *path.relative_to(folder).with_suffix("").parts))
            if not NOT_OPERATIONS & set(name.split(".")) and path.stem != "__init__":
                yield import_module(name)
