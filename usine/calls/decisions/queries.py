"""The decisions that one approves or releases."""

from typing import Any

from ..models import Candidacy, CandidacyDecision
from ..models.decisions import DecisionQuerySet
from .forms import DecisionFilter

_RELATED = (
    "candidacy__call__version",
    "candidacy__version",
    "candidacy__body",
    "candidacy__territory",
    "proposed_by",
    "approved_by",
)


def decisions_of(reader: Any) -> DecisionQuerySet:
    """Those of the candidacies on which a reader approves."""
    reach = Candidacy.objects.approved_by(reader)
    rows = CandidacyDecision.objects.filter(candidacy__in=reach)
    return rows.select_related(*_RELATED)


def to_approve(reader: Any, form: DecisionFilter) -> DecisionQuerySet:
    """What waits the longest first."""
    return _of_call(decisions_of(reader).proposed(), form).order_by("proposed_at", "pk")


def to_release(reader: Any, form: DecisionFilter) -> DecisionQuerySet:
    """A call after another: each is released on its own."""
    rows = _of_call(decisions_of(reader).to_release(), form)
    return rows.order_by("candidacy__call", "candidacy__number")


def _of_call(rows: DecisionQuerySet, form: DecisionFilter) -> DecisionQuerySet:
    call = form.asked.get("appel")
    return rows.filter(candidacy__call=call) if call else rows
