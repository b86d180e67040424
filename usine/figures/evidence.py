"""The evidence behind a number: the actions, territories or mandates that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from usine.ledger.measures import Asked, EvidenceLine, EvidenceRow, Measure, declared
from usine.ledger.queries import balance, evidence
from usine.pages import spreadsheets
from usine.pages.charts import Series
from usine.territories.calendar import calendar
from usine.territories.models import Territory
from usine.values.text import fold

from .indicators import ACTIONS, DONE_OR_IN_PROGRESS, Indicator, MeasureCode, Share, Without
from .progress import Progress
from .questions import Question
from .scopes import of_territory, summaries
from .units import typed_amount, written_amount

# SQLite takes this many identifiers in a statement, and more.
ROWS_AT_ONCE = 2_000


class SubjectLine(NamedTuple):
    """A subject as a page lists it; `url` is empty when the subject has no page."""

    label: str
    url: str = ""
    place: str = ""
    place_url: str = ""
    region: str = ""
    axis: str = ""
    amount: int = 1  # in the unit of the measure
    written: str = ""  # the amount, as users read it
    state: str = ""  # its label
    look: Series | None = None  # how charts draw its state, if at all
    details: Mapping[str, str] = {}  # other columns of the measure (`Measure.columns`)
    anchor: str = ""  # to which its page leads back; it would name a subject that has none


@dataclass(frozen=True)
class Evidence:
    """The subjects behind a number, read page by page: `lines(rows[:50])`."""

    question: Question
    heading: str  # what the number counts: "Actions réalisées – Innovation"
    measure: Measure
    rows: QuerySet | Sequence[EvidenceRow]
    user: Any
    of: Progress | None = None  # the whole, when the number is a share

    @property
    def total(self) -> int | None:
        """The sum of amounts, in the unit of the measure; None when each subject counts for one."""
        if "amount" not in self.measure.columns.values():
            return None
        return sum(row.amount for row in map(self.measure.row, self.rows))

    @property
    def written_total(self) -> str:
        """The total as users read it."""
        return "" if self.total is None else written_amount(self.total, self.measure.unit)

    @property
    def shows(self) -> dict[str, bool]:
        """Which columns its page has besides the subject and its region."""
        columns = set(self.measure.columns.values())
        return {name: name in columns for name in ("place", "axis", "state", "amount", "url")}

    def lines(self, rows: QuerySet | Sequence) -> list[SubjectLine]:
        measure, question = self.measure, self.question
        counted = [row if isinstance(row, EvidenceRow) else measure.row(row) for row in rows]
        evidence_lines = measure.lines(counted, Asked(question.as_of, question.number, self.user))
        territories, axes = _by_place(), measure.labels_of("axis")
        states = measure.labels_of("state")
        looks = {each.key: each for each in measure.series}
        lines = []
        for row, each in zip(counted, evidence_lines, strict=True):
            line = _line(each, territories.get(each.territory), question)
            state = states.get(row.state, "")
            line = line._replace(state=state, look=looks.get(row.state), amount=row.amount)
            line = line._replace(written=written_amount(row.amount, measure.unit))
            anchor = row.subject.replace(":", "-") if line.url else ""
            lines.append(line._replace(axis=axes.get(row.axis, ""), anchor=anchor))
        return lines

    def all_lines(self) -> Iterator[SubjectLine]:
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
    formula, title = indicator.formula, heading(indicator, statuses, axis)
    if isinstance(formula, Without):
        [bilan] = question.bilans([question.as_of])
        missing = formula.places(bilan.books) if bilan.tells(indicator) else []
        measure = declared()[formula.having.measure]
        places = [EvidenceRow("", 1, place=place) for place in missing]
        return Evidence(question, title, measure, _by_name(places, measure), user)
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
        by=measure.rows_by,
        where=where,
    )
    is_progress = indicator == DONE_OR_IN_PROGRESS and not statuses
    of = _progress(question, axis) if is_progress else None
    ordered: QuerySet | list[EvidenceRow]
    if measure.in_order:
        ordered = measure.in_order(rows, user)
    else:
        ordered = _by_name(map(measure.row, rows), measure)
    return Evidence(question, title, measure, ordered, user, of)


def _progress(question: Question, axis: str) -> Progress:
    """The progress of all the actions, or of those of an axis."""
    where: dict[str, Any] = {**question.scope.where, **({"axis": axis} if axis else {})}
    by_status = balance(
        MeasureCode.ACTIONS,
        as_of=question.as_of,
        known=question.number,
        by=("state",),
        where=where,
    )
    return Progress({status: count for (status,), count in by_status.items()})


def _by_name(rows: Iterable[EvidenceRow], measure: Measure) -> list[EvidenceRow]:
    """Labels and posts, by the name of their territory, which has only a few."""
    names = measure.labels_of("place")
    return sorted(rows, key=lambda row: (fold(names[row.place]) if row.place else "", row))


def heading(indicator: Indicator, statuses: Sequence[str], axis: str) -> str:
    """The title of a number, or of a cell of its table."""
    title = indicator.label
    if statuses:
        agreed = declared()[MeasureCode.ACTIONS].agreed
        title = f"{ACTIONS.label} {' ou '.join(agreed[each] for each in statuses)}"
    return f"{title} – {calendar().every_axis.label(axis)}" if axis else title


def _line(described: EvidenceLine, territory: Territory | None, question: Question) -> SubjectLine:
    line = SubjectLine(described.label, described.url, described.place, details=described.details)
    if territory is None:
        return line
    scope = of_territory(territory)
    url = question.address(scope=scope)
    return line._replace(place=territory.name, place_url=url, region=territory.lead_region.name)


def _by_place() -> Mapping[str, Territory]:
    return {territory.place: territory for territory in summaries()}


def as_csv(evidence: Evidence) -> str:
    """Every line of the evidence, in the order of its pages."""
    columns = evidence.measure.columns
    unit = evidence.measure.unit
    rows = (
        [_value(line, name, unit) for name in columns.values()] for line in evidence.all_lines()
    )
    return spreadsheets.as_csv(list(columns), rows)


def _value(line: SubjectLine, name: str, unit: str) -> Any:
    """The value of a line in a column (`Measure.columns`)."""
    if name == "amount":
        return typed_amount(line.amount, unit)
    return getattr(line, name) if name in SubjectLine._fields else line.details.get(name, "")


def _in_batches(rows: QuerySet | Sequence) -> Iterator[list]:
    iterator = iter(rows)
    while batch := list(islice(iterator, ROWS_AT_ONCE)):
        yield batch
