"""A cell of the table of a plan, edited where it stands, or on a page of its own without script."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from usine.pages.answers import Undo, answered
from usine.people.requests import SignedInRequest
from usine.values.errors import Refused

from .. import operations
from ..cells import CELLS
from ..gate import action_to_edit
from ..models import Action
from ..table import COLUMNS
from .answers import also_answered, back, gone, why
from .in_place import done, fresh_row, is_in_place, last_change, undoing, undone


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    if key not in CELLS:
        raise Http404
    form = CELLS[key](request.POST or None, action=action, user=request.user)
    if is_in_place(request):
        return _in_place(request, form)
    if answer := gone(request, action):
        return answer
    answer = answered(
        request,
        form,
        form.save,
        message=partial(_saved, form),
        to=back(request, action),
        undo=partial(_undoing, request, form),
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


def _in_place(request: SignedInRequest, form: Any) -> JsonResponse:
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
            return done(request, action, _saved(form, action), _undoing(request, form, action))
    fragment = render_to_string("plans/cell_form.html", {"form": form}, request)
    # What the row of the page shows may be of before: the cell left, its row is as it stands.
    return JsonResponse({"form": fragment, "row": fresh_row(request, form.action)})


def _saved(form: Any, action: Action) -> str:
    if not form.is_change:
        return "Rien n’a changé."
    return also_answered(action, last_change(action, "c’est enregistré"))


def _undoing(request: SignedInRequest, form: Any, action: Action) -> Undo | None:
    return undoing(request, action) if form.is_change else None


@require_POST
def undo_change(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    undo = partial(operations.undo_change, action, event=event, by=request.user)
    return undone(request, action, undo, message=_given_back)


def _given_back(action: Action) -> str:
    return last_change(action, "c’est annulé")
