"""Values of an action compared, kept in events and shown: old → new, field by field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from usine.values.dates import PartialDate, Precision
from usine.values.formats import format_cents

from .models import EDITABLE, Action
from .states import Axis, Priority

Changes = dict[str, tuple[Any, Any]]

LABELS: dict[str, str] = {
    "reference": "Référence",
    "axis": "Axe",
    "title": "Intitulé",
    "description": "Description",
    "lead": "Porteur",
    "partners": "Partenaires",
    "planned_budget": "Budget prévisionnel",
    "start": "Début",
    "end": "Fin",
    "priority": "Priorité",
    "comment": "Commentaire de suivi",
    "restricted": "Accès restreint",
}


def difference(action: Action, values: Mapping[str, Any]) -> Changes:
    """{field: (old, new)} for the values that are not already those of the action.

    Raises ValueError on a field that may not be set so.
    """
    if unknown := values.keys() - set(EDITABLE):
        raise ValueError(f"Not editable: {', '.join(sorted(unknown))}")
    return {
        name: (getattr(action, name), values[name])
        for name in EDITABLE
        if name in values and getattr(action, name) != values[name]
    }


def encode(changes: Changes) -> dict[str, list]:
    """Changes as JSON for an event."""
    return {name: [_encoded(old), _encoded(new)] for name, (old, new) in changes.items()}


def decode(said: Mapping[str, list]) -> Changes:
    """The reverse of `encode`."""
    return {name: (_decoded(name, old), _decoded(name, new)) for name, (old, new) in said.items()}


def encode_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _encoded(value) for name, value in values.items()}


def decode_values(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _decoded(name, value) for name, value in said.items()}


def _encoded(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return [value.first.isoformat(), str(value.precision)]
    return value


def _decoded(name: str, value: Any) -> Any:
    if name in ("start", "end") and value is not None:
        first, precision = value
        return PartialDate(date.fromisoformat(first), Precision(precision))
    return value


def shown(name: str, value: Any) -> str:
    """A value as a user reads it; a dash when there is none."""
    match name, value:
        case _, None | "" | []:
            return "–"
        case "axis", _:
            return str(Axis(value).label)
        case "priority", _:
            return str(Priority(value).label)
        case "partners", _:
            return " ; ".join(value)
        case "restricted", _:
            return "oui" if value else "non"
        case "planned_budget", _:
            return format_cents(value)
    return str(value)
