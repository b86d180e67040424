"""The views of a plan that people keep: opened, saved, changed, renamed, removed."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from usine.pages.answers import Undo, acted, answered
from usine.people.requests import SignedInRequest

from .. import saved_views
from ..models import SavedView
from ..places import region_at, territory_at
from ..queries import Plan
from ..saved_forms import RenamedViewForm, SavedViewForm
from ..saved_views import OPENED, address_of, plan_of, query_kept, views_of


@require_http_methods(["GET", "HEAD", "POST"])
def territory_views(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, Plan(territory=territory_at(slug)))


@require_http_methods(["GET", "HEAD", "POST"])
def region_views(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, Plan(region=region_at(slug)))


@require_http_methods(["GET", "HEAD", "POST"])
def national_views(request: SignedInRequest) -> HttpResponse:
    return _page(request, Plan())


def _page(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The views of a plan; posted, keeps one more."""
    if not plan.readable_by(request.user):
        raise PermissionDenied(f"Vous n’avez pas de mandat qui couvre ce plan\u00a0: {plan.name}.")
    form = SavedViewForm(request.POST or None, may_share=plan.editable_by(request.user))
    answer = answered(
        request,
        form,
        lambda: saved_views.save_view(plan, **form.cleaned_data, by=request.user),
        message=lambda view: f"La vue «\u00a0{view}\u00a0» est enregistrée.",
        to=partial(address_of, plan),
        undo=lambda view: Undo(reverse("plans:remove_view", args=[view.pk])),
        field="name",
    )
    if answer:
        return answer
    context = {"plan": plan, "form": form, "views": offered(plan, request.user)}
    return render(request, "plans/views.html", context)


def offered(plan: Plan, user, query: QueryDict | None = None) -> list[dict[str, Any]]:
    """The views of a plan, one's own first, those of a list by its address."""
    kept = None if query is None else query_kept(query)
    opened = None if query is None else query.get(OPENED)
    may_edit = plan.editable_by(user)
    return sorted(
        (
            {
                "view": view,
                "url": address_of(plan, view),
                "is_current": view.query == kept,
                # Opened, then changed.
                "is_changed": str(view.pk) == opened and view.query != kept,
                "may_edit": may_edit or not view.is_shared,
            }
            for view in views_of(plan, user)
        ),
        key=lambda each: each["view"].is_shared,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rename_view(request: SignedInRequest, pk: int) -> HttpResponse:
    view = _seen(request, pk)
    before = view.name
    form = RenamedViewForm(request.POST or None, initial={"name": before})
    answer = answered(
        request,
        form,
        lambda: saved_views.rename_view(view, **form.cleaned_data, by=request.user),
        message=lambda view: f"La vue s’appelle «\u00a0{view}\u00a0».",
        to=lambda view: plan_of(view).address("views"),
        undo=lambda view: Undo(reverse("plans:rename_view", args=[pk]), {"name": before}),
        field="name",
    )
    plan = plan_of(view)
    context = {"plan": plan, "form": form, "view": view, "views_url": plan.address("views")}
    return answer or render(request, "plans/rename_view.html", context)


@require_POST
def update_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a view open the list that one changed since it was opened, and stay there."""
    view = _seen(request, pk)
    query, read = QueryDict(request.POST.get("query", ""), mutable=True), request.POST.get("read")
    query[OPENED] = str(pk)
    return acted(
        request,
        lambda: saved_views.update_view(
            view, query=query.urlencode(), read=read or "", by=request.user
        ),
        message=f"La vue «\u00a0{view}\u00a0» est mise à jour.",
        to=f"{plan_of(view).address()}?{query.urlencode()}",
        undo=lambda updated: Undo(
            reverse("plans:update_view", args=[pk]), {"query": read or "", "read": updated.query}
        ),
    )


@require_POST
def remove_view(request: SignedInRequest, pk: int) -> HttpResponse:
    view = _seen(request, pk)
    return acted(
        request,
        partial(saved_views.remove_view, view, by=request.user),
        message=f"La vue «\u00a0{view}\u00a0» est supprimée.",
        to=plan_of(view).address("views"),
        undo=lambda view: Undo(reverse("plans:restore_view", args=[pk])),
    )


@require_POST
def restore_view(request: SignedInRequest, pk: int) -> HttpResponse:
    view = _seen(request, pk)
    return acted(
        request,
        partial(saved_views.restore_view, view, by=request.user),
        message=f"La vue «\u00a0{view}\u00a0» est rétablie.",
        to=plan_of(view).address("views"),
    )


def _seen(request: SignedInRequest, pk: int) -> SavedView:
    """The view, not found when the user may not see it."""
    views = SavedView.objects.visible_to(request.user).select_related("territory", "region")
    return get_object_or_404(views, pk=pk)
