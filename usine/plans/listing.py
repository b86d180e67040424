"""What an address asks of a plan: which actions, in which order, in which groups and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from usine.pages import returning
from usine.pages.lists import SORT, Sort
from usine.values.errors import Refused
from usine.values.shares import shares

from .filters import PlanFilter
from .groups import GROUPINGS, GroupedBy
from .models import Action
from .places import region_at, territory_at
from .queries import ATTENTION, Plan
from .states import Status
from .table import COLUMNS, PlanColumn, sort, with_details

GROUPED, COLUMNS_ASKED, DISPLAY = "grouper", "colonnes", "vue"
"""The parameters of the address: `?grouper=axe&colonnes=action,statut`, `?vue=frise`."""
TIMELINE, BOARD = "frise", "statuts"
DISPLAYS = {"": "Tableau", BOARD: "Cartes", TIMELINE: "Frise"}
"""How a list is displayed, by what the address says."""

FIRST_COLUMNS = (
    *("reference", "action", "territoire", "statut", "porteur", "echeance"),
    *("budget", "accorde", "etape", "confirmation"),
)
"""The columns of a plan when the address names none."""
# A plan of the past does not tell them.
_OF_TODAY = ("etape", "note", "confirmation", "retrait")
# A list of actions that left the plan tells why instead of what comes next.
_OF_WITHDRAWN = ("reference", "action", "territoire", "axe", "statut", "budget", "retrait")


# Columns that are left out, unless the address names them, where no action has anything there:
# {column: attribute of the actions}. Titles have their room.
_SPARSE = {"accorde": "granted", "etape": "next_step"}


@dataclass(frozen=True)
class PlanListing:
    """A list of actions of a plan, as its table, its files and its other views show it."""

    plan: Plan
    form: PlanFilter
    sort: Sort
    grouping: GroupedBy | None
    columns: list[PlanColumn]
    today: date
    display: str = ""

    @classmethod
    def of(cls, query: QueryDict, plan: Plan, *, today: date) -> PlanListing:
        """What the query of an address asks of a plan; `today` is then the day that it asks for.

        Raises Refused when that day is none of the past.
        """
        form = PlanFilter(query, plan=plan)
        plan = form.plan
        return cls(
            plan,
            form,
            Sort.of(query, _told(plan), plan.default_sort),
            _grouping(query, plan),
            _columns(query, plan, form.search.withdrawn),
            plan.day or today,
            asked if (asked := query.get(DISPLAY, "")) in DISPLAYS else "",
        )

    @property
    def withdrawn(self) -> bool:
        return self.form.search.withdrawn

    @cached_property
    def actions(self) -> QuerySet[Action]:
        """Its actions, in no order."""
        actions = self.plan.actions(withdrawn=self.withdrawn)
        return self.form.search.narrow(actions, self.today)

    @property
    def column_names(self) -> str:
        """Its columns, as the address names them."""
        return ",".join(column.key for column in self.columns)

    def fitted(self, actions: Iterable[Any]) -> PlanListing:
        """With the columns in which some of these actions have something (`_SPARSE`)."""
        listed = list(actions)
        empty = {
            key for key, name in _SPARSE.items() if all(getattr(e, name) is None for e in listed)
        }
        return replace(self, columns=[each for each in self.columns if each.key not in empty])

    @property
    def offered(self) -> list[tuple[PlanColumn, bool]]:
        """The columns that it may have, and whether it has them: those that it has come first, in
        their order."""
        apart = {"retrait"} | ({"territoire"} if self.plan.territory else set())
        others = [each for each in _told(self.plan).values() if each not in self.columns]
        every = [(each, each in self.columns) for each in (*self.columns, *others)]
        return [(each, is_there) for each, is_there in every if each.key not in apart]

    def with_earlier(self, key: str) -> str:
        """Its columns, one of them a place earlier, as an address names them."""
        keys = [column.key for column in self.columns]
        if key in keys[1:]:
            rank = keys.index(key)
            keys[rank - 1 : rank + 1] = [key, keys[rank - 1]]
        return ",".join(keys)

    @property
    def ordered(self) -> QuerySet[Action]:
        """Its actions with what its columns show, group by group."""
        detailed = with_details(self.actions, self.plan.day)
        return sort(detailed, self.sort, after=self.grouping.terms if self.grouping else ())


def _grouping(query: QueryDict, plan: Plan) -> GroupedBy | None:
    """That of the address. A plan that is read in its own order is grouped by axis."""
    asked = query.get(GROUPED, "")
    is_by_axis = not asked and plan.territory and not query.get(SORT)
    return GROUPINGS["axe"] if is_by_axis else GROUPINGS.get(asked)


def columns_named(asked: QueryDict) -> list[PlanColumn]:
    """The columns that an address names, in its order: "a,b", or one by one as a form does. The
    title is always one of them."""
    keys = ",".join(asked.getlist(COLUMNS_ASKED)).split(",")
    named = [COLUMNS[key] for key in dict.fromkeys(keys) if key in COLUMNS]
    if named and COLUMNS["action"] not in named:
        named.insert(0, COLUMNS["action"])
    return named


def _told(plan: Plan) -> dict[str, PlanColumn]:
    """The columns of a plan: those of the past leave out what has no date."""
    return {key: each for key, each in COLUMNS.items() if not plan.day or key not in _OF_TODAY}


def _columns(query: QueryDict, plan: Plan, withdrawn: bool) -> list[PlanColumn]:
    named = columns_named(query) or [
        COLUMNS[key] for key in (_OF_WITHDRAWN if withdrawn else FIRST_COLUMNS)
    ]
    told = _told(plan)
    return [
        each
        for each in named
        if each.key in told and (each.key != "territoire" or not plan.territory)
    ]


@dataclass(frozen=True)
class Neighbours:
    """The actions before and after one in the list that it was opened from, and its place there."""

    previous: Action | None
    following: Action | None
    position: int
    count: int


def neighbours(action: Action, listing: PlanListing) -> Neighbours | None:
    """Those of a list; None when the action is no longer in it."""
    pks = list(listing.ordered.values_list("pk", flat=True))
    if action.pk not in pks:
        return None
    at = pks.index(action.pk)
    around = [pks[at - 1] if at else None, *pks[at + 1 : at + 2]]
    named = Action.objects.only("title", "reference").in_bulk([pk for pk in around if pk])
    previous, following = (named.get(pk) for pk in (*around, None)[:2])
    return Neighbours(previous, following, at + 1, len(pks))


def came_from(request: HttpRequest, *, today: date) -> PlanListing | None:
    """The list that the address leads back to; None when it leads to none that the user reads."""
    address, _, query = returning.there(request).partition("?")
    try:
        page = resolve(address)
        plan = PLANS[page.view_name](**page.kwargs)
    except (Resolver404, KeyError, Http404):
        return None
    if not plan.readable_by(request.user):
        return None
    try:
        return PlanListing.of(QueryDict(query), plan, today=today)
    except Refused:
        return None


# The plan that each page lists.
PLANS: dict[str, Callable[..., Plan]] = {
    "plans:territory_plan": lambda slug: Plan(territory=territory_at(slug)),
    "plans:region_plan": lambda slug: Plan(region=region_at(slug)),
    "plans:national_plan": Plan,
}


@dataclass(frozen=True)
class Standing:
    """How a plan stands: its actions, those done or in progress, those that ask for attention by
    what the address says of them (`ATTENTION`)."""

    actions: int
    going: int
    attention: dict[str, int]

    @property
    def share(self) -> Decimal:
        """The part that is done or in progress, out of 100."""
        return shares([self.going, self.actions - self.going])[0]


def standing(plan: Plan, today: date) -> Standing:
    """As it tells the day; one query, whatever the plan."""
    going = Q(status__in=(Status.DONE, Status.IN_PROGRESS))
    asked = {
        key.replace("-", "_"): Count("pk", filter=attention(today))
        for key, (_, attention) in ATTENTION.items()
    }
    counts = plan.actions().aggregate(actions=Count("pk"), going=Count("pk", filter=going), **asked)
    attention = {key: counts[key.replace("-", "_")] for key in ATTENTION}
    return Standing(counts["actions"], counts["going"], attention)
