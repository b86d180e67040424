"""What an import did to an action, and took back, as its history tells it."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.ledger.history import Line, Presenter, Told
from usine.plans.history import lines_of


def _written(recorded: Mapping[str, Any]) -> Iterable[Told]:
    what = "Action créée" if "values" in recorded else "Action modifiée"
    return [Told(f"{what} par import{_file(recorded)}", lines_of(recorded))]


def _taken_back(recorded: Mapping[str, Any]) -> Iterable[Told]:
    """`recorded` is what the import had written: it is read from right to left."""
    lines = (Line(line.label, line.new, line.old) for line in lines_of(recorded))
    return [Told(f"Annulation de l’import{_file(recorded)}", tuple(lines))]


def _file(recorded: Mapping[str, Any]) -> str:
    """Its name, unless it was erased."""
    return f" «\u00a0{recorded['file']}\u00a0»" if recorded.get("file") else ""


PRESENTERS: dict[str, Presenter] = {
    "plans.import": _written,
    "plans.undo_import": _taken_back,
}
