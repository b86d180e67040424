"""How a candidacy stands after each event, and how `verify` compares its columns with that."""

from typing import Any

from usine.ledger.columns import UNSET, Reader, register, value_of

from ..models import Candidacy, Submission

# The columns that decide figures, and who sees the candidacy.
PROVED = (
    "call_id",
    "version_id",
    "round",
    "number",
    "body_id",
    "about_id",
    "territory_id",
    "region",
    "state",
    "state_since",
    "outcome",
    "asked",
    "investment",
    "origin",
    "is_test",
    "received_at",
    "shared_at",
    "submitted_at",
)
FREE = (
    "siret",
    "title",
    "commune_id",
    "answers",
    "prefilled",
    "search_text",
    "lock",
    "created_by_id",
    "created_at",
)
AFTER = "after"


def after(candidacy: Candidacy) -> dict[str, dict[str, Any]]:
    """How a saved candidacy stands; never its answers, which are business data."""
    return {AFTER: {name: getattr(candidacy, name) for name in PROVED}}


def register_columns() -> None:
    """What was sent is held by its digest."""
    register("candidacy", Candidacy, proved={name: _reader_of(name) for name in PROVED}, free=FREE)
    register(
        "submission",
        Submission,
        proved={
            "candidacy_id": value_of("candidacy"),
            "rank": value_of("rank"),
            "digest": value_of("digest"),
            "content": value_of("digest"),
        },
        free={"version_id", "asked", "at", "by_id"},
        digested={"content"},
    )


def _reader_of(name: str) -> Reader:
    # Events of before decisions say nothing of an outcome: there was none.
    return lambda verb, content: content[AFTER].get(name, "") if AFTER in content else UNSET
