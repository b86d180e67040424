"""What an action counts for in the ledger, since when, and how evidence shows it."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any, Literal

from django.db.models import (
    BigIntegerField,
    Case,
    OuterRef,
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
from .codes import FUNDERS, RESULT_CODES, SIDES, STAGES
from .freshness import first_run
from .models import (
    Action,
    Blockage,
    Freshness,
    FundingAmount,
    PlannedBudget,
    ResultValue,
    StatusChange,
)
from .states import CLOSED, Status

# How many actions are counted at once.
BATCH = 2_000
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


@dataclass(frozen=True)
class Facts:
    """The dated facts of an action that hold (not superseded), each in the order of their dates;
    of two of one day the last recorded holds."""

    statuses: list[StatusChange]
    budgets: list[PlannedBudget] = field(default_factory=list)
    blockages: list[Blockage] = field(default_factory=list)
    funding: list[FundingAmount] = field(default_factory=list)
    results: list[ResultValue] = field(default_factory=list)
    freshness: list[Freshness] = field(default_factory=list)

    @property
    def weights(self) -> Iterator[tuple[date, Hashable, Posting]]:
        """From each day on, what the action weighs besides itself, by what it is the weight of."""
        for budget in self.budgets:
            yield budget.effective_on, "budget", Posting(BUDGETS.code, budget.amount or 0)
        for blockage in self.blockages:
            yield blockage.effective_on, "block", Posting(BLOCKED.code, int(bool(blockage.kind)))
        for run in self.freshness:
            yield run.since, "fresh", Posting(FRESH.code)
            if run.lapsed_on:
                yield run.lapsed_on, "fresh", Posting(FRESH.code, 0)
        for fact in self.funding:
            line = fact.detail
            year = str(line.year or "")
            if fact.name in FUNDING_MEASURES:
                code = FUNDING_MEASURES[fact.name].code
                posting = Posting(code, fact.amount or 0, funder=line.funder, year=year)
                yield fact.effective_on, (line.pk, fact.name), posting
        for value in self.results:
            code = RESULT_MEASURES[value.detail.code, value.name].code
            yield value.effective_on, code, Posting(code, value.amount or 0)


def timeline(action: Action, facts: Facts) -> Timeline:
    """One action and what it weighs (budget, financing, results, blockage, freshness), under its
    axis and each of its statuses in turn, from its entry in the plan until it is withdrawn; its
    status is unknown before the first one. `action.territory` is read.
    """
    states = {action.entered_on: str(Status.UNKNOWN)}
    states |= {change.effective_on: change.status for change in facts.statuses}
    moved: dict[date, dict[Hashable, Posting]] = defaultdict(dict)
    for day, what, posting in facts.weights:
        moved[day][what] = posting
    left_on = action.withdrawn_on
    days: dict[date, list[Posting]] = {}
    state = ""
    weights: dict[Hashable, Posting] = {}
    for day in sorted({*states, *moved}):
        state = states.get(day, state)
        weights |= moved.get(day, {})
        # A budget may be known before the action is in the plan: it weighs from then on.
        if state and (left_on is None or day < left_on):
            days[day] = list(_counted(action, state, weights.values()))
    return days if left_on is None else {**days, left_on: []}


def _counted(action: Action, state: str, weights: Iterable[Posting]) -> Iterator[Posting]:
    """The measures of the action: itself first, then what it weighs. What is done or abandoned is
    no longer blocked."""
    cell = {"place": action.territory.place, "axis": action.axis, "state": state}
    yield Posting(ACTIONS.code, **cell)
    for each in weights:
        if each.amount and not (each.measure == BLOCKED.code and state in CLOSED):
            yield each._replace(**cell)


def timelines(actions=None) -> Iterator[tuple[str, Timeline]]:
    """(subject, timeline) of each action of a queryset, all of them by default."""
    rows = Action.objects.all() if actions is None else actions
    rest = rows.select_related("territory").iterator(chunk_size=BATCH)
    while batch := list(islice(rest, BATCH)):
        facts = facts_of(batch)
        for action in batch:
            yield action.subject, timeline(action, facts[action.pk])


def first_timelines(
    statuses: Iterable[StatusChange], budgets: Iterable[PlannedBudget]
) -> dict[str, Timeline]:
    """The timelines of actions just created, by subject: each has one status, perhaps a budget."""
    by_action = {budget.action_id: [budget] for budget in budgets}
    timelines = {}
    for status in statuses:
        action = status.action
        facts = Facts([status], by_action.get(action.pk, []), freshness=[first_run(action)])
        timelines[action.subject] = timeline(action, facts)
    return timelines


def facts_of(actions: Collection[Action]) -> dict[int, Facts]:
    """The facts of saved actions, by their keys: one query a kind of facts."""
    facts = {action.pk: Facts([]) for action in actions}
    of = {"action__in": facts}
    for change in StatusChange.objects.standing().filter(**of):
        facts[change.action_id].statuses.append(change)
    for budget in PlannedBudget.objects.standing().filter(**of):
        facts[budget.action_id].budgets.append(budget)
    for blockage in Blockage.objects.standing().filter(**of):
        facts[blockage.action_id].blockages.append(blockage)
    for run in Freshness.objects.filter(**of):
        facts[run.action_id].freshness.append(run)
    # A detail that was removed has no amount that holds.
    of = {"detail__action__in": facts}
    for amount in FundingAmount.objects.standing().filter(**of).select_related("detail"):
        facts[amount.detail.action_id].funding.append(amount)
    for value in ResultValue.objects.standing().filter(**of).select_related("detail"):
        facts[value.detail.action_id].results.append(value)
    return facts


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

# What the plans say of money asked, granted and paid; what calls decided is another measure.
FUNDING_MEASURES: dict[str, Measure] = {
    stage: replace(
        BUDGETS,
        code=f"funding_{stage}",
        dimensions=(*ACTIONS.dimensions, "funder", "year"),
        label=f"Financement {label}",
        labels={**ACTIONS.labels, "funder": dict(FUNDERS)},
    )
    for stage, label in STAGES
}

# The smallest unit in which the ledger adds up each result, counts when it is not here.
UNITS: dict[str, Literal["m2", "kg"]] = {"hectares": "m2", "co2": "kg"}
RESULT_MEASURES: dict[tuple[str, str], Measure] = {
    (code, side): replace(
        ACTIONS,
        code=f"result_{code}_{side}",
        unit=UNITS.get(code, "count"),
        label=f"{label} ({told})",
        columns={**ACTIONS.columns, "valeur": "amount"},
    )
    for code, label in RESULT_CODES
    for side, told in SIDES
}

BLOCKED = replace(ACTIONS, code="blocked", label="Actions bloquées", is_private=True)

FRESH = replace(ACTIONS, code="up_to_date", label="Actions à jour", is_private=True)

MEASURES = (
    ACTIONS,
    BUDGETS,
    *FUNDING_MEASURES.values(),
    *RESULT_MEASURES.values(),
    BLOCKED,
    FRESH,
)
