"""The page of a territory, gathered from every room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from usine.figures.pages import BilanPage
from usine.figures.questions import Question
from usine.figures.scopes import of_territory
from usine.people.access import may
from usine.people.models import Mandate
from usine.people.roles import SEATS, Kind, Role
from usine.plans.models import Action
from usine.plans.rights import READ
from usine.plans.standings import last_day
from usine.plans.table import in_plan_order
from usine.territories.models import Member, Territory
from usine.values.formats import format_counted
from usine.values.text import fold

# How many days the chart draws at most: enough for a trend.
POINTS = 18
TERRITORY_ROLES = {
    Role.PROJECT_MANAGER,
    Role.DEPUTY,
    Role.ELECTED_OFFICIAL,
    Role.INDUSTRIALIST,
}
# The roles of the team, as they are called when one holds them or nobody, and when several do.
TEAM = {
    Role.PROJECT_MANAGER: ("Chef de projet", "Chefs de projet"),
    Role.DEPUTY: ("Suppléant du chef de projet", "Suppléants du chef de projet"),
    Role.ELECTED_OFFICIAL: ("Élu du binôme", "Élus du binôme"),
    Role.INDUSTRIALIST: ("Industriel du binôme", "Industriels du binôme"),
    Role.REGIONAL_COORDINATOR: ("Coordinateur régional", "Coordinateurs régionaux"),
}


@dataclass(frozen=True)
class Seat:
    """A role of the team and those who hold it; without a holder, the seat is vacant."""

    role: Role
    holders: list[Mandate]

    @property
    def label(self) -> str:
        return TEAM[self.role][len(self.holders) > 1]


@dataclass(frozen=True)
class MemberList:
    members: list[tuple[Member, int | None]]  # with their population, None when not known
    population: int

    @property
    def detail(self) -> str:
        return f"dans {format_counted(len(self.members), 'membre', 'membres')} du périmètre"


def perimeter(territory: Territory) -> MemberList:
    members = territory.members.filter(until=None).select_related("grouping", "commune")
    rows = [(each, _population(each)) for each in members]
    return MemberList(rows, sum(population or 0 for _, population in rows))


def _population(member: Member) -> int | None:
    place = member.grouping or member.commune
    return place.population if place else None


def team(territory: Territory, day: date) -> list[Seat]:
    """The seats of the territory and that of its region's coordinator, on a day; deputies hold
    none, and are there only when there are some."""
    mandates = list(
        Mandate.objects.held_on(day)
        .select_related("user", "organisation")
        .filter(
            Q(kind=Kind.TERRITORY, code=territory.place, role__in=TERRITORY_ROLES)
            | Q(kind=Kind.REGION, code=territory.lead_region_id, role=Role.REGIONAL_COORDINATOR)
        )
    )
    seats = [Seat(role, [each for each in mandates if each.role == role]) for role in TEAM]
    return [seat for seat in seats if seat.holders or seat.role in SEATS]


def is_first(territory: Territory) -> bool:
    """Whether no territory belongs to an earlier period."""
    before = Territory.objects.filter(period__starts_on__lt=territory.period.starts_on)
    return not before.exists()


def bilan(territory: Territory, today: date, user) -> BilanPage:
    """What the ledger counts for the territory from its label to today."""
    question = Question(of_territory(territory), today, user=user)
    return BilanPage(question, _days(territory.labelled_on, today))


def _days(first: date, last: date) -> list[date]:
    """Days evenly spread from the first to the last, both included."""
    span = max((last - first).days, 0)
    count = min(POINTS, span + 1)
    steps = {round(span * i / max(count - 1, 1)) for i in range(count)}
    return [last - timedelta(days=span - step) for step in sorted(steps)]


@dataclass(frozen=True)
class VisiblePlan:
    """The actions of a plan that a user may see, and how many are hidden from them."""

    actions: QuerySet[Action]
    hidden: int
    shows_budgets: bool
    updated_on: date | None  # None when it never had any action


def plan(territory: Territory, user) -> VisiblePlan:
    actions = Action.objects.filter(territory=territory)
    live = Q(withdrawn_on=None)
    totals = actions.aggregate(
        hidden=Count("pk", filter=live & Q(restricted=True)),
        changed_at=Max("changed_at"),
        confirmed_on=Max("confirmed_on"),
    )
    shows_budgets = may(user, READ, territory)
    visible = actions.live().visible_to(user)
    return VisiblePlan(
        visible.order_by(*in_plan_order(), "search_text", "pk").select_related("territory"),
        hidden=0 if shows_budgets else totals["hidden"],
        shows_budgets=shows_budgets,
        updated_on=last_day(totals["changed_at"], totals["confirmed_on"]),
    )


def narrowed(actions: QuerySet[Action], asked: dict) -> QuerySet[Action]:
    """The actions that an `ActionFilter` keeps."""
    if axis := asked.get("axe"):
        actions = actions.filter(axis=axis)
    if status := asked.get("statut"):
        actions = actions.filter(status=status)
    for word in fold(asked.get("q", "")).split():
        actions = actions.filter(search_text__contains=word)
    return actions
