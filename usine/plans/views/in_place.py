"""What the script of the table of a plan asks, and the answers that it gets: rows, not pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from usine.pages import returning
from usine.pages.answers import Undo, acted
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused

from ..listing import columns_named
from ..models import Action
from ..rows import marked, rows_of
from ..table import with_details
from .answers import back, why


def is_in_place(request: HttpRequest) -> bool:
    """Whether the script of the table asks, which says so of itself."""
    return "X-In-Place" in request.headers


def done(
    request: SignedInRequest, action: Action, message: str, undo: Undo | None = None
) -> JsonResponse:
    """The row as it is now, what was done, and what undoes it."""
    actions = marked(with_details(Action.objects.filter(pk=action.pk)), clock.today())
    [row] = rows_of(actions, request.user, clock.today())
    context = {
        "row": row,
        "action": row.action,
        "ticks": "cochables" in request.POST,
        "columns": columns_named(request.POST),
        "here": returning.there(request),
        "back_query": returning.leading_back("", returning.there(request)),
    }
    answer = {
        "row": render_to_string("plans/row.html", context, request),
        "message": message,
        "undo": undo and undo.address,
    }
    return JsonResponse(answer)


def undone(
    request: SignedInRequest,
    action: Action,
    undo: Callable[[], Action],
    *,
    message: str | Callable[[Action], str],
) -> HttpResponse:
    """The answer of what undoes a change, asked from the table or from a page."""
    if not is_in_place(request):
        return acted(request, undo, message=message, to=back(request, action), why=why)
    try:
        action = undo()
    except Refused as refusal:
        return JsonResponse({"message": why(refusal)})
    return done(request, action, message(action) if callable(message) else message)
