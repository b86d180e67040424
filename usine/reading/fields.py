"""What a column of an action plan may hold, and how territories name it."""

import re
from typing import NamedTuple

from usine.reading.memory import remembered
from usine.reading.wording import Lexicon
from usine.values.text import fold

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
        "Référence", "Réf", "N°", "ID", "Identifiant", "Code", "N° ordre", "Repère",
    ),
    "axis": (
        "Axe", "Axe thématique", "Axe prioritaire", "Axe Territoires d’industrie", "Axe de travail",
        "N° axe", "Axe n°", "Axe d’intervention", "Axe de rattachement", "Thématique", "Thème",
        "Orientation", "Volet", "Pilier",
    ),
    "title": (
        "Intitulé de l’action", "Nom de l’action", "Intitulé", "Titre", "Libellé", "Action",
        "Nom et intitulé", "Dénomination", "Désignation", "Nom du projet", "Nom de la fiche",
        "Fiche action", "Nom de l’opération", "Projet", "Opération",
    ),
    "description": (
        "Description", "Descriptif", "Contenu", "Présentation", "Résumé", "Détail", "Contexte",
        "Contexte et objectifs", "Objectif", "Objectif et contenu", "Objectif opérationnel",
        "Enjeux et objectifs", "Finalité", "Modalité de mise en œuvre",
    ),
    "lead": (
        "Porteur", "Structure porteuse", "Organisme porteur", "Maître d’ouvrage",
        "Maîtrise d’ouvrage", "MOA", "MO", "Pilote", "Pilotage", "Structure pilote",
        "Organisme pilote", "Chef de file", "Porteur pilote", "Entreprise porteuse",
        "Nom du porteur", "Porteur nom", "Responsable", "Référent",
    ),
    "partners": (
        "Partenaire", "Co-porteur", "Co-pilote", "Co-porteur partenaire", "Partenariat", "Acteur",
        "Associé", "Autre partenaire", "Copilote", "Partie prenante",
    ),
    "budget": (
        "Budget total", "Coût total", "Montant total", "Budget", "Coût", "Montant", "Enveloppe",
        "Investissement", "Estimation",
        "Estimation du coût", "Chiffrage", "Montant d’investissement", "Coût d’objectif",
        "Assiette éligible totale", "Dépense totale",
    ),
    "status": (
        "Statut", "Statut d’avancement", "Status", "État d’avancement", "Stade",
        "Stade d’avancement", "Niveau d’avancement", "Degré d’avancement", "Avancement",
        "Taux d’avancement", "Pourcentage d’avancement", "Taux de réalisation",
        "Statut de réalisation", "Niveau de réalisation", "Niveau de maturité", "Maturité",
        "État de réalisation", "Suivi d’avancement",
    ),
    "start": (
        "Début", "Date de début", "Démarrage", "Date de démarrage", "Lancement",
        "Date de lancement", "Commencement", "Calendrier début", "Début des travaux",
        "Début réalisation", "Date de commencement", "Entrée en phase opérationnelle",
    ),
    "end": (
        "Fin", "Date de fin", "Échéance", "Date d’échéance", "Achèvement", "Date d’achèvement",
        "Livraison", "Date de livraison", "Calendrier fin", "Fin des travaux", "Date limite",
        "Clôture", "Date de clôture", "Fin de réalisation", "Date butoir", "Date cible",
        "Date de réalisation", "Mise en service", "Date de mise en service", "Finalisation",
        "Deadline",
    ),
    "period": (
        "Calendrier", "Période", "Planning", "Phasage", "Période de réalisation", "Échéancier",
        "Temporalité", "Calendrier de réalisation", "Début et fin", "Dates de début et de fin",
        "Période d’exécution",
    ),
    "priority": (
        "Priorité", "Niveau de priorité", "Degré de priorité", "Priorisation", "Hiérarchisation",
        "Ordre de priorité", "Prioritaire", "Rang de priorité",
    ),
    "comment": (
        "Commentaire", "Observation", "Remarque", "Note", "Point d’attention", "Point de vigilance",
        "Précision", "Commentaire de suivi", "Suivi commentaire", "Point d’avancement",
        "Point de situation", "Information complémentaire", "Suivi", "Actualité", "Compte rendu",
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
        "Montant réalisé", "Montant attribué", "Montant sollicité", "Montant obtenu",
        "Dépense", "Recette",
        "Reste à financer", "Reste à charge", "Autofinancement", "Cofinancement", "Financement",
        "Financeur", "Source de financement", "Ressource", "Moyen", "Taux de subvention",
        "Taux d’aide", "Taux de cofinancement", "Taux", "Part État", "Indicateur",
        "Indicateur de suivi", "Indicateur de réalisation", "Résultat", "Livrable", "Frein",
        "Contact", "Contact porteur", "Courriel", "Mail", "E-mail", "Adresse", "Téléphone",
        "Mobile", "Commune", "Ville", "Localisation", "Lieu", "EPCI", "Territoire", "Région",
        "Département", "Code postal", "Code INSEE", "SIRET", "Nombre", "Nombre d’emplois",
        "Emploi créé", "Sous-axe", "Sous-action", "Sous-thème", "Type", "Nature", "Bénéficiaire",
        "Catégorie", "Prochaine étape", "Prochaine action", "Action suivante", "Action à mener",
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
    "end": ("Délai", "Terme", "Horizon"),
    "period": ("Année", "Quand"),
    "priority": ("Urgence",),
}
"""Names that mean a field only if the cells below look like it."""

