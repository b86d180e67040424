"""What must hold of a campaign, and why it does not: plain Python, no database."""

from datetime import date, timedelta

from usine.values.formats import format_counted

# How far back what was confirmed may count: an action is up to date for as long.
EARLIEST = timedelta(days=90)


def campaign_refusal(opens_on: date, due_on: date, today: date) -> str | None:
    """Why a campaign may not be sent today between these days; None when it may."""
    if opens_on > today:
        return "Une campagne part aujourd’hui\u00a0: donnez un jour d’ouverture déjà venu."
    if today - opens_on > EARLIEST:
        return (
            f"Une campagne s’ouvre il y a {format_counted(EARLIEST.days, 'jour', 'jours')} au plus."
        )
    if due_on <= today:
        return "Laissez au moins jusqu’à demain pour répondre."
    return None
