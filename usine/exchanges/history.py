"""How notes are told in the history of a subject."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.ledger.history import NOTHING, ChangedValue, Deed, Presenter, sentence

from .operations import ADDED


def _note(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """The text, unless it was erased."""
    text = recorded.get("note", "")
    return [Deed("Note ajoutée", (ChangedValue("Note", NOTHING, text),) if text else ())]


PRESENTERS: dict[str, Presenter] = {
    ADDED: _note,
    "exchanges.undo_note": sentence("Note annulée par son auteur"),
}
