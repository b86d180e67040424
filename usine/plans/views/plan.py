"""The plan of a territory, of a region or of the nation: read, search, confirm, export."""

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from usine.ledger.queries import head
from usine.pages.answers import acted, as_refusal
from usine.pages.lists import Sort, page_asked
from usine.pages.spreadsheets import attached, file_name, streamed
from usine.people.access import may
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.formats import format_counted, format_day
from usine.values.transitions import Transition

from .. import exports, operations
from ..forms import ConfirmForm, PlanFilter
from ..gate import plan_to_edit
from ..models import Action
from ..places import region_at, territory_at
from ..queries import (
    COLUMNS,
    WITHDRAWN,
    Plan,
    late,
    leads,
    plans_of,
    sort,
    stale,
)
from ..rights import EDIT
from ..states import Status
from ..sums import sums, sums_of


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
    """Confirm the actions that the table lists on all its pages: the whole plan, or a filter."""
    territory = plan_to_edit(request.user, slug)
    plan = Plan(territory=territory)
    form = PlanFilter(request.GET, plan=plan)
    if form.search.withdrawn:
        messages.error(request, "Les actions retirées ne se confirment pas.")
        return as_refusal(redirect(_address(plan, form)))
    actions = form.search.narrow(plan.actions(), clock.today())
    pks = list(actions.order_by("pk").values_list("pk", flat=True))
    if not pks:
        messages.error(request, "Aucune action à confirmer\u00a0: la liste est vide.")
        return as_refusal(redirect(_address(plan, form)))
    if request.POST.get("listed") != _digest(pks):
        if request.method == "POST":
            messages.warning(request, "La liste a changé depuis\u00a0: relisez, puis confirmez.")
        return _confirm_page(request, plan, form, actions, pks)
    return acted(
        request,
        lambda: operations.confirm_plan(territory, actions=pks, by=request.user),
        message=lambda count: (
            f"{format_counted(count, 'action est confirmée', 'actions sont confirmées')} à ce jour."
        ),
        to=_address(plan, form),
    )


def _digest(pks: list[int]) -> str:
    """The digest of a list, which its page sends back."""
    return hashlib.sha256(",".join(map(str, pks)).encode()).hexdigest()[:16]


def _address(plan: Plan, form: PlanFilter) -> str:
    return f"{plan.address()}?{urlencode(form.asked)}" if form.asked else plan.address()


def _confirm_page(
    request: SignedInRequest,
    plan: Plan,
    form: PlanFilter,
    actions: QuerySet[Action],
    pks: list[int],
) -> HttpResponse:
    """The page that says which actions will be confirmed."""
    today = clock.today()
    sentences = [
        f"{format_counted(len(pks), 'action sera confirmée', 'actions seront confirmées')} "
        f"au {format_day(today)}\u00a0: vous dites que ce que le plan en dit est exact."
    ]
    if form.asked:
        sentences.insert(0, f"Celles de ce filtre seulement, {', '.join(form.criteria)}.")
    if count := actions.filter(late(today)).count():
        sentences.append(f"{format_counted(count, 'est en retard', 'sont en retard')}.")
    which = "les actions filtrées" if form.asked else "tout le plan"
    context = {
        "title": f"Confirmer {which}\u00a0?",
        "explanation": " ".join(sentences),
        "verb": "Confirmer ces actions" if form.asked else "Tout confirmer",
        "cancel_url": _address(plan, form),
        "form": ConfirmForm(initial={"listed": _digest(pks)}),
    }
    return render(request, "pages/confirm.html", context)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The plans that the user's mandates cover; the plan itself when there is only one."""
    plans = plans_of(request.user)
    if len(plans) == 1:
        return redirect(plans[0].address())
    return render(request, "plans/mine.html", {"plans": plans})


@dataclass(frozen=True)
class ActionRow:
    """A row of the table; `steps` are those that one click takes."""

    action: Action
    is_late: bool
    steps: dict[str, Transition[Status]]
    may_confirm: bool
    may_reinstate: bool


def _page(request: SignedInRequest, plan: Plan) -> HttpResponse:
    actions, form, order = _asked(request, plan)
    withdrawn = form.search.withdrawn
    today = clock.today()
    marked = actions.annotate(is_late=late(today), is_stale=stale(today))
    page = page_asked(request, marked.select_related("territory").defer(*_UNREAD))
    rows = [_row(action, request) for action in page]
    context = {
        "plan": plan,
        "form": form,
        "sort": order,
        "page": page,
        "rows": rows,
        "columns": _columns(plan, withdrawn),
        "sums": sums_of(actions, plan) if form.asked else sums(plan, today),
        "leads": leads(plan.actions(withdrawn=withdrawn)) if plan.territory else [],
        "may_edit": plan.editable_by(request.user),
        "past": plan.past_period,
        "successors": plan.successors(request.user),
        "confirm_query": f"?{urlencode(form.asked)}" if form.asked else "",
        "today": today,
        "withdrawn": withdrawn,
        "withdrawn_count": plan.actions(withdrawn=True).count(),
        "withdrawn_url": f"{plan.address()}?suivi={WITHDRAWN}",
        "has_actions": (rows and not withdrawn) or (form.asked and plan.actions().exists()),
        "exports": {kind: plan.address("export", kind=kind) for kind in FILES},
    }
    return render(request, "plans/plan.html", context)


# Long columns that the table does not show.
_UNREAD = (
    *("description", "objectives", "expected_results", "comment"),
    *("partners", "sectors", "tags", "search_text"),
)


def _asked(request: SignedInRequest, plan: Plan) -> tuple[QuerySet[Action], PlanFilter, Sort]:
    """The actions that the address asks for, in its order."""
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


def _row(action: Action, request: SignedInRequest) -> ActionRow:
    editable = may(request.user, EDIT, action.territory)
    # Nobody should abandon an action from a list, in passing.
    steps = {
        verb: step
        for verb, step in action.steps.items()
        if verb != "abandon" and may(request.user, step.who, action.territory)
    }
    live = action.withdrawn_on is None
    return ActionRow(
        action,
        is_late=live and action.is_late,  # type: ignore[attr-defined]
        steps=steps,
        may_confirm=editable and live and action.is_stale,  # type: ignore[attr-defined]
        may_reinstate=editable and not live,
    )


FILES = ("csv", "xlsx")


def _file(request: SignedInRequest, plan: Plan, kind: str) -> HttpResponseBase:
    """A file of exactly what the table lists on all its pages, in the same order."""
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
