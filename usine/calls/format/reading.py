"""How a dataclass is read from plain JSON: each of its fields declares a reader.

A reader takes a value and its spot in the file, and returns what the value says, or FAULTY once it
told the fault. An item that is faulty leaves its list, so that the others are read too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from usine.values.formats import format_counted

from .faults import CallFault, below, quoted

FAULTY: Any = object()


@dataclass(frozen=True)
class Spot:
    """A place in the file. `declared` are the parts that the file declares, as they are written,
    {part: {code: item}}: "facts", "parameters", "fields"…; `paths` is where each field is, in the
    order of the form."""

    path: str
    declared: Mapping[str, Mapping[str, Mapping[str, Any]]]
    paths: Mapping[str, str]
    faults: list[CallFault]

    def key(self, name: str) -> "Spot":
        return self._at(below(self.path, name))

    def item(self, rank: int) -> "Spot":
        return self._at(f"{self.path}[{rank}]")

    def fault(self, sentence: str) -> Any:
        self.faults.append(CallFault(self.path, sentence))
        return FAULTY

    def _at(self, path: str) -> "Spot":
        return Spot(path, self.declared, self.paths, self.faults)


Reader = Callable[[Any, Spot], Any]


def asked(reader: Reader, *, key: str = "") -> Any:
    """A field that the file must give, under its own name or `key`."""
    return field(metadata={"reader": reader, "key": key})


def maybe(reader: Reader, default: Any = None, *, key: str = "") -> Any:
    """A field that the file may leave out."""
    return field(default=default, metadata={"reader": reader, "key": key})


def key_of(declared: "Field[Any]") -> str:
    return declared.metadata["key"] or declared.name


def is_optional(declared: "Field[Any]") -> bool:
    return declared.default is not MISSING


def an_object(cls: type) -> Reader:
    """Reads a `cls`. Once nothing in it is faulty, its `check(spot)`, when it has one, tells what
    its fields do not say alone."""

    def reader(value: Any, at: Spot) -> Any:
        if not isinstance(value, dict):
            return at.fault("Un objet est attendu ici, entre accolades.")
        before = len(at.faults)
        read = {declared.name: _value_of(declared, value, at) for declared in fields(cls)}
        known = {key_of(declared) for declared in fields(cls)}
        for key in value:
            if key not in known:
                at.key(key).fault(f"Cette clé n’existe pas. Clés possibles\u00a0: {listed(known)}.")
        if FAULTY in read.values():
            return FAULTY
        part = cls(**read)
        if hasattr(part, "check") and len(at.faults) == before:
            part.check(at)
        return part

    reader.of = cls  # type: ignore[attr-defined]
    return reader


def _value_of(declared: "Field[Any]", value: Mapping[str, Any], at: Spot) -> Any:
    key = key_of(declared)
    if key not in value:
        if is_optional(declared):
            return declared.default
        return at.key(key).fault("Cette clé manque.")
    if value[key] is None:
        return at.key(key).fault("La valeur null n’existe pas ici\u00a0: retirez la clé.")
    return declared.metadata["reader"](value[key], at.key(key))


def many(reader: Reader, *, unique: str = "", at_least: int = 0, at_most: int = 1000) -> Reader:
    """Reads a list as a tuple; the attribute `unique` is of one item alone."""

    def items(value: Any, at: Spot) -> Any:
        if not isinstance(value, list):
            return at.fault("Une liste est attendue ici, entre crochets.")
        if len(value) < at_least:
            at.fault("Cette liste ne peut pas être vide.")
        if len(value) > at_most:
            told = format_counted(at_most, "élément", "éléments")
            return at.fault(f"Cette liste compte plus de {told}.")
        parts = [(rank, reader(item, at.item(rank))) for rank, item in enumerate(value)]
        read = [(rank, part) for rank, part in parts if part is not FAULTY]
        _check_unique(read, unique, at)
        return tuple(part for _, part in read)

    items.of = getattr(reader, "of", None)  # type: ignore[attr-defined]
    return items


def _check_unique(parts: Sequence[tuple[int, Any]], unique: str, at: Spot) -> None:
    seen = set()
    for rank, part in parts:
        name = getattr(part, unique) if unique else part
        if name in seen:
            spot = at.item(rank).key(unique) if unique else at.item(rank)
            told = quoted(name) if isinstance(name, str) else "Cet élément"
            spot.fault(f"{told} est déjà dans la liste.")
        seen.add(name)


def listed(names: Any) -> str:
    return ", ".join(sorted(names))
