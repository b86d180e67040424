"""Every write of committees: one verb, checked against the rights of `by`, recorded."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from usine.files.checking import Checked, Sent, checked
from usine.files.operations import keep
from usine.ledger.operations import record
from usine.ledger.refusals import operation, save
from usine.people.naming import accounts_named, bodies_named
from usine.values import clock
from usine.values.errors import Refused

from ..committee_states import COMMITTEE_TRANSITIONS, CommitteeState
from ..models import Committee, CommitteeMember
from ..queries import Plan
from ..writing import refuse_if
from . import cancelling, decisions, rules, subjects
from .cancelling import TakenOut
from .gate import check_may_meet, hold_committee, hold_place, plan_of
from .queries import first_day
from .telling import CANCELLED, PLANNED, PUT_BACK, members_of, tell_changed, tell_members
from .values import MEMBERS, encoded, told, values_of

# The steps of which its members are told, and how.
_TELLING = {
    (CommitteeState.PLANNED, "cancel"): CANCELLED,
    (CommitteeState.CANCELLED, "reopen"): PUT_BACK,
    (CommitteeState.MET, "reopen"): PLANNED,
}


class CommitteeChanged(Refused):
    """Somebody wrote the committee since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "Quelqu’un a modifié ce comité entre-temps\u00a0: ouvrez-le dans un autre onglet, "
            "reportez ce qui manque, puis enregistrez de nouveau."
        )


@operation
def plan_committee(plan: Plan, *, values: Mapping[str, Any], by) -> Committee:
    """Add a committee of a territory, a region or the nation, as `values.LABELS` names its values.

    Raises Refused when one of this name stands that day, or when nobody could meet that day.
    """
    hold_place(plan, by=by)
    committee = Committee(territory=plan.territory, region=plan.region)
    _write(committee, values)
    payload = {"values": told(values_of(committee))}
    event = record("plans.plan_committee", subject=committee.subject, by=by, payload=payload)
    tell_members(PLANNED, committee, people=members_of(committee), event=event, by=by)
    return committee


@operation
def change_committee(
    committee: Committee, *, values: Mapping[str, Any], version: int, by
) -> Committee:
    """Give a committee other values; `version` is that of the committee as it was read.

    Raises Refused when it is cancelled, CommitteeChanged when somebody wrote it since.
    """
    committee = hold_committee(committee, by=by)
    refuse_if(rules.change_refusal(CommitteeState(committee.state)))
    if committee.version != version:
        raise CommitteeChanged
    before, members = values_of(committee), members_of(committee)
    changes = {
        name: [encoded(before[name]), encoded(value)]
        for name, value in values.items()
        if value != before[name]
    }
    if changes:
        committee.version += 1
        _write(committee, values)
        payload = {"changes": changes}
        event = record("plans.change_committee", subject=committee.subject, by=by, payload=payload)
        tell_changed(committee, before=members, changes=changes, event=event, by=by)
    return committee


@operation
def step_committee(
    committee: Committee, verb: str, *, by, reason: str = "", withdrawing: Collection[int] = ()
) -> Committee:
    """Take a step of `COMMITTEE_TRANSITIONS`: "meet"; "cancel", which says why and takes some
    decisions with it; or "reopen", which brings them back."""
    committee = hold_committee(committee, by=by)
    state = CommitteeState(committee.state)
    refuse_if(rules.step_refusal(state, verb, on=committee.on, today=clock.today()))
    is_cancelling, was_cancelled = verb == "cancel", state == CommitteeState.CANCELLED
    out = cancelling.take_out(committee, withdrawing, by=by) if is_cancelling else TakenOut()
    back = cancelling.last_taken_out(committee) if was_cancelled else TakenOut()
    out.mark(clock.now())
    back.mark(None)
    committee.state = COMMITTEE_TRANSITIONS[verb].target
    committee.version += 1
    save(committee)
    _put(committee)
    payload = {**({"reason": reason} if reason else {}), **out.keys}
    event = record(f"plans.{verb}_committee", subject=committee.subject, by=by, payload=payload)
    cancelling.expect_no_more(committee, out.asks, by=by)
    cancelling.expect_again(committee, back.asks, by=by)
    if kind := _TELLING.get((state, verb)):
        tell_members(kind, committee, people=members_of(committee), event=event, by=by)
    return committee


def keep_minutes(committee: Committee, *, sent: Sequence[Sent], by) -> Committee:
    """Attach the minutes of a committee that met, one document; it replaces the one before, which
    stays among the documents of the committee.

    The file is checked before anything is held: that takes seconds.
    """
    check_may_meet(plan_of(committee), by=by)
    refuse_if(rules.minutes_refusal(len(sent)))
    return _keep_minutes(committee, checked(sent), by)


@operation
def _keep_minutes(committee: Committee, files: Sequence[Checked], by) -> Committee:
    committee = hold_committee(committee, by=by)
    refuse_if(rules.minutes_state_refusal(CommitteeState(committee.state)))
    [committee.minutes] = keep(committee.subject, files=files, by=by)
    committee.version += 1
    save(committee)
    payload = {"file": committee.minutes.name}
    record("plans.keep_minutes", subject=committee.subject, by=by, payload=payload)
    return committee


def _write(committee: Committee, values: Mapping[str, Any]) -> None:
    """Save a committee with these values, its members and its subject."""
    if "on" in values:
        first = first_day(plan_of(committee))
        refuse_if(rules.day_refusal(values["on"], first=first, today=clock.today()))
    for name, value in values.items():
        if name != MEMBERS:
            setattr(committee, name, value)
    names = values.get(MEMBERS)
    refuse_if(rules.members_refusal(names or ()))
    save(committee)
    if names is not None:
        _write_members(committee, names)
    _put(committee)


def _put(committee: Committee) -> None:
    subjects.put(committee)
    decisions.put(committee)


def _write_members(committee: Committee, names: Sequence[str]) -> None:
    committee.members.all().delete()
    people, bodies = accounts_named(names), bodies_named(names)
    CommitteeMember.objects.bulk_create(
        CommitteeMember(
            committee=committee, name=name, person_id=people.get(name), body=bodies.get(name)
        )
        for name in names
    )
