"""The statuses of an action: steps taken, and the past told otherwise."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from usine.ledger.models import Payload
from usine.pages import returning
from usine.pages.answers import Undo, acted, as_refusal
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_day

from .. import corrections, operations
from ..forms import CorrectionForm, StepForm
from ..gate import action_to_edit
from ..models import Action
from ..moves import Move, moves
from ..states import TRANSITIONS, Status, is_confirmed_first
from ..writing import step_refusal
from .answers import back, gone, why

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
def step(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors.as_text().removeprefix("* "))
        return as_refusal(redirect(back(request, action)))
    asked = form.cleaned_data
    verb, effective_on = asked["verb"], asked["effective_on"] or clock.today()
    if not asked["confirmed"] and _is_confirmed_first(action, verb, effective_on):
        return _confirm_step(request, action, asked | {"effective_on": effective_on})
    return acted(
        request,
        lambda: operations.step(action, verb, effective_on=effective_on, by=request.user),
        message=_step_taken,
        to=back(request, action),
        undo=partial(_undo, request),
    )


def _is_confirmed_first(action: Action, verb: str, effective_on: date) -> bool:
    """What would be refused is not asked to be confirmed."""
    in_plan = action.withdrawn_on is None
    return in_plan and is_confirmed_first(verb) and not step_refusal(action, verb, effective_on)


def _step_taken(action: Action) -> str:
    latest = action.status_changes.filter(superseded_at__isnull=True).latest("pk")
    return format_html(
        '«\u00a0{}\u00a0»\u00a0: {} au {}. <a href="{}">Corriger ce statut</a>',
        action,
        action.get_status_display(),
        format_day(action.status_on),
        reverse("plans:correct_status", args=[action.pk, latest.pk]),
    )


def _undo(request: SignedInRequest, action: Action) -> Undo:
    """What gives the status back, as long as nothing else happens to the action."""
    event = Payload.objects.filter(subject=action.subject).latest("event").event_id
    fields = {returning.FIELD: there} if (there := returning.there(request)) else {}
    return Undo(reverse("plans:undo_step", args=[action.pk, event]), fields)


@require_POST
def undo_step(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    return acted(
        request,
        lambda: operations.undo_step(action, event=event, by=request.user),
        message=lambda undone: (
            f"L’étape est annulée\u00a0: «\u00a0{undone}\u00a0» est de nouveau "
            f"«\u00a0{undone.get_status_display()}\u00a0» depuis le {format_day(undone.status_on)}."
        ),
        to=back(request, action),
    )


# What a step that is confirmed first leads to.
_AFTERWARDS = {
    Status.ABANDONED: "L’action pourra être reprise.",
    Status.DONE: "L’action n’aura plus d’étape devant elle.",
    Status.TO_START: "L’action redeviendra «\u00a0À initier\u00a0».",
}


def _confirm_step(request: SignedInRequest, action: Action, asked: dict) -> HttpResponse:
    step = TRANSITIONS[asked["verb"]]
    context = {
        "title": f"{step.label}\u00a0?",
        "explanation": (
            f"«\u00a0{action}\u00a0» est «\u00a0{action.get_status_display()}\u00a0» depuis le "
            f"{format_day(action.status_on)}. {_AFTERWARDS[step.target]} "
            "En cas d’erreur, le statut se corrige en donnant un motif."
        ),
        "form": StepForm(initial=asked | {"confirmed": True}),
        "verb": step.label,
        "cancel_url": back(request, action),
    }
    return render(request, "pages/confirm.html", context)


@form_methods
def correct_status(request: SignedInRequest, pk: int, change_pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    change = get_object_or_404(action.status_changes, pk=change_pk)
    if change.superseded_at is not None and request.method != "POST":
        messages.warning(request, "Ce statut a déjà été corrigé.")
        return redirect(action)
    form = CorrectionForm(request.POST or None, action=action, change=change)
    return _correction(
        request,
        form,
        lambda: corrections.correct_status(change, **form.answer, by=request.user),
        "Le statut est corrigé, et les chiffres avec lui.",
    )


@form_methods
def insert_status(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    form = CorrectionForm(request.POST or None, action=action)
    return _correction(
        request,
        form,
        lambda: corrections.insert_status(action, **form.answer, by=request.user),
        "Le statut est ajouté, et les chiffres le suivent.",
    )


def _correction(
    request: SignedInRequest, form: CorrectionForm, operation: Callable[[], Action], done: str
) -> HttpResponse:
    """Show which bilans move, then correct: what was not shown is not done."""
    action = form.action
    if answer := gone(request, action):
        return answer
    moved = _moved(form) if form.is_valid() else []
    if form.is_valid() and (not moved or form.is_seen):
        try:
            operation()
        except Refused as refusal:
            form.add_error(None, why(refusal))
        else:
            messages.success(request, done)
            return redirect(back(request, action))
    elif moved:
        form.see()
    context = {"form": form, "action": action, "status_change": form.change, "moves": moved}
    return render(request, "plans/correct_status.html", context)


def _moved(form: CorrectionForm) -> list[Move]:
    """The bilans that it moves; none when it is refused anyway, as the operation says why."""
    if form.action.withdrawn_on:
        return []
    try:
        corrections.check_correction(form.correction, form.cleaned_data["reason"])
    except Refused:
        return []
    return moves(form.correction, clock.today())
