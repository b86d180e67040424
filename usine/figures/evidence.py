"""What is behind a number: the actions, territories or mandates that it counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Length, Substr

from usine.geography.models import Region
from usine.ledger.queries import balance, evidence
from usine.pages import spreadsheets
from usine.people.roles import Role
from usine.plans.models import Action, StatusChange
from usine.plans.states import Axis, Status
from usine.territories.models import Territory
from usine.values.text import fold

from .indicators import BY, Indicator, Measure, Share, Without
from .progress import Progress
from .questions import Question
from .scopes import NATION, of_territory, summaries

# Statuses as they agree with "actions".
AGREED = {
    Status.DONE: "réalisées",
    Status.IN_PROGRESS: "en cours de réalisation",
    Status.UNDER_REVIEW: "en cours d’instruction",
    Status.TO_START: "à initier",
    Status.ABANDONED: "abandonnées",
    Status.UNKNOWN: "au statut non renseigné",
}
HIDDEN = "Action à accès restreint"
# SQLite takes so many identifiers in a statement, and more.
ROWS_AT_ONCE = 2_000


class Row(NamedTuple):
    """A subject and where the ledger counts it on the day."""

    subject: str
    place: str
    axis: str = ""
    state: str = ""
    amount: int = 1

    @property
    def pk(self) -> int:
        return int(self.subject.partition(":")[2])


class Line(NamedTuple):
    """A row as a page shows it; `url` is empty when there is nothing to open."""

    label: str
    url: str = ""
    place: str = ""
    place_url: str = ""
    region: str = ""
    axis: str = ""
    status: str = ""
    since: str = ""  # the day from which it has this status, in ISO 8601
    reference: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Evidence:
    """The subjects behind a number, read page by page: `lines(rows[:50])`."""

    question: Question
    heading: str  # what the number counts: "Actions réalisées – Innovation"
    measure: str  # "actions", "territories" or "mandates"
    rows: QuerySet | Sequence[Row]
    user: Any
    of: Progress | None = None  # what it is a part of, when the number is a share

    def lines(self, rows: QuerySet | Sequence) -> list[Line]:
        return _LINES[self.measure]([Row(*row) for row in rows], self.question, self.user)

    def all_lines(self) -> Iterator[Line]:
        for rows in _in_batches(self.rows):
            yield from self.lines(rows)


def behind(
    question: Question,
    indicator: Indicator,
    *,
    statuses: Sequence[str] = (),
    axis: str = "",
    user: Any,
) -> Evidence:
    """The evidence of a number; `statuses` and `axis` narrow a count of actions to some cells."""
    formula, said = indicator.formula, heading(indicator, statuses, axis)
    if isinstance(formula, Without):
        [found] = question.bilans([question.as_of])
        missing = formula.places(found.books) if found.tells(indicator) else []
        places = [Row("", place) for place in missing]
        return Evidence(question, said, str(formula.having.measure), _by_place(places), user)
    count = formula.part if isinstance(formula, Share) else formula
    where: dict[str, Any] = {**count.where, **question.scope.where}
    if statuses:
        where["state"] = tuple(statuses)
    if axis:
        where["axis"] = axis
    rows = evidence(
        count.measure, as_of=question.as_of, known_at=question.known_at, by=BY, where=where
    )
    if count.measure == Measure.ACTIONS:
        of = _progress(question, axis) if isinstance(formula, Share) and not statuses else None
        return Evidence(question, said, str(count.measure), _as_in_plans(rows, user), user, of)
    return Evidence(question, said, str(count.measure), _by_place(map(Row._make, rows)), user)


def _progress(question: Question, axis: str) -> Progress:
    """Where all the actions stand, or those of an axis."""
    where: dict[str, Any] = {**question.scope.where, **({"axis": axis} if axis else {})}
    by_status = balance(
        Measure.ACTIONS,
        as_of=question.as_of,
        known_at=question.known_at,
        by=("state",),
        where=where,
    )
    return Progress({status: count for (status,), count in by_status.items()})


def _as_in_plans(rows: QuerySet, user: Any) -> QuerySet:
    """By territory, axis and reference. That of an action whose access is restricted is not told
    by its place either: it comes with those that have none."""
    action = Action.objects.order_by().filter(pk=OuterRef("number"))
    told = action.visible_to(user).exclude(reference="")
    ranks = [When(account__axis=axis, then=Value(rank)) for rank, axis in enumerate(Axis)]
    return rows.alias(
        number=Cast(Substr("subject", len("action:") + 1), BigIntegerField())
    ).order_by(
        Subquery(action.values("territory__search_name")),
        "account__place",
        Case(*ranks, default=Value(len(ranks))),
        Subquery(told.values_list(Length("reference"))).asc(nulls_last=True),
        Subquery(told.values("reference")).asc(nulls_last=True),
        "number",
    )


def _by_place(rows: Iterable[Row]) -> list[Row]:
    """Labels and posts: a few for each territory, by its name."""
    names = _region_names() | {code: place.name for code, place in _by_code().items()}
    return sorted(rows, key=lambda row: (fold(names.get(row.place, "")), row))


def heading(indicator: Indicator, statuses: Sequence[str], axis: str) -> str:
    """The title of a number, or of a cell of its table."""
    said = indicator.label
    if statuses:
        said = f"Actions {' ou '.join(AGREED[Status(each)] for each in statuses)}"
    return f"{said} – {Axis(axis).label}" if axis else said


def _actions(rows: list[Row], question: Question, user: Any) -> list[Line]:
    """Everyone sees what counts; only some see which, when access to the action is restricted."""
    those = Action.objects.filter(pk__in=[row.pk for row in rows])
    actions = those.select_related("territory__lead_region")
    visible = set(those.visible_to(user).values_list("pk", flat=True))
    found = {action.pk: action for action in actions}
    since = _status_days(found, question)
    lines = []
    for row in rows:
        action = found[row.pk]
        label, url, day, reference, lead = HIDDEN, "", None, "", ""
        if action.pk in visible:
            label, url, day = action.title, action.get_absolute_url(), since.get(row.pk)
            reference, lead = action.reference, action.lead
        lines.append(
            Line(
                label,
                url,
                action.territory.name,
                question.address(scope=of_territory(action.territory)),
                action.territory.lead_region.name,
                Axis(row.axis).label,
                Status(row.state).value,
                day.isoformat() if day else "",
                reference,
                lead,
            )
        )
    return lines


def _status_days(actions: Collection[int], question: Question) -> dict[int, date]:
    """Since when each action has the status that it has on the day, as known at the moment."""
    changes = StatusChange.objects.filter(action__in=actions, effective_on__lte=question.as_of)
    if question.known_at is None:
        changes = changes.filter(superseded_at=None)
    else:
        standing = Q(superseded_at=None) | Q(superseded_at__gt=question.known_at)
        changes = changes.filter(standing, recorded_at__lte=question.known_at)
    # The last one of each action stays.
    in_order = changes.order_by("effective_on", "pk")
    return dict(in_order.values_list("action_id", "effective_on"))


def _territories(rows: list[Row], question: Question, user: Any) -> list[Line]:
    known = _by_code()
    return [_territory(known[row.place], question) for row in rows]


def _territory(territory: Territory, question: Question) -> Line:
    scope = of_territory(territory)
    return Line(territory.name, question.address(scope=scope), region=territory.lead_region.name)


def _mandates(rows: list[Row], question: Question, user: Any) -> list[Line]:
    """Which post, and where; who holds it is said by the page of the territory."""
    known, regions, lines = _by_code(), _region_names(), []
    for row in rows:
        role = Role(row.state).label
        place = Line(regions.get(row.place, NATION.name))
        if row.place in known:
            place = _territory(known[row.place], question)
        label = f"{role[0].upper()}{role[1:]}"
        lines.append(Line(label, "", place.label, place.url, place.region))
    return lines


def _region_names() -> dict[str, str]:
    """By the code under which the ledger counts for a region; the nation has none."""
    return {f"outside:{code}": name for code, name in Region.objects.values_list("code", "name")}


def _by_code() -> Mapping[str, Territory]:
    return {territory.place: territory for territory in summaries()}


_LINES: Mapping[str, Callable[[list[Row], Question, Any], list[Line]]] = {
    Measure.ACTIONS: _actions,
    Measure.TERRITORIES: _territories,
    Measure.MANDATES: _mandates,
}

# By measure: the column names of the file, and what a line puts in them.
_COLUMNS: Mapping[str, Mapping[str, Callable[[Line], str]]] = {
    Measure.ACTIONS: {
        "reference": lambda line: line.reference,
        "action": lambda line: line.label,
        "territoire": lambda line: line.place,
        "region": lambda line: line.region,
        "axe": lambda line: line.axis,
        "statut": lambda line: Status(line.status).label,
        "statut_depuis": lambda line: line.since,
        "porteur": lambda line: line.lead,
        "adresse": lambda line: line.url,
    },
    Measure.TERRITORIES: {
        "territoire": lambda line: line.label,
        "region": lambda line: line.region,
    },
    Measure.MANDATES: {
        "role": lambda line: line.label,
        "lieu": lambda line: line.place,
        "region": lambda line: line.region,
    },
}


def as_csv(found: Evidence) -> str:
    """Every line of it, in the order of the pages."""
    columns = _COLUMNS[found.measure]
    rows = ([value(line) for value in columns.values()] for line in found.all_lines())
    return spreadsheets.as_csv(list(columns), rows)


def _in_batches(rows: QuerySet | Sequence) -> Iterator[list]:
    iterator = iter(rows)
    while batch := list(islice(iterator, ROWS_AT_ONCE)):
        yield batch
