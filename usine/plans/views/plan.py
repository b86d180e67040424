"""The plan of a territory, of a region or of the nation: read, searched, confirmed, taken away."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from usine.ledger.queries import head
from usine.pages.lists import Sort, page_asked
from usine.pages.spreadsheets import attached, file_name, streamed
from usine.people.access import may
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.formats import format_counted, format_day

from .. import exports, operations
from ..forms import PlanFilter
from ..gate import check_right
from ..models import Action
from ..queries import (
    COLUMNS,
    WITHDRAWN,
    Plan,
    late,
    leads,
    plans_of,
    sort,
    stale,
    sums,
)
from ..rights import EDIT
from ..states import Transition
from .places import region_at, territory_at


@require_safe
def territory_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, Plan(territory=territory_at(slug)))


@require_safe
def region_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, Plan(region=region_at(slug)))


@require_safe
def national_plan(request: SignedInRequest) -> HttpResponse:
    return _page(request, Plan())


@require_safe
def territory_export(request: SignedInRequest, slug: str, kind: str) -> HttpResponseBase:
    return _file(request, Plan(territory=territory_at(slug)), kind)


@require_safe
def region_export(request: SignedInRequest, slug: str, kind: str) -> HttpResponseBase:
    return _file(request, Plan(region=region_at(slug)), kind)


@require_safe
def national_export(request: SignedInRequest, kind: str) -> HttpResponseBase:
    return _file(request, Plan(), kind)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = territory_at(slug)
    if request.method != "POST":
        check_right(territory, by=request.user)
        return _confirm_page(request, Plan(territory=territory))
    count = operations.confirm_plan(territory, by=request.user)
    messages.success(
        request,
        "L’action du plan est confirmée à ce jour."
        if count == 1
        else f"Les {count} actions du plan sont confirmées à ce jour.",
    )
    return redirect("plans:territory_plan", slug)


def _confirm_page(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """What is about to be said of the whole plan, whatever the table was narrowed to."""
    actions, today = plan.actions(), clock.today()
    sentences = [
        f"{format_counted(actions.count(), 'action sera confirmée', 'actions seront confirmées')} "
        f"au {format_day(today)}\u00a0: vous dites que ce que le plan en dit est exact."
    ]
    if count := actions.filter(late(today)).count():
        sentences.append(f"{format_counted(count, 'est en retard', 'sont en retard')}.")
    context = {
        "title": "Confirmer tout le plan\u00a0?",
        "explanation": " ".join(sentences),
        "verb": "Tout confirmer",
        "cancel_url": plan.address(),
    }
    return render(request, "pages/confirm.html", context)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The plans that one's mandates cover; the plan itself when there is only one."""
    plans = plans_of(request.user)
    if len(plans) == 1:
        return redirect(plans[0].address())
    return render(request, "plans/mine.html", {"plans": plans})


@dataclass(frozen=True)
class Row:
    """A line of the table; `steps` are those that one click may take."""

    action: Action
    is_late: bool
    steps: dict[str, Transition]
    may_confirm: bool
    may_reinstate: bool


def _page(request: SignedInRequest, plan: Plan) -> HttpResponse:
    actions, form, order = _asked(request, plan)
    withdrawn = form.search.withdrawn
    today = clock.today()
    shown = actions.annotate(is_late=late(today), is_stale=stale(today))
    page = page_asked(request, shown.select_related("territory").defer(*_UNREAD))
    rows = [_row(action, request) for action in page]
    context = {
        "plan": plan,
        "form": form,
        "sort": order,
        "page": page,
        "rows": rows,
        "columns": _columns(plan, withdrawn),
        "sums": sums(actions, plan.axes),
        "leads": leads(plan.actions(withdrawn=withdrawn)) if plan.territory else [],
        "may_edit": plan.editable_by(request.user),
        "today": today,
        "withdrawn": withdrawn,
        "withdrawn_count": plan.actions(withdrawn=True).count(),
        "withdrawn_url": f"{plan.address()}?suivi={WITHDRAWN}",
        "has_actions": (rows and not withdrawn) or (form.asked and plan.actions().exists()),
        "exports": {kind: plan.address("export", kind=kind) for kind in FILES},
    }
    return render(request, "plans/plan.html", context)


# What the table does not show, and would be long to read.
_UNREAD = ("description", "comment", "partners", "search_text")


def _asked(request: SignedInRequest, plan: Plan) -> tuple[QuerySet[Action], PlanFilter, Sort]:
    """The actions that the address asks, in its order."""
    if not plan.readable_by(request.user):
        raise PermissionDenied(f"Vous n’avez pas de mandat qui couvre ce plan\u00a0: {plan.name}.")
    form = PlanFilter(request.GET, plan=plan)
    order = Sort.asked(request, COLUMNS, plan.default_sort)
    actions = plan.actions(withdrawn=form.search.withdrawn)
    return sort(form.search.narrow(actions, clock.today()), order), form, order


def _columns(plan: Plan, withdrawn: bool) -> list[tuple[str, str]]:
    hidden = {"confirmation" if withdrawn else "retrait"}
    if plan.territory:
        hidden.add("territoire")
    return [(key, label) for key, (label, _) in COLUMNS.items() if key not in hidden]


def _row(action: Action, request: SignedInRequest) -> Row:
    editable = may(request.user, EDIT, action.territory)
    # To abandon is not done from a list, in passing.
    steps = {verb: step for verb, step in action.steps.items() if verb != "abandon"}
    live = action.withdrawn_on is None
    return Row(
        action,
        is_late=live and action.is_late,  # type: ignore[attr-defined]
        steps=steps if editable else {},
        may_confirm=editable and live and action.is_stale,  # type: ignore[attr-defined]
        may_reinstate=editable and not live,
    )


FILES = ("csv", "xlsx")


def _file(request: SignedInRequest, plan: Plan, kind: str) -> HttpResponseBase:
    """Exactly what the table shows, all its pages, in the same order."""
    if kind not in FILES:
        raise Http404
    actions, form, _ = _asked(request, plan)
    withdrawn = form.search.withdrawn
    stem = f"plan-{plan.slug or 'france'}{'-retirees' if withdrawn else ''}"
    last = head()
    name = file_name(stem, kind, head=last)
    columns: dict[str, Any] = {
        "axes": plan.axes,
        "private": True,
        "territory": plan.territory is None,
        "withdrawn": withdrawn,
    }
    if kind == "csv":
        return streamed(exports.csv_lines(actions, **columns), name)
    return attached(exports.xlsx(actions, head=last, **columns), name)
