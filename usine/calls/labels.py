"""The closed lists of the format in French, as pages tell them; a test holds each complete."""

from usine.people.roles import Role
from usine.plans.codes import FUNDERS
from usine.values.siren import grouped

BENEFITS = {
    "territory_label": "label de territoire",
    "perimeter_change": "changement de périmètre",
    "site_label": "label de site",
    "grant": "subvention",
    "repayable_advance": "avance remboursable",
    "engineering": "ingénierie",
}

SUBJECTS = {
    "perimeter": "un périmètre",
    "site": "un site",
    "action": "une action",
    "territory": "un territoire",
}

MODES = {"online": "en ligne, ici", "external": "ailleurs"}

INSTRUCTED_BY = {"region": "en région", "nation": "au niveau national"}

FIELD_KINDS = {
    "text": "texte court",
    "long_text": "texte",
    "amount": "montant",
    "integer": "nombre",
    "rate": "taux",
    "date": "date",
    "choice": "un choix",
    "choices": "plusieurs choix",
    "yes_no": "oui ou non",
    "declaration": "déclaration",
    "siret": "SIRET",
    "commune": "commune",
    "naf": "code NAF",
    "email": "adresse électronique",
    "phone": "téléphone",
    "url": "adresse web",
    "financing": "plan de financement",
    "table": "tableau",
    "territory": "territoire",
    "members": "membres d’un périmètre",
}

ASK_KINDS = {
    "correction": "correction",
    "agreement": "accord",
    "opinion": "avis",
    "review": "relecture",
    "check": "vérification",
    "report": "compte rendu",
}

ROLES = {role.value: str(role.label) for role in Role}

PLACES = {"territory": "du territoire", "region": "de la région", "nation": "national"}

SEES = {
    "summary": "voit un résumé",
    "whole": "voit tout le dossier",
    "blind": "voit le dossier sans l’identité de qui dépose",
}

STATES = {
    "draft": "brouillon",
    "submitted": "déposé",
    "returned": "à compléter",
    "under_review": "en instruction",
    "ineligible": "non recevable",
    "shortlisted": "présélectionné",
    "on_hold": "en attente",
    "proposed": "décision proposée",
    "awarded": "retenu",
    "refused": "non retenu",
    "closed": "clos",
    "withdrawn": "retiré",
    "lapsed": "caduc",
}

# As applicants and everybody else read them, when a call names them in no other way: how a file is
# studied is told to those who do.
APPLICANT_STATES = STATES | dict.fromkeys(("shortlisted", "on_hold", "proposed"), "en instruction")
PUBLIC_STATES = APPLICANT_STATES | dict.fromkeys(("submitted", "returned"), "en instruction")

VERBS = {
    "submit": "Déposer",
    "resubmit": "Déposer de nouveau",
    "return": "Demander des compléments",
    "start": "Commencer l’instruction",
    "declare_ineligible": "Déclarer non recevable",
    "shortlist": "Présélectionner",
    "hold": "Mettre en attente",
    "resume": "Reprendre",
    "propose": "Proposer une décision",
    "approve": "Approuver la décision",
    "send_back": "Renvoyer à l’instruction",
    "close": "Clore",
    "reopen": "Rouvrir",
    "withdraw": "Retirer",
    "lapse": "Rendre caduc",
}

GATES = {
    "form_valid": "formulaire complet et valable",
    "documents_present": "documents présents",
    "no_rule_unmet": "aucune règle contredite",
    "no_rule_unknown": "aucune règle à préciser",
    "asks_answered": "demande répondue",
    "scores_complete": "notes complètes",
    "quota": "nombre de dossiers",
    "prerequisite_award": "autre appel obtenu d’abord",
    "invited": "sur invitation",
    "second_person": "par une seconde personne",
}

NEEDS = {
    "all": "toutes les réponses",
    "at_least": "au moins",
    "none_unfavourable": "aucune défavorable",
}

QUOTA_PLACES = {
    "region": "par région",
    "territory": "par territoire",
    "departement": "par département",
}

UNITS = {
    "cents": "montant",
    "basis_points": "taux",
    "count": "nombre",
    "days": "jours",
    "date": "date",
    "codes": "liste",
    "period": "période",
}

_FUNDERS = dict(FUNDERS)


def funder_named(funder: str) -> str:
    """A funder is one of the list, or a body by its SIREN."""
    return _FUNDERS.get(funder) or f"SIREN {grouped(funder)}"
