"""What is done at once of the lines of a plan that are ticked."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from usine.asks.rules import count_refusal
from usine.ledger.models import Event
from usine.pages import returning
from usine.pages.answers import Undo, acted, as_refusal
from usine.people.requests import SignedInRequest
from usine.territories.models import Territory
from usine.values import clock
from usine.values.formats import format_counted

from .. import reviews, together
from ..campaigns import words
from ..campaigns.confirming import confirm_listed
from ..campaigns.gate import check_may_send
from ..chosen_forms import ChosenForm
from ..gate import check_right, plan_to_edit
from ..listing import PlanListing
from ..places import region_at
from ..queries import AS_OF, Plan
from ..rights import CHASE
from ..standing import STANDING
from .plan import file_of
from .ticking import keeping_ticked, nothing_ticked, ticked


@require_POST
@keeping_ticked
def change_chosen(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give the lines that are ticked a value, or confirm them, in one event."""
    territory = plan_to_edit(request.user, slug)
    there = returning.back(request, Plan(territory=territory).address())
    lines = ticked(request)
    if not lines:
        return nothing_ticked(request, there)
    if "confirmer" in request.POST:
        return acted(
            request,
            lambda: confirm_listed(territory, actions=lines, by=request.user),
            message=words.confirmed,
            to=there,
        )
    return _given(request, territory, lines, there)


@require_POST
@keeping_ticked
def chase_chosen(request: SignedInRequest, slug: str) -> HttpResponse:
    """To the form that asks where the lines that are ticked stand, which leads back to the list."""
    territory = plan_to_edit(request.user, slug)
    check_right(territory, by=request.user, right=CHASE)
    return _chased(request, Plan(territory=territory))


@require_POST
@keeping_ticked
def region_chase_chosen(request: SignedInRequest, slug: str) -> HttpResponse:
    return _chased_wide(request, Plan(region=region_at(slug)))


@require_POST
@keeping_ticked
def national_chase_chosen(request: SignedInRequest) -> HttpResponse:
    return _chased_wide(request, Plan())


def _chased_wide(request: SignedInRequest, plan: Plan) -> HttpResponse:
    check_may_send(plan, by=request.user)
    return _chased(request, plan)


def _chased(request: SignedInRequest, plan: Plan) -> HttpResponse:
    there = returning.back(request, plan.address())
    lines = ticked(request)
    if not lines:
        return nothing_ticked(request, there)
    if why := count_refusal(len(lines)):
        messages.error(request, why)
        return as_refusal(redirect(there))
    keys = ",".join(f"action:{pk}" for pk in lines)
    form = reverse("asks:new", args=[STANDING.code, keys])
    # Nothing is done yet: the same lines may be ticked again.
    return as_refusal(redirect(returning.leading_back(form, there)))


@require_POST
def download_chosen(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The lines that are ticked as a workbook, as the list shows them: its columns, its order."""
    plan = Plan(territory=plan_to_edit(request.user, slug))
    there = returning.back(request, plan.address())
    lines = ticked(request)
    if not lines:
        return nothing_ticked(request, there)
    query = QueryDict(urlsplit(there).query, mutable=True)
    # Nothing is ticked in a plan of the past.
    query.pop(AS_OF, None)
    listing = PlanListing.of(query, plan, today=clock.today())
    return file_of(listing, listing.ordered.filter(pk__in=lines), "xlsx", listing.columns)


def _given(
    request: SignedInRequest, territory: Territory, lines: list[int], there: str
) -> HttpResponse:
    form = ChosenForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors.as_text().removeprefix("* "))
        return as_refusal(redirect(there))
    return acted(
        request,
        lambda: together.change_many(
            territory,
            actions=lines,
            name=form.cleaned_data["champ"],
            value=form.value,
            by=request.user,
            read=last_read(request),
        ),
        message=lambda event: changed(event, form.told),
        to=there,
        undo=lambda event: undo_of(territory, event, there),
    )


def last_read(request: SignedInRequest) -> int | None:
    """The number of the last event when the page was read."""
    read = request.POST.get("lu", "")
    return int(read[:18]) if read.isdecimal() else None


def changed(event: Event | None, what: str) -> str:
    if event is None:
        return "Rien n’a changé\u00a0: ces actions avaient déjà cette valeur."
    count = event.payload["actions"] if event.payload else 0
    told = format_counted(count, "action est modifiée", "actions sont modifiées")
    return f"{told}\u00a0: {what}."


def undo_of(territory: Territory, event: Event | None, there: str) -> Undo | None:
    if event is None:
        return None
    address = reverse("plans:undo_chosen", args=[territory.slug, event.number])
    return Undo(address, {returning.FIELD: there})


_UNDOING = {"plans.step_many": reviews.undo_step_many}


@require_POST
def undo_chosen(request: SignedInRequest, slug: str, event: int) -> HttpResponse:
    territory = plan_to_edit(request.user, slug)
    verb = Event.objects.filter(number=event).values_list("verb", flat=True).first()
    undo = _UNDOING.get(verb or "", together.undo_change_many)
    return acted(
        request,
        lambda: undo(territory, event=event, by=request.user),
        message="C’est annulé\u00a0: ces actions ont leurs valeurs d’avant.",
        to=returning.back(request, Plan(territory=territory).address()),
    )
