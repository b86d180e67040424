"""The history of a period and its axes, and of the list of sectors, as their pages tell it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from usine.ledger.history import NOTHING, ChangedValue, Deed, Presenter, sentence
from usine.values.formats import format_day

_WORDS = {"label": "Intitulé", "short": "Intitulé court", "goal": "Objectif"}


def _opened(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    days = (
        ChangedValue(label, NOTHING, _day(recorded[name]))
        for name, label in {"starts_on": "Premier jour", "ends_on": "Dernier jour"}.items()
    )
    return [Deed("Période ouverte", tuple(days), recorded.get("reason", ""))]


def _changed(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """The name, the last day or both, as [before, after]."""
    lines = []
    if "name" in recorded:
        lines.append(ChangedValue("Nom", *recorded["name"]))
    if "ends_on" in recorded:
        lines.append(ChangedValue("Dernier jour", *map(_day, recorded["ends_on"])))
    return [Deed("Période modifiée", tuple(lines), recorded.get("reason", ""))]


def _axis_changed(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    before, after = recorded["before"], recorded["after"]
    lines = (
        ChangedValue(label, before[name] or NOTHING, after[name] or NOTHING)
        for name, label in _WORDS.items()
        if before[name] != after[name]
    )
    return [Deed(f"Axe «\u00a0{before['label']}\u00a0» modifié", tuple(lines))]


def _axis(done: str) -> Presenter:
    return lambda recorded: [Deed(f"Axe «\u00a0{recorded['label']}\u00a0» {done}")]


def _sector_changed(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    return [Deed("Filière modifiée", (ChangedValue("Intitulé", *recorded["label"]),))]


def _sector(done: str) -> Presenter:
    return lambda recorded: [Deed(f"Filière «\u00a0{recorded['label']}\u00a0» {done}")]


def _day(day: str) -> str:
    return format_day(date.fromisoformat(day))


PRESENTERS: dict[str, Presenter] = {
    "territories.open_period": _opened,
    "territories.change_period": _changed,
    "territories.add_axis": _axis("ajouté"),
    "territories.change_axis": _axis_changed,
    "territories.remove_axis": _axis("retiré"),
    "territories.add_sector": _sector("ajoutée"),
    "territories.change_sector": _sector_changed,
    "territories.remove_sector": _sector("retirée"),
    "territories.restore_sector": _sector("reprise"),
    "territories.load": sentence("Liste des territoires chargée"),
}
