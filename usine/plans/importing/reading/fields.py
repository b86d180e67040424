"""What a column of an action plan may hold, and how territories name it."""

import re
from typing import NamedTuple

from usine.kernel.text import fold
from usine.plans.importing.reading.memory import remembered
from usine.plans.importing.reading.wording import Lexicon

FIELDS: dict[str, str] = {
    "reference": "Référence",
    "axis": "Axe",
    "title": "Intitulé",
    "description": "Description",
    "lead": "Porteur",
    "partners": "Partenaires",
    "budget": "Budget prévisionnel",
    "status": "Statut",
    "start": "Début",
    "end": "Fin",
    "period": "Période (début et fin)",
    "priority": "Priorité",
    "comment": "Commentaire de suivi",
}
"""The fields that a column may be understood as, with their French labels."""

SEVERAL = {"description", "partners", "comment"}
"""Fields that several columns may feed, one below the other."""

IGNORED = ""

SYNONYMS: dict[str, tuple[str, ...]] = {
    "reference": (
        "Référence", "Réf", "N° action", "N°", "Numéro", "No", "Num", "Nº", "ID", "Identifiant",
        "N° fiche", "Fiche n°", "Code", "Réf action", "Code action", "ID action", "Action n°",
        "N° projet", "Réf projet", "Code projet", "N° ordre", "Référence fiche", "N° fiche action",
        "Repère", "Fiche action n°", "Identifiant action",
    ),
    "axis": (
        "Axe", "Axe stratégique", "Axe TI", "Axe programme", "Axe thématique", "Axe prioritaire",
        "Axe Territoires d’industrie", "Axe plan d’actions", "Axe de travail", "N° axe",
        "Axe n°", "Axe d’intervention", "Axe de rattachement", "Axe concerné", "Thématique",
        "Thème", "Orientation stratégique", "Orientation", "Volet", "Pilier",
    ),
    "title": (
        "Intitulé de l’action", "Titre de l’action", "Nom de l’action", "Libellé de l’action",
        "Intitulé", "Titre", "Libellé", "Action", "Nom et intitulé", "Intitulé fiche action",
        "Dénomination", "Désignation", "Intitulé du projet", "Titre du projet", "Nom du projet",
        "Libellé du projet", "Nom de la fiche", "Fiche action", "Intitulé de l’opération",
        "Nom de l’opération", "Projet", "Opération",
    ),
    "description": (
        "Description", "Descriptif", "Description de l’action", "Contenu", "Présentation",
        "Résumé", "Détail", "Description succincte", "Description sommaire", "Contexte",
        "Contexte et objectifs", "Objectif", "Objectif et contenu", "Objectif opérationnel",
        "Enjeux et objectifs", "Finalité", "Modalité de mise en œuvre", "Contenu de l’action",
    ),
    "lead": (
        "Porteur", "Porteur de projet", "Porteur de l’action", "Structure porteuse",
        "Organisme porteur", "Maître d’ouvrage", "Maîtrise d’ouvrage", "MOA", "MO",
        "Pilote", "Pilotage", "Structure pilote", "Chef de file", "Porteur pilote",
        "Entreprise porteuse", "Nom du porteur", "Porteur nom", "Responsable", "Référent",
        "Bénéficiaire",
    ),
    "partners": (
        "Partenaire", "Partenaire associé", "Co-porteur", "Co-porteur partenaire", "Partenariat",
        "Acteur associé", "Partenaire mobilisé", "Partenaire technique", "Partenaire financier",
        "Partenaire technique et financier", "Acteur", "Acteur mobilisé", "Associé",
        "Autre partenaire", "Copilote", "Partie prenante", "Partenaire impliqué",
    ),
    "budget": (
        "Budget", "Budget total", "Coût", "Coût total", "Montant", "Montant total",
        "Enveloppe", "Enveloppe budgétaire", "Budget global", "Montant de l’opération",
        "Coût de l’opération", "Investissement", "Investissement total", "Estimation financière",
        "Estimation budgétaire", "Chiffrage", "Montant d’investissement", "Coût d’objectif",
        "Montant du projet", "Coût estimatif", "Assiette éligible totale", "Dépense totale",
    ),
    "status": (
        "Statut", "Statut d’avancement", "Status", "État d’avancement", "Stade",
        "Stade d’avancement", "Niveau d’avancement", "Degré d’avancement", "Avancement",
        "Taux d’avancement", "Pourcentage d’avancement", "Taux de réalisation",
        "Niveau de réalisation", "Niveau de maturité", "Maturité",
        "État de réalisation", "Suivi d’avancement",
    ),
    "start": (
        "Début", "Date de début", "Démarrage", "Date de démarrage", "Lancement",
        "Date de lancement", "Commencement", "Calendrier début", "Début des travaux",
        "Année de démarrage", "Année de début", "Début réalisation", "Date de commencement",
        "Entrée en phase opérationnelle", "Année de lancement", "Mois de démarrage",
    ),
    "end": (
        "Fin", "Date de fin", "Échéance", "Date d’échéance", "Achèvement", "Date d’achèvement",
        "Livraison", "Date de livraison", "Calendrier fin", "Fin des travaux", "Date limite",
        "Clôture", "Date de clôture", "Année de fin", "Fin de réalisation", "Date butoir",
        "Date cible", "Date de réalisation", "Mise en service", "Année de livraison",
        "Date de mise en service", "Finalisation", "Deadline",
    ),
    "period": (
        "Calendrier", "Période", "Planning", "Phasage", "Période de réalisation", "Échéancier",
        "Temporalité", "Calendrier de réalisation", "Début et fin", "Calendrier de mise en œuvre",
        "Dates de début et de fin", "Période d’exécution",
    ),
    "priority": (
        "Priorité", "Niveau de priorité", "Degré de priorité", "Priorisation",
        "Ordre de priorité", "Prioritaire", "Rang de priorité",
    ),
    "comment": (
        "Commentaire", "Observation", "Remarque", "Note", "Point d’attention", "Précision",
        "Commentaire de suivi", "Suivi commentaire", "Point d’avancement", "Point de situation",
        "Information complémentaire", "Suivi", "Actualité", "Commentaire et suivi", "Compte rendu",
        "Commentaire avancement", "Observation et suivi", "Divers", "Commentaire libre",
    ),
    IGNORED: (
        # Close to a field in their words, not in their meaning.
        "Mise à jour", "Date de mise à jour", "MAJ", "Dernière mise à jour", "Date",
        "Date de saisie", "Date de création", "Date du comité", "Date de validation",
        "Date de dépôt", "Date de notification", "Date d’instruction", "Date de signature",
        "Subvention", "Montant de la subvention", "Subvention demandée", "Subvention accordée",
        "Aide", "Montant de l’aide", "Aide demandée", "Montant demandé", "Montant accordé",
        "Montant engagé", "Montant payé", "Montant versé", "Montant consommé", "Montant restant",
        "Budget consommé", "Budget engagé", "Budget restant", "Budget réalisé", "Coût réel",
        "Montant attribué", "Montant sollicité", "Montant obtenu", "Dépense", "Recette",
        "Reste à financer", "Reste à charge", "Autofinancement", "Cofinancement", "Financement",
        "Financeur", "Plan de financement", "Source de financement", "Ressource", "Moyen",
        "Taux de subvention", "Taux d’aide", "Taux de cofinancement", "Taux", "Part État",
        "Indicateur", "Indicateur de suivi", "Indicateur de réalisation", "Résultat attendu",
        "Résultat", "Livrable", "Frein", "Contact", "Contact porteur", "Courriel", "Mail",
        "E-mail", "Adresse", "Téléphone", "Mobile", "Commune", "Ville", "Localisation", "Lieu",
        "EPCI", "Territoire", "Région", "Département", "Code postal", "Code INSEE", "SIRET",
        "Nombre", "Nombre d’actions", "Nombre de projets", "Nombre d’emplois", "Emploi créé",
        "Sous-axe", "Sous-action", "Sous-thème", "Type", "Type d’action", "Nature", "Catégorie",
        "Prochaine étape", "Prochaine action", "Action suivante", "Action à mener",
        "Action réalisée", "Action en cours", "Étape", "Jalon", "Cible", "Public cible",
        "Statut juridique", "Statut du porteur", "État des lieux", "N° SIRET", "N° de dossier",
        "N° de téléphone", "Référence cadastrale", "Propriété", "Nom du contact", "Prénom",
        "Nom du territoire", "Nom du référent", "Fonction", "Filière", "Secteur", "Durée",
        "Section", "Fraction", "Option", "Direction", "Service", "Surface", "Objectif chiffré",
    ),
}  # fmt: skip

