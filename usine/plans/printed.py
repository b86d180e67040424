"""The list of a plan as it is printed: the rows that an address asks for, on all its pages, with
their columns, groups and order."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from usine.ledger.queries import head
from usine.pages.papers import Paper, PaperCell, PaperColumn, PaperTable
from usine.values import clock
from usine.values.fields import NOTHING
from usine.values.formats import format_cents, format_counted, format_day, format_moment

from .formats import RESTRICTED
from .listing import PlanListing
from .models import Action
from .rows import marked
from .states import Priority, Status
from .table import PlanColumn

# How much of a note a cell holds.
_QUOTED = 120
_WIDTHS = {"action": 4.0, "note": 3.0, "porteur": 2.0, "retrait": 2.5, "territoire": 2.0}
_WIDTHS |= {"etape": 2.0, "reference": 0.8}


def paper_of(listing: PlanListing) -> Paper:
    """The list as a paper, a table for each of its groups."""
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
        opening=[_table(listing, label, those) for label, those in _grouped(listing, rows)],
    )


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
