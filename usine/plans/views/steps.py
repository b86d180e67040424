"""The steps of an action: taken, confirmed first when they close or open it again, undone."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from usine.pages.answers import acted, as_refusal
from usine.people.requests import SignedInRequest
from usine.values.formats import format_day

from .. import operations
from ..forms import StepForm
from ..gate import action_to_edit
from ..models import Action, StatusChange
from ..moves import Move, foreseen
from ..states import TRANSITIONS, Status, is_confirmed_first
from ..writing import step_refusal
from .answers import also_answered, back, unseen
from .in_place import is_in_place, taken, undoing, undone

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
    verb, effective_on = asked["verb"], asked["effective_on"]
    if is_in_place(request):
        return taken(
            request,
            lambda: operations.step(action, verb, effective_on=effective_on, by=request.user),
            message=lambda again: also_answered(
                again, f"«\u00a0{again}\u00a0»\u00a0: {again.get_status_display()}."
            ),
            undo=partial(undoing, request),
        )
    if page := _asked_first(request, action, form):
        return page
    return acted(
        request,
        lambda: operations.step(action, verb, effective_on=effective_on, by=request.user),
        message=lambda again: also_answered(again, _step_taken(again)),
        to=back(request, action),
        undo=partial(undoing, request),
    )


def _asked_first(request: SignedInRequest, action: Action, form: StepForm) -> HttpResponse | None:
    """The page that asks again before a step that closes the action, opens it again or moves past
    bilans; what would be refused is not asked to be confirmed."""
    verb, on = form.cleaned_data["verb"], form.cleaned_data["effective_on"]
    if form.is_seen or action.withdrawn_on or step_refusal(action, verb, on):
        return None
    taken = StatusChange(action=action, status=TRANSITIONS[verb].target, effective_on=on)
    moved = unseen(form, action, foreseen(action, [taken]))
    if not moved and not is_confirmed_first(verb):
        return None
    return _confirm_step(request, action, form, moved)


def _step_taken(action: Action) -> str:
    latest = action.status_changes.filter(superseded_at__isnull=True).latest("pk")
    return format_html(
        '«\u00a0{}\u00a0»\u00a0: {} au {}. <a href="{}">Corriger ce statut</a>',
        action,
        action.get_status_display(),
        format_day(action.status_on),
        reverse("plans:correct_status", args=[action.pk, latest.pk]),
    )


@require_POST
def undo_step(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    return undone(
        request,
        action,
        lambda: operations.undo_step(action, event=event, by=request.user),
        message=lambda again: (
            f"L’étape est annulée\u00a0: «\u00a0{again}\u00a0» est de nouveau "
            f"«\u00a0{again.get_status_display()}\u00a0» depuis le {format_day(again.status_on)}."
        ),
    )


# What a step that is confirmed first leads to.
_AFTERWARDS = {
    Status.ABANDONED: "L’action pourra être reprise.",
    Status.DONE: "L’action n’aura plus d’étape devant elle.",
    Status.TO_START: "L’action redeviendra «\u00a0À initier\u00a0».",
}


def _confirm_step(
    request: SignedInRequest, action: Action, form: StepForm, moved: list[Move]
) -> HttpResponse:
    step = TRANSITIONS[form.cleaned_data["verb"]]
    context = {
        "title": f"{step.label}\u00a0?",
        "explanation": (
            f"«\u00a0{action}\u00a0» est «\u00a0{action.get_status_display()}\u00a0» depuis le "
            f"{format_day(action.status_on)}. {_AFTERWARDS.get(step.target, '')} "
            "En cas d’erreur, le statut se corrige en donnant un motif."
        ),
        # With the day that an empty one stands for.
        "form": StepForm(initial={**form.cleaned_data, "seen": form.answered}),
        "action": action,
        "moves": moved,
        "verb": step.label,
        "cancel_url": back(request, action),
    }
    return render(request, "plans/confirm_step.html", context)