DOUBTFUL: dict[str, tuple[str, ...]] = {
    "title": ("Nom", "Objet", "Sujet", "Chantier", "Fiche", "Quoi"),
    "lead": ("Qui", "Structure", "Entreprise"),
    "axis": ("Domaine", "Enjeu", "Priorité stratégique", "Rubrique"),
    "status": ("État", "Phase", "Situation", "Réalisation", "Progression"),
    "end": ("Délai", "Terme"),
    "period": ("Année", "Quand"),
    "priority": ("Urgence",),
}
"""Names that mean a field only if the cells below look like it."""

_STOP_TEXT = """
a afin au aux avec ce cette ces d dans de des du en est et etc il l la le les leur leurs ou par
pour sa se ses si son sous sur the un une votre
"""
_STOP = frozenset(_STOP_TEXT.split())

_QUALIFIERS_TEXT = """
action actuel actuelle administratif approximatif attendu attendue budgetaire concerne concernee
estimatif estimative estime estimee euro eur eventuel eventuelle fiche financier financiere
general generale global globale ht hors indicatif indicative initial initiale k ke keur keuro m me
meuro million millier mis oeuvre operation plan prevision previsionnel previsionnelle prevu prevue
principal principale programme projet projete projetee provisoire souhaite souhaitee strategique
taxe total totale ttc envisage envisagee theorique
"""
_QUALIFIERS = frozenset(_QUALIFIERS_TEXT.split())

