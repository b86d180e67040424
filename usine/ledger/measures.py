"""What the ledger counts: each measure is declared by the room that posts it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db.models import QuerySet

from usine.pages.charts import Series

from .models import DIMENSIONS
from .timelines import AccountKey, check_dimension

Labels = Mapping[str, str]


class Row(NamedTuple):
    """A subject, and where the ledger counts it on a day: a row of evidence."""

    subject: str
    amount: int = 1  # in the measure's unit
    place: str = ""
    axis: str = ""
    state: str = ""
    scheme: str = ""
    funder: str = ""
    year: str = ""


class Asked(NamedTuple):
    """What evidence is asked of: a day, the last event known (None: all of them), for whom."""

    as_of: date
    known: int | None
    user: Any


@dataclass(frozen=True)
class EvidenceLine:
    """A row of evidence as a reader sees it; no name or address when they may not see it.

    `place` is its name where the subject lies in no labelled territory, `territory` the place of
    that where it does: its name, region and page are those of the territory. `details` are what
    the room tells besides, {name of the column in files: value}, the same names for each line.
    """

    label: str
    url: str = ""
    territory: str = ""
    place: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """`dimensions` are those of the ledger under which it is posted, no other one.

    `labels` gives the labels of a dimension's codes: a mapping, or a callable that gives it where
    they come from the database. `lines` tells a page of evidence, one line a row and in their
    order, in a constant number of queries. `in_order` sorts all the rows of evidence (a queryset
    of `queries.evidence`) for a reader, so that a page is a slice; by subject without it.
    """

    code: str
    unit: Literal["count", "cents", "m2"]
    dimensions: tuple[str, ...]
    label: str
    labels: Mapping[str, Labels | Callable[[], Labels]]
    lines: Callable[[Sequence[Row], Asked], list[EvidenceLine]]
    in_order: Callable[[QuerySet, Any], QuerySet] | None = None
    # What one of its subjects is called: "Action".
    noun: str = ""
    # How the codes of its state look, in the order in which bars pile them up.
    series: Sequence[Series] = ()
    # The codes of its state as they agree with its label: "Actions réalisées".
    agreed: Mapping[str, str] = field(default_factory=dict)
    # The columns of evidence as a file: {name: what it holds}, one of `details` or of "label",
    # "place", "region", "axis", "state", "amount", "url".
    columns: Mapping[str, str] = field(default_factory=dict)
    # Sums over a place are for the agents of that place; over the nation, for the national team.
    is_private: bool = False

    def labels_of(self, dimension: str) -> Labels:
        """{code: label} of a dimension, empty when its codes have none."""
        labels = self.labels.get(dimension, {})
        return labels() if callable(labels) else labels

    def row(self, values: Sequence[Any]) -> Row:
        """A row of `queries.evidence(by=measure.dimensions)`, its values under their names."""
        subject, *codes, amount = values
        return Row(subject, amount, **dict(zip(self.dimensions, codes, strict=True)))


_declared: dict[str, Measure] = {}


def declare(measure: Measure) -> None:
    """Let a measure be posted; called once by its room, in its `AppConfig.ready`.

    Raises ValueError on a dimension that the ledger does not have.
    """
    for name in measure.dimensions:
        check_dimension(name)
    _declared[measure.code] = measure


def declared() -> dict[str, Measure]:
    """By code."""
    return dict(_declared)


def check_declared(accounts: Iterable[AccountKey]) -> None:
    """Raise ValueError unless each account is one of a declared measure, under its dimensions."""
    for code, *codes in accounts:
        measure = _declared.get(code)
        if measure is None:
            raise ValueError(f"The measure {code!r} is not declared by any room.")
        used = {name for name, value in zip(DIMENSIONS, codes, strict=True) if value}
        if foreign := sorted(used.difference(measure.dimensions)):
            raise ValueError(f"The measure {code!r} is not posted by {', '.join(foreign)}.")
