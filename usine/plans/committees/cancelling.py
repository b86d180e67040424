"""Why committees were cancelled, read from the ledger, and what that leaves to do."""

from collections.abc import Collection

from usine.ledger.models import Event, Payload
from usine.notices.kinds import Excerpt
from usine.notices.models import Notice

from ..committee_states import CommitteeState
from ..models import Committee
from .decisions import FollowedDecision

VERB = "plans.cancel_committee"


def reasons(events: Collection[int]) -> dict[int, str]:
    """{event: why it cancelled a committee}, where it says so."""
    payloads = Payload.objects.filter(event__in=events, event__verb=VERB)
    told = {each.event_id: (each.decoded or {}).get("reason", "") for each in payloads}
    return {event: reason for event, reason in told.items() if reason}


def reason_of(committee: Committee) -> str:
    """Why a committee is cancelled; "" when nobody said, and while it stands."""
    if committee.state != CommitteeState.CANCELLED:
        return ""
    latest = Event.objects.filter(subject=committee.subject, verb=VERB).latest("number").number
    return reasons([latest]).get(latest, "")


def excerpts(notices: Collection[Notice], reader) -> dict[int, Excerpt]:
    """Why, to the members who are told of it."""
    told = reasons([each.event_id for each in notices])
    return {each.pk: Excerpt("", told[each.event_id]) for each in notices if each.event_id in told}


def left_to_do(decisions: Collection[FollowedDecision]) -> str:
    """What is prepared and asked, and stays so; "" when that is nothing."""
    waiting = [f"{each.decision} ({each.ask.to})" for each in decisions if each.ask.is_waiting]
    if not waiting:
        return ""
    return (
        "Ce qu’il avait préparé reste demandé tant que vous ne le retirez pas, sur sa page\u00a0: "
        f"{', '.join(waiting)}."
    )
