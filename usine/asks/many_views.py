"""The form that asks the same on several places."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from usine.ledger.models import Event
from usine.pages import returning
from usine.pages.answers import Undo, answered
from usine.people.requests import SignedInRequest
from usine.subjects.models import Subject
from usine.values.formats import format_counted

from .forms import ManyForm
from .kinds import AskKind
from .many import PlaceAsked, ask_places, places_asked

# The events of the other places, in the form that withdraws what one asked there.
ALSO = "aussi"


def new_many(
    request: SignedInRequest, kind: AskKind, subjects: Sequence[Subject], there: str
) -> HttpResponse:
    places = places_asked(kind, subjects, request.user)
    form = ManyForm(request.POST or None, kind=kind, places=places)
    return answered(
        request,
        form,
        lambda: ask_places(kind, _chosen(form, places), **form.values, by=request.user),
        message=_message,
        to=there,
        undo=lambda events: _undo(events, there),
    ) or render(
        request,
        "asks/new_many.html",
        {
            "form": form,
            "kind": kind,
            "there": there,
            "asked": sum(len(each.subjects) for each in places if each.is_asked),
            "territories": sum(each.is_asked for each in places),
            "vacant": [each for each in places if not each.people],
            "waiting": [subject for each in places for subject in each.waiting],
        },
    )


def _chosen(form: ManyForm, places: Sequence[PlaceAsked]) -> list[PlaceAsked]:
    """The places where some of what the form offers was chosen, with that alone."""
    chosen = set(form.cleaned_data["subjects"])
    kept = (
        replace(each, subjects=[subject for subject in each.subjects if subject.pk in chosen])
        for each in places
    )
    return [each for each in kept if each.is_asked]


def _message(events: Sequence[Event]) -> str:
    count = sum((event.payload or {})["asks"] for event in events)
    asks = format_counted(count, "demande est faite", "demandes sont faites")
    return f"{asks}, sur {format_counted(len(events), 'territoire', 'territoires')}."


def _undo(events: Sequence[Event], there: str) -> Undo:
    first, *others = [event.number for event in events]
    fields = {returning.FIELD: there, ALSO: ",".join(map(str, others))}
    return Undo(reverse("asks:withdraw_many", args=[first]), fields)