_STOP_TEXT = """
a afin au aux avec ce ces cette d dans de des du en est et etc il l la le les leur leurs ou par
pour sa se ses si son un une votre
"""
_STOP = frozenset(_STOP_TEXT.split())

_QUALIFIERS_TEXT = """
actuel actuelle administratif alloue allouee annee approximatif associe associee attendu attendue
budgetaire concerne concernee copil cotech court courte detaille detaillee effectif effective
envisage envisagee estimatif estimative estime estimee eur euro eventuel eventuelle feuille final
finale financier financiere general generale global globale hors ht identifie identifiee implique
impliquee indicatif indicative initial initiale k ke keur keuro m me meuro millier million mis
mise mobilise mobilisee moi necessaire oeuvre potentiel potentielle pressenti pressentie prevision
previsionnel previsionnelle prevu prevue principal principale projete projetee propose proposee
provisoire pti route semestre sommaire souhaite souhaitee strategique succinct succincte taxe
technique theorique ti total totale trimestre ttc
"""
_QUALIFIERS = frozenset(_QUALIFIERS_TEXT.split())
_OBJECTS = frozenset({"action", "fiche", "operation", "plan", "programme", "projet"})

_ASIDE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]"  # in brackets
    r"|\b(?:au )?\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"  # the day on which it was written
    r"|\b20\d\d\s*[-–/]\s*20\d\d\b"  # the years of the whole plan
)
_LEAF = re.compile(r"\s[–—-]\s|[:\n>]")
_EITHER = re.compile(r"[/&,]|\sou\s|\set\s", re.IGNORECASE)

_SHORT = {"no": "n", "num": "n", "numero": "n", "nb": "nombre", "nbre": "nombre"}

LONGEST = 150
SURE = 90


def normal(header: str) -> str:
    """The words that carry the sense of a header, in the singular."""
    words = (word for word in fold(header.replace("#", " n ")).split() if word not in _STOP)
    singular = (w[:-1] if len(w) > 3 and w[-1] in "sx" else w for w in words)
    return " ".join(_SHORT.get(word, word) for word in singular)


_LEXICON = Lexicon(SYNONYMS, normal, _QUALIFIERS | _OBJECTS)
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
        found = _whole(part)
        if found and found.confidence >= SURE:
            return found._replace(confidence=found.confidence - 15)
    return None


def _whole(text: str) -> Understood | None:
    phrase = normal(text)
    corrected = _LEXICON.corrected(phrase)
    for said, sure, doubtful in ((phrase, 100, 70), (corrected, 85, 0)):
        # "Action envisagée" is an action, "coût de l’action" a cost.
        for words in (frozenset(), _QUALIFIERS, _QUALIFIERS | _OBJECTS):
            shorter = " ".join(word for word in said.split() if word not in words)
            if meaning := _LEXICON.get(shorter):
                return Understood(meaning.of, sure - 5 * bool(words), meaning.rank)
            if doubtful and (meaning := _DOUBTFUL.get(shorter)):
                return Understood(meaning.of, doubtful, meaning.rank)
    return None
