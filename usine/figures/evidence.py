"""What is behind a number: the actions, territories or mandates that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from usine.ledger.measures import Asked, EvidenceLine, EvidenceRow, declared
from usine.ledger.measures import Measure as Declared
from usine.ledger.queries import balance, evidence
from usine.pages import spreadsheets
from usine.pages.charts import Series
from usine.pages.spreadsheets import Money
from usine.territories.calendar import calendar
from usine.territories.models import Territory
from usine.values.text import fold

from .indicators import ACTIONS, Indicator, Measure, Share, Without
from .progress import Progress
from .questions import Question
from .scopes import of_territory, summaries

# SQLite takes so many identifiers in a statement, and more.
ROWS_AT_ONCE = 2_000


class Line(NamedTuple):
    """A row as a page shows it; `url` is empty when there is nothing to open."""

    label: str
    url: str = ""
    place: str = ""
    place_url: str = ""
    region: str = ""
    axis: str = ""
    amount: int = 1  # in the unit of the measure
    state: str = ""  # its label
    look: Series | None = None  # that of its state, when it has one
    details: Mapping[str, str] = {}  # what the room of the measure tells besides


@dataclass(frozen=True)
class Evidence:
    """The subjects behind a number, read page by page: `lines(rows[:50])`."""

    question: Question
    heading: str  # what the number counts: "Actions réalisées – Innovation"
    measure: Declared
    rows: QuerySet | Sequence[EvidenceRow]
    user: Any
    of: Progress | None = None  # what it is a part of, when the number is a share

    @property
    def total(self) -> int | None:
        """What amounts add up to, in cents; None of what is counted."""
        if self.measure.unit != "cents":
            return None
        return sum(row.amount for row in map(self.measure.row, self.rows))

    @property
    def shows(self) -> dict[str, bool]:
        """Which columns a page of it has besides the subject and its region."""
        held = set(self.measure.columns.values())
        return {name: name in held for name in ("place", "axis", "state", "amount", "url")}

    def lines(self, rows: QuerySet | Sequence) -> list[Line]:
        measure, question = self.measure, self.question
        counted = [row if isinstance(row, EvidenceRow) else measure.row(row) for row in rows]
        told = measure.lines(counted, Asked(question.as_of, question.number, self.user))
        territories, axes = _by_place(), measure.labels_of("axis")
        states = measure.labels_of("state")
        looks = {each.key: each for each in measure.series}
        lines = []
        for row, each in zip(counted, told, strict=True):
            line = _line(each, territories.get(each.territory), question)
            state = states.get(row.state, "")
            line = line._replace(state=state, look=looks.get(row.state), amount=row.amount)
            lines.append(line._replace(axis=axes.get(row.axis, "")))
        return lines

    def all_lines(self) -> Iterator[Line]:
        for rows in _in_batches(self.rows):
            yield from self.lines(rows)


def behind(
    question: Question,
    indicator: Indicator,
    *,
    statuses: Sequence[str] = (),
    axis: str = "",
    user: Any,
) -> Evidence:
    """The evidence of a number; `statuses` and `axis` narrow a count of actions to some cells."""
    if not question.opens(indicator):
        raise PermissionDenied("Ce chiffre est réservé aux mandats sur ce périmètre.")
    formula, said = indicator.formula, heading(indicator, statuses, axis)
    if isinstance(formula, Without):
        [found] = question.bilans([question.as_of])
        missing = formula.places(found.books) if found.tells(indicator) else []
        measure = declared()[formula.having.measure]
        places = [EvidenceRow("", place=place) for place in missing]
        return Evidence(question, said, measure, _by_name(places, measure), user)
    count = formula.part if isinstance(formula, Share) else formula
    measure = declared()[count.measure]
    where: dict[str, Any] = {**count.where, **question.scope.where}
    if statuses:
        where["state"] = tuple(statuses)
    if axis:
        where["axis"] = axis
    rows = evidence(
        measure.code,
        as_of=question.as_of,
        known=question.number,
        by=measure.dimensions,
        where=where,
    )
    of = _progress(question, axis) if isinstance(formula, Share) and not statuses else None
    ordered: QuerySet | list[EvidenceRow]
    if measure.in_order:
        ordered = measure.in_order(rows, user)
    else:
        ordered = _by_name(map(measure.row, rows), measure)
    return Evidence(question, said, measure, ordered, user, of)


def _progress(question: Question, axis: str) -> Progress:
    """Where all the actions stand, or those of an axis."""
    where: dict[str, Any] = {**question.scope.where, **({"axis": axis} if axis else {})}
    by_status = balance(
        Measure.ACTIONS,
        as_of=question.as_of,
        known=question.number,
        by=("state",),
        where=where,
    )
    return Progress({status: count for (status,), count in by_status.items()})


def _by_name(rows: Iterable[EvidenceRow], measure: Declared) -> list[EvidenceRow]:
    """Labels and posts: a few for each territory, by its name."""
    names = measure.labels_of("place")
    return sorted(rows, key=lambda row: (fold(names[row.place]) if row.place else "", row))


def heading(indicator: Indicator, statuses: Sequence[str], axis: str) -> str:
    """The title of a number, or of a cell of its table."""
    said = indicator.label
    if statuses:
        agreed = declared()[Measure.ACTIONS].agreed
        said = f"{ACTIONS.label} {' ou '.join(agreed[each] for each in statuses)}"
    return f"{said} – {calendar().every_axis.label(axis)}" if axis else said


def _line(told: EvidenceLine, territory: Territory | None, question: Question) -> Line:
    line = Line(told.label, told.url, told.place, details=told.details)
    if territory is None:
        return line
    scope = of_territory(territory)
    url = question.address(scope=scope)
    return line._replace(place=territory.name, place_url=url, region=territory.lead_region.name)


def _by_place() -> Mapping[str, Territory]:
    return {territory.place: territory for territory in summaries()}


def as_csv(found: Evidence) -> str:
    """Every line of it, in the order of the pages."""
    columns = found.measure.columns
    rows = ([_value(line, held) for held in columns.values()] for line in found.all_lines())
    return spreadsheets.as_csv(list(columns), rows)


def _value(line: Line, held: str) -> Any:
    """What a column holds of a line (`Measure.columns`)."""
    if held == "amount":
        return Money(line.amount)
    return getattr(line, held) if held in Line._fields else line.details.get(held, "")


def _in_batches(rows: QuerySet | Sequence) -> Iterator[list]:
    iterator = iter(rows)
    while batch := list(islice(iterator, ROWS_AT_ONCE)):
        yield batch
