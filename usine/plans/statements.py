"""What people say of actions besides their fields and details, as files hold it: what blocked them,
their links, where they are, their notes.

Each function gives, of actions by key, the key of each with the values of a line of its sheet
(`fields.STATEMENT_SHEETS`), in the order in which they were said.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
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


def _blockages(actions: Collection[int]) -> Statements:
    for batch in batches(list(actions)):
        standing = Blockage.objects.standing().filter(action__in=batch)
        for each in standing.order_by("effective_on", "pk"):
            since = PartialDate(each.effective_on)
            kind = each.kind or LIFTED
            yield each.action_id, {"since": since, "kind": kind, "words": each.words}


def _links(actions: Collection[int]) -> Statements:
    """The links of actions to others, save those to the restricted actions of another plan, which
    the readers of a file may not see."""
    open_or_own = Q(other__restricted=False) | Q(other__territory=F("action__territory"))
    for batch in batches(list(actions)):
        standing = ActionLink.objects.standing().filter(open_or_own, action__in=batch)
        for each in standing.select_related("other").order_by("pk"):
            yield each.action_id, {"kind": each.kind, "other": each.other.label}


def _places(actions: Collection[int]) -> Statements:
    for batch in batches(list(actions)):
        rows = Action.objects.filter(pk__in=batch).only("pk", "longitude", "latitude")
        there = list(rows.order_by("pk"))
        communes = places_of(there)
        for each in there:
            for code, name in communes[each.pk].items():
                yield each.pk, {"commune": name, "code": code, "point": ""}
            if point := short_point(each.longitude, each.latitude):
                yield each.pk, {"commune": "", "code": "", "point": point}


def _notes(actions: Collection[int]) -> Statements:
    """Unsigned: the name of who wrote a note stays here, where it can be forgotten."""
    for batch in batches(list(actions)):
        keys = {f"action:{pk}": pk for pk in batch}
        for each in Note.objects.standing().filter(subject__in=keys).order_by("at", "pk"):
            written_on = PartialDate(paris_day(each.at))
            yield keys[each.subject_id], {"written_on": written_on, "text": each.text}


STATEMENTS: Mapping[str, Callable[[Collection[int]], Statements]] = {
    "blockages": _blockages,
    "links": _links,
    "places": _places,
    "remarks": _notes,
}
"""By the field that files give."""
