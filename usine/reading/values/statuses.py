"""How far an action is, in the many words that plans have for it, or as a percentage."""

import re
from collections.abc import Iterable

from usine.plans.states import Status
from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.values.nothing import says_nothing
from usine.reading.wording import Lexicon, quoted
from usine.values.errors import Refused
from usine.values.text import fold

LONGEST = 200

WRITE = (
    "écrivez à initier, en cours d’instruction, en cours de réalisation, réalisée, abandonnée "
    "ou laissez vide"
)

_PHRASES: dict[Status, tuple[str, ...]] = {
    Status.TO_START: (
        "à initier", "à lancer", "à démarrer", "à engager", "à faire", "à réaliser", "à venir",
        "à programmer", "à planifier", "à mettre en œuvre", "à débuter", "à commencer", "à étudier",
        "à monter", "à construire", "à préparer", "à l’étude", "prévu", "planifié", "programmé",
        "en attente", "en attente d’action à initier", "en attente de lancement", "futur",
        "en attente de démarrage", "en attente de validation", "en attente de financement",
        "envisagé", "en projet", "projet", "en réflexion", "réflexion", "en préparation",
        "en montage", "montage", "en cours de montage", "en cours de réflexion", "idée",
        "en cours de définition", "en cours de préparation", "en cours de cadrage", "en cadrage",
        "dossier en cours de montage", "dossier en cours de constitution", "dossier à déposer",
        "dossier en préparation", "reporté", "différé", "prêt à démarrer", "prochainement",
        "initiation", "intention", "émergence", "en émergence",
    ),
    Status.UNDER_REVIEW: (
        "en cours d’instruction", "instruction", "à l’instruction", "en instruction", "en examen",
        "dossier déposé", "déposé", "demande déposée", "candidature déposée", "dépôt du dossier",
        "dossier en cours", "dossier en cours d’instruction", "dossier en instruction", "soumis",
        "en cours d’examen", "en cours de validation", "en cours de sélection", "dossier transmis",
        "dossier envoyé", "en attente d’instruction", "en attente de décision", "sous instruction",
        "en attente de réponse", "instruction en cours", "validation en cours", "dossier soumis",
        "demande en cours", "demande de subvention déposée", "en évaluation", "en phase"
        " d’instruction", "phase d’instruction", "candidature en cours", "demande de financement"
        " en cours",
    ),
    Status.IN_PROGRESS: (
        "en cours", "encours", "en court", "en cous", "en cours de réalisation", "en réalisation",
        "démarré", "engagé", "lancé",
        "initié", "entamé", "commencé", "débuté", "en œuvre", "mise en œuvre",
        "en cours de mise en œuvre", "en mise en œuvre", "réalisation en cours", "en travaux",
        "travaux en cours", "travaux", "étude en cours", "en cours d’étude", "en chantier",
        "en cours d’exécution", "en exécution", "en déploiement", "en développement", "actif",
        "en construction", "opération en cours", "en phase de réalisation",
        "phase de réalisation", "à poursuivre", "en continu",
        "continu", "permanent", "récurrent", "pérenne", "en voie d’achèvement", "en finalisation",
        "partiellement réalisé", "réalisé partiellement", "réalisé en partie", "en partie réalisé",
        "presque terminé", "bientôt terminé", "quasiment terminé", "quasi terminé", "inachevé",
        "en bonne voie", "amorcé", "poursuite", "se poursuit", "en phase opérationnelle",
    ),
    Status.DONE: (
        "réalisé", "terminé", "fait", "achevé", "fini", "finalisé", "clos", "clôturé", "soldé",
        "livré", "exécuté", "accompli", "effectué", "opérationnel", "mis en service", "inauguré",
        "mis en œuvre", "totalement réalisé", "abouti", "réceptionné", "concrétisé", "complété",
        "en service", "en fonctionnement",
    ),
    Status.ABANDONED: (
        "abandonné", "annulé", "abandon", "sans suite", "non retenu", "supprimé", "retiré",
        "rejeté", "refusé", "arrêté", "stoppé", "caduc", "interrompu", "non poursuivi",
        "pas retenu", "classé sans suite", "annulation", "non reconduit", "plus d’actualité",
        "n’est plus d’actualité",
    ),
    Status.UNKNOWN: (
        "non renseigné", "non communiqué", "pas d’information", "statut inconnu", "sans statut",
    ),
}  # fmt: skip

# What a denied word leaves: a thing not begun is to start, a thing not finished is under way.
_DENIED: dict[Status, tuple[str, ...]] = {
    Status.TO_START: (
        "démarré", "commencé", "débuté", "lancé", "engagé", "initié", "entamé", "réalisé", "fait",
        "mis en œuvre", "déposé", "instruit", "programmé", "planifié", "amorcé", "effectué",
        "exécuté", "en cours", "opérationnel", "dossier déposé", "prêt", "démarrage", "financé",
    ),
    Status.IN_PROGRESS: (
        "terminé", "fini", "achevé", "finalisé", "clôturé", "clos", "soldé", "abouti", "livré",
        "totalement réalisé", "entièrement réalisé", "complètement terminé",
    ),
}  # fmt: skip

_FILLERS = frozenset(
    ["actuellement", "deja", "bien", "est", "ete", "les", "le", "la", "l", "de", "du", "des", "d"]
)
_SUBJECTS = frozenset(
    ["action", "actions", "projet", "projets", "operation", "operations", "statut", "etat"]
)
_NEGATIONS = frozenset({"non", "pas", "jamai", "n", "ne"})
_IDLE = frozenset({"encor", "toujour", "a"})
_REVIEW = frozenset({"instruction", "depot", "examen", "validation", "selection", "evaluation"})
_NOT_DOING = frozenset({"abandon", "annulation", "arret", "suspension"})

