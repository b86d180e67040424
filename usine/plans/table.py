"""The table of a plan: its columns, and how each orders it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Expression, OrderBy
from django.db.models.functions import Length, NullIf

from usine.pages.lists import Sort
from usine.territories.models import Axis

from .as_of import granted_on
from .fields import TYPED_AGAIN
from .models import Action, FundingLine, Milestone
from .states import Priority, Status

Terms = Sequence[Expression | F | str]


@dataclass(frozen=True)
class PlanColumn:
    """A column; `key` names it in addresses, `order` sorts by it, `css_class` says how its cells
    look: a telephone leaves the `none` ones out. `field` is the field of actions that it shows, if
    it shows one."""

    key: str
    label: str
    order: Terms
    css_class: str = ""
    field: str = ""
    # Whether its cells are edited where they stand (`cells`).
    is_edited: bool = False

    @property
    def header_class(self) -> str:
        return f"{self.css_class} {self.key}".strip()

    @property
    def template(self) -> str:
        return f"plans/cells/{self.key}.html"


def ranked(field: str, choices: Iterable[str]) -> Expression:
    """The rank of a field of actions among these choices."""
    ranks = [When(**{field: value}, then=Value(rank)) for rank, value in enumerate(choices)]
    return Case(*ranks, default=Value(99), output_field=IntegerField())


# Shorter references come first: A2 before A10.
_REFERENCE = NullIf("reference", Value(""))
_BY_REFERENCE: tuple[Expression, ...] = (Length(_REFERENCE), _REFERENCE)
# The rank of its axis among those of the period of its territory.
_AXIS = Axis.objects.filter(period=OuterRef("territory__period"), code=OuterRef("axis"))
RANK: Any = Subquery(_AXIS.values("rank")[:1])
_BY_AXIS: list[Expression] = [RANK, *_BY_REFERENCE]

_TO_DO = Milestone.objects.standing().filter(action=OuterRef("pk"), done=False)
_NEXT = _TO_DO.order_by(F("due_on").asc(nulls_last=True), "pk")
_GRANTED = (
    FundingLine.objects.standing()
    .filter(action=OuterRef("pk"))
    .order_by()
    .values("action")
    .annotate(sum=Sum("granted"))
)

COLUMNS = {
    column.key: column
    for column in (
        PlanColumn("reference", "Réf.", _BY_REFERENCE, "none", field="reference", is_edited=True),
        # `search_text` begins with the title, without accents and case.
        PlanColumn("action", "Intitulé", [F("search_text")], field="title", is_edited=True),
        PlanColumn("territoire", "Territoire", [F("territory__search_name"), *_BY_AXIS]),
        PlanColumn("axe", "Axe", [*_BY_AXIS], field="axis"),
        PlanColumn(
            "statut", "Statut", [ranked("status", Status)], "beside", field="status", is_edited=True
        ),
        PlanColumn("porteur", "Porteur", [F("lead")], "none", field="lead", is_edited=True),
        PlanColumn(
            "referent", "Référent", [F("referent")], "none", field="referent", is_edited=True
        ),
        PlanColumn("debut", "Début", [F("start_on")], "none", field="start", is_edited=True),
        PlanColumn("echeance", "Échéance", [F("end_on")], field="end", is_edited=True),
        PlanColumn(
            "priorite",
            "Priorité",
            [ranked("priority", Priority)],
            "none",
            field="priority",
            is_edited=True,
        ),
        PlanColumn(
            "budget",
            "Budget",
            [F("planned_budget")],
            "number",
            field="planned_budget",
            is_edited=True,
        ),
        PlanColumn("accorde", "Accordé", [F("granted")], "number none"),
        PlanColumn("etape", "Prochaine étape", [F("next_due")], "none"),
        PlanColumn(
            "note", "Dernière note", [F("changed_at")], "none", field="comment", is_edited=True
        ),
        PlanColumn("confirmation", "Confirmée", [F("confirmed_on")], "none"),
        PlanColumn("retrait", "Retirée", [F("withdrawn_on")], "wide"),
    )
}


def with_details(actions: QuerySet[Action], day: date | None = None) -> QuerySet[Action]:
    """The actions with `granted`, the sum of what is granted today, or was a day, in cents, and
    their next step: `next_step` its title, `next_due` the first day of when it is due."""
    return actions.annotate(
        granted=granted_on(day) if day else Subquery(_GRANTED.values("sum")),
        next_step=Subquery(_NEXT.values("title")[:1]),
        next_due=Subquery(_NEXT.values("due_on")[:1]),
    )


FIELDS_OF = {
    key: column.field
    for key, column in COLUMNS.items()
    if column.is_edited and column.field in TYPED_AGAIN
}
"""The field that each cell edits where it stands, by the key of its column: not a status, whose
steps are taken, nor a note, which is added."""


def in_plan_order() -> list[OrderBy]:
    """The order of a plan: by axis and reference, actions without reference last."""
    return [term.asc(nulls_last=True) for term in _BY_AXIS]


def sort(actions: QuerySet[Action], by: Sort, *, after: Terms = ()) -> QuerySet[Action]:
    """The actions in the order of a column, `after` other terms; empty values come last, either
    way."""
    first = [_term(each).asc(nulls_last=True) for each in after]
    terms = COLUMNS[by.column].order
    if by.descending:
        return actions.order_by(*first, *(_term(e).desc(nulls_last=True) for e in terms), "pk")
    return actions.order_by(*first, *(_term(e).asc(nulls_last=True) for e in terms), "pk")


def _term(term: Expression | F | str) -> Expression | F:
    return F(term) if isinstance(term, str) else term
