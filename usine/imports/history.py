"""How the history of an action tells what an import did to the action, and took back."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.ledger.history import ChangedValue, Deed, Presenter
from usine.plans.history import lines_of


def _written(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    what = "Action créée" if "values" in recorded else "Action modifiée"
    return [Deed(f"{what} par import{_file(recorded)}", lines_of(recorded))]


def _taken_back(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """`recorded` is what the import wrote: undoing goes from its new values to the old ones."""
    lines = (ChangedValue(line.label, line.new, line.old) for line in lines_of(recorded))
    return [Deed(f"Annulation de l’import{_file(recorded)}", tuple(lines))]


def _file(recorded: Mapping[str, Any]) -> str:
    """The name of the file, unless it was erased."""
    return f" «\u00a0{recorded['file']}\u00a0»" if recorded.get("file") else ""


PRESENTERS: dict[str, Presenter] = {
    "plans.import": _written,
    "plans.undo_import": _taken_back,
}
