"""The financing of an action: lines by funder and year, whose amounts have a date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from usine.ledger.refusals import operation
from usine.values.text import fold

from . import details
from .detail_rules import funding_refusal, line_refusal
from .details import DetailKind, twin_refusal
from .fields import FUNDING
from .models import Action, FundingLine


def _among(line: FundingLine) -> str | None:
    """Why the line may not be beside the others of its action, which is held."""
    others = line.action.funding.standing().exclude(pk=line.pk)
    amounts = [FUNDING.values_of(line), *map(FUNDING.values_of, others)]
    return twin_refusal(LINE, line) or funding_refusal(amounts, line.action.planned_budget)


LINE: DetailKind = DetailKind(
    "funding",
    FundingLine,
    FUNDING,
    lambda line: line_refusal(FUNDING.values_of(line)),
    lambda values: (values["funder"], fold(values["label"]), values["year"]),
    _among,
)


@operation
def add_funding(
    action: Action, *, values: Mapping[str, Any], by, effective_on: date | None = None
) -> FundingLine:
    """Add a line (`fields.FUNDING`); its amounts hold since a day (today).

    Raises Refused when more is paid than granted, or when the lines pass the budget.
    """
    return details.add(LINE, action, values=values, by=by, on=effective_on)


@operation
def change_funding(
    line: FundingLine,
    *,
    values: Mapping[str, Any],
    version: int,
    by,
    effective_on: date | None = None,
) -> FundingLine:
    """Change a line; another amount holds since a day (today), and the former one until then.

    Raises DetailChanged when somebody was quicker, Refused as `add_funding` does.
    """
    return details.change(LINE, line, values=values, version=version, by=by, on=effective_on)


@operation
def remove_funding(line: FundingLine, *, version: int, by) -> FundingLine:
    """Remove a line typed by mistake: it counts at no date. One that was cancelled has another
    amount from a day on."""
    return details.remove(LINE, line, version=version, by=by)


def budget_refusal(action: Action, budget: int | None) -> str | None:
    """Why the action may not have this budget (in cents) beside its financing."""
    return budget_refusals({action: budget}).get(action.pk)


def budget_refusals(budgets: Mapping[Action, int | None]) -> dict[int, str]:
    """`budget_refusal` of those of these actions, with their budgets, that have one, by their
    keys."""
    lines: dict[int, list[dict[str, Any]]] = {action.pk: [] for action in budgets}
    for line in FundingLine.objects.standing().filter(action__in=lines):
        lines[line.action_id].append(FUNDING.values_of(line))
    reasons = {
        action.pk: funding_refusal(lines[action.pk], budget) for action, budget in budgets.items()
    }
    return {pk: why for pk, why in reasons.items() if why}
