"""The page of a bilan, from the bilans of a few days: cards, table, charts, ranking."""

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
    MeasureCode,
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
    """A number and the page of its evidence; a zero has none."""

    number: int
    url: str = ""


class ShareCell(NamedTuple):
    """The share of actions done or in progress, out of 100, and the page of these actions."""

    percent: Decimal | None
    url: str = ""


class ActionFigures(NamedTuple):
    """The figures of a set of actions: their number, and the share done or in progress."""

    actions: Cell
    share: ShareCell


def figures_of(
    question: Question, progress: Progress, *, scope: Scope | None = None, axis: str = ""
) -> ActionFigures:
    """The figures of a set of actions, each with the page of its evidence."""
    scope = scope or question.scope
    actions = share = ""
    if progress.actions:
        actions = question.evidence(ACTIONS, scope=scope, axis=axis)
    if progress.under_way:
        share = question.evidence(DONE_OR_IN_PROGRESS, scope=scope, axis=axis)
    return ActionFigures(Cell(progress.actions, actions), ShareCell(progress.share, share))


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
    """Each value with the label of its axis, for layouts without columns."""
    return list(zip((axis.short for axis in axes), values, strict=True))


class AxisLine(NamedTuple):
    axis: Axis
    progress: Progress
    figures: ActionFigures


class MovedCell(NamedTuple):
    """A cell of the table whose number differs today from what was known."""

    series: Series
    axis: Axis
    known: Cell
    today: Cell
    difference: str


class RankingLine(NamedTuple):
    """A region of the nation, a territory of a region: a line of the ranking."""

    bilan: Bilan
    url: str
    territories: Cell
    actions: Cell
    share: ShareCell
    vacancies: Cell


