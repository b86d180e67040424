"""The financing of an action beside its budget, at each date of its past."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from usine.values.formats import format_day

from . import detail_rules
from .codes import PLANNED, STAGES
from .measures import facts_of
from .models import Action, FundingAmount, PlannedBudget


@dataclass(frozen=True)
class DatedFinancing:
    """The dated budgets and amounts of an action, each in the order of their dates."""

    budgets: list[PlannedBudget]
    amounts: list[FundingAmount]

    @property
    def days(self) -> set[date]:
        return {each.effective_on for each in (*self.budgets, *self.amounts)}

    def on(self, day: date) -> tuple[list[detail_rules.FundingAmounts], int | None]:
        """The amounts of each line, and the budget, as of a day."""
        budget = None
        for each in self.budgets:
            if each.effective_on <= day:
                budget = each.amount
        lines: dict[int, dict[str, Any]] = defaultdict(
            lambda: dict.fromkeys(name for name, _ in (PLANNED, *STAGES))
        )
        # Nothing is granted before the day of the grant, when it is known.
        for amount in self.amounts:
            if amount.name == "granted" and amount.amount and amount.effective_on > day:
                lines[amount.detail_id]["granted"] = 0
        for amount in self.amounts:
            if amount.effective_on <= day:
                lines[amount.detail_id][amount.name] = amount.amount
        return list(lines.values()), budget


def past_refusal(
    action: Action, fact: PlannedBudget | FundingAmount, replaced: Any = None
) -> str | None:
    """Why a dated budget or amount may not replace another: on some day, the financing would pass
    the budget, or what is paid what is granted, by more than what the plan says today."""
    facts = facts_of([action])[action.pk]
    after = DatedFinancing(
        _replaced(facts.budgets, fact, replaced), _replaced(facts.funding, fact, replaced)
    )
    return _refusal(DatedFinancing(facts.budgets, facts.funding), after)


def since_refusal(action: Action, budget: int | None, on: date) -> str | None:
    """Why the action may not have this budget (in cents) since a day, the last one said: on some
    day since, its financing would pass it."""
    return since_refusals({action: budget}, on).get(action.pk)


def since_refusals(budgets: Mapping[Action, int | None], on: date) -> dict[int, str]:
    """`since_refusal` of those of these actions, with their budgets, that have one, by their
    keys."""
    facts = facts_of(list(budgets))
    reasons = {}
    for action, budget in budgets.items():
        known = facts[action.pk]
        more = [*known.budgets, PlannedBudget(action=action, amount=budget, effective_on=on)]
        before = DatedFinancing(known.budgets, known.funding)
        reasons[action.pk] = _refusal(before, DatedFinancing(more, known.funding))
    return {pk: why for pk, why in reasons.items() if why}


def again_refusal(action: Action, amounts: Collection[FundingAmount]) -> str | None:
    """Why the dated amounts of a line that was removed may not hold again."""
    facts = facts_of([action])[action.pk]
    before = DatedFinancing(facts.budgets, facts.funding)
    return _refusal(before, DatedFinancing(facts.budgets, [*facts.funding, *amounts]))


def _refusal(before: DatedFinancing, after: DatedFinancing) -> str | None:
    """Why a financing may not become another: the first day on which it would pass more."""
    for day in sorted(before.days | after.days):
        if _excess(*after.on(day)) > _excess(*before.on(day)):
            return f"Au {format_day(day)}\u00a0: {_why(*after.on(day))}"
    return None


def _excess(lines: Sequence[detail_rules.FundingAmounts], budget: int | None) -> int:
    """By how much, in cents, these lines pass the budget, or pay more than is granted, at most."""
    totals = [sum(line[stage] or 0 for line in lines) for stage, _ in (PLANNED, *STAGES)]
    over_budget = [] if budget is None else [total - budget for total in totals]
    over_grants = [
        line["paid"] - line["granted"]
        for line in lines
        if line["paid"] is not None and line["granted"] is not None
    ]
    return max([0, *over_budget, *over_grants])


def _why(lines: Sequence[detail_rules.FundingAmounts], budget: int | None) -> str:
    """Why lines of which something is in `excess` are refused."""
    over = [
        detail_rules.over_granted(line["paid"], line["granted"])
        for line in lines
        if _excess([line], None)
    ]
    return detail_rules.funding_refusal(lines, budget) or over[0]


def _replaced(facts: Iterable[Any], fact: Any, replaced: Any) -> list[Any]:
    """The facts, with this one instead of another if it is one of their kind."""
    kept = [each for each in facts if each != replaced]
    added = [fact] if any(each == replaced for each in facts) else []
    return sorted([*kept, *added], key=lambda each: each.effective_on)
