"""The details of an action, of any kind: added, changed, removed; a step is marked in one click."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from usine.pages import returning
from usine.pages.answers import Undo, acted, announce, answered
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.formats import format_day

from .. import blocking, unblocking
from ..detail_forms import FORMS, BlockForm, DetailForm, LiftForm, MarkForm
from ..details import DetailChanged
from ..gate import action_to_edit
from ..kinds import JOURNEYS, Journey
from ..models import Action, ActionLink, Detail, Milestone
from ..moves import Move, foreseen, moved_days, moves
from ..steps import change_step
from .answers import also_answered, gone, sheet_at, unseen, why
from .putting_back import undo_removal

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class FormText:
    """The words of the page of a form: its title, what it does to bilans, its button; what is
    recorded, when it bears on that."""

    title: str
    what: str
    verb: str
    recorded: str = ""


@form_methods
def add_detail(request: SignedInRequest, pk: int, journey: Journey) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    if answer := gone(request, action):
        return answer
    form = _form(request, journey, action=action)
    return _form_page(
        request,
        form,
        lambda: journey.add(action, **form.answer, by=request.user),
        FormText(f"Ajouter {journey.one}", "Cet ajout", "Ajouter"),
        done=journey.done("ajouté"),
        at=journey.line_of,
    )


def _form(request: SignedInRequest, journey: Journey, **options: Any) -> DetailForm:
    """The form of a kind, as it was sent or empty."""
    made = FORMS.get(journey.kind, DetailForm)
    if "other_id" in journey.kind.fields:
        options["reader"] = request.user
    return made(request.POST or None, kind=journey.kind, **options)


@form_methods
def change_detail(request: SignedInRequest, pk: int, journey: Journey, detail: int) -> HttpResponse:
    change = journey.change
    if change is None:
        raise Http404
    action, read = _named(request, pk, journey, detail)
    if answer := gone(request, action) or _removed(request, journey, read):
        return answer
    text = FormText(f"Modifier {journey.one}", "Cette modification", "Enregistrer")
    if request.method != "POST":
        form = FORMS.get(journey.kind, DetailForm).over(journey.kind, read)
        return _page(request, form, text, detail=read, journey=journey)
    form = _form(request, journey, action=action, detail=read)
    return _form_page(
        request,
        form,
        lambda: change(read, **form.answer, by=request.user),
        text,
        done=lambda changed: (
            f"Rien n’a changé\u00a0: {journey.the[0].lower()}{journey.the[1:]} était déjà ainsi."
            if changed.version == read.version
            else journey.done("enregistré")
        ),
        at=journey.line_of,
        detail=read,
        journey=journey,
        otherwise=lambda why: _conflict(request, form, why.current, text, journey),
    )


def _named(request: SignedInRequest, pk: int, journey: Journey, detail: int) -> tuple[Action, Any]:
    """The action, which the user may edit, and the detail of it, removed or not; of a link, one
    whose other end the user may see."""
    action = action_to_edit(request.user, pk)
    row = get_object_or_404(journey.kind.model, action=action, pk=detail)
    if isinstance(row, ActionLink):
        get_object_or_404(Action.objects.visible_to(request.user), pk=row.other_id)
    row.action = action
    return action, row


def _removed(request: SignedInRequest, journey: Journey, detail: Detail) -> HttpResponse | None:
    """Before anything is typed about what was removed: the page of the action, which says so."""
    if detail.removed_at is None or request.method == "POST":
        return None
    undo = undo_removal(request, journey, detail)
    announce(request, journey.done("déjà retiré"), undo=undo, level=messages.WARNING)
    return redirect(detail.action)


def _form_page(
    request: SignedInRequest,
    form: Any,
    operation: Callable[[], Any],
    text: FormText,
    *,
    done: str | Callable[[Any], str],
    at: Callable[[Any], str] = lambda result: "",
    otherwise: Callable[[DetailChanged], HttpResponse] | None = None,
    **context: Any,
) -> HttpResponse:
    """List the bilans that move, then write, or show the form with what it lacks; once written, go
    `at` a part of the sheet."""
    moved = _moved(form)
    answer = None
    if not moved:
        answer = answered(
            request,
            form,
            operation,
            message=done,
            to=lambda result: sheet_at(request, form.action, at(result)),
            why=why,
            otherwise={DetailChanged: otherwise} if otherwise else None,
        )
    return answer or _page(request, form, text, moves=moved, **context)


def _page(
    request: SignedInRequest, form: Any, text: FormText, *, status: int = 200, **context: Any
) -> HttpResponse:
    default = {"form": form, "text": text, "action": form.action, "moves": (), "changed": ()}
    return render(request, "plans/detail.html", default | context, status=status)


def _moved(form: Any) -> Iterable[Move]:
    """The past bilans that the form moves; none when the operation will refuse it."""
    if not form.is_valid() or form.action.withdrawn_on:
        return []
    detail = getattr(form, "detail", None)
    if detail and (detail.removed_at or form.cleaned_data["version"] != detail.version):
        return []
    return unseen(form, form.action, form.timelines)


def _conflict(
    request: SignedInRequest, form: DetailForm, current: Detail, text: FormText, journey: Journey
) -> HttpResponse:
    """The form again, over what somebody wrote meanwhile, which the page tells."""
    merged, changed = form.merged(current)
    return _page(
        request, merged, text, status=409, changed=changed, detail=current, journey=journey
    )


@form_methods
def remove_detail(request: SignedInRequest, pk: int, journey: Journey, detail: int) -> HttpResponse:
    """Ask first, with the past bilans that move."""
    action, read = _named(request, pk, journey, detail)
    if answer := gone(request, action) or _removed(request, journey, read):
        return answer
    to = sheet_at(request, action, journey.slug)
    if request.method != "POST":
        return _removal_page(request, journey, read, to)
    return acted(
        request,
        lambda: journey.remove(read, version=MarkForm(request.POST).read, by=request.user),
        message=journey.done("retiré"),
        to=to,
        undo=partial(undo_removal, request, journey),
        why=why,
    )


def _removal_page(
    request: SignedInRequest, journey: Journey, detail: Detail, to: str
) -> HttpResponse:
    action, today = detail.action, clock.today()
    timelines = foreseen(action, without=detail)
    moved = any(day < today for day in moved_days(timelines, today))
    context = {
        "title": f"Retirer {journey.one}\u00a0?",
        "explanation": f"«\u00a0{detail}\u00a0» ne sera plus sur la fiche\u00a0; l’historique le "
        "garde, et permet d’annuler ce retrait.",
        "form": MarkForm(initial={"version": detail.version}),
        "action": action,
        "moves": moves(action, timelines, today) if moved else [],
        "dated": journey.kind.model.dated,
        "verb": "Retirer",
        "cancel_url": to,
    }
    return render(request, "plans/remove_detail.html", context)


@require_POST
def mark_step(request: SignedInRequest, pk: int, detail: int) -> HttpResponse:
    """Mark a step as done today, or no longer so."""
    action, step = _named(request, pk, JOURNEYS["etapes"], detail)
    form = MarkForm(request.POST)
    version, done = form.read, form.cleaned_data["done"]
    return acted(
        request,
        lambda: change_step(
            step,
            values={"done": done, "done_on": form.done_on if done else None},
            version=version,
            by=request.user,
        ),
        message=f"Étape «\u00a0{step}\u00a0»\u00a0: {'faite' if done else 'plus faite'}.",
        to=sheet_at(request, action, JOURNEYS["etapes"].line_of(step)),
        undo=partial(_unmark, request, step),
        why=why,
    )


def _unmark(request: SignedInRequest, read: Milestone, step: Milestone) -> Undo:
    """What marks the step again as it was read."""
    fields = {"version": str(step.version)}
    if read.done:
        fields |= {"done": "1", "done_on": str(read.done_on or "")}
    if there := returning.there(request):
        fields[returning.FIELD] = there
    return Undo(reverse("plans:mark_step", args=[step.action_id, step.pk]), fields)


@form_methods
def block(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    if answer := gone(request, action):
        return answer
    form = BlockForm(request.POST or None, action=action)
    return _form_page(
        request,
        form,
        lambda: blocking.block(action, **form.answer, by=request.user),
        FormText("Signaler un blocage", "Ce blocage", "Signaler"),
        done="Le blocage est signalé.",
    )


@form_methods
def lift_block(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    if answer := gone(request, action) or _not_blocked(request, action):
        return answer
    told = unblocking.told_lifted(action, reader=request.user)
    initial = {"words": told[-1].text} if told else {}
    form = LiftForm(request.POST or None, action=action, initial=initial)
    return _form_page(
        request,
        form,
        lambda: blocking.lift_block(action, **form.answer, by=request.user),
        FormText("Lever le blocage", "Cette levée", "Lever", _blocked_by(action)),
        done=lambda _: also_answered(action, "Le blocage est levé."),
    )


def _blocked_by(action: Action) -> str:
    """What blocks the action, as its form recalls it; empty once it was lifted."""
    blockage = blocking.latest_blockage(action)
    if blockage is None or not blockage.kind:
        return ""
    since = format_day(blockage.effective_on)
    return f"{blockage.get_kind_display()}, depuis le {since}\u00a0: {blockage.words}"


def _not_blocked(request: SignedInRequest, action: Action) -> HttpResponse | None:
    """Before anything is typed about what was lifted already: the page of the action."""
    if action.blocked or request.method == "POST":
        return None
    messages.warning(request, "Cette action n’est pas bloquée.")
    return redirect(action)
