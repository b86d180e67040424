"""An action: its page, its values, its stay in the plan; its statuses have views of their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.pages.lists import page_asked
from usine.people.access import may
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused

from .. import operations
from ..forms import ChangeForm, NewActionForm, WithdrawalForm
from ..gate import action_to_edit, action_to_read, plan_to_edit
from ..history import history
from ..merging import differences, resolved
from ..models import Action
from ..queries import alike
from ..rights import EDIT, READ
from ..states import Status
from .answers import back, gone, why

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    shown = action_to_read(request.user, pk)
    private = may(request.user, READ, shown.territory)
    context = {
        "action": shown,
        "private": private,
        "may_edit": may(request.user, EDIT, shown.territory),
    }
    if private:
        changes = shown.status_changes.select_related("by")
        context |= {
            "status_changes": changes.order_by("-effective_on", "-pk"),
            "budgets": shown.planned_budgets.select_related("by").order_by("-effective_on", "-pk"),
            "history": page_asked(request, history(shown), size=30),
            "today": clock.today(),
        }
    return render(request, "plans/action.html", context)


@form_methods
def create(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = plan_to_edit(request.user, slug)
    form = NewActionForm(request.POST or None, action=Action(territory=territory))
    close = _close(request, form)
    if form.is_valid() and not close:
        try:
            created = operations.create(
                territory=territory,
                values=form.values,
                status=Status(form.cleaned_data["status"]),
                effective_on=form.cleaned_data["effective_on"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "L’action est ajoutée au plan.")
            return redirect(created)
    context = {"form": form, "territory": territory, "close": close}
    return render(request, "plans/create.html", context)


def _close(request: SignedInRequest, form: NewActionForm) -> list[Action]:
    """The actions that the one being added may be, unless its title was said to be another's."""
    title = form.is_bound and not form.errors.get("title") and form.cleaned_data["title"]
    if not title or request.POST.get("anyway") == title:
        return []
    return alike(title, territory=form.action.territory)


@form_methods
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    read = action_to_edit(request.user, pk)
    if answer := gone(request, read):
        return answer
    if request.method != "POST":
        return _change_page(request, read, ChangeForm.of(read.values, read=read))
    form = ChangeForm(resolved(request.POST), action=read)
    if not form.is_valid():
        return _change_page(request, read, form)
    try:
        changed = operations.change(
            read,
            values=form.values,
            version=form.cleaned_data["version"],
            budget_on=form.cleaned_data["budget_on"],
            by=request.user,
        )
    except operations.Conflict as conflict:
        return _conflict(request, form, conflict.current)
    except Refused as refusal:
        form.add_error(None, why(refusal))
        return _change_page(request, read, form)
    messages.success(request, "L’action est enregistrée.")
    return redirect(back(request, changed))


def _change_page(request: SignedInRequest, read: Action, form: ChangeForm) -> HttpResponse:
    return render(request, "plans/change.html", {"form": form, "action": read})


def _conflict(request: SignedInRequest, form: ChangeForm, current: Action) -> HttpResponse:
    """Both versions, to choose from; what was typed is kept in the page."""
    found = differences(form.cleaned_data["read"], form.values, current.values)
    if not found:
        messages.info(request, "Vos modifications étaient déjà enregistrées.")
        return redirect(current)
    context = {
        "action": current,
        "differences": found,
        "latest": history(current)[0],
        # Typed over the version that is shown.
        "form": ChangeForm.of(form.values, read=current),
    }
    return render(request, "plans/conflict.html", context, status=409)


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    confirmed = action_to_edit(request.user, pk)
    try:
        operations.confirm(confirmed, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"«\u00a0{confirmed}\u00a0» est confirmée à ce jour.")
    return redirect(back(request, confirmed))


@form_methods
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    withdrawn = action_to_edit(request.user, pk)
    if answer := gone(request, withdrawn):
        return answer
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        try:
            operations.withdraw(withdrawn, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "L’action est retirée du plan. Elle peut être rétablie depuis sa page."
            )
            return redirect(back(request, withdrawn))
    return render(request, "plans/withdraw.html", {"form": form, "action": withdrawn})


@require_POST
def reinstate(request: SignedInRequest, pk: int) -> HttpResponse:
    reinstated = action_to_edit(request.user, pk)
    try:
        operations.reinstate(reinstated, by=request.user)
    except operations.ReferenceTaken as taken:
        messages.error(
            request,
            format_html(
                '{} <a href="{}">Modifier «\u00a0{}\u00a0»</a>',
                taken,
                reverse("plans:change", args=[taken.bearer.pk]),
                taken.bearer.title,
            ),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"«\u00a0{reinstated}\u00a0» est rétablie dans le plan.")
    return redirect(back(request, reinstated))
