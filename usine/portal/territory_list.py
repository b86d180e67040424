"""The list of territories: narrowed, ordered, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from usine.geography.naming import search_key
from usine.pages import spreadsheets
from usine.pages.lists import Sort
from usine.plans.states import Status
from usine.territories.queries import territories_named
from usine.values.text import fold

from .programme import TerritoryLine

COLUMNS: dict[str, Callable[[TerritoryLine], Any]] = {
    "nom": lambda line: fold(line.territory.name),
    "region": lambda line: (fold(line.region.name), fold(line.territory.name)),
    "actions": lambda line: line.progress.actions,
    "avancement": lambda line: -1 if line.progress.share is None else line.progress.share,
}
DEFAULT = "nom"


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
    header = ["Code", "Territoire", "Région", "Actions", *Status.labels, "Chefs de projet"]
    return spreadsheets.as_csv(header, map(_row, lines))


def _row(line: TerritoryLine) -> list[Any]:
    counts = [line.progress.by_status.get(status, 0) for status in Status]
    place = [line.territory.code, line.territory.name, line.region.name]
    return [*place, line.progress.actions, *counts, line.managers]