_HAS_BEEN = re.compile(r"\ba ete\b")
_ENDING = re.compile(r"(?:ees|es|ee|e|s)$")
_DATED = re.compile(
    r"(?: (?:le|en|depui|au|fin|debut|mi|janvier|fevrier|mar|avril|mai|juin|juillet|aout|septembr"
    r"|octobr|novembr|decembr|\d+))+$"
)
_RANKED = re.compile(r"^\(?\d{1,2}\)? ?[-.):]+ ?(?=\D)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SEGMENTS = re.compile(r"[,;:/\n]|\s[-–—]\s")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*")
_AROUND_PERCENT = frozenset({"a", "avancement", "environ", "taux", "realisation", "execution"})


def normal(text: str) -> str:
    """The words of a status without their endings: terminé, terminées and Terminée are one."""
    kept = [word for word in _HAS_BEEN.sub("", fold(text)).split() if word not in _FILLERS]
    if len(kept) > 1 and kept[0] in _SUBJECTS:
        del kept[0]
    return " ".join(_ENDING.sub("", word) if len(word) > 3 else word for word in kept)


_SAID = Lexicon(_PHRASES, normal)
_NOT = Lexicon(_DENIED, normal)


def number_scale(cells: Iterable[Cell], header: str) -> int:
    """What plain numbers of a column are out of: 1, 100, or 0 when they may be mere codes."""
    numbers = [number for cell in cells if (number := _plain_number(cell)) is not None]
    most = max(numbers, default=0)
    if most <= 1:
        return 1
    named = "%" in header or re.search(r"\b(?:taux|pourcentage)\b", fold(header))
    return 100 if named or most > 10 else 0


@remembered
def parse_status(cell: Cell, scale: int = 1) -> Status:
    """The status that a cell tells; a plain number is a share of `scale` (see `number_scale`)."""
    if cell is None or (isinstance(cell, str) and says_nothing(cell)):
        return Status.UNKNOWN
    number = _plain_number(cell)
    if number is not None:
        if scale and 0 <= number <= scale:
            return _of_share(number / scale)
        raise Refused(f"Le nombre {number:g} n’est pas un statut : {WRITE}.")
    if not isinstance(cell, str):
        raise Refused(f"La cellule ne contient pas un statut : {WRITE}.")
    found = _read(cell) if len(cell) <= LONGEST else set()
    if len(found) == 1:
        return found.pop()
    if found:
        raise Refused(f"{quoted(cell)} dit deux choses : {WRITE}.")
    raise Refused(f"{quoted(cell)} n’est pas un statut compris : {WRITE}.")


def _plain_number(cell: Cell) -> float | None:
    if isinstance(cell, str):
        found = _NUMBER.fullmatch(cell)
        return float(found[1].replace(",", ".")) if found else None
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _of_share(share: float) -> Status:
    if share <= 0:
        return Status.TO_START
    return Status.DONE if share >= 1 else Status.IN_PROGRESS


def _read(text: str) -> set[Status]:
    """The statuses that a text tells: none when it is not understood, two when it wavers."""
    if percent := _PERCENT.search(text):
        return _with_percent(percent, text)
    text = _RANKED.sub("", text.strip())
    plainly = _IN_BRACKETS.sub(" ", text)
    if found := _phrase(text) or _phrase(plainly):
        return {found}
    parts = _SEGMENTS.split(plainly)
    return {found for part in parts if (found := _phrase(part) or _under_way(part))}


def _with_percent(percent: re.Match[str], text: str) -> set[Status]:
    share = float(percent[1].replace(",", ".")) / 100
    if share > 1:
        return set()
    shown = _of_share(share)
    words = normal(text[: percent.start()] + " " + text[percent.end() :]).split()
    said = " ".join(word for word in words if word not in _AROUND_PERCENT)
    if not said:
        return {shown}
    found = _meaning(said)
    if found is None:
        return set()
    if found in (Status.UNDER_REVIEW, Status.ABANDONED):
        return {found}
    if found == Status.DONE and shown == Status.IN_PROGRESS:  # réalisé à 50 %
        return {shown}
    return {found, shown}


def _phrase(text: str) -> Status | None:
    return _meaning(normal(text))


def _meaning(phrase: str) -> Status | None:
    """What a phrase in normal form tells: as it is, without its date, misspellings corrected."""
    undated = _DATED.sub("", phrase) if re.search(r"\d", phrase) else phrase
    for said in (phrase, undated, _SAID.corrected(undated)):
        if meaning := _SAID.get(said):
            return meaning.of
        words = said.split()
        if not _NEGATIONS.isdisjoint(words):
            denied = " ".join(w for w in words if w not in _NEGATIONS and w not in _IDLE)
            if meaning := _NOT.get(denied) or _NOT.get(_NOT.corrected(denied)):
                return meaning.of
    return None


def _under_way(text: str) -> Status | None:
    """En cours de… something that is no known phrase."""
    words = normal(text).split()
    if words[:2] != ["en", "cour"] or not _NOT_DOING.isdisjoint(words):
        return None
    return Status.IN_PROGRESS if _REVIEW.isdisjoint(words) else Status.UNDER_REVIEW
