"""The desk of a region and that of the nation: the page where their teams arrive, and its files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from usine.ledger.queries import head
from usine.pages import returning
from usine.pages.lists import Sort
from usine.pages.spreadsheets import Money, Tab, as_csv, attached, file_name, workbook
from usine.people.requests import SignedInRequest
from usine.people.visits import come
from usine.plans.appearance import STATUS_SERIES
from usine.plans.codes import BLOCKERS
from usine.plans.moved import KINDS, counts
from usine.plans.places import region_at
from usine.plans.queries import Plan
from usine.plans.rights import CHASE
from usine.plans.updating import CODE as UPDATE
from usine.territories.measures import subject_of
from usine.values import clock
from usine.values.formats import format_counted
from usine.values.text import fold

from .desk_forms import SILENT, VACANT, SinceForm
from .desks import Desk, DeskLine, Vacancy, desk

# How far back a first visit looks.
FIRST = timedelta(days=30)
# How many kinds, and how many names, a card tells.
TOLD, NAMED = 4, 3
URGENCY = "urgence"
COLUMNS: dict[str, Callable[[DeskLine], Any]] = {
    URGENCY: lambda line: line.urgency,
    "nom": lambda line: fold(line.plan.name),
    "actions": lambda line: line.progress.actions,
    "avancement": lambda line: -1 if line.progress.share is None else line.progress.share,
    "bouge": lambda line: line.moved,
    "retard": lambda line: line.late,
    "bloquees": lambda line: line.blocked,
    "confirmer": lambda line: line.stale,
    "maj": lambda line: float("inf") if line.days is None else line.days,
    "silencieux": lambda line: len(line.silent),
    "postes": lambda line: (len(line.vacancies), _longest(line.vacancies)),
    "accorde": lambda line: line.granted,
    "demandes": lambda line: line.waiting,
}
# The territories that a desk lists alone, and how it names them.
ALONE: dict[str, tuple[Callable[[DeskLine], Any], str, str]] = {
    SILENT: (lambda line: line.silent, "territoire silencieux", "territoires silencieux"),
    VACANT: (
        lambda line: line.vacancies,
        "territoire sans chef de projet",
        "territoires sans chef de projet",
    ),
}


def _longest(vacancies: Iterable[Vacancy]) -> float:
    """The days of the oldest vacancy; a post that nobody ever held is older than all."""
    return max((float("inf") if each.days is None else each.days for each in vacancies), default=0)


@require_safe
def region_desk(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, Plan(region=region_at(slug)))


@require_safe
def national_desk(request: SignedInRequest) -> HttpResponse:
    return _page(request, Plan())


@require_safe
def region_desk_export(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    return _file(request, Plan(region=region_at(slug)), kind)


@require_safe
def national_desk_export(request: SignedInRequest, kind: str) -> HttpResponse:
    return _file(request, Plan(), kind)


class DeskAsked(NamedTuple):
    """What an address asks of a desk."""

    form: SinceForm
    visited_on: date | None  # the day of the visit before this one
    sort: Sort
    desk: Desk
    lines: list[DeskLine]

    @property
    def is_by_territory(self) -> bool:
        return bool(self.desk.plan.region or self.form.only)


def _asked(request: SignedInRequest, plan: Plan) -> DeskAsked:
    if not plan.readable_by(request.user):
        raise PermissionDenied(f"Aucun de vos mandats ne couvre ces plans\u00a0: {plan.name}.")
    visited_on, today = come(request.user), clock.today()
    form = SinceForm(request.GET, usual=visited_on or today - FIRST)
    sort = Sort.asked(request, COLUMNS, URGENCY)
    there = desk(plan, since=form.since, today=today, user=request.user)
    lines = sorted(_listed(there, form.only), key=COLUMNS[URGENCY])
    lines.sort(key=COLUMNS[sort.column], reverse=sort.descending)
    return DeskAsked(form, visited_on, sort, there, lines)


def _listed(there: Desk, only: str) -> list[DeskLine]:
    if not only:
        return there.lines
    is_listed, *_ = ALONE[only]
    return [line for line in there.by_territory if is_listed(line)]


def _page(request: SignedInRequest, plan: Plan) -> HttpResponse:
    asked = _asked(request, plan)
    whole = asked.desk.whole
    kind = "region" if plan.region else "national"
    may_ask = plan.allows(CHASE, request.user)
    context = {
        "plan": plan,
        "desk": asked.desk,
        "form": asked.form,
        "is_since_visit": bool(asked.visited_on) and not asked.form.is_asked,
        "sort": asked.sort,
        "lines": asked.lines,
        "is_by_territory": asked.is_by_territory,
        "only": _only(asked),
        "whole": whole,
        "moved_words": _words(counts(asked.desk.movements).items(), KINDS),
        "blocked_words": _blocked_words(asked.desk),
        "silent": whole.silent[:NAMED],
        "more_silent": len(whole.silent[NAMED:]),
        "vacancies": whole.vacancies[:NAMED],
        "more_vacancies": len(whole.vacancies[NAMED:]),
        "series": STATUS_SERIES,
        "may_chase": may_ask and asked.is_by_territory,
        "chase_url": _chase_url(request, asked) if may_ask else "",
        "campaigns_url": plan.address("campaigns") if may_ask else "",
        "nation_url": _nation_url(request, plan),
        "exports": f"portal:{kind}_desk_export",
    }
    return render(request, "portal/desk.html", context)


def _chase_url(request: SignedInRequest, asked: DeskAsked) -> str:
    """The form that asks all the silent territories that are listed alone."""
    territories = [line.plan.territory for line in asked.lines if line.plan.territory]
    if asked.form.only != SILENT or not territories:
        return ""
    keys = ",".join(map(subject_of, territories))
    form = reverse("asks:new", args=[UPDATE, keys])
    return returning.leading_back(form, request.get_full_path())


def _only(asked: DeskAsked) -> str:
    """The territories that are listed alone: "6 territoires silencieux"; empty when all are."""
    only = asked.form.only
    return format_counted(len(asked.lines), *ALONE[only][1:]) if only else ""


def _nation_url(request: SignedInRequest, plan: Plan) -> str:
    """The desk above that of a region, for those who may read it."""
    follows = plan.region and Plan().readable_by(request.user)
    return reverse("portal:national_desk") if follows else ""


def _words(counted: Iterable[tuple[str, int]], words: Any) -> list[str]:
    frequent = Counter(dict(counted)).most_common(TOLD)
    return [format_counted(count, *words[key]) for key, count in frequent]


def _blocked_words(desk: Desk) -> list[str]:
    """What blocks the actions, the most frequent first: "financement : 8"."""
    labels = dict(BLOCKERS)
    frequent = desk.blocks.most_common(TOLD)
    return [f"{labels.get(kind, kind).lower()}\u00a0: {count}" for kind, count in frequent]


def _file(request: SignedInRequest, plan: Plan, kind: str) -> HttpResponse:
    asked, position = _asked(request, plan), head()
    name = file_name(f"suivi-{plan.slug or 'france'}-{asked.desk.today}", kind, head=position)
    header, rows = _header(asked.is_by_territory), _rows(asked)
    if kind == "csv":
        return attached(as_csv([label for label, _ in header], rows), name)
    if kind == "xlsx":
        return attached(workbook([Tab("Suivi", header, rows)], head=position), name)
    raise Http404


def _header(is_by_territory: bool) -> Sequence[tuple[str, int]]:
    shares = [(series.label, 14) for series in STATUS_SERIES]
    first = [("Territoire" if is_by_territory else "Région", 34), ("Actions", 10), *shares]
    counted = [("Ont bougé", 10), ("En retard", 10), ("Bloquées", 10), ("À confirmer", 10)]
    of_territory = [("Mis à jour le", 14), ("Chef de projet", 24)]
    of_region = [("Territoires silencieux", 14), ("Postes vacants", 14)]
    last = of_territory if is_by_territory else of_region
    asked = [("Demandes sans réponse", 14), ("dont en retard", 14)]
    return [*first, *counted, *last, ("Accordé (€)", 16), *asked]


def _rows(asked: DeskAsked) -> Iterator[list[Any]]:
    for line in asked.lines:
        statuses = [count for _, count in line.progress.parts]
        counted = [line.moved, line.late, line.blocked, line.stale]
        last: list[Any] = [len(line.silent), len(line.vacancies)]
        if line.plan.territory:
            last = [line.updated_on, "Poste vacant" if line.vacancies else "En poste"]
        first = [line.plan.name, line.progress.actions]
        yield [*first, *statuses, *counted, *last, Money(line.granted), *line.waiting]
