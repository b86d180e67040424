"""Where an action takes place: its communes, and a point."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from usine.geography.models import Commune
from usine.ledger.refusals import operation
from usine.values.errors import Refused
from usine.values.points import Point, format_point, short_point

from . import detail_rules
from .bulk import BATCH, batches
from .details import keep_confirmed
from .gate import hold
from .models import Action
from .writing import record_of, refuse_if


class PlaceChanged(Refused):
    """Somebody else said where the action takes place since it was read; `current` is the action
    as it stands now."""

    def __init__(self, current: Action) -> None:
        names = ", ".join(each.name for each in current.communes.order_by("name", "pk"))
        point = short_point(current.longitude, current.latitude) or "aucun"
        super().__init__(
            f"Le lieu a été modifié entre-temps\u00a0: {names or 'aucune commune'}\u00a0; "
            f"point\u00a0: {point}. Rien n’est enregistré\u00a0: relisez-le, puis recommencez."
        )
        self.current = current


@operation
def locate(
    action: Action,
    *,
    communes: Collection[str],
    point: Point | None = None,
    by,
    read: str | None = None,
) -> Action:
    """Say where the action takes place: codes of communes (Insee) and a point. `read` is
    `place_of` the action as its writer read it.

    Raises PlaceChanged when it is another one since, Refused on a code that no commune has and on
    a point out of France. Nothing is recorded when nothing changes.
    """
    action = hold(action, by=by)
    longitude, latitude = point or (None, None)
    refuse_if(detail_rules.point_refusal(longitude, latitude))
    wanted = known_communes(communes)
    if missing := sorted(set(communes) - {each.pk for each in wanted}):
        raise Refused(f"Aucune commune n’a le code {', '.join(missing)}.")
    before = list(action.communes.order_by("name", "pk"))
    if read is not None and read != place_of(action):
        raise PlaceChanged(action)
    had = (action.longitude, action.latitude)
    if before == wanted and had == (longitude, latitude):
        return action
    action.communes.set(wanted)
    action.longitude, action.latitude = longitude, latitude
    action.save(update_fields=["longitude", "latitude"])
    keep_confirmed(action)
    payload = {
        "communes": [_named(before), _named(wanted)],
        "point": [format_point(*had), format_point(longitude, latitude)],
    }
    record_of("locate", action, by=by, payload=payload)
    return action


def place_of(action: Action) -> str:
    """Where an action takes place, as one text to compare."""
    codes = sorted(action.communes.order_by().values_list("pk", flat=True))
    return " ".join([*codes, format_point(action.longitude, action.latitude)]).strip()


def known_communes(codes: Iterable[str]) -> list[Commune]:
    return list(Commune.objects.filter(pk__in=list(codes)).order_by("name", "pk"))


def _named(communes: Iterable[Commune]) -> dict[str, str]:
    return {each.pk: each.name for each in communes}


def places_of(actions: Collection[Action]) -> dict[int, dict[str, str]]:
    """{code: name} of the communes of each action, by its key."""
    places: dict[int, dict[str, str]] = {action.pk: {} for action in actions}
    for batch in batches(list(places)):
        rows = _through().filter(action__in=batch).order_by("commune__name", "commune")
        for pk, code, name in rows.values_list("action", "commune", "commune__name"):
            places[pk][code] = name
    return places


def locate_in_bulk(places: Mapping[int, Iterable[str]]) -> None:
    """Put actions, which are held, in these communes and no others: {action: codes}."""
    for batch in batches(list(places)):
        _through().filter(action__in=batch).delete()
    _through().bulk_create(
        (
            _through().model(action_id=pk, commune_id=code)
            for pk, codes in places.items()
            for code in codes
        ),
        batch_size=BATCH,
    )


def _through() -> Any:
    return Action.communes.through._default_manager
