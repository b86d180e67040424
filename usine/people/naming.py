"""Whom and what a written name names: accounts and bodies, when the platform knows one alone."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from django.db.models import Q

from usine.values.siren import compact, is_siren
from usine.values.text import fold

from .models import Organisation, User

T = TypeVar("T")

# A SIREN within a name: "Fonderie (552 081 317)".
_SIREN = re.compile(r"(?<!\d)\d{3}[\s.]?\d{3}[\s.]?\d{3}(?!\d)")


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
