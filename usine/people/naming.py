"""Whom and what a written name names: accounts and bodies, when the platform knows one alone."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from django.db.models import Q

from usine.values.siren import compact, grouped, is_siren
from usine.values.text import fold

from .models import Organisation, User

T = TypeVar("T")

# What names may hold of a body that was written: its names and SIREN, as they were and as they are.
Keys = Collection[str]
Follow = Callable[[Keys], None]

_follows: list[Follow] = []

# A SIREN within a name: "Fonderie (552 081 317)".
_SIREN = re.compile(r"(?<!\d)\d{3}[\s.]?\d{3}[\s.]?\d{3}(?!\d)")


def register(follow: Follow) -> None:
    """Declare what a room does when a body is written whose name it may hold; the room calls this
    once, in its `AppConfig.ready`."""
    _follows.append(follow)


def follow(*payloads: Mapping[str, str]) -> None:
    """Tell rooms that a body was written: how it was, if it was there, and how it is."""
    keys = {fold(each["name"]) for each in payloads} | {each["siren"] for each in payloads}
    for each in _follows:
        each(keys - {""})


def names_one_of(name: str, keys: Keys) -> bool:
    """Whether a text may name a body that has one of these keys."""
    return fold(name) in keys or _siren_in(name) in keys


def naming(body: Organisation, *, is_alone: bool) -> str:
    """The text that names this body: its name, with its SIREN unless it alone has this name."""
    return body.name if is_alone or not body.siren else f"{body.name} ({grouped(body.siren)})"


def bodies_named(names: Collection[str]) -> dict[str, Organisation]:
    """The bodies that names name, by name: by the SIREN that they hold, else when one body alone
    has this very name, whatever accents and case. One query."""
    keys = {name: fold(name) for name in names}
    sirens = {name: siren for name in names if is_siren(siren := _siren_in(name))}
    if not keys:
        return {}
    bodies = Organisation.objects.filter(
        Q(name_key__in=set(keys.values())) | Q(siren__in=set(sirens.values()))
    )
    by_siren = {body.siren: body for body in bodies if body.siren}
    named = _only_ones(keys, ((body.name_key, body) for body in bodies))
    return named | {name: by_siren[siren] for name, siren in sirens.items() if siren in by_siren}


def accounts_named(names: Collection[str]) -> dict[str, int]:
    """The identifiers of the open accounts that names name, by name: those whose first and last
    names, in either order, are the name of one person alone. One query."""
    if not names:
        return {}
    users = User.objects.filter(is_active=True, forgotten_at=None).order_by()
    rows = users.values_list("pk", "first_name", "last_name")
    keyed = ((_key(f"{first} {last}"), pk) for pk, first, last in rows)
    return _only_ones({name: _key(name) for name in names}, keyed)


def is_named(name: str, person: User) -> bool:
    """Whether a text is the name of a person, in either order, whatever accents and case."""
    return bool(name) and _key(name) == _key(f"{person.first_name} {person.last_name}")


def _only_ones(keys: Mapping[str, str], keyed: Iterable[tuple[str, T]]) -> dict[str, T]:
    """For each name, the one thing that has its key; nothing when several have it."""
    by_key: dict[str, list[T]] = {}
    for key, thing in keyed:
        by_key.setdefault(key, []).append(thing)
    return {name: by_key[key][0] for name, key in keys.items() if len(by_key.get(key, ())) == 1}


def _siren_in(name: str) -> str:
    number = _SIREN.search(name)
    return compact(number[0]) if number else ""


def _key(name: str) -> str:
    return " ".join(sorted(fold(name).split()))
