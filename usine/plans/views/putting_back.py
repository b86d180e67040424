"""A removal undone in one click: from its message, the page that tells it, or the history."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from usine.ledger import queries
from usine.ledger.history import Fact
from usine.pages import returning
from usine.pages.answers import Undo, acted
from usine.people.requests import SignedInRequest

from .. import putting_back
from ..gate import action_to_edit
from ..kinds import JOURNEYS, Journey
from ..models import Action
from .answers import sheet_at, why


@require_POST
def put_back(request: SignedInRequest, pk: int, journey: Journey, detail: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    removed = get_object_or_404(journey.kind.model, action=action, pk=detail)
    return acted(
        request,
        lambda: putting_back.put_back(removed, by=request.user),
        message=journey.done("rétabli"),
        to=sheet_at(request, action, journey.slug),
        why=why,
    )


def undo_removal(
    request: HttpRequest, journey: Journey, detail: Any, label: str = "Annuler"
) -> Undo:
    fields = {returning.FIELD: there} if (there := returning.there(request)) else {}
    address = reverse("plans:put_back", args=[detail.action_id, journey.slug, detail.pk])
    return Undo(address, fields, label)


def undoable(request: HttpRequest, action: Action, facts: Sequence[Fact]) -> list[Fact]:
    """The facts, with a button at the removal of each detail that is not back."""
    undos = dict(_undos(request, action, facts))
    return [replace(fact, undo=undos.get(fact.event)) for fact in facts]


def _undos(
    request: HttpRequest, action: Action, facts: Sequence[Fact]
) -> Iterator[tuple[int, Undo]]:
    """(event, button) of the last removal of each detail."""
    removals = {f"plans.remove_{each.kind.code}": each for each in JOURNEYS.values()}
    events = [fact.event for fact in facts if fact.verb in removals]
    last: dict[Journey, dict[int, int]] = {}
    payloads = queries.history(action.subject).filter(event__in=events) if events else ()
    for payload in sorted(payloads, key=lambda each: each.event_id):
        for told in (payload.decoded or {}).get("details", ()):
            journey = removals[payload.event.verb]
            last.setdefault(journey, {})[told["pk"]] = payload.event_id
    for journey, event_of in last.items():
        details = journey.kind.model._default_manager.filter(action=action, pk__in=event_of)
        for detail in details.filter(removed_at__isnull=False):
            yield event_of[detail.pk], undo_removal(request, journey, detail, "Annuler ce retrait")
