"""How the life of a candidacy is told from the ledger."""

from usine.ledger.history import Presenter, sentence

PRESENTERS: dict[str, Presenter] = {
    "calls.start_candidacy": sentence("Candidature commencée"),
    "calls.save_answers": sentence("Réponses modifiées"),
    "calls.copy_answers": sentence("Réponses reprises d’un autre dossier"),
    "calls.take_version": sentence("Nouvelle version de l’appel prise en compte"),
    "calls.file_documents": sentence("Pièces ajoutées"),
    "calls.submit_candidacy": sentence("Candidature déposée"),
    "calls.withdraw_candidacy": sentence("Candidature retirée"),
    "calls.review_candidacy": sentence("Instruction commencée"),
    "calls.declare_ineligible_candidacy": sentence("Candidature déclarée non recevable"),
    "calls.shortlist_candidacy": sentence("Candidature présélectionnée"),
    "calls.hold_candidacy": sentence("Candidature mise en attente"),
    "calls.resume_candidacy": sentence("Instruction reprise"),
    "calls.close_candidacy": sentence("Candidature close"),
    "calls.reopen_candidacy": sentence("Candidature rouverte"),
    "calls.lapse_candidacy": sentence("Brouillon devenu caduc à la clôture"),
}

# How a file is studied, which only those who instruct it read.
UNTOLD = frozenset({f"calls.{verb}_candidacy" for verb in ("shortlist", "hold", "resume")})
