"""What a file announces of itself, and is not what is read of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from usine.values.formats import format_cents, format_counted

from .models import PlanImport

ACTIONS = "actions"
"""What a file announces when it counts its actions: `reading.totals` says so."""


@dataclass(frozen=True)
class FileDifference:
    """A figure of the file that is not what is read; `name` is what the user says to have seen."""

    name: str
    text: str


def differences(plan_import: PlanImport) -> list[FileDifference]:
    return [
        FileDifference(name_of(each), in_words(each))
        for each in plan_import.account.get("differences", ())
    ]


def name_of(difference: Mapping[str, Any]) -> str:
    """The name of a difference: it changes with its figures."""
    return f"{place_of(difference)}={difference['announced']}:{difference['read']}"


def place_of(entry: Mapping[str, Any]) -> str:
    return f"{entry['sheet']}!{entry['cell']}".lstrip("!")


def is_count(entry: Mapping[str, Any]) -> bool:
    """Whether an entry counts actions: all of them, or those of an axis."""
    return entry["what"] == ACTIONS or entry["what"].startswith(f"{ACTIONS}, ")


def figure_of(entry: Mapping[str, Any], name: str) -> str:
    if is_count(entry):
        return format_counted(entry[name], "action", "actions")
    return format_cents(entry[name])


def in_words(entry: Mapping[str, Any]) -> str:
    """A difference, as `intake.account_of` gives it, in a sentence."""
    named = entry["what"].removeprefix(ACTIONS).removeprefix(", ")
    what = f"«\u00a0{named}\u00a0», " if named else ""
    return (
        f"Le fichier annonce {figure_of(entry, 'announced')}, nous lisons "
        f"{figure_of(entry, 'read')} ({what}{place_of(entry)})."
    )
