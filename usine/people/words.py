"""French sentences of the pages of people."""

from datetime import date

from usine.values import clock
from usine.values.formats import format_day


def ends(last: date) -> str:
    """The end of a mandate on its last day, past or to come: "prend fin le 27 mai 2025"."""
    verb = "a pris fin" if last < clock.today() else "prend fin"
    return f"{verb} le {format_day(last)}"
