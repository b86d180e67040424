"""What must hold of a figure before it is published: plain values, no database."""

from collections.abc import Mapping
from datetime import date, datetime

from usine.values.dates import paris_day
from usine.values.errors import Refused
from usine.values.formats import format_count, format_day


def check_closes(what: str, parts: Mapping[str, int], whole: int) -> None:
    """Raise Refused unless the parts of a breakdown add up to its whole."""
    total = sum(parts.values())
    if total != whole:
        raise Refused(
            f"La ventilation {what} fait {format_count(total)}, pour un total de "
            f"{format_count(whole)} : elle n’est pas publiée. L’administrateur peut vérifier le "
            "registre (usine verify_ledger)."
        )


# The programme was launched in 2018: no ledger counts before.
FIRST_DAY = date(2018, 1, 1)


def check_begun(as_of: date) -> None:
    """Raise Refused when the day is before the programme."""
    if as_of < FIRST_DAY:
        raise Refused(
            "Le programme date de 2018\u00a0: demandez un jour à partir du "
            f"{format_day(FIRST_DAY)}."
        )


def check_past(as_of: date, today: date) -> None:
    """Raise Refused when the day of a bilan is to come."""
    if as_of > today:
        raise Refused(
            f"Le {format_day(as_of)} est dans le futur : un bilan porte sur aujourd’hui ou "
            "sur un jour passé."
        )


def check_known(known_at: datetime, today: date) -> None:
    """Raise Refused when the moment of what was known comes after the end of today."""
    if paris_day(known_at) > today:
        raise Refused(
            f"Le {format_day(known_at)} est dans le futur : on ne sait pas encore ce qui "
            "sera connu ce jour-là."
        )
