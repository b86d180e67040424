"""What moved in a plan between two days: the page, and its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.ledger.queries import head
from usine.pages.lists import page_asked
from usine.pages.spreadsheets import Money, Tab, attached, csv_lines, file_name, streamed, workbook
from usine.people.requests import SignedInRequest
from usine.values.formats import format_counted

from ..bulk import batches
from ..moved import (
    KINDS,
    MONEY,
    MONEY_KINDS,
    SEVERAL,
    Between,
    Movement,
    amounts,
    counts,
    movements,
    signed,
    with_actions,
)
from ..moved_forms import KIND, SINCE, UNTIL, MovedFilter
from ..places import region_at, territory_at
from ..queries import Plan

HEADER = [
    *(("Référence", 12), ("Action", 60), ("Accès restreint", 10), ("Territoire", 30)),
    ("Ce qui a bougé", 60),
    *((label, 14) for label in MONEY.values()),
]


@require_safe
def territory_moved(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(MovedAsked.of(request, Plan(territory=territory_at(slug))))


@require_safe
def region_moved(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(MovedAsked.of(request, Plan(region=region_at(slug))))


@require_safe
def national_moved(request: SignedInRequest) -> HttpResponse:
    return _page(MovedAsked.of(request, Plan()))


@require_safe
def territory_moved_export(request: SignedInRequest, slug: str, kind: str) -> HttpResponseBase:
    return _file(MovedAsked.of(request, Plan(territory=territory_at(slug))), kind)


@require_safe
def region_moved_export(request: SignedInRequest, slug: str, kind: str) -> HttpResponseBase:
    return _file(MovedAsked.of(request, Plan(region=region_at(slug))), kind)


@require_safe
def national_moved_export(request: SignedInRequest, kind: str) -> HttpResponseBase:
    return _file(MovedAsked.of(request, Plan()), kind)


@dataclass(frozen=True)
class MovedAsked:
    """What an address asks of what moved in a plan."""

    request: SignedInRequest
    plan: Plan
    form: MovedFilter

    @classmethod
    def of(cls, request: SignedInRequest, plan: Plan) -> "MovedAsked":
        if not plan.readable_by(request.user):
            raise PermissionDenied(
                f"Vous n’avez pas de mandat qui couvre ce plan\u00a0: {plan.name}."
            )
        return cls(request, plan, MovedFilter(request.GET))

    @cached_property
    def every(self) -> list[Movement]:
        if not self.form.names_days:
            return []
        between = Between.days(self.form.since, self.form.until)
        return movements(between, self.plan.places)

    @property
    def listed(self) -> list[Movement]:
        return [each for each in self.every if each.is_of(self.form.kind)]

    def query(self, **changes: str) -> str:
        days = {SINCE: self.form.since.isoformat(), UNTIL: self.form.until.isoformat()}
        return urlencode({**days, **{name: value for name, value in changes.items() if value}})


def _page(asked: MovedAsked) -> HttpResponse:
    form, plan = asked.form, asked.plan
    page = page_asked(asked.request, asked.listed)
    context = {
        "plan": plan,
        "form": form,
        "since": form.since,
        "until": form.until,
        "count": len(asked.every),
        "kinds": [*_kinds(asked), *_money(asked)],
        "kind": SEVERAL.get(form.kind, ""),
        "all_url": f"?{asked.query()}",
        "page": page,
        "rows": with_actions(list(page.object_list)),
        "csv_url": plan.address("moved_export", kind="csv"),
        "xlsx_url": plan.address("moved_export", kind="xlsx"),
    }
    status = 200 if form.names_days else 400
    return render(asked.request, "plans/moved.html", context, status=status)


def _kinds(asked: MovedAsked) -> Iterator[dict[str, Any]]:
    for kind, count in counts(asked.every).items():
        yield {"words": format_counted(count, *KINDS[kind]), **_opened(asked, kind)}


def _money(asked: MovedAsked) -> Iterator[dict[str, Any]]:
    totals = amounts(asked.every)
    for kind, (code, _) in MONEY_KINDS.items():
        if code in totals:
            words = signed(totals[code])
            yield {"label": MONEY[code], "words": words, **_opened(asked, kind)}


def _opened(asked: MovedAsked, kind: str) -> dict[str, Any]:
    return {"url": f"?{asked.query(**{KIND: kind})}", "is_current": kind == asked.form.kind}


def _file(asked: MovedAsked, kind: str) -> HttpResponseBase:
    if not asked.form.names_days:
        return _page(asked)
    position = head()
    stem = f"mouvements-{asked.plan.slug or 'france'}-{asked.form.since}-{asked.form.until}"
    name, rows = file_name(stem, kind, head=position), _rows(asked.listed)
    if kind == "csv":
        return streamed(csv_lines([label for label, _ in HEADER], rows), name)
    if kind == "xlsx":
        return attached(workbook([Tab("Ce qui a bougé", HEADER, rows)], head=position), name)
    raise Http404


def _rows(moved: Sequence[Movement]) -> Iterator[list[Any]]:
    for batch in batches(moved):
        for action, each in with_actions(batch):
            money = (Money.of(each.amounts.get(code)) for code in MONEY)
            told = " ; ".join(each.sentences)
            restricted, where = "oui" if action.restricted else "", action.territory.name
            yield [action.reference, action.title, restricted, where, told, *money]
