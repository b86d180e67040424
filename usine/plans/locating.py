"""Where an action takes place: its communes, and a point."""

from collections.abc import Collection, Iterable

from usine.geography.models import Commune
from usine.ledger.refusals import operation
from usine.values.errors import Refused

from . import rules
from .details import keep_confirmed
from .gate import hold
from .models import Action
from .writing import record_of, refuse_if

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""


@operation
def locate(action: Action, *, communes: Collection[str], point: Point | None = None, by) -> Action:
    """Say where the action takes place: codes of communes (Insee) and a point.

    Raises Refused on a code that no commune has. Nothing is recorded when nothing changes.
    """
    action = hold(action, by=by)
    longitude, latitude = point or (None, None)
    refuse_if(rules.point_refusal(longitude, latitude))
    wanted = known_communes(communes)
    if missing := sorted(set(communes) - {each.pk for each in wanted}):
        raise Refused(f"Aucune commune n’a le code {', '.join(missing)}.")
    before = list(action.communes.order_by("name", "pk"))
    had = (action.longitude, action.latitude)
    if before == wanted and had == (longitude, latitude):
        return action
    action.communes.set(wanted)
    action.longitude, action.latitude = longitude, latitude
    action.save(update_fields=["longitude", "latitude"])
    keep_confirmed(action)
    payload = {
        "communes": [_named(before), _named(wanted)],
        "point": [_degrees(*had), _degrees(longitude, latitude)],
    }
    record_of("locate", action, by=by, payload=payload)
    return action


def known_communes(codes: Iterable[str]) -> list[Commune]:
    return list(Commune.objects.filter(pk__in=list(codes)).order_by("name", "pk"))


def _named(communes: Iterable[Commune]) -> dict[str, str]:
    return {each.pk: each.name for each in communes}


def _degrees(longitude: float | None, latitude: float | None) -> str:
    """A point as people write it, latitude first; payloads hold no floats."""
    return "" if longitude is None else f"{latitude:.6f}, {longitude:.6f}"
