"""Values as the sentences of a verdict write them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from usine.values.dates import PartialDate
from usine.values.formats import (
    format_cents,
    format_count,
    format_counted,
    format_day,
    format_percent,
)

from .facts import DatedAid, Spell

# A longer list is named by its label.
LISTED = 8


def in_words(value: Any, unit: str) -> str:
    """A value of a fact or of a parameter, as people read it."""
    match value, unit:
        case bool(), "date":
            return "aucun"
        case bool(), _:
            return "oui" if value else "non"
        case int(), "cents":
            return format_cents(value)
        case int(), "basis_points":
            return rate_in_words(value)
        case int(), "days":
            return format_counted(value, "jour", "jours")
        case int(), _:
            return format_count(value)
        case date(), _:
            return format_day(value)
        case PartialDate(), _:
            return str(value)
        case tuple(), _:
            return _several(value)
    return period_in_words(value) if unit == "period" else str(value)


def _several(values: tuple) -> str:
    return listed([_one(value) for value in values], "et")


def _one(value: Any) -> str:
    match value:
        case Spell():
            return spell_in_words(value)
        case DatedAid():
            return f"{format_cents(value.amount)} le {format_day(value.on)}"
    return str(value)


def rate_in_words(basis_points: int) -> str:
    """8000 gives "80 %", 8050 gives "80,5 %"."""
    return format_percent(Decimal(basis_points) / 100)


def spell_in_words(spell: Spell) -> str:
    if spell.until is None:
        return f"depuis le {format_day(spell.since)}"
    return f"du {format_day(spell.since)} au {format_day(spell.until)}"


def period_in_words(period: str) -> str:
    """ "rolling-3" gives "3 années glissantes", "fiscal-3" gives "3 exercices"."""
    kind, _, years = period.partition("-")
    if kind == "rolling":
        return format_counted(int(years), "année glissante", "années glissantes")
    return format_counted(int(years), "exercice", "exercices")


def listed(words: Sequence[str], conjunction: str) -> str:
    """a, b et c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def joined(words: Iterable[str], glue: str) -> str:
    """Those that say something, once each."""
    kept = [word for word in words if word]
    # Most often there is one: thousands of verdicts are told at once.
    return glue.join(dict.fromkeys(kept)) if len(kept) > 1 else "".join(kept)


def cited(text: str, *where: str) -> str:
    """What is written, and where: « Le coût est d’au moins 2 000 € (règlement, article 3) »."""
    return f"{text.rstrip('. ')} ({joined(where, ', ')})"


def part_of_sentence(sentence: str) -> str:
    """A sentence within another: « L’assiette n’est pas connue. » gives « l’assiette n’est pas
    connue »; an acronym keeps its capitals."""
    first, second = sentence[:1], sentence[1:2]
    start = first if second.isupper() else first.lower()
    return f"{start}{sentence[1:].rstrip('. ')}"
