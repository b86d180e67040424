"""How the life of a candidacy is told from the ledger."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.ledger.history import NOTHING, ChangedValue, Deed, Presenter, sentence
from usine.values.formats import format_counted

from ..labels import STATES
from .proof import AFTER


def _released(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    """To its call, how many were released; to a candidacy, its outcome."""
    if "released" in recorded:
        return [
            Deed(format_counted(recorded["released"], "décision publiée", "décisions publiées"))
        ]
    outcome = STATES.get(recorded.get(AFTER, {}).get("outcome", ""), NOTHING)
    return [Deed("Décision publiée", (ChangedValue("Décision", NOTHING, outcome),))]


PRESENTERS: dict[str, Presenter] = {
    "calls.start_candidacy": sentence("Candidature commencée"),
    "calls.save_answers": sentence("Réponses modifiées"),
    "calls.copy_answers": sentence("Réponses reprises d’un autre dossier"),
    "calls.take_version": sentence("Nouvelle version de l’appel prise en compte"),
    "calls.file_documents": sentence("Pièces ajoutées"),
    "calls.submit_candidacy": sentence("Candidature déposée"),
    "calls.withdraw_candidacy": sentence("Candidature retirée"),
    "calls.return_candidacy": sentence("Corrections demandées"),
    "calls.recall_candidacy": sentence("Demande de corrections retirée"),
    "calls.resubmit_candidacy": sentence("Candidature déposée de nouveau"),
    "calls.review_candidacy": sentence("Instruction commencée"),
    "calls.declare_ineligible_candidacy": sentence("Candidature déclarée non recevable"),
    "calls.shortlist_candidacy": sentence("Candidature présélectionnée"),
    "calls.hold_candidacy": sentence("Candidature mise en attente"),
    "calls.resume_candidacy": sentence("Instruction reprise"),
    "calls.propose_candidacy": sentence("Décision proposée"),
    "calls.send_back_candidacy": sentence("Proposition renvoyée à l’instruction"),
    "calls.approve_candidacy": sentence("Décision approuvée"),
    "calls.release_decisions": _released,
    "calls.close_candidacy": sentence("Candidature close"),
    "calls.reopen_candidacy": sentence("Candidature rouverte"),
    "calls.lapse_candidacy": sentence("Brouillon devenu caduc à la clôture"),
}

# How a file is studied and decided, which only those who do it read.
UNTOLD = frozenset(
    f"calls.{verb}_candidacy"
    for verb in ("shortlist", "hold", "resume", "propose", "send_back", "approve")
)
