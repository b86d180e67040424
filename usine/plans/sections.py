"""What the page of an action shows of its details: a section for each kind that it has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from usine.values import clock
from usine.values.fields import NOTHING
from usine.values.formats import format_cents, format_day

from .codes import PLANNED, SIDES, STAGES
from .details import latest_amounts
from .fields import FUNDING
from .formats import format_result
from .kinds import JOURNEYS, Journey
from .links import links_of
from .models import Action, ActionLink, FundingLine, Milestone, OwnIndicator, Result

# The code of a link as its other end reads it.
BACKWARDS = {"depends_on": "Attendue par"}


class DetailCell(NamedTuple):
    """A value of a row, and what it is the value of; `more` is in small print."""

    head: str
    text: str
    more: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class DetailRow:
    """A detail as its section shows it; `cells` are those of a table."""

    detail: Any
    name: str
    more: str = ""
    cells: Sequence[DetailCell] = ()
    is_late: bool = False
    # The other action of a link; whether the link is that of the other.
    other: Action | None = None
    is_theirs: bool = False


@dataclass(frozen=True)
class Section:
    """The details of one kind that an action has; `total` is the last row of a table."""

    journey: Journey
    rows: Sequence[DetailRow]
    total: Sequence[DetailCell] = ()
    note: str = ""
    heads: Sequence[DetailCell] = field(default=())


def sections(action: Action, *, reader, private: bool) -> list[Section]:
    """A section for each kind of detail that the action has; results alone are public, as their
    figures are."""
    made = [_results(action, private=private)]
    if private:
        made = [_steps(action), _funding(action), *made, _indicators(action)]
        made.append(_links(action, reader))
    return [section for section in made if section.rows]


def missing(listed: Iterable[Section]) -> list[Journey]:
    """The kinds of which the action has none."""
    there = {section.journey for section in listed}
    return [journey for journey in JOURNEYS.values() if journey not in there]


def _standing(action: Action, journey: Journey) -> list[Any]:
    return list(getattr(action, journey.related).standing().order_by("pk"))


def _steps(action: Action) -> Section:
    """In the order of due dates; those without any last."""
    journey, today = JOURNEYS["etapes"], clock.today()
    steps: list[Milestone] = _standing(action, journey)
    steps.sort(key=lambda step: step.due.last if step.due else date.max)
    return Section(journey, [_step(step, today) for step in steps])


def _step(step: Milestone, today: date) -> DetailRow:
    if step.done:
        return DetailRow(step, step.title, f"faite, {step.done_on}" if step.done_on else "faite")
    is_late = step.due is not None and step.due.last < today
    return DetailRow(
        step, step.title, f"échéance\u00a0: {step.due}" if step.due else "", (), is_late
    )


def _funding(action: Action) -> Section:
    journey = JOURNEYS["financements"]
    lines: list[FundingLine] = _standing(action, journey)
    told = [
        (stage, FUNDING[stage].label)
        for stage, _ in (PLANNED, *STAGES)
        if any(getattr(line, stage) is not None for line in lines)
    ]
    return _table(
        journey,
        [_line(line, told) for line in lines],
        [_total(head, stage, lines, action.planned_budget) for stage, head in told],
        "Montants hors taxes et toutes taxes comprises mêlés\u00a0: le total l’est aussi."
        if {line.tax for line in lines} >= {"ht", "ttc"}
        else "",
    )


def _line(line: FundingLine, told: Sequence[tuple[str, str]]) -> DetailRow:
    more = [line.own_label, str(line.year or ""), line.tax.upper()]
    return DetailRow(
        line,
        FUNDING["funder"].show(line.funder),
        ", ".join(each for each in more if each),
        [DetailCell(head, format_cents(getattr(line, stage)), "", True) for stage, head in told],
    )


def _total(head: str, stage: str, lines: Iterable[FundingLine], budget: int | None) -> DetailCell:
    amounts = [getattr(line, stage) for line in lines]
    total = sum(each or 0 for each in amounts)
    if not total and None in amounts:  # nothing is known but amounts of nothing
        return DetailCell(head, format_cents(None), "", True)
    # A budget may be of nothing.
    share = f"{_percent(total, budget)} du budget" if budget else ""
    return DetailCell(head, format_cents(total), share, True)


def _percent(part: int, whole: int) -> str:
    return f"{(200 * part + whole) // (2 * whole)}\u00a0%"


def _table(
    journey: Journey, rows: Sequence[DetailRow], total: Sequence[DetailCell] = (), note: str = ""
) -> Section:
    return Section(journey, rows, total, note, rows[0].cells if rows else ())


def _results(action: Action, *, private: bool) -> Section:
    journey = JOURNEYS["resultats"]
    results: list[Result] = _standing(action, journey)
    since = latest_amounts(results)
    return _table(journey, [_result(each, since, private) for each in results])


def _result(result: Result, since: Any, private: bool) -> DetailRow:
    cells = []
    for side, told in SIDES:
        value, dated = getattr(result, side), since.get((result.pk, side))
        day = f"au {format_day(dated.effective_on)}" if dated and value is not None else ""
        cells.append(DetailCell(told.capitalize(), format_result(result.code, value), day, True))
    # A source may name somebody.
    if private:
        cells.append(DetailCell("Source", result.source or NOTHING))
    return DetailRow(result, str(result), "", cells)


def _indicators(action: Action) -> Section:
    journey = JOURNEYS["indicateurs"]
    indicators: list[OwnIndicator] = _standing(action, journey)
    return _table(journey, [_indicator(each) for each in indicators])


def _indicator(each: Any) -> DetailRow:
    day = str(each.measured_on) if each.measured_on else ""
    cells = [
        DetailCell("Visé", each.target or NOTHING),
        DetailCell("Constaté", each.measured or (NOTHING if each.target else "à mesurer"), day),
        DetailCell("Source", each.source or NOTHING),
    ]
    return DetailRow(each, each.name, each.unit, cells)


def _links(action: Action, reader: Any) -> Section:
    """In both directions: those of the action, then those of the others."""
    links = sorted(links_of(action, reader=reader), key=lambda link: link.action_id != action.pk)
    return Section(JOURNEYS["liens"], [_link(link, action) for link in links])


def _link(link: ActionLink, action: Action) -> DetailRow:
    label = link.get_kind_display()
    if link.action_id == action.pk:
        return DetailRow(link, label, other=link.other)
    return DetailRow(link, BACKWARDS.get(link.kind, label), other=link.action, is_theirs=True)
