"""What the scripts of the table of a plan and of « Ma semaine » ask, and the answers that they get:
rows, not pages."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from usine.exchanges.operations import ADDED
from usine.ledger.models import Payload
from usine.pages import returning
from usine.pages.answers import Undo, acted
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused

from .. import operations
from ..changes import LABELS
from ..history import lines_of
from ..listing import columns_named
from ..models import Action
from ..rows import marked, rows_of
from ..table import COLUMNS, with_details
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
    row = fresh_row(request, action)
    return JsonResponse({"row": row, "message": message, "undo": undo and undo.address})


def fresh_row(request: SignedInRequest, action: Action) -> str:
    """The row of an action as it is now, for the script that asks."""
    fragment = _week_row if request.headers["X-In-Place"] == WEEK else _row
    return fragment(
        request, marked(with_details(Action.objects.filter(pk=action.pk)), clock.today())
    )


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
    asked = request.POST or request.GET
    context = {
        "row": row,
        "action": row.action,
        "ticks": "cochables" in asked,
        "columns": columns_named(asked),
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


# The columns of the table, by what the history calls the field that each shows.
_COLUMNS = {LABELS.get(each.field, each.label): each.label for each in COLUMNS.values()}


def last_change(action: Action, outcome: str) -> str:
    """What the last event changed of an action, as the table names it, and what came of it:
    « 1.02 · Budget : 88 000 € → 165 000 €, c’est enregistré. »"""
    last = Payload.objects.filter(subject=action.subject).latest("event")
    lines = [
        f"{_COLUMNS[line.label]}\u00a0: {_cut(line.old)} → {_cut(line.new)}"
        for line in lines_of(last.decoded or {})
        if line.label in _COLUMNS
    ]
    told = " ; ".join(lines) or "note ajoutée"
    return f"{action.reference or _cut(action.title)} · {told}, {outcome}."


def _cut(text: str) -> str:
    return Truncator(text).chars(40)


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
        # The row that it was about is another one by now.
        return done(request, action, str(refusal))
    return done(request, action, message(action) if callable(message) else message)
