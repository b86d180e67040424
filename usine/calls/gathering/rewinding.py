"""What has no date of its own, as it was known at a moment: read back from the ledger.

An action is read back as plans do (`plans.rewinding`), what was undone since included. A
territory's label and lead region are recorded as each event left them.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from usine.ledger.models import Payload
from usine.ledger.queries import number_at
from usine.plans.bulk import batches
from usine.plans.locating import places_of
from usine.plans.models import Action
from usine.plans.rewinding import COMMUNES, values_before
from usine.territories.measures import subject_of
from usine.territories.models import Territory

NAMES = ("reference", "title", "axis", "lead", "start")


def actions_as_known(actions: Collection[Action], known_at: datetime | None) -> dict[int, dict]:
    """{action: {name: value}} of `NAMES`, and of COMMUNES as {code: name}."""
    communes = places_of(actions)
    values = {
        action.pk: {name: getattr(action, name) for name in NAMES} | {COMMUNES: communes[action.pk]}
        for action in actions
    }
    if known_at is None:
        return values
    known = number_at(known_at)
    for batch in batches(list(values)):
        written = values_before(Action.objects.filter(pk__in=batch), known, (*NAMES, COMMUNES))
        for pk, before in written.items():
            values[pk] |= before
    return values


def territories_as_known(
    territories: Iterable[Territory], known_at: datetime | None
) -> dict[int, dict[str, Any]]:
    """{territory: {"lead_region", "labelled_on", "unlabelled_on"}}; nothing of one that was not
    known yet."""
    if known_at is None:
        return {each.pk: _now(each) for each in territories}
    subjects = {subject_of(each): each.pk for each in territories}
    recorded: dict[int, dict[str, Any]] = {}
    for payload in _payloads(subjects, event__recorded_at__lte=known_at):
        content = payload.decoded or {}
        if "labelled_on" in content:
            recorded.setdefault(subjects[payload.subject], _told(content))
    return {each.pk: recorded.get(each.pk, {}) for each in territories}


def _now(territory: Territory) -> dict[str, Any]:
    return {
        "lead_region": territory.lead_region_id,
        "labelled_on": territory.labelled_on,
        "unlabelled_on": territory.unlabelled_on,
    }


def _told(content: dict[str, Any]) -> dict[str, Any]:
    until = content["unlabelled_on"]
    return {
        "lead_region": content["lead_region"],
        "labelled_on": date.fromisoformat(content["labelled_on"]),
        "unlabelled_on": until and date.fromisoformat(until),
    }


def _payloads(subjects: Iterable[str], **narrowed: Any) -> Iterator[Payload]:
    """The payloads about these subjects, the latest first."""
    for batch in batches(list(subjects)):
        payloads = Payload.objects.filter(subject__in=batch, **narrowed).select_related("event")
        yield from payloads.order_by("-event")
