"""How notes are told in the history of a subject."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.ledger.history import NOTHING, ChangedValue, Deed, Presenter


def _note(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """The text, unless it was erased."""
    text = recorded.get("note", "")
    return [Deed("Note ajoutée", (ChangedValue("Note", NOTHING, text),) if text else ())]


PRESENTERS: dict[str, Presenter] = {"exchanges.add_note": _note}
