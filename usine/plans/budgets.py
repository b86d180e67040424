"""Planned budgets: amounts that have a date. One raised in 2025 weighs from 2025 on."""

from collections.abc import Collection, Iterable
from datetime import date

from usine.values import clock
from usine.values.formats import format_day

from . import rules
from .fields import FIELDS
from .models import Action, PlannedBudget


def first_budgets(actions: Iterable[Action], *, by) -> list[PlannedBudget]:
    """Write the amounts with which actions, just created, enter their plan."""
    return PlannedBudget.objects.bulk_create(
        PlannedBudget(
            action=action, amount=action.planned_budget, effective_on=action.entered_on, by=by
        )
        for action in actions
        if action.planned_budget is not None
    )


def date_budgets(actions: Collection[Action], *, on: date, by) -> None:
    """Date from a day on the budgets that differ from those that the plan had.

    A budget of the same day is replaced. The caller has checked that none is dated after that day.
    """
    latest = latest_budgets(actions)
    changed = [each for each in actions if each.planned_budget != _amount(latest.get(each.pk))]
    _supersede(changed, on)
    PlannedBudget.objects.bulk_create(
        PlannedBudget(action=action, amount=action.planned_budget, effective_on=on, by=by)
        for action in changed
    )


def take_back_budgets(actions: Collection[Action], *, on: date, by) -> None:
    """Undo `date_budgets` of that day, on actions that have their amounts back: earlier budgets
    hold again, and those that were replaced are written again."""
    _supersede(actions, on)
    date_budgets(actions, on=on, by=by)


def _supersede(actions: Collection[Action], on: date) -> None:
    """Mark the budgets of that day as superseded."""
    standing = PlannedBudget.objects.standing().filter(effective_on=on)
    standing.filter(action__in=[each.pk for each in actions]).update(superseded_at=clock.now())


def day_refusal(action: Action, on: date) -> str | None:
    """Why another budget may not weigh from this day on: the action enters the plan, or has a
    budget, after it."""
    return day_refusals([action], on).get(action.pk)


def day_refusals(actions: Collection[Action], on: date) -> dict[int, str]:
    """`day_refusal` of those of these actions that have one, by their keys."""
    last = latest_budgets(actions)
    reasons = {each.pk: _day_refusal(each, last.get(each.pk), on) for each in actions}
    return {pk: why for pk, why in reasons.items() if why}


def _day_refusal(action: Action, last: PlannedBudget | None, on: date) -> str | None:
    if why := rules.budget_day_refusal(on, action.entered_on):
        return why
    if last and last.effective_on > on:
        return (
            f"Le budget est de {FIELDS['planned_budget'].show(last.amount)} depuis le "
            f"{format_day(last.effective_on)}\u00a0: donnez un jour à partir de celui-là, ou "
            "corrigez ce budget depuis la page de l’action."
        )
    return None


def latest_budgets(actions: Collection[Action]) -> dict[int, PlannedBudget]:
    """The last budget of each action, by its key."""
    standing = PlannedBudget.objects.standing().filter(action__in=[each.pk for each in actions])
    return {each.action_id: each for each in standing.order_by("effective_on", "pk")}


def _amount(budget: PlannedBudget | None) -> int | None:
    return budget.amount if budget else None
