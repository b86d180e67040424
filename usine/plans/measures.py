"""What an action counts for in the ledger, since when, and how evidence shows it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Length, Substr

from usine.ledger.measures import Asked, EvidenceLine, EvidenceRow, Measure
from usine.ledger.queries import recorded_at
from usine.ledger.timelines import Posting, Timeline
from usine.territories.calendar import axis_labels, calendar
from usine.territories.measures import place_names

from .appearance import STATUS_SERIES
from .models import Action, PlannedBudget, StatusChange
from .states import Status

HIDDEN = "Action à accès restreint"
# Statuses as they agree with "actions".
AGREED: dict[str, str] = {
    Status.DONE: "réalisées",
    Status.IN_PROGRESS: "en cours de réalisation",
    Status.UNDER_REVIEW: "en cours d’instruction",
    Status.TO_START: "à initier",
    Status.ABANDONED: "abandonnées",
    Status.UNKNOWN: "au statut non renseigné",
}


def timeline(
    action: Action, changes: Iterable[StatusChange], budgets: Iterable[PlannedBudget] = ()
) -> Timeline:
    """One action and its planned budget, under its axis and each of its statuses in turn, from its
    entry in the plan until it is withdrawn; its status is unknown before the first one.

    `changes` and `budgets` are those that hold (not superseded), in the order of their dates; of
    two on the same day the last recorded holds. `action.territory` is read.
    """
    states = {action.entered_on: str(Status.UNKNOWN)}
    states |= {change.effective_on: change.status for change in changes}
    amounts = {budget.effective_on: budget.amount for budget in budgets}
    left_on = action.withdrawn_on
    days: dict[date, list[Posting]] = {}
    state, amount = "", None
    for day in sorted({*states, *amounts}):
        state, amount = states.get(day, state), amounts.get(day, amount)
        # A budget may be known before the action is in the plan: it weighs from then on.
        if state and (left_on is None or day < left_on):
            days[day] = list(_counted(action, state, amount))
    return days if left_on is None else {**days, left_on: []}


def _counted(action: Action, state: str, amount: int | None) -> Iterator[Posting]:
    """The measures of the action: itself first, then its planned budget."""
    cell = {"place": action.territory.place, "axis": action.axis, "state": state}
    yield Posting(ACTIONS.code, **cell)
    if amount:
        yield Posting(BUDGETS.code, amount, **cell)


def timelines(actions=None) -> Iterator[tuple[str, Timeline]]:
    """(subject, timeline) of each action of a queryset, all of them by default."""
    actions = Action.objects.all() if actions is None else actions
    rows = actions.select_related("territory").prefetch_related(
        Prefetch("status_changes", StatusChange.objects.standing(), to_attr="holding"),
        Prefetch("planned_budgets", PlannedBudget.objects.standing(), to_attr="budgeted"),
    )
    for action in rows.iterator(chunk_size=2_000):
        yield action.subject, timeline(action, action.holding, action.budgeted)


def _in_order(rows: QuerySet, user: Any) -> QuerySet:
    """The rows by territory, axis and reference.

    A restricted action must not reveal its reference by its rank: for those who may not see it, it
    sorts as if it had none.
    """
    action = Action.objects.order_by().filter(pk=OuterRef("number"))
    named = action.visible_to(user).exclude(reference="")
    codes = enumerate(calendar().every_axis.codes)
    ranks = [When(account__axis=code, then=Value(rank)) for rank, code in codes]
    return rows.alias(
        number=Cast(Substr("subject", len("action:") + 1), BigIntegerField())
    ).order_by(
        Subquery(action.values("territory__search_name")),
        "account__place",
        Case(*ranks, default=Value(len(ranks))),
        Subquery(named.values_list(Length("reference"))).asc(nulls_last=True),
        Subquery(named.values("reference")).asc(nulls_last=True),
        "number",
    )


def _lines(rows: Sequence[EvidenceRow], asked: Asked) -> list[EvidenceLine]:
    """The lines of evidence: everyone sees that a restricted action counts, only some see which."""
    numbers = {row.subject: int(row.subject.partition(":")[2]) for row in rows}
    visible = Action.objects.filter(pk__in=numbers.values()).visible_to(asked.user)
    actions = visible.in_bulk()
    since = _status_days(actions, asked)
    lines = []
    for row in rows:
        line = EvidenceLine(HIDDEN, territory=row.place)
        if action := actions.get(numbers[row.subject]):
            # Before its first status, the action is in the plan with an unknown status.
            day = since.get(action.pk, action.entered_on)
            details = {
                "reference": action.reference,
                "statut_depuis": day.isoformat(),
                "porteur": action.lead,
            }
            line = EvidenceLine(action.title, action.get_absolute_url(), row.place, "", details)
        lines.append(line)
    return lines


def _status_days(actions: Collection[int], asked: Asked) -> dict[int, date]:
    """The day since which each action has its status of the day asked, as known at the event."""
    changes = StatusChange.objects.filter(action__in=actions, effective_on__lte=asked.as_of)
    changes = changes.standing(None if asked.known is None else recorded_at(asked.known))
    # The last row of each action stays.
    in_order = changes.order_by("effective_on", "pk")
    return dict(in_order.values_list("action_id", "effective_on"))


ACTIONS = Measure(
    code="actions",
    unit="count",
    dimensions=("place", "axis", "state"),
    label="Actions",
    labels={
        "place": place_names,
        "axis": lambda: dict(axis_labels()),
        "state": dict(Status.choices),
    },
    lines=_lines,
    in_order=_in_order,
    noun="Action",
    series=STATUS_SERIES,
    agreed=AGREED,
    columns={
        "reference": "reference",
        "action": "label",
        "territoire": "place",
        "region": "region",
        "axe": "axis",
        "statut": "state",
        "statut_depuis": "statut_depuis",
        "porteur": "porteur",
        "adresse": "url",
    },
)

BUDGETS = replace(
    ACTIONS,
    code="budget_planned",
    unit="cents",
    label="Budget prévisionnel",
    columns={**ACTIONS.columns, "montant": "amount"},
    is_private=True,
)
