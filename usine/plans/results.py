"""The results of an action: those that all plans share, which are counted, and its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from usine.ledger.refusals import operation
from usine.values.text import fold

from . import details
from .detail_rules import indicator_refusal, result_refusal
from .details import DetailKind, twin_refusal
from .fields import INDICATORS, RESULTS
from .models import Action, OwnIndicator, Result

RESULT = DetailKind(
    "result",
    Result,
    RESULTS,
    lambda each: result_refusal(each.code, each.target, each.measured),
    lambda values: values["code"],
)
INDICATOR: DetailKind = DetailKind(
    "indicator",
    OwnIndicator,
    INDICATORS,
    lambda each: indicator_refusal(each.name),
    lambda values: fold(values["name"]),
    lambda each: twin_refusal(INDICATOR, each),
)


@operation
def add_result(
    action: Action, *, values: Mapping[str, Any], by, effective_on: date | None = None
) -> Result:
    """Add a shared result (`fields.RESULTS`), whose values hold since a day (today).

    Values are in the unit of its measure (`formats.as_counted`). Raises Refused when the action has
    it already.
    """
    return details.add(RESULT, action, values=values, by=by, on=effective_on)


@operation
def change_result(
    result: Result,
    *,
    values: Mapping[str, Any],
    version: int,
    by,
    effective_on: date | None = None,
) -> Result:
    """Change a result; another value holds since a day (today), and the former one until then."""
    return details.change(RESULT, result, values=values, version=version, by=by, on=effective_on)


@operation
def remove_result(result: Result, *, version: int, by) -> Result:
    """Remove a result that was never one of the action: it counts at no date."""
    return details.remove(RESULT, result, version=version, by=by)


@operation
def add_indicator(action: Action, *, values: Mapping[str, Any], by) -> OwnIndicator:
    """Add an indicator of the territory's own (`fields.INDICATORS`)."""
    return details.add(INDICATOR, action, values=values, by=by)


@operation
def change_indicator(
    indicator: OwnIndicator, *, values: Mapping[str, Any], version: int, by
) -> OwnIndicator:
    return details.change(INDICATOR, indicator, values=values, version=version, by=by)


@operation
def remove_indicator(indicator: OwnIndicator, *, version: int, by) -> OwnIndicator:
    return details.remove(INDICATOR, indicator, version=version, by=by)
