"""How the life of a call is told from the ledger."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.ledger.history import NOTHING, ChangedValue, Deed, Presenter, sentence


def _of_version(what: str) -> Presenter:
    def presenter(recorded: Mapping[str, Any]) -> Iterable[Deed]:
        if "number" not in recorded:
            return [Deed(what)]
        label = recorded.get("label", "")
        version = f"{recorded['number']} ({label})" if label else str(recorded["number"])
        return [Deed(what, (ChangedValue("Version", NOTHING, version),))]

    return presenter


PRESENTERS: dict[str, Presenter] = {
    "calls.import_call": _of_version("Version reçue d’un fichier et publiée"),
    "calls.draft_version": _of_version("Brouillon ouvert"),
    "calls.save_draft": _of_version("Brouillon enregistré"),
    "calls.discard_draft": _of_version("Brouillon abandonné"),
    "calls.publish": _of_version("Version publiée"),
    "calls.copy_call": _of_version("Appel copié d’un autre"),
    "calls.try_call": sentence("Appel mis à l’essai"),
    "calls.open_call": sentence("Appel publié"),
    "calls.close_call": sentence("Appel retiré"),
    "calls.reopen_call": sentence("Appel publié de nouveau"),
}
