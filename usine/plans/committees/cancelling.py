"""Why committees were cancelled, read from the ledger, and the decisions that go with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from usine.asks.models import Ask
from usine.asks.operations import check_all_mine
from usine.asks.states import AskState
from usine.asks.telling import WITHDRAWN
from usine.asks.turning import locked
from usine.asks.withdrawing import knowing, restored_together, withdrawn_together
from usine.ledger.models import Payload
from usine.ledger.refusals import save
from usine.notices.kinds import Excerpt
from usine.notices.models import Notice
from usine.notices.operations import tell

from ..committee_states import CommitteeState
from ..models import Committee, CommitteeDecision
from .followed import FollowedDecision, decisions_of

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
    return str(_last(committee).get("reason", ""))


def _last(committee: Committee) -> dict[str, Any]:
    """What the ledger holds of the last cancellation of a committee."""
    payloads = Payload.objects.filter(subject=committee.subject, event__verb=VERB)
    latest = payloads.order_by("event").last()
    return (latest.decoded or {}) if latest else {}


def excerpts(notices: Collection[Notice], reader) -> dict[int, Excerpt]:
    """Why, to the members who are told of it."""
    told = reasons([each.event_id for each in notices])
    return {each.pk: Excerpt("", told[each.event_id]) for each in notices if each.event_id in told}


def withdrawable(
    committee: Committee, *, by
) -> tuple[list[FollowedDecision], list[FollowedDecision]]:
    """The decisions of which somebody has still to answer: those that one may withdraw, as one
    asked all that waits, and the others."""
    waiting = [each for each in decisions_of(committee, reader=by) if each.waiting]
    mine = [each for each in waiting if by is None or all(one.ask.by == by for one in each.waiting)]
    return mine, [each for each in waiting if each not in mine]


def told(decision: FollowedDecision) -> str:
    """A decision, and who has still to answer."""
    return f"{decision.decision} ({' ; '.join(each.whom for each in decision.waiting)})"


def left_to_do(decisions: Collection[FollowedDecision]) -> str:
    """What stays asked whatever one chooses, as others asked it; "" when that is nothing."""
    if not decisions:
        return ""
    return (
        "Restent demandées, car qui les a demandées peut seul les retirer\u00a0: "
        f"{', '.join(map(told, decisions))}."
    )


@dataclass(frozen=True)
class TakenOut:
    """What a cancellation takes with it: decisions of which nobody answered, and what waited."""

    rows: Sequence[CommitteeDecision] = ()
    asks: Sequence[Ask] = ()

    @property
    def keys(self) -> dict[str, list[int]]:
        """What the ledger records of it, by which it comes back."""
        keys = {"decisions": self.rows, "asks": self.asks}
        return {name: [each.pk for each in those] for name, those in keys.items() if those}

    def mark(self, at: datetime | None) -> None:
        for each in self.rows:
            each.withdrawn_at = at
            save(each)


def take_out(committee: Committee, decisions: Collection[int], *, by) -> TakenOut:
    """Hold these decisions, and what is asked of them; what was answered meanwhile stays.

    Raises PermissionDenied when somebody else asked what waits.
    """
    texts = committee.decisions.filter(pk__in=decisions).values_list("text", flat=True)
    standing = committee.decisions.filter(text__in=set(texts), withdrawn_at__isnull=True)
    rows = {each.subject: each for each in standing.select_for_update().order_by("pk")}
    asks = locked(Ask.objects.filter(subject__in=rows))
    waiting = [each for each in asks if each.is_waiting]
    if waiting:
        check_all_mine(waiting, by=by)
    left, answered = (
        {rows[each.subject_id].text for each in those}
        for those in (waiting, [each for each in asks if each.state == AskState.ANSWERED])
    )
    return TakenOut([each for each in rows.values() if each.text in left - answered], waiting)


def last_taken_out(committee: Committee) -> TakenOut:
    """Hold what the last cancellation took with it, and that nobody brought back."""
    keys = _last(committee)
    rows = CommitteeDecision.objects.filter(pk__in=keys.get("decisions", ()))
    asks = Ask.objects.filter(pk__in=keys.get("asks", ()), state=AskState.WITHDRAWN)
    standing = rows.filter(withdrawn_at__isnull=False).order_by("pk")
    return TakenOut(list(standing.select_for_update()), locked(asks))


def taken_out_count(committee: Committee) -> int:
    """How many decisions the last cancellation took with it, each told once."""
    rows = CommitteeDecision.objects.filter(pk__in=_last(committee).get("decisions", ()))
    return rows.values("text").distinct().count()


def expect_no_more(committee: Committee, asks: Sequence[Ask], *, by) -> None:
    """Withdraw them in one event, of which each who knew of some is told once."""
    if not asks:
        return
    people = knowing(asks)
    event = withdrawn_together(asks, about=committee.subject, by=by)
    about = asks[0].subject_id if len(asks) == 1 else committee.subject
    for each in asks:
        tell(WITHDRAWN, people=people[each.pk], event=event, by=by, subject=about)


def expect_again(committee: Committee, asks: Sequence[Ask], *, by) -> None:
    if asks:
        restored_together(asks, about=committee.subject, by=by)
