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
    "calls.lapse_candidacy": sentence("Brouillon devenu caduc à la clôture"),
}
