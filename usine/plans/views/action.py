"""An action: its page, its values, its stay in the plan; its statuses have views of their own."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.asks.queries import asks_on
from usine.asks.rows import ask_rows
from usine.exchanges.queries import notes_on
from usine.exchanges.rights import WRITE
from usine.files.queries import shelf
from usine.geography.queries import called
from usine.pages import returning
from usine.pages.answers import acted, answered
from usine.pages.lists import page_asked
from usine.people.access import may
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.points import short_point

from .. import operations
from ..blocking import blockages_of
from ..budgets import day_refusal
from ..dated_values import dated_values
from ..fields import FIELDS
from ..forms import ChangeForm, NewActionForm, WithdrawalForm
from ..funding_dates import since_refusal
from ..gate import action_to_edit, action_to_read, plan_to_edit
from ..history import cancelled, history
from ..listing import came_from, neighbours
from ..merging import differences, resolved
from ..models import Action
from ..moves import Move
from ..overview import Overview
from ..panels import panels_of
from ..parties import parties_of
from ..queries import alike
from ..rights import CHASE, CONFIRM, EDIT, READ
from ..sections import missing, sections
from ..states import CLOSED, Status
from ..unblocking import told_lifted
from .answers import also_answered, back, gone, unseen, why
from .putting_back import undoable

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    action = action_to_read(request.user, pk)
    private = may(request.user, READ, action.territory)
    lead, partners = parties_of(action)
    listed = sections(action, reader=request.user, private=private)
    editable = may(request.user, EDIT, action.territory)
    listing = came_from(request, today=clock.today())
    context: dict[str, Any] = {
        "action": action,
        "lead": lead,
        "partners": partners if private else [],
        "private": private,
        "may_edit": editable,
        "may_note": may(request.user, WRITE, action.territory),
        "writable": editable and action.withdrawn_on is None,
        "may_confirm": not editable and _may_confirm(request.user, action),
        "may_chase": may(request.user, CHASE, action.territory),
        "around": neighbours(action, listing) if listing else None,
        "former_day": listing.plan.day if listing else None,
        "list_url": returning.back(request, "", at=f"action-{pk}"),
        "sections": listed,
        "missing": missing(listed),
        "overview": Overview.of(action, listed, today=clock.today()),
        "today": clock.today(),
    }
    if private:
        blockages = list(blockages_of(action))
        facts = page_asked(request, history(action), size=30)
        if context["writable"]:
            facts.object_list = undoable(request, action, list(facts))
        changes = action.status_changes.select_related("by").order_by("-effective_on", "-pk")
        context |= {
            "status_changes": changes,
            "cancelled": cancelled(action, changes),
            "budgets": action.planned_budgets.select_related("by").order_by("-effective_on", "-pk"),
            "history": facts,
            "asks": ask_rows(asks_on(action.subject, reader=request.user), clock.today()),
            "dated_values": list(dated_values(action)),
            "panels": list(panels_of(action, request.user)),
            "notes": list(notes_on(action.subject, reader=request.user)),
            "shelf": shelf(action.subject, reader=request.user, writable=context["writable"]),
            "more": _more(action),
            "communes": [called(each) for each in action.communes.order_by("name", "pk")],
            "point": short_point(action.longitude, action.latitude),
            "blockages": blockages,
            "blocked": blockages[0] if blockages else None,
            "told_lifted": told_lifted(action, reader=request.user) if action.blocked else [],
            "may_be_blocked": not action.blocked and action.status not in CLOSED,
        }
    return render(request, "plans/action.html", context)


def _may_confirm(user, action: Action) -> bool:
    is_open = action.withdrawn_on is None and action.status not in CLOSED
    return is_open and may(user, CONFIRM, action.territory)


def _more(action: Action) -> list[tuple[str, str]]:
    """The fields of the sheet that the plan seldom fills, those that are."""
    names = ("objectives", "expected_results", "sectors", "tags")
    values = {name: value for name in names if (value := getattr(action, name))}
    return list(FIELDS.shown_values(values))


@form_methods
def create(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = plan_to_edit(request.user, slug)
    form = NewActionForm(request.POST or None, action=Action(territory=territory))
    close, moved = _close(request, form), _added(form)
    answer = None if close or moved else _created(request, form)
    context = {
        "form": form,
        "territory": territory,
        "close": close,
        # Once said, that the action is another one is not asked again.
        "anyway": close or "anyway" in request.POST,
        "verb": "Créer quand même" if close else "Ajouter",
        "moves": moved,
    }
    return answer or render(request, "plans/create.html", context)


def _created(request: SignedInRequest, form: NewActionForm) -> HttpResponse | None:
    return answered(
        request,
        form,
        lambda: operations.create(
            territory=form.action.territory,
            values=form.values,
            status=Status(form.cleaned_data["status"]),
            effective_on=form.cleaned_data["effective_on"],
            by=request.user,
        ),
        message="L’action est ajoutée au plan.",
    )


def _added(form: NewActionForm) -> list[Move]:
    return unseen(form, form.action, form.timelines) if form.is_valid() else []


def _close(request: SignedInRequest, form: NewActionForm) -> list[Action]:
    """The actions with a title close to the new one, unless the user said that it is another."""
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
    if moved := _changed(form, read):
        return _change_page(request, read, form, moved)
    answer = answered(
        request,
        form,
        lambda: operations.change(
            read,
            values=form.values,
            version=form.cleaned_data["version"],
            budget_on=form.cleaned_data["budget_on"],
            by=request.user,
        ),
        message=lambda changed: (
            "Rien n’a changé : l’action était déjà ainsi."
            if changed.version == read.version
            else also_answered(changed, "L’action est enregistrée.")
        ),
        to=back(request, read),
        why=why,
        otherwise={operations.Conflict: lambda why: _conflict(request, form, why.current)},
    )
    return answer or _change_page(request, read, form)


def _change_page(
    request: SignedInRequest, read: Action, form: ChangeForm, moved: Collection[Move] = ()
) -> HttpResponse:
    context = {"form": form, "action": read, "moves": moved}
    return render(request, "plans/change.html", context)


def _changed(form: ChangeForm, read: Action) -> list[Move]:
    """The past bilans that the change moves; none when the operation will refuse it."""
    if not form.is_valid() or read.withdrawn_on or form.cleaned_data["version"] != read.version:
        return []
    on, budget = form.cleaned_data["budget_on"], form.values.get("planned_budget")
    if on and (day_refusal(read, on) or since_refusal(read, budget, on)):
        return []
    return unseen(form, read, form.timelines)


def _conflict(request: SignedInRequest, form: ChangeForm, current: Action) -> HttpResponse:
    """The page of a conflict: both versions to choose from, with what the user typed."""
    differing = differences(form.cleaned_data["read"], form.values, current.values)
    if not differing:
        messages.info(request, "Vos modifications étaient déjà enregistrées.")
        return redirect(current)
    context = {
        "action": current,
        "differences": differing,
        "latest": history(current)[0],
        # As typed over the version that the page shows.
        "form": ChangeForm.of(form.values, read=current),
    }
    return render(request, "plans/conflict.html", context, status=409)


@form_methods
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    withdrawn = action_to_edit(request.user, pk)
    if answer := gone(request, withdrawn):
        return answer
    form = WithdrawalForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: operations.withdraw(withdrawn, reason=form.cleaned_data["reason"], by=request.user),
        message=lambda action: also_answered(
            action, "L’action est retirée du plan. Elle peut être rétablie depuis sa page."
        ),
        to=back(request, withdrawn),
    ) or render(request, "plans/withdraw.html", {"form": form, "action": withdrawn})


@require_POST
def reinstate(request: SignedInRequest, pk: int) -> HttpResponse:
    reinstated = action_to_edit(request.user, pk)
    return acted(
        request,
        lambda: operations.reinstate(reinstated, by=request.user),
        message=f"«\u00a0{reinstated}\u00a0» est rétablie dans le plan.",
        to=back(request, reinstated),
        why=why,
    )
