"""How a decision stands after each event, and how `verify` compares its columns with that."""

from typing import Any

from usine.ledger.columns import UNSET, Reader, register
from usine.ledger.seals import digest

from ..models import CandidacyDecision

PROVED = (
    "candidacy_id",
    "outcome",
    "awarded",
    "advance",
    "investment",
    "motive",
    "proposed_by_id",
    "proposed_at",
    "approved_by_id",
    "approved_at",
    "decided_on",
    "released_at",
    "replaces_id",
)


def after(decision: CandidacyDecision) -> dict[str, dict[str, Any]]:
    """How a saved decision stands; its motive, which may tell of people, by its digest."""
    columns = {name: getattr(decision, name) for name in PROVED}
    return {decision.subject: columns | {"motive": digest(decision.motive)}}


def register_columns() -> None:
    register(
        "candidacy_decision",
        CandidacyDecision,
        proved={name: _reader_of(name) for name in PROVED},
        free=(),
        digested={"motive"},
    )


def _reader_of(name: str) -> Reader:
    return lambda verb, content: content.get(name, UNSET)
