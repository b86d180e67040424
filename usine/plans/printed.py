"""The list of a plan as it is printed: the rows that an address asks for, on all its pages, with
their columns, groups and order; as its table, its board or its timeline."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.http import QueryDict

from usine.ledger.queries import head
from usine.pages.papers import Block, Paper, PaperCell, PaperColumn, PaperTable
from usine.values import clock
from usine.values.fields import NOTHING
from usine.values.formats import format_cents, format_counted, format_day, format_moment

from .formats import RESTRICTED
from .listing import BOARD, TIMELINE, PlanListing
from .models import Action
from .paper_timeline import is_dated, paper_timeline
from .rows import marked
from .states import Priority, Status
from .table import PlanColumn
from .timeline import Scale

# How much of a note a cell holds.
_QUOTED = 120
_WIDTHS = {"action": 4.0, "note": 3.0, "porteur": 2.0, "retrait": 2.5, "territoire": 2.0}
_WIDTHS |= {"etape": 2.0, "reference": 0.8}


def paper_of(listing: PlanListing, query: QueryDict) -> Paper:
    """The list that a query asks for, as a paper: a table or a timeline for each of its groups, or
    a table for each column of the board."""
    plan, chain = listing.plan, head()
    rows = list(marked(listing.ordered, listing.today))
    figures = f"Plan au {format_day(listing.today)}, tel que connu le {format_moment(clock.now())}"
    seal = f"Registre nº\u00a0{chain.number}, sceau {chain.seal[:16]}"
    count = format_counted(len(rows), "action", "actions")
    return Paper(
        title="Plan d’action" if plan.territory else "Plans d’action",
        author=plan.name,
        lines=[plan.name, figures, "\u00a0; ".join([count, *listing.form.criteria])],
        foot=f"{plan.name} – {figures} – {seal}",
        sections=[],
        opening=list(_blocks(listing, rows, query)),
    )


def _blocks(listing: PlanListing, rows: list[Action], query: QueryDict) -> Iterator[Block]:
    if listing.display == TIMELINE:
        return _timelines(listing, rows, query)
    if listing.display == BOARD:
        return _board(listing, rows)
    return (_table(listing, *group) for group in _grouped(listing, rows))


def _timelines(listing: PlanListing, rows: list[Action], query: QueryDict) -> Iterator[Block]:
    """The timeline of each group on one scale, then what it cannot draw."""
    scale = Scale.of(query, listing.ordered, listing.today)
    for label, those in _grouped(listing, [row for row in rows if is_dated(row)]):
        yield paper_timeline(f"{label} ({len(those)})", those, listing.today, scale)
    if undated := [row for row in rows if not is_dated(row)]:
        yield _table(listing, "Sans dates", undated)


def _board(listing: PlanListing, rows: list[Action]) -> Iterator[Block]:
    """The actions of each status that one has, in the order of the list."""
    columns = [column for column in listing.columns if column.key != "statut"]
    for status in Status:
        if those := [row for row in rows if row.status == status]:
            yield _table(replace(listing, columns=columns), status.label, those)
    if not rows:
        yield _table(listing, "Les actions", rows)


def _grouped(listing: PlanListing, rows: list[Action]) -> Iterable[tuple[str, list[Action]]]:
    grouping = listing.grouping
    if grouping is None or not rows:
        return [("Les actions", rows)]
    groups = groupby(rows, key=grouping.value)
    return [(grouping.told(listing.plan, value), list(those)) for value, those in groups]


def _table(listing: PlanListing, label: str, rows: list[Action]) -> PaperTable:
    return PaperTable(
        f"{label} ({len(rows)})",
        [_column(column) for column in listing.columns],
        [[_CELLS[column.key](action) for column in listing.columns] for action in rows],
        "Aucune action pour ces critères.",
    )


def _column(column: PlanColumn) -> PaperColumn:
    return PaperColumn(column.label, _WIDTHS.get(column.key, 1.3), "number" in column.css_class)


def _told(value: Any, aside: str = "") -> PaperCell:
    return PaperCell(NOTHING if value in (None, "") else str(value), aside)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED].rstrip()}…"


_CELLS: dict[str, Callable[[Any], PaperCell]] = {
    "reference": lambda action: _told(action.reference),
    "action": lambda action: _told(action.title, RESTRICTED if action.restricted else ""),
    "territoire": lambda action: _told(action.territory),
    "axe": lambda action: _told(action.short_axis),
    "statut": lambda action: _told(
        Status(action.status).label, "bloquée" if action.is_blocked else ""
    ),
    "porteur": lambda action: _told(action.lead),
    "referent": lambda action: _told(action.referent),
    "debut": lambda action: _told(action.start),
    "echeance": lambda action: _told(action.end, "en retard" if action.is_late else ""),
    "priorite": lambda action: _told(action.priority and Priority(action.priority).label),
    "budget": lambda action: _told(format_cents(action.planned_budget)),
    "accorde": lambda action: _told(format_cents(action.granted)),
    "etape": lambda action: _told(action.next_step),
    "note": lambda action: _told(_cut(action.comment)),
    "confirmation": lambda action: _told(f"{action.confirmed_on:%d/%m/%Y}"),
    "retrait": lambda action: _told(
        f"{action.withdrawn_on:%d/%m/%Y}", _cut(action.withdrawal_reason)
    ),
}
