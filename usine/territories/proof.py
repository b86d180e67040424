"""What the ledger records of a territory, and the columns that `verify` compares with it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from usine.ledger.columns import register, value_of

from .measures import subject_of
from .models import Territory


def payload_of(territory: Territory) -> dict[str, Any]:
    """What the ledger records of a territory; a caller with many reads predecessors first."""
    return {
        "period": territory.period_id,
        "code": territory.code,
        "lead_region": territory.lead_region_id,
        "labelled_on": territory.labelled_on,
        "unlabelled_on": territory.unlabelled_on,
        "predecessors": sorted(each.place for each in territory.predecessors.all()),
    }


def about(territories: Iterable[Territory]) -> dict[str, dict[str, Any]]:
    """What one event records of each of many territories; reads their predecessors."""
    rows = list(territories)
    prefetch_related_objects(rows, "predecessors")
    return {subject_of(each): payload_of(each) for each in rows}


def register_columns() -> None:
    """Declare the columns that decide where and when a territory counts, and who sees it."""
    register(
        "territory",
        Territory,
        proved={
            "period_id": value_of("period"),
            "code": value_of("code"),
            "lead_region_id": value_of("lead_region"),
            "labelled_on": value_of("labelled_on"),
            "unlabelled_on": value_of("unlabelled_on"),
        },
        free={
            "place",  # the database computes it
            "name",
            "slug",
            "search_name",
            "is_demonstration",
            "longitude",
            "latitude",
        },
    )
