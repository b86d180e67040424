"""How the pages of people say it in French."""

from datetime import date

from usine.values import clock
from usine.values.formats import format_day


def ends(last: date) -> str:
    """What a last day does, or did when it is past: "prend fin le 27 mai 2025"."""
    verb = "a pris fin" if last < clock.today() else "prend fin"
    return f"{verb} le {format_day(last)}"