_ASIDE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]"  # in brackets
    r"|\b(?:au )?\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"  # the day on which it was written
    r"|\b20\d\d\s*[-–/]\s*20\d\d\b"  # the years of the whole plan
)
_LEAF = re.compile(r"\s[–—-]\s|[:\n>]")
_EITHER = re.compile(r"[/&,]|\sou\s|\set\s", re.IGNORECASE)

LONGEST = 150
SURE = 90


def normal(header: str) -> str:
    """The words that carry the sense of a header, in the singular."""
    words = (word for word in fold(header).split() if word not in _STOP)
    return " ".join(w[:-1] if len(w) > 3 and w[-1] in "sx" else w for w in words)


def _core(phrase: str) -> str:
    """A normal phrase without the words that do not change what it names."""
    return " ".join(word for word in phrase.split() if word not in _QUALIFIERS)


_LEXICON = Lexicon(SYNONYMS, normal, _QUALIFIERS)
_DOUBTFUL = Lexicon(DOUBTFUL, normal)


class Understood(NamedTuple):
    """What a header names: a field, or `IGNORED`; below `SURE`, its cells must confirm it."""

    field: str
    confidence: int
    rank: int


@remembered
def understand(header: str) -> Understood | None:
    """What a header names, its misspellings, qualifiers and asides put aside; None: no idea."""
    if len(header) > LONGEST:
        return None
    plain = _ASIDE.sub(" ", header)
    if found := _whole(plain):
        return found
    *_groups, leaf = _LEAF.split(plain)
    if found := _whole(leaf):
        return found._replace(confidence=found.confidence - 8)
    for part in _EITHER.split(leaf):
        if found := _whole(part):
            return found._replace(confidence=found.confidence - 15)
    return None


def _whole(text: str) -> Understood | None:
    phrase = normal(text)
    corrected = _LEXICON.corrected(phrase)
    for confidence, lexicon, candidate in (
        (100, _LEXICON, phrase),
        (70, _DOUBTFUL, phrase),
        (95, _LEXICON, _core(phrase)),
        (70, _DOUBTFUL, _core(phrase)),
        (85, _LEXICON, corrected),
        (85, _LEXICON, _core(corrected)),
    ):
        if meaning := lexicon.get(candidate):
            return Understood(meaning.of, confidence, meaning.rank)
    return None
