"""The list of territories: narrowed, ordered, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from usine.geography.naming import search_key
from usine.pages import spreadsheets
from usine.pages.lists import Sort
from usine.plans.standings import last_updates
from usine.plans.states import Status
from usine.territories.queries import territories_named
from usine.values.text import fold

from .programme import TerritoryLine

COLUMNS: dict[str, Callable[[TerritoryLine], Any]] = {
    "nom": lambda line: fold(line.territory.name),
    "region": lambda line: (fold(line.region.name), fold(line.territory.name)),
    "actions": lambda line: line.progress.actions,
    "maj": lambda line: line.updated_on or date.min,
    "avancement": lambda line: -1 if line.progress.share is None else line.progress.share,
}
DEFAULT = "nom"


def dated(lines: Collection[TerritoryLine]) -> list[TerritoryLine]:
    """The lines, with when their plans were last written or confirmed."""
    updates = last_updates([line.territory.pk for line in lines])
    return [replace(line, updated_on=updates.get(line.territory.pk)) for line in lines]


def narrowed(lines: Iterable[TerritoryLine], asked: dict, *, user: Any) -> list[TerritoryLine]:
    """The lines that a `TerritoryFilter` keeps; names as the search by place finds them."""
    region, chef = asked.get("region"), asked.get("chef")
    lines = [
        line
        for line in lines
        if region in (None, line.region) and chef in (None, "avec" if line.managers else "sans")
    ]
    if key := search_key(asked.get("q", "")):
        named = set(territories_named(key, user=user).values_list("pk", flat=True))
        return [line for line in lines if line.territory.pk in named]
    return lines


def ordered(lines: Iterable[TerritoryLine], sort: Sort) -> list[TerritoryLine]:
    return sorted(lines, key=COLUMNS[sort.column], reverse=sort.descending)


def as_csv(lines: Iterable[TerritoryLine]) -> str:
    """One row a territory."""
    header = ["Code", "Territoire", "Région", "Actions", *Status.labels]
    header += ["Chefs de projet", "Mis à jour le"]
    return spreadsheets.as_csv(header, map(_row, lines))


def _row(line: TerritoryLine) -> list[Any]:
    counts = [line.progress.by_status.get(status, 0) for status in Status]
    place = [line.territory.code, line.territory.name, line.region.name]
    return [*place, line.progress.actions, *counts, line.managers, line.updated_on]
