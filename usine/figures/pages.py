"""What the bilan page shows, from the bilans of a few days: cards, table, charts, ranking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.template.loader import render_to_string
from django.utils.html import format_html

from usine.ledger.queries import corrections
from usine.pages import charts
from usine.pages.charts import Chart, Series
from usine.pages.lists import Sort
from usine.territories.calendar import Axes
from usine.territories.models import Axis
from usine.values.dates import month_ends
from usine.values.formats import format_cents_short, format_count, format_counted, format_percent
from usine.values.shares import shares
from usine.values.text import fold

from .absence import Absence, why_no_action, why_nothing
from .actions import series
from .bilans import Bilan
from .indicators import (
    ACTIONS,
    BUDGET,
    DONE_OR_IN_PROGRESS,
    PROJECT_MANAGERS,
    REGIONAL_COORDINATORS,
    RELABELLED,
    TERRITORIES,
    VACANCIES,
    Indicator,
    Measure,
)
from .progress import Progress
from .questions import Question
from .scopes import Scope, regions

T = TypeVar("T")
# How far back the chart goes.
MONTHS = 36


class Card(NamedTuple):
    indicator: Indicator
    label: str
    value: str
    url: str
    detail: str = ""


class Cell(NamedTuple):
    """A number and the page of its evidence; there is nothing to open behind a zero."""

    number: int
    url: str = ""


class Share(NamedTuple):
    """What is done or in progress, out of 100, and the page of the actions that are."""

    percent: Decimal | None
    url: str = ""


class Opened(NamedTuple):
    """A set of actions: how many, and the share of those done or in progress."""

    actions: Cell
    share: Share


def opened(
    question: Question, progress: Progress, *, scope: Scope | None = None, axis: str = ""
) -> Opened:
    """The figures of a set of actions, each with the page of its evidence."""
    scope = scope or question.scope
    actions = share = ""
    if progress.actions:
        actions = question.evidence(ACTIONS, scope=scope, axis=axis)
    if progress.under_way:
        share = question.evidence(DONE_OR_IN_PROGRESS, scope=scope, axis=axis)
    return Opened(Cell(progress.actions, actions), Share(progress.share, share))


class StatusRow(NamedTuple):
    axes: Axes
    series: Series
    cells: Sequence[Cell]
    total: Cell
    share: Decimal

    @property
    def by_axis(self) -> list[tuple[str, Cell]]:
        return _by_axis(self.axes, self.cells)


class Table(NamedTuple):
    """Actions by status and axis: rows, columns and shares add up."""

    axes: Axes
    rows: Sequence[StatusRow]
    totals: Sequence[Cell]
    total: Cell
    axis_shares: Sequence[Decimal]

    @property
    def totals_by_axis(self) -> list[tuple[str, Cell]]:
        return _by_axis(self.axes, self.totals)

    @property
    def shares_by_axis(self) -> list[tuple[str, Decimal]]:
        return _by_axis(self.axes, self.axis_shares)


def _by_axis(axes: Axes, values: Sequence[T]) -> list[tuple[str, T]]:
    """Each with the label of its axis, for where there are no columns."""
    return list(zip((axis.short for axis in axes), values, strict=True))


class AxisLine(NamedTuple):
    axis: Axis
    progress: Progress
    opened: Opened


class Correction(NamedTuple):
    """A cell of the table that has moved since it was known."""

    series: Series
    axis: Axis
    known: Cell
    today: Cell
    difference: str


class Part(NamedTuple):
    """A region of the nation, a territory of a region: a line of the ranking."""

    bilan: Bilan
    url: str
    territories: Cell
    actions: Cell
    share: Share
    vacancies: Cell


SORTS: dict[str, Callable[[Part], Any]] = {
    "nom": lambda part: fold(part.bilan.scope.name),
    "territoires": lambda part: part.bilan.territories,
    "actions": lambda part: part.bilan.actions,
    "avancement": lambda part: part.bilan.share_done_or_in_progress or -1,
    "vacances": lambda part: part.bilan.vacancies,
}
DEFAULT_SORT = "-actions"


class BilanPage:
    """The answer to a question, ready to be laid out."""

    def __init__(self, question: Question, days: Sequence[date] = ()) -> None:
        """`days` are those that the chart draws, the ends of the months before by default."""
        self.question = question
        self.past = question.bilans(days or month_ends(question.as_of, MONTHS))
        self.bilan = self.past[-1]

    @cached_property
    def months(self) -> list[Bilan]:
        """The ends of the months before, from the first at which something counts."""
        first = next((i for i, each in enumerate(self.past) if each.actions), -1)
        return self.past[first:-1]

    @cached_property
    def divided(self) -> list[Bilan]:
        """The regions of the nation or the territories of a region that count on the day."""
        nation = self.scope.kind == "nation"
        found = self.bilan.divided(regions() if nation else self.scope.territories)
        counted = [each for each in found if each.territories or each.actions]
        return sorted(counted, key=lambda each: fold(each.scope.name))

    @property
    def scope(self) -> Scope:
        return self.question.scope

    @property
    def is_empty(self) -> bool:
        return not (self.bilan.territories or self.bilan.actions)

    @cached_property
    def absence(self) -> Absence:
        """Why there is nothing, or nothing but territories, to show."""
        return why_nothing(self.question) if self.is_empty else why_no_action(self.question)

    @cached_property
    def unlabelled(self) -> Absence | None:
        """Why no territory is labelled, where actions count all the same."""
        if self.bilan.actions and not self.bilan.territories:
            return why_nothing(self.question)
        return None

    @property
    def summary(self) -> str:
        """The bilan in a sentence, whose share opens."""
        progress = self.bilan.progress
        if not progress.actions:
            return f"{self.absence.title}."
        who = "Le territoire porte"
        if self.scope.kind != "territory":
            who = format_counted(
                self.bilan.territories,
                "territoire labellisé porte",
                "territoires labellisés portent",
            )
        said = f"{who} {format_counted(progress.actions, 'action', 'actions')}"
        if progress.under_way:
            shown = render_to_string(
                "figures/share.html", {"share": opened(self.question, progress).share}
            )
            return format_html("{}, dont {} réalisées ou en cours de réalisation.", said, shown)
        return f"{said}."

    @property
    def cards(self) -> list[Card]:
        """Without any action nothing is known but the number of territories."""
        found, progress = self.bilan, self.bilan.progress
        labelled = self._labels()
        if not progress.actions:
            return labelled if found.territories and self.scope.kind != "territory" else []
        count, total = format_count(progress.under_way), format_count(progress.actions)
        share = format_percent(progress.share)
        about_actions = [
            self._card(ACTIONS, found.actions, format_count(found.actions)),
            self._card(DONE_OR_IN_PROGRESS, progress.under_way, share, f"{count} sur {total}"),
        ]
        managers = self._card(
            PROJECT_MANAGERS, found.project_managers, format_count(found.project_managers)
        )
        if found.tells(BUDGET):
            about_actions.append(self._card(BUDGET, found.budget, format_cents_short(found.budget)))
        if self.scope.kind == "territory":
            return [*about_actions, managers]
        vacancies = self._card(VACANCIES, found.vacancies, format_count(found.vacancies))
        coordinators = self._card(
            REGIONAL_COORDINATORS,
            found.regional_coordinators,
            format_count(found.regional_coordinators),
        )
        return [*labelled, *about_actions, managers, vacancies, coordinators]

    def _labels(self) -> list[Card]:
        """Territories; those labelled again where there are, which no first period has."""
        found = self.bilan
        counts = [(TERRITORIES, found.territories)]
        if found.relabelled:
            counts.append((RELABELLED, found.relabelled))
        return [self._card(each, count, format_count(count)) for each, count in counts]

    def _card(self, indicator: Indicator, count: int, shown: str, detail: str = "") -> Card:
        url = self.question.evidence(indicator) if count else ""
        return Card(indicator, indicator.label_beside(count), shown, url, detail)

    @cached_property
    def table(self) -> Table:
        found = self.bilan
        rows = [
            StatusRow(
                found.axes,
                look,
                [
                    self._cell(found.cells.get((look.key, axis), 0), [look.key], axis)
                    for axis in found.axes.codes
                ],
                self._cell(count, [look.key]),
                share,
            )
            for look, count, share in found.progress.rows
        ]
        return Table(
            found.axes,
            rows,
            [self._cell(count, axis=axis) for axis, count in found.actions_by_axis.items()],
            self._cell(found.actions),
            shares(found.actions_by_axis.values()),
        )

    def _cell(self, count: int, statuses: Sequence[str] = (), axis: str = "") -> Cell:
        if not count:
            return Cell(0)
        return Cell(count, self.question.evidence(ACTIONS, statuses=statuses, axis=axis))

    @property
    def figures(self) -> Opened:
        """Those of all its actions."""
        return opened(self.question, self.bilan.progress)

    @property
    def budget_cell(self) -> Cell | None:
        """What the actions are planned to cost, in cents; None when it is not for whoever asks."""
        if not self.bilan.tells(BUDGET):
            return None
        return Cell(self.bilan.budget, self.question.evidence(BUDGET) if self.bilan.budget else "")

    @property
    def over_time(self) -> Chart | None:
        """By status, from day to day; nothing is drawn of a single one."""
        points = {each.as_of: each.actions_by_status for each in (*self.months, self.bilan)}
        if len(points) < 2:
            return None
        return charts.over_time("Actions par statut, au fil du temps", points, series())

    @property
    def axes(self) -> list[AxisLine]:
        """Where each axis stands, with its goal."""
        lines = []
        for axis in self.bilan.axes:
            progress = self.bilan.progress_of(axis.code)
            figures = opened(self.question, progress, axis=axis.code)
            lines.append(AxisLine(axis, progress, figures))
        return lines

    def parts(self, sort: Sort) -> list[Part]:
        """`divided`, in the order asked, each line with its addresses."""
        found = [
            Part(
                each,
                self.question.address(scope=each.scope),
                self._part_cell(TERRITORIES, each.territories, each.scope),
                *opened(self.question, each.progress, scope=each.scope),
                self._part_cell(VACANCIES, each.vacancies, each.scope),
            )
            for each in self.divided
        ]
        return sorted(found, key=SORTS[sort.column], reverse=sort.descending)

    def _part_cell(self, indicator: Indicator, count: int, scope: Scope) -> Cell:
        if not count:
            return Cell(count)
        return Cell(count, self.question.evidence(indicator, scope=scope))

    @cached_property
    def corrections(self) -> list[Correction]:
        """What was learnt of these actions after the event asked."""
        question = self.question
        if question.known is None:
            return []
        moved = corrections(
            Measure.ACTIONS,
            as_of=question.as_of,
            known=question.known.number,
            by=("state", "axis"),
            where=question.scope.where,
        )
        return [
            self._correction(each, axis, moved[each.key, axis.code])
            for each in series()
            for axis in self.bilan.axes
            if (each.key, axis.code) in moved
        ]

    def _correction(self, look: Series, axis: Axis, difference: int) -> Correction:
        known = self.bilan.cells.get((look.key, axis.code), 0)
        today = Cell(known + difference)
        if today.number:
            url = self.question.now.evidence(ACTIONS, statuses=[look.key], axis=axis.code)
            today = today._replace(url=url)
        sign = "+" if difference > 0 else "−"
        return Correction(
            look,
            axis,
            self._cell(known, [look.key], axis.code),
            today,
            f"{sign}{format_count(abs(difference))}",
        )
