"""Every write to a plan: one verb, checked against the rights of `by`, recorded in the ledger."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from usine.asks.doing import take_back_doing
from usine.ledger import queries
from usine.ledger.operations import record, settle_many
from usine.ledger.refusals import operation
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from . import rules
from .budgets import date_budgets, day_refusal, first_budgets, take_back_budgets
from .changes import Changes, decode, difference, encode, encode_values, is_still_so
from .doing import answer_what_is_done, expect_again
from .freshness import follow
from .funding import budget_refusal
from .funding_dates import since_refusal
from .gate import hold, hold_actions, hold_plan
from .measures import timelines
from .models import Action, StatusChange
from .notes import keep_comments, take_back_comments, tell_referents
from .queries import bearer
from .rights import CONFIRM
from .states import TRANSITIONS, Status
from .writing import (
    NAMING,
    assign,
    check,
    check_effect,
    follow_names,
    record_of,
    refuse_if,
    revise,
    set_status,
    step_refusal,
    touch,
)

CONFIRMED = "plans.confirm"
STEPS = frozenset(f"plans.{verb}" for verb in TRANSITIONS)


class Conflict(Refused):
    """Somebody changed the action since it was read; `current` is how it stands now."""

    def __init__(self, current: Action) -> None:
        super().__init__("Cette action a été modifiée depuis que vous l’avez ouverte.")
        self.current = current


class ReferenceTaken(Refused):
    """`bearer`, another action of the plan, now bears the reference of `action`."""

    def __init__(self, action: Action, bearer: Action) -> None:
        super().__init__(
            f"«\u00a0{bearer.title}\u00a0» porte maintenant la référence {action.reference}. "
            f"Donnez-lui une autre référence, puis rétablissez «\u00a0{action.title}\u00a0»."
        )
        self.bearer = bearer


@operation
def create(
    *,
    territory: Territory,
    values: Mapping[str, Any],
    by,
    status: Status = Status.UNKNOWN,
    effective_on: date | None = None,
) -> Action:
    """Add an action to the plan, with its status since `effective_on` (today).

    `values` are those of some of its fields (`FIELDS`). Raises Refused when a rule does not hold.
    """
    territory = hold_plan(territory, by=by)
    effective_on = effective_on or clock.today()
    check_effect(territory, effective_on)
    action = Action(
        territory=territory,
        entered_on=effective_on,
        status=status,
        status_on=effective_on,
        confirmed_on=clock.today(),
    )
    assign(action, values)
    check(action)
    action.save()
    StatusChange.objects.create(action=action, status=status, effective_on=effective_on, by=by)
    first_budgets([action], by=by)
    follow_names([action])
    event = record_of(
        "create",
        action,
        by=by,
        payload={
            "values": encode_values(values),
            "status": [None, status],
            "effective_on": effective_on,
        },
    )
    keep_comments([action], event=event, by=by)
    return action


@operation
def change(
    action: Action,
    *,
    values: Mapping[str, Any],
    version: int,
    by,
    budget_on: date | None = None,
) -> Action:
    """Set the values of some of its fields. `version` is that of the action as its writer read it;
    `budget_on` the day from which another budget weighs (today).

    Raises Conflict when it has changed since, Refused when a rule does not hold.
    Nothing is recorded when nothing changes.
    """
    action = hold(action, by=by)
    if action.version != version:
        raise Conflict(action)
    changes = difference(action, values)
    if budget_on and "planned_budget" not in changes:
        raise Refused(
            "Vous donnez un jour au budget sans le changer\u00a0: pour corriger le jour d’un "
            "budget, prenez «\u00a0Corriger\u00a0» dans la liste des budgets de l’action."
        )
    return _change(action, changes, budget_on=budget_on or clock.today(), by=by)


@operation
def change_field(action: Action, *, name: str, value: Any, read: Any, by) -> Action:
    """Set one of its fields, which its writer read as `read`; a budget weighs from today.

    Raises Conflict when somebody gave this field another value since, Refused when a rule does not
    hold. Nothing is recorded when it has the value already.
    """
    action = hold(action, by=by)
    changes = difference(action, {name: value})
    if changes and changes[name][0] != read:
        raise Conflict(action)
    return _change(action, changes, budget_on=clock.today(), by=by)


def _change(action: Action, changes: Changes, *, budget_on: date, by) -> Action:
    if not changes:
        return action
    confirmed_on = action.confirmed_on
    if "planned_budget" in changes:
        refuse_if(budget_refusal(action, changes["planned_budget"][1]))
    revise(action, changes)
    action.confirmed_on = clock.today()
    check(action)
    action.save()
    if NAMING & changes.keys():
        follow_names([action])
    payload: dict[str, Any] = {"changes": encode(changes), "confirmed_before_on": confirmed_on}
    if "planned_budget" in changes:
        payload["effective_on"] = _date_budget(action, budget_on, by=by)
    event = record_of("change", action, by=by, payload=payload)
    if "comment" in changes:
        tell_referents(keep_comments([action], event=event, by=by))
    return action


def _date_budget(action: Action, on: date, *, by) -> date:
    check_effect(action.territory, on)
    refuse_if(day_refusal(action, on) or since_refusal(action, action.planned_budget, on))
    date_budgets([action], on=on, by=by)
    return on


@operation
def step(action: Action, verb: str, *, by, effective_on: date | None = None) -> Action:
    """Take one of the steps that the status allows (`TRANSITIONS`), as of a day (today).

    Raises Refused when the status does not allow the step, or when the day does not fit.
    """
    action = hold(action, by=by, right=TRANSITIONS[verb].who)
    effective_on = effective_on or clock.today()
    before, confirmed_on = Status(action.status), action.confirmed_on
    refuse_if(step_refusal(action, verb, effective_on))
    set_status(action, TRANSITIONS[verb].target, effective_on=effective_on, by=by)
    record_of(
        verb,
        action,
        by=by,
        payload={
            "status": [before, action.status],
            "effective_on": effective_on,
            "confirmed_before_on": confirmed_on,
        },
    )
    return action


@operation
def undo_step(action: Action, *, event: int, by) -> Action:
    """Give the action its status back, and the dates of its status and of its confirmation.

    `event` is the number of the event of the step. Raises Refused when a later event is about
    the action.
    """
    action = hold(action, by=by)
    last = queries.history(action.subject).first()
    if last is None or last.event_id != event or last.event.verb not in STEPS or not last.decoded:
        raise Refused(
            "Cette étape ne peut plus être annulée\u00a0: autre chose s’est passé depuis. Voyez "
            "l’historique de l’action\u00a0; son statut se corrige en donnant un motif."
        )
    standing = action.status_changes.filter(superseded_at=None)
    *_, before, undone = standing.order_by("effective_on", "pk")
    undone.supersede()
    payload = {
        "status": [undone.status, before.status],
        "effective_on": [undone.effective_on, before.effective_on],
    }
    action.status, action.status_on = before.status, before.effective_on
    action.confirmed_on = date.fromisoformat(last.decoded["confirmed_before_on"])
    touch(action)
    action.save()
    take_back_doing(event, by=by)
    record_of("undo_step", action, by=by, payload=payload)
    return action


@operation
def undo_change(action: Action, *, event: int, by) -> Action:
    """Give the fields that an event of `change` set the values that they had before.

    Raises Refused when one of these fields changed since.
    """
    action = hold(action, by=by)
    made = queries.history(action.subject).filter(event=event, event__verb="plans.change").first()
    recorded = (made.decoded if made else None) or {}
    changes = decode(recorded.get("changes", {}))
    # The first events of changes did not tell when the action had been confirmed.
    if not made or "confirmed_before_on" not in recorded or not is_still_so(action, changes):
        raise Refused(
            "Cette modification ne peut plus être annulée\u00a0: ces valeurs ont changé depuis. "
            "Voyez l’historique de l’action."
        )
    back = {name: (new, old) for name, (old, new) in changes.items()}
    if "planned_budget" in back:
        refuse_if(budget_refusal(action, back["planned_budget"][1]))
    revise(action, back)
    action.confirmed_on = date.fromisoformat(recorded["confirmed_before_on"])
    check(action)
    action.save()
    if NAMING & back.keys():
        follow_names([action])
    if "planned_budget" in back:
        on = date.fromisoformat(recorded["effective_on"])
        take_back_budgets([action], on=on, by=by)
    if "comment" in back:
        take_back_comments([action], event=made.event)
    take_back_doing(event, by=by)
    record_of("undo_change", action, by=by, payload={"changes": encode(back)})
    return action


@operation
def withdraw(action: Action, *, reason: str, by, on: date | None = None) -> Action:
    """Take the action out of the plan as of a day (today): it still counts for the days before."""
    action = hold(action, by=by)
    on = on or clock.today()
    refuse_if(rules.withdrawal_refusal(reason, on, clock.today()))
    action.withdrawn_on, action.withdrawal_reason = on, reason
    touch(action)
    action.save()
    record_of("withdraw", action, by=by, payload={"on": on, "reason": reason})
    return action


@operation
def reinstate(action: Action, *, by) -> Action:
    """Put a withdrawn action back in the plan, as if it had never left it.

    Raises ReferenceTaken when another action of the plan now bears its reference.
    """
    action = hold(action, by=by, withdrawn=True)
    if other := bearer(action.reference, besides=action):
        raise ReferenceTaken(action, other)
    action.withdrawn_on, action.withdrawal_reason = None, ""
    touch(action)
    check(action)
    action.save()
    expect_again(action, by=by)
    record_of("reinstate", action, by=by)
    return action


@operation
def confirm(action: Action, *, by) -> Action:
    """Confirm that what the plan says of the action is true today."""
    action = hold(action, by=by, right=CONFIRM)
    before = action.confirmed_on
    action.confirmed_on = clock.today()
    action.save()
    record_of("confirm", action, by=by, payload={"confirmed_before_on": before})
    return action


@operation
def undo_confirm(action: Action, *, event: int, by) -> Action:
    """Give the action back the day on which it had been confirmed before an event of `confirm`.

    Raises Refused when a later event is about the action.
    """
    action = hold(action, by=by, right=CONFIRM)
    last = queries.history(action.subject).first()
    recorded = (last.decoded if last and last.event_id == event else None) or {}
    # The first confirmations did not tell the day of the one before.
    if last is None or last.event.verb != CONFIRMED or "confirmed_before_on" not in recorded:
        raise Refused(
            "Cette confirmation ne peut plus être annulée\u00a0: autre chose s’est passé depuis."
        )
    action.confirmed_on = date.fromisoformat(recorded["confirmed_before_on"])
    action.save()
    take_back_doing(event, by=by)
    record_of("undo_confirm", action, by=by)
    return action


@operation
def confirm_plan(
    territory: Territory, *, by, actions: Collection[int] | None = None, way: str = ""
) -> int:
    """Confirm actions of the plan in one go, all those that are live by default; returns how many.
    `way` is how, when that is not from the pages of the plan: `history.MAIL`.

    Raises Refused when one of them left the plan meanwhile, or when there is none.
    """
    hold_plan(territory, by=by)
    confirmed = hold_actions(territory, actions)
    if not confirmed:
        raise Refused("Il n’y a pas d’action à confirmer.")
    pks = [action.pk for action in confirmed]
    Action.objects.filter(pk__in=pks).update(confirmed_on=clock.today())
    told = {"way": way} if way else {}
    event = record(
        "plans.confirm_plan",
        subject=f"territory:{territory.pk}",
        by=by,
        payload={"actions": len(pks)} | told,
        about={action.subject: told for action in confirmed},
    )
    if moved := follow(pks):
        settle_many(dict(timelines(Action.objects.filter(pk__in=moved))), event=event)
    answer_what_is_done(pks, event=event)
    return len(pks)
