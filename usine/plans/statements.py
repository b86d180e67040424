"""What people say of actions besides their fields and details, as files hold it: what blocked them,
their links, where they are, their notes.

Each function gives, of actions by key, the key of each with the values of a line of its sheet
(`fields.STATEMENT_SHEETS`), in the order in which they were said; or, `since` a moment, those that
were taken back.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from usine.exchanges.models import Note
from usine.values.dates import PartialDate, paris_day
from usine.values.points import short_point

from .bulk import batches
from .fields import LIFTED
from .locating import places_of
from .models import Action, ActionLink, Blockage

Statement = dict[str, Any]
Statements = Iterator[tuple[int, Statement]]


def _blockages(actions: Collection[int], since: datetime | None = None) -> Statements:
    for batch in batches(list(actions)):
        facts = Blockage.objects.filter(_told("superseded_at", since), action__in=batch)
        for each in facts.order_by("effective_on", "pk"):
            day, kind = PartialDate(each.effective_on), each.kind or LIFTED
            yield each.action_id, {"since": day, "kind": kind, "words": each.words}


def _links(actions: Collection[int], since: datetime | None = None) -> Statements:
    """The links of actions to others, save those to the restricted actions of another plan, which
    the readers of a file may not see."""
    open_or_own = Q(other__restricted=False) | Q(other__territory=F("action__territory"))
    for batch in batches(list(actions)):
        told = _told("removed_at", since)
        links = ActionLink.objects.filter(open_or_own, told, action__in=batch)
        for each in links.select_related("other").order_by("pk"):
            yield each.action_id, {"kind": each.kind, "other": each.other.label}


def _places(actions: Collection[int], since: datetime | None = None) -> Statements:
    """No place that it had is kept: the ledger tells them (`rewinding`)."""
    if since is not None:
        return
    for batch in batches(list(actions)):
        rows = Action.objects.filter(pk__in=batch).only("pk", "longitude", "latitude")
        there = list(rows.order_by("pk"))
        communes = places_of(there)
        for each in there:
            for code, name in communes[each.pk].items():
                yield each.pk, {"commune": name, "code": code, "point": ""}
            if point := short_point(each.longitude, each.latitude):
                yield each.pk, {"commune": "", "code": "", "point": point}


def _notes(actions: Collection[int], since: datetime | None = None) -> Statements:
    """Unsigned: the name of who wrote a note stays here, where it can be forgotten."""
    for batch in batches(list(actions)):
        keys = {f"action:{pk}": pk for pk in batch}
        notes = Note.objects.filter(_told("withdrawn_at", since), subject__in=keys)
        for each in notes.order_by("at", "pk"):
            written_on = PartialDate(paris_day(each.at))
            yield keys[each.subject_id], {"written_on": written_on, "text": each.text}


def _told(ended: str, since: datetime | None) -> Q:
    """What stands; or else what stood at a moment and was taken back `since`."""
    return Q(**{ended: None} if since is None else {f"{ended}__gte": since})


STATEMENTS: Mapping[str, Callable[..., Statements]] = {
    "blockages": _blockages,
    "links": _links,
    "places": _places,
    "remarks": _notes,
}
"""By the field that files give."""
