"""What the scripts of the table of a plan and of « Ma semaine » ask, and the answers that they get:
rows, not pages."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse

from usine.exchanges.operations import ADDED
from usine.ledger.models import Payload
from usine.pages import returning
from usine.pages.answers import Undo, acted
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused

from .. import operations
from ..listing import columns_named
from ..models import Action
from ..rows import marked, rows_of
from ..table import with_details
from ..week import week_rows
from .answers import back, why

# What the script of « Ma semaine » says of itself: its rows are others.
WEEK = "semaine"


def is_in_place(request: HttpRequest) -> bool:
    """Whether a script asks, which says so of itself."""
    return "X-In-Place" in request.headers


def done(
    request: SignedInRequest, action: Action, message: str, undo: Undo | None = None
) -> JsonResponse:
    """The row as it is now, what was done, and what undoes it."""
    fragment = _week_row if request.headers["X-In-Place"] == WEEK else _row
    row = fragment(
        request, marked(with_details(Action.objects.filter(pk=action.pk)), clock.today())
    )
    return JsonResponse({"row": row, "message": message, "undo": undo and undo.address})


def _week_row(request: SignedInRequest, actions: QuerySet[Action]) -> str:
    [each] = week_rows(actions, request.user, clock.today())
    context = {
        "each": each,
        "here": returning.there(request),
        "has_places": "lieux" in request.POST,
    }
    return render_to_string("plans/week_row.html", context, request)


def _row(request: SignedInRequest, actions: QuerySet[Action]) -> str:
    [row] = rows_of(actions, request.user, clock.today())
    context = {
        "row": row,
        "action": row.action,
        "ticks": "cochables" in request.POST,
        "columns": columns_named(request.POST),
        "here": returning.there(request),
        "back_query": returning.leading_back("", returning.there(request)),
    }
    return render_to_string("plans/row.html", context, request)


def taken(
    request: SignedInRequest,
    act: Callable[[], Action],
    *,
    message: Callable[[Action], str],
    undo: Callable[[Action], Undo | None],
) -> JsonResponse:
    """The answer of an act that needs no form; why not, when it is refused."""
    try:
        action = act()
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)})
    return done(request, action, message(action), undo(action))


UNDONE_BY = {
    "plans.change": "plans:undo_change",
    ADDED: "plans:undo_note",
    operations.CONFIRMED: "plans:undo_confirm",
    **dict.fromkeys(operations.STEPS, "plans:undo_step"),
}


def undoing(request: SignedInRequest, action: Action) -> Undo | None:
    """What undoes the last thing that happened to an action, which was just recorded."""
    last = Payload.objects.filter(subject=action.subject).select_related("event").latest("event")
    address = UNDONE_BY.get(last.event.verb)
    fields = {returning.FIELD: there} if (there := returning.there(request)) else {}
    return Undo(reverse(address, args=[action.pk, last.event_id]), fields) if address else None


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
