"""The steps of an action: dated, and marked when they are done."""

from collections.abc import Mapping
from typing import Any

from usine.ledger.refusals import operation
from usine.values.text import fold

from . import details
from .detail_rules import step_detail_refusal
from .details import DetailKind, twin_refusal
from .fields import STEPS
from .models import Action, Milestone

STEP: DetailKind = DetailKind(
    "step",
    Milestone,
    STEPS,
    lambda step: step_detail_refusal(step.title, step.done, step.done_on),
    lambda values: fold(values["title"]),
    lambda step: twin_refusal(STEP, step),
)


@operation
def add_step(action: Action, *, values: Mapping[str, Any], by) -> Milestone:
    """Add a step (`fields.STEPS`). Raises Refused without a title, and with that of another."""
    return details.add(STEP, action, values=values, by=by)


@operation
def change_step(step: Milestone, *, values: Mapping[str, Any], version: int, by) -> Milestone:
    """Change a step, or mark it as done. Raises DetailChanged when somebody was quicker."""
    return details.change(STEP, step, values=values, version=version, by=by)


@operation
def remove_step(step: Milestone, *, version: int, by) -> Milestone:
    return details.remove(STEP, step, version=version, by=by)
