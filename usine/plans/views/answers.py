"""Answers of the pages of an action: where they go back to, why something was not done."""

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from usine.asks.doing import done_in
from usine.asks.models import Ask
from usine.asks.states import AskState
from usine.ledger.models import Payload
from usine.pages import returning
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_day

from ..forms import SeenForm
from ..gate import Cancelled, Withdrawn
from ..history import withdrawal
from ..models import Action
from ..moves import Move, Timelines, moved_days, moves
from ..operations import ReferenceTaken


def gone(request: SignedInRequest, action: Action) -> HttpResponse | None:
    """Before anything is typed about what left the plan: its page, which says so."""
    if action.withdrawn_on is None or request.method == "POST":
        return None
    text = "Cette action a été retirée du plan\u00a0: rétablissez-la pour la modifier."
    messages.warning(request, str(Cancelled()) if action.cancelled_at else text)
    return redirect(action)


def why(refusal: Refused) -> str:
    """Why something was not done, and where to go so that it may be."""
    match refusal:
        case Withdrawn():
            return _why_withdrawn(refusal.action)
        case ReferenceTaken():
            return format_html(
                '{} <a href="{}">Modifier «\u00a0{}\u00a0»</a>',
                refusal,
                reverse("plans:change", args=[refusal.bearer.pk]),
                refusal.bearer.title,
            )
    return str(refusal)


def _why_withdrawn(action: Action) -> str:
    return format_html(
        "Cette action a été retirée du plan par {}, le {}. Motif\u00a0: {}. "
        "Rien de ce que vous avez saisi n’est perdu\u00a0: rétablissez-la depuis "
        '<a href="{}" target="_blank" rel="noopener" title="{} – nouvelle fenêtre">sa page</a>, '
        "puis revenez enregistrer ici.",
        withdrawal(action).who,
        format_day(action.withdrawn_on),
        action.withdrawal_reason.rstrip("."),
        action.get_absolute_url(),
        action.title,
    )


def unseen(form: SeenForm, action: Action, timelines: Timelines) -> list[Move]:
    """The moves that the page lists before the form is done, when past bilans move; the form is
    then given back as one that has been seen."""
    today = clock.today()
    if form.is_seen or not any(day < today for day in moved_days(timelines, today)):
        return []
    form.see()
    return moves(action, timelines, today)


def also_answered(action: Action, text: str) -> str:
    """What was just done to an action, then whom that answered, and what is asked no more."""
    last = Payload.objects.filter(subject=action.subject).latest("event")
    told = " ".join(_also(list(done_in(last.event_id).select_related("by"))))
    if not told:
        return text
    return format_html("{} {}", text, told) if isinstance(text, SafeString) else f"{text} {told}"


def _also(asks: Sequence[Ask]) -> Iterator[str]:
    answered = [ask for ask in asks if ask.state == AskState.ANSWERED]
    if askers := ", ".join(dict.fromkeys(str(ask.by or "la plateforme") for ask in answered)):
        yield f"Cela répond à ce qui était demandé ({askers})."
    if asked := ", ".join(dict.fromkeys(str(ask.to) for ask in asks if ask not in answered)):
        yield f"Ce que vous demandiez n’est plus attendu ({asked})."


def back(request: SignedInRequest, action: Action, part: str = "") -> str:
    """The line of the action in the list that the user came from, else its own page, at a part."""
    return returning.back(request, sheet_at(request, action, part), at=f"action-{action.pk}")


def sheet_at(request: SignedInRequest, action: Action, part: str = "") -> str:
    """The page of the action, at one of its parts ("etapes", "etapes-12"), which still leads back
    to the list that the user came from."""
    address = returning.leading_back(action.get_absolute_url(), returning.there(request))
    return f"{address}#{part}" if part else address
