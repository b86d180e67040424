"""What the ledger counts: each room declares the measures that it posts."""

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


class EvidenceRow(NamedTuple):
    """A row of evidence: a subject, and the account in which the ledger counts it on a day."""

    subject: str
    amount: int  # in the measure's unit
    place: str = ""
    axis: str = ""
    state: str = ""
    scheme: str = ""
    funder: str = ""
    year: str = ""


class Asked(NamedTuple):
    """The question behind evidence: a day, the last known event (None: all), the reader."""

    as_of: date
    known: int | None
    user: Any


@dataclass(frozen=True)
class EvidenceLine:
    """A row of evidence as a user reads it; without name or address when the user may not.

    A subject in a labelled territory has `territory`, the place of that territory, which gives the
    name, the region and the page; another subject has `place`, the name of its place. `details`
    holds the room's own columns in files, {name: value}, the same names for each line.
    """

    label: str
    url: str = ""
    territory: str = ""
    place: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """What a room posts to the ledger, under these `dimensions` only.

    `labels` gives {code: label} for each dimension: a mapping, or a callable that reads it from the
    database. `lines` turns the rows of a page of evidence into lines, in the same order, in a
    constant number of queries. `in_order` sorts all the rows of evidence (a queryset of
    `queries.evidence`) for a user; without it they are sorted by subject.
    """

    code: str
    unit: Literal["count", "cents", "m2", "kg"]
    dimensions: tuple[str, ...]
    label: str
    labels: Mapping[str, Labels | Callable[[], Labels]]
    lines: Callable[[Sequence[EvidenceRow], Asked], list[EvidenceLine]]
    in_order: Callable[[QuerySet, Any], QuerySet] | None = None
    # The name of one subject: "Action".
    noun: str = ""
    # The colours of the codes of `state`, in the order in which bars stack them.
    series: Sequence[Series] = ()
    # The label of each code of `state` with the measure's label: "Actions réalisées".
    agreed: Mapping[str, str] = field(default_factory=dict)
    # The columns of evidence as a file: {name: content}, where the content is a name of `details`
    # or one of "label", "place", "region", "axis", "state", "amount", "url".
    columns: Mapping[str, str] = field(default_factory=dict)
    # Only the agents of a place see its sum, and only the national team that of the nation.
    is_private: bool = False

    def labels_of(self, dimension: str) -> Labels:
        """{code: label} of a dimension, empty when its codes have no labels."""
        labels = self.labels.get(dimension, {})
        return labels() if callable(labels) else labels

    @property
    def rows_by(self) -> tuple[str, ...]:
        """The dimensions by which evidence is told: a subject has one row, whoever pays."""
        return tuple(name for name in self.dimensions if name not in ("funder", "year"))

    def row(self, values: Sequence[Any]) -> EvidenceRow:
        """The values of a row of `queries.evidence(by=measure.rows_by)`, under their names."""
        subject, *codes, amount = values
        return EvidenceRow(subject, amount, **dict(zip(self.rows_by, codes, strict=True)))


_declared: dict[str, Measure] = {}


def declare(measure: Measure) -> None:
    """Allow a measure to be posted; its room calls this once, in its `AppConfig.ready`.

    Raises ValueError on a dimension that the ledger does not have.
    """
    for name in measure.dimensions:
        check_dimension(name)
    _declared[measure.code] = measure


def declared() -> dict[str, Measure]:
    """By code."""
    return dict(_declared)


def check_declared(accounts: Iterable[AccountKey]) -> None:
    """Raise ValueError unless each account has a declared measure and only its dimensions."""
    for code, *codes in accounts:
        measure = _declared.get(code)
        if measure is None:
            raise ValueError(f"The measure {code!r} is not declared by any room.")
        used = {name for name, value in zip(DIMENSIONS, codes, strict=True) if value}
        if foreign := sorted(used.difference(measure.dimensions)):
            raise ValueError(f"The measure {code!r} is not posted by {', '.join(foreign)}.")
