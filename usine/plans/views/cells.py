"""A cell of the table of a plan, edited where it stands, or on a page of its own without script."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from usine.pages.answers import answered
from usine.people.requests import SignedInRequest
from usine.values.errors import Refused

from .. import operations
from ..cells import CELLS
from ..gate import action_to_edit
from ..models import Action
from ..table import COLUMNS
from .answers import back, gone, why
from .in_place import done, is_in_place, undoing, undone


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    if key not in CELLS:
        raise Http404
    form = CELLS[key](request.POST or None, action=action, user=request.user)
    if is_in_place(request):
        return _in_place(request, form, key)
    if answer := gone(request, action):
        return answer
    answer = answered(
        request,
        form,
        form.save,
        message=partial(_saved, key),
        to=back(request, action),
        undo=partial(undoing, request),
        field="value",
        why=why,
        otherwise={operations.Conflict: lambda refusal: _met(request, form, refusal, key)},
    )
    return answer or _page(request, form, key)


def _page(request: SignedInRequest, form: Any, key: str, status: int = 200) -> HttpResponse:
    came_from = back(request, form.action)
    context = {
        "form": form,
        "action": form.action,
        "column": COLUMNS[key],
        "came_from": came_from,
    }
    return render(request, "plans/cell.html", context, status=status)


def _met(
    request: SignedInRequest, form: Any, refusal: operations.Conflict, key: str
) -> HttpResponse:
    form.meets(refusal.current)
    return _page(request, form, key, status=409)


def _in_place(request: SignedInRequest, form: Any, key: str) -> JsonResponse:
    """The row once it is saved, else the form again. A refusal is an answer like another: with an
    error status, the browser would complain to whoever develops."""
    if form.is_valid():
        try:
            action = form.save()
        except operations.Conflict as refusal:
            form.meets(refusal.current)
        except Refused as refusal:
            form.add_error("value", why(refusal))
        else:
            return done(request, action, _saved(key, action), undoing(request, action))
    fragment = render_to_string("plans/cell_form.html", {"form": form}, request)
    return JsonResponse({"form": fragment})


def _saved(key: str, action: Action) -> str:
    return f"«\u00a0{action}\u00a0»\u00a0: {COLUMNS[key].label.lower()} enregistré."


@require_POST
def undo_change(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    undo = partial(operations.undo_change, action, event=event, by=request.user)
    return undone(request, action, undo, message="C’est annulé.")