SORTS: dict[str, Callable[[RankingLine], Any]] = {
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
        """The bilans at the ends of earlier months, from the first one that has an action."""
        first = next((i for i, each in enumerate(self.past) if each.actions), -1)
        return self.past[first:-1]

    @cached_property
    def divided(self) -> list[Bilan]:
        """The bilans of the parts of the scope, but empty ones, in the order of their names."""
        nation = self.scope.kind == "nation"
        parts = self.bilan.divided(regions() if nation else self.scope.territories)
        counted = [each for each in parts if each.territories or each.actions]
        return sorted(counted, key=lambda each: fold(each.scope.name))

    @property
    def scope(self) -> Scope:
        return self.question.scope

    @property
    def is_empty(self) -> bool:
        return not (self.bilan.territories or self.bilan.actions)

    @cached_property
    def absence(self) -> Absence:
        """Why the bilan is empty, or has territories only."""
        return why_nothing(self.question) if self.is_empty else why_no_action(self.question)

    @cached_property
    def unlabelled(self) -> Absence | None:
        """Why no territory is labelled although actions count."""
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
        sentence = f"{who} {format_counted(progress.actions, 'action', 'actions')}"
        if progress.under_way:
            share = render_to_string(
                "figures/share.html", {"share": figures_of(self.question, progress).share}
            )
            return format_html("{}, dont {} réalisées ou en cours de réalisation.", sentence, share)
        return f"{sentence}."

    @property
    def cards(self) -> list[Card]:
        """The cards; without any action, only the number of territories is known."""
        bilan, progress = self.bilan, self.bilan.progress
        labelled = self._labels()
        if not progress.actions:
            return labelled if bilan.territories and self.scope.kind != "territory" else []
        count, total = format_count(progress.under_way), format_count(progress.actions)
        share = format_percent(progress.share)
        about_actions = [
            self._card(ACTIONS, bilan.actions, format_count(bilan.actions)),
            self._card(DONE_OR_IN_PROGRESS, progress.under_way, share, f"{count} sur {total}"),
        ]
        managers = self._card(
            PROJECT_MANAGERS, bilan.project_managers, format_count(bilan.project_managers)
        )
        if bilan.tells(BUDGET):
            about_actions.append(self._card(BUDGET, bilan.budget, format_cents_short(bilan.budget)))
        if self.scope.kind == "territory":
            return [*about_actions, managers]
        vacancies = self._card(VACANCIES, bilan.vacancies, format_count(bilan.vacancies))
        coordinators = self._card(
            REGIONAL_COORDINATORS,
            bilan.regional_coordinators,
            format_count(bilan.regional_coordinators),
        )
        return [*labelled, *about_actions, managers, vacancies, coordinators]

    def _labels(self) -> list[Card]:
        """The cards of territories, and of relabelled ones if any: a first period has none."""
        bilan = self.bilan
        counts = [(TERRITORIES, bilan.territories)]
        if bilan.relabelled:
            counts.append((RELABELLED, bilan.relabelled))
        return [self._card(each, count, format_count(count)) for each, count in counts]

    def _card(self, indicator: Indicator, count: int, value: str, detail: str = "") -> Card:
        url = self.question.evidence(indicator) if count else ""
        return Card(indicator, indicator.label_beside(count), value, url, detail)

    @cached_property
    def table(self) -> Table:
        bilan = self.bilan
        rows = [
            StatusRow(
                bilan.axes,
                look,
                [
                    self._cell(bilan.cells.get((look.key, axis), 0), [look.key], axis)
                    for axis in bilan.axes.codes
                ],
                self._cell(count, [look.key]),
                share,
            )
            for look, count, share in bilan.progress.rows
        ]
        return Table(
            bilan.axes,
            rows,
            [self._cell(count, axis=axis) for axis, count in bilan.actions_by_axis.items()],
            self._cell(bilan.actions),
            shares(bilan.actions_by_axis.values()),
        )

    def _cell(self, count: int, statuses: Sequence[str] = (), axis: str = "") -> Cell:
        if not count:
            return Cell(0)
        return Cell(count, self.question.evidence(ACTIONS, statuses=statuses, axis=axis))

    @property
    def figures(self) -> ActionFigures:
        """The figures of all the actions of the bilan."""
        return figures_of(self.question, self.bilan.progress)

    @property
    def budget_cell(self) -> Cell | None:
        """The planned budget of the actions, in cents; None when the user may not read it."""
        if not self.bilan.tells(BUDGET):
            return None
        return Cell(self.bilan.budget, self.question.evidence(BUDGET) if self.bilan.budget else "")

    @property
    def over_time(self) -> Chart | None:
        """The chart of actions by status; None for a single day."""
        points = {each.as_of: each.actions_by_status for each in (*self.months, self.bilan)}
        if len(points) < 2:
            return None
        return charts.over_time("Actions par statut, au fil du temps", points, series())

    @property
    def axes(self) -> list[AxisLine]:
        """The progress of each axis, with its goal."""
        lines = []
        for axis in self.bilan.axes:
            progress = self.bilan.progress_of(axis.code)
            figures = figures_of(self.question, progress, axis=axis.code)
            lines.append(AxisLine(axis, progress, figures))
        return lines

    def parts(self, sort: Sort) -> list[RankingLine]:
        """The ranking: `divided` in the order asked, each line with its addresses."""
        lines = [
            RankingLine(
                each,
                self.question.address(scope=each.scope),
                self._part_cell(TERRITORIES, each.territories, each.scope),
                *figures_of(self.question, each.progress, scope=each.scope),
                self._part_cell(VACANCIES, each.vacancies, each.scope),
            )
            for each in self.divided
        ]
        return sorted(lines, key=SORTS[sort.column], reverse=sort.descending)

    def _part_cell(self, indicator: Indicator, count: int, scope: Scope) -> Cell:
        if not count:
            return Cell(count)
        return Cell(count, self.question.evidence(indicator, scope=scope))

    @cached_property
    def corrections(self) -> list[MovedCell]:
        """The cells of the table that events after the one asked have changed."""
        question = self.question
        if question.known is None:
            return []
        moved = corrections(
            MeasureCode.ACTIONS,
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

    def _correction(self, look: Series, axis: Axis, difference: int) -> MovedCell:
        known = self.bilan.cells.get((look.key, axis.code), 0)
        today = Cell(known + difference)
        if today.number:
            url = self.question.now.evidence(ACTIONS, statuses=[look.key], axis=axis.code)
            today = today._replace(url=url)
        sign = "+" if difference > 0 else "−"
        return MovedCell(
            look,
            axis,
            self._cell(known, [look.key], axis.code),
            today,
            f"{sign}{format_count(abs(difference))}",
        )
