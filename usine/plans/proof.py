"""How an action stands after each event, and how `verify` compares its columns with that."""

from typing import Any

from usine.ledger.columns import UNSET, Reader, register

from .models import Action

# The columns that decide figures and who sees the action; events record each as it then stands.
PROVED = (
    "territory_id",
    "axis",
    "planned_budget",
    "restricted",
    "entered_on",
    "status",
    "status_on",
    "withdrawn_on",
    "cancelled_at",
    "blocked",
)
FREE = (
    "reference",
    "title",
    "description",
    "objectives",
    "expected_results",
    "lead",
    "referent",
    "referent_account_id",
    "partners",
    "start_on",
    "start_precision",
    "end_on",
    "end_precision",
    "priority",
    "sectors",
    "tags",
    "comment",
    "longitude",
    "latitude",
    "confirmed_on",
    "withdrawal_reason",
    "version",
    "created_at",
    "changed_at",
    "search_text",
)
# What actions had before events recorded it.
DEFAULTS = {"blocked": ""}
AFTER = "after"


def after(action: Action) -> dict[str, dict[str, Any]]:
    """How a saved action stands, to record with what an event did to it.

    What was done does not say how the action stands: a step undone, a status inserted in the past
    or an import taken back leave it with another status than theirs.
    """
    return {AFTER: {name: getattr(action, name) for name in PROVED}}


def register_columns() -> None:
    register("action", Action, proved={name: _reader_of(name) for name in PROVED}, free=FREE)


def _reader_of(name: str) -> Reader:
    default = DEFAULTS.get(name, UNSET)
    return lambda verb, content: content[AFTER].get(name, default) if AFTER in content else UNSET
