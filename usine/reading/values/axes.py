"""Which of the four axes a text speaks of: by its number, a keyword or its full wording."""

import re

from rapidfuzz import fuzz

from usine.plans.states import AXIS_GOALS, Axis
from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.values.nothing import says_nothing
from usine.reading.wording import Lexicon, quoted
from usine.values.errors import Refused
from usine.values.text import fold

LONGEST = 300
ALIKE = 85

WRITE = "écrivez 1 ou Transition, 2 ou Innovation, 3 ou Compétences, 4 ou Foncier"

_STRONG: dict[Axis, tuple[str, ...]] = {
    Axis.TRANSITION: (
        "écologique", "écologie", "énergétique", "énergie", "TEE", "décarbonation", "décarboner",
    ),
    Axis.INNOVATION: ("innovation", "innover", "innovant", "écosystème"),
    Axis.COMPETENCES: ("compétence", "recrutement", "recruter"),
    Axis.FONCIER: ("foncier", "foncière"),
}  # fmt: skip
# They name an axis where no strong word speaks for another one.
_WEAK: dict[Axis, tuple[str, ...]] = {
    Axis.TRANSITION: (
        "transition", "environnement", "environnemental", "climat", "carbone", "hydrogène",
        "sobriété", "circulaire", "durable",
    ),
    Axis.INNOVATION: ("recherche", "numérique", "digital", "futur"),
    Axis.COMPETENCES: (
        "formation", "former", "emploi", "métier", "RH", "GPEC", "GPECT", "apprentissage", "talent",
        "humaine",
    ),
    Axis.FONCIER: (
        "immobilier", "friche", "implantation", "aménagement", "terrain", "site", "ZAE",
    ),
}  # fmt: skip

_BY_NUMBER = dict(zip("1234", Axis, strict=True)) | dict(
    zip(("i", "ii", "iii", "iv"), Axis, strict=True)
)
_NUMBER = re.compile(
    r"(?:(?:axe|orientation)s? ?)?(?:strategique )?(?:n |no |numero )?(\d+|[ivx]+)\b"
)
_GLUED = re.compile(r"\b(axe)(?=\d)")
_EMPTY_TEXT = """
axe axes orientation volet pilier strategique thematique priorite n no numero a au aux d dans de
des du en et l la le les pour
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())


def _normal(text: str) -> str:
    words = _GLUED.sub(r"\1 ", fold(text)).split()
    return " ".join(w[:-1] if len(w) > 3 and w[-1] in "sx" else w for w in words)


_STRONG_WORDS = Lexicon(_STRONG, _normal)
_WEAK_WORDS = Lexicon(_WEAK, _normal)
_GOALS = [fold(goal) for goal in AXIS_GOALS.values()]


@remembered
def parse_axis(cell: Cell) -> Axis | None:
    """The axis that a cell names; None when it says nothing. Its words count before its number:
    a territory may number its axes in its own order."""
    if cell is None or (isinstance(cell, str) and says_nothing(cell)):
        return None
    if isinstance(cell, float | int) and not isinstance(cell, bool) and cell in (1, 2, 3, 4):
        return _BY_NUMBER[str(int(cell))]
    if not isinstance(cell, str) or len(cell) > LONGEST:
        raise Refused(f"La cellule ne contient pas un axe : {WRITE}.")
    number, words = _parts(cell)
    strong, weak = _named(_STRONG_WORDS, words), _named(_WEAK_WORDS, words)
    found = strong or weak
    if number and (not words or number in strong | weak):
        found = {number}
    elif len(found) == 1 and number and not strong:
        raise Refused(f"{quoted(cell)} : le numéro et les mots ne désignent pas le même axe.")
    if len(found) == 1:
        return found.pop()
    if found:
        raise Refused(f"{quoted(cell)} désigne plusieurs axes : n’en gardez qu’un seul.")
    raise Refused(f"{quoted(cell)} n’est pas un axe du programme : {WRITE}.")


def axis_of_sheet(name: str) -> Axis | None:
    """The axis that the name of a sheet gives; None when it is about something else."""
    _, words = _parts(name)
    if words and not is_heading(name) and not _named(_STRONG_WORDS, words):
        return None
    try:
        return parse_axis(name)
    except Refused:
        return None


def is_heading(text: str) -> bool:
    """True for what announces an axis: "Axe 2 – …", or the full wording of one."""
    folded = fold(text)
    number = _NUMBER.match(folded)
    if folded.startswith(("axe", "orientation")):
        _, words = _parts(text)
        return bool(number or _named(_STRONG_WORDS, words) or _named(_WEAK_WORDS, words))
    wording = folded[number.end() :].strip() if number else folded
    return len(wording) > 20 and any(fuzz.partial_ratio(wording, g) >= ALIKE for g in _GOALS)


def is_keyword(text: str) -> bool:
    """True for a text made of the words of an axis alone: "Foncier", "2. Innovation"."""
    _, words = _parts(text)
    known = _STRONG_WORDS.meanings.keys() | _WEAK_WORDS.meanings.keys()
    return bool(words) and all(_corrected(word) in known for word in words)


def _parts(text: str) -> tuple[Axis | None, list[str]]:
    """The axis that a leading number gives, if any, and the words that carry the sense."""
    number = _NUMBER.match(fold(text))
    words = [word for word in _normal(text).split() if word not in _EMPTY]
    numbers = {word for word in words if word.isdigit() or word in _BY_NUMBER}
    axis = _BY_NUMBER.get(number[1]) if number else None
    words = [word for word in words if not word.isdigit() and not (axis and word in _BY_NUMBER)]
    return (None if len(numbers) > 1 and not words else axis), words


def _corrected(word: str) -> str:
    return _WEAK_WORDS.corrected(_STRONG_WORDS.corrected(word))


def _named(lexicon: Lexicon[Axis], words: list[str]) -> set[Axis]:
    found = (lexicon.get(lexicon.corrected(word)) for word in words)
    return {meaning.of for meaning in found if meaning}
