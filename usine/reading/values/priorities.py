"""How much an action matters to its territory, in the words that plans have for it."""

import re

from usine.plans.states import Priority
from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.values.nothing import says_nothing
from usine.reading.values.texts import text_of
from usine.reading.wording import Lexicon, quoted
from usine.values.errors import Refused
from usine.values.text import fold

LONGEST = 100

WRITE = "écrivez haute, normale ou basse, ou laissez vide"

_PHRASES: dict[Priority, tuple[str, ...]] = {
    Priority.HIGH: (
        "haute", "haut", "élevée", "élevé", "forte", "fort", "prioritaire", "urgente", "urgent",
        "très haute", "très forte", "très élevée", "majeure", "maximale", "critique", "oui", "1",
        "P1", "A", "priorité 1", "court terme", "essentielle", "stratégique", "immédiate",
    ),
    Priority.NORMAL: (
        "normale", "normal", "moyenne", "moyen", "médiane", "intermédiaire", "modérée", "2", "P2",
        "B", "priorité 2", "moyen terme", "standard", "importante",
    ),
    Priority.LOW: (
        "basse", "bas", "faible", "mineure", "secondaire", "non prioritaire", "très faible",
        "très basse", "3", "P3", "C", "priorité 3", "long terme", "non", "minimale", "peu urgente",
    ),
}  # fmt: skip
_MARKS = {"+++": Priority.HIGH, "++": Priority.NORMAL, "+": Priority.LOW} | {
    "***": Priority.HIGH, "**": Priority.NORMAL, "*": Priority.LOW
}  # fmt: skip

_BEFORE = re.compile(r"^(?:priorite |\d )+(?=\w)")

_SAID = Lexicon(_PHRASES, fold)


@remembered
def parse_priority(cell: Cell) -> Priority | None:
    """The priority that a cell gives; None when it says nothing."""
    text = text_of(cell)
    if text in _MARKS:
        return _MARKS[text]
    if says_nothing(text):
        return None
    phrase = fold(text[:LONGEST])
    for said in (phrase, _BEFORE.sub("", phrase), _SAID.corrected(phrase)):
        if meaning := _SAID.get(said):
            return meaning.of
    raise Refused(f"{quoted(text)} n’est pas une priorité comprise : {WRITE}.")
