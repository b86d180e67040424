"""The columns of calls that `verify` compares with events, and those that are free."""

from usine.ledger.columns import register, value_of

from .models import Call, CallVersion


def register_columns() -> None:
    """Declare what decides who sees a call, and what each version says, by its digest."""
    register(
        "call",
        Call,
        proved={
            "scheme_id": value_of("scheme"),
            "stage": value_of("stage"),
            "version_id": value_of("version"),
        },
        # They follow from the document of the version.
        free={"title", "mode", "applies_for", "opens_at", "closes_at", "created_at"},
    )
    register(
        "call_version",
        CallVersion,
        proved={
            "call_id": value_of("call"),
            "number": value_of("number"),
            "digest": value_of("digest"),
            "document": value_of("digest"),
            "grid_digest": value_of("grid_digest"),
            "published_at": value_of("published_at"),
        },
        free={"label", "published_by_id", "changes"},
        digested={"document"},
    )
