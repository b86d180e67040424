"""The values of a committee, as operations take them, events record them and pages tell them."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from usine.ledger.history import NOTHING
from usine.values.formats import format_day

from ..models import Committee
from ..models.committees import hour_of

# {name: label} of what one types of a committee.
LABELS = {
    "name": "Nom",
    "on": "Date",
    "starts_at": "Heure",
    "venue": "Lieu",
    "members": "Membres",
    "agenda": "Ordre du jour",
    "foreword": "Mot d’ouverture",
}
MEMBERS = "members"


def values_of(committee: Committee) -> dict[str, Any]:
    """Its values; `members` are names."""
    names = list(committee.members.values_list("name", flat=True)) if committee.pk else []
    return {name: names if name == MEMBERS else getattr(committee, name) for name in LABELS}


def encoded(value: Any) -> Any:
    """A value as an event records it."""
    return value.isoformat() if isinstance(value, date | time) else value


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an event records of a new committee: nothing of what is empty."""
    return {name: encoded(value) for name, value in values.items() if value not in (None, "", [])}


def text_of(name: str, value: Any) -> str:
    """A recorded value as a user reads it."""
    if not value:
        return NOTHING
    match name:
        case "on":
            return format_day(date.fromisoformat(value))
        case "starts_at":
            return hour_of(time.fromisoformat(value))
        case "members":
            return ", ".join(value)
    return str(value)
