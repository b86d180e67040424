"""An action: its page, and every change made to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.pages import returning
from usine.pages.lists import page_asked
from usine.people.access import may
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_day

from .. import operations
from ..forms import ChangeForm, CorrectionForm, NewActionForm, StepForm, WithdrawalForm
from ..history import history, withdrawal
from ..merging import differences, resolved
from ..models import Action
from ..queries import alike
from ..rights import EDIT, READ
from ..states import TRANSITIONS, Status, closes
from .places import territory_at

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    private = may(request.user, READ, shown.territory)
    context = {
        "action": shown,
        "private": private,
        "may_edit": may(request.user, EDIT, shown.territory),
    }
    if private:
        changes = shown.status_changes.select_related("by")
        context |= {
            "status_changes": changes.order_by("-effective_on", "-pk"),
            "history": page_asked(request, history(shown), size=30),
            "today": clock.today(),
        }
    return render(request, "plans/action.html", context)


@form_methods
def create(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = territory_at(slug)
    operations.check_right(territory, by=request.user)
    form = NewActionForm(request.POST or None, action=Action(territory=territory))
    close = _close(request, form)
    if form.is_valid() and not close:
        try:
            created = operations.create(
                territory=territory,
                values=form.values,
                status=Status(form.cleaned_data["status"]),
                effective_on=form.cleaned_data["effective_on"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "L’action est ajoutée au plan.")
            return redirect(created)
    context = {"form": form, "territory": territory, "close": close}
    return render(request, "plans/create.html", context)


def _close(request: SignedInRequest, form: NewActionForm) -> list[Action]:
    """The actions that the one being added may be, unless its title was said to be another's."""
    title = form.is_bound and not form.errors.get("title") and form.cleaned_data["title"]
    if not title or request.POST.get("anyway") == title:
        return []
    return alike(title, territory=form.action.territory)


@form_methods
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    read = _editable(request, pk)
    if gone := _withdrawn(request, read):
        return gone
    if request.method != "POST":
        return _change_page(request, read, ChangeForm.of(read.values, read=read))
    form = ChangeForm(resolved(request.POST), action=read)
    if not form.is_valid():
        return _change_page(request, read, form)
    try:
        changed = operations.change(
            read, values=form.values, version=form.cleaned_data["version"], by=request.user
        )
    except operations.Conflict as conflict:
        return _conflict(request, form, conflict.current)
    except Refused as refusal:
        form.add_error(None, _why(refusal))
        return _change_page(request, read, form)
    messages.success(request, "L’action est enregistrée.")
    return redirect(_back(request, changed))


def _change_page(request: SignedInRequest, read: Action, form: ChangeForm) -> HttpResponse:
    return render(request, "plans/change.html", {"form": form, "action": read})


def _conflict(request: SignedInRequest, form: ChangeForm, current: Action) -> HttpResponse:
    """Both versions, to choose from; what was typed is kept in the page."""
    found = differences(form.cleaned_data["read"], form.values, current.values)
    if not found:
        messages.info(request, "Vos modifications étaient déjà enregistrées.")
        return redirect(current)
    context = {
        "action": current,
        "differences": found,
        "latest": history(current)[0],
        # Typed over the version that is shown.
        "form": ChangeForm.of(form.values, read=current),
    }
    return render(request, "plans/conflict.html", context, status=409)


@require_POST
def step(request: SignedInRequest, pk: int) -> HttpResponse:
    taken = _editable(request, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors.as_text().removeprefix("* "))
        return redirect(_back(request, taken))
    said = form.cleaned_data
    effective_on = said["effective_on"] or clock.today()
    in_plan = taken.withdrawn_on is None
    try:
        if in_plan and closes(said["verb"]) and not said["confirmed"]:
            # What would be refused is not asked to be confirmed.
            operations.check_step(taken, said["verb"], effective_on)
            return _confirm_step(request, taken, said | {"effective_on": effective_on})
        taken = operations.step(taken, said["verb"], effective_on=effective_on, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        latest = taken.status_changes.filter(superseded_at__isnull=True).latest("pk")
        messages.success(
            request,
            format_html(
                '«\u00a0{}\u00a0»\u00a0: {} au {}. <a href="{}">Corriger ce statut</a>',
                taken,
                taken.get_status_display(),
                format_day(taken.status_on),
                reverse("plans:correct_status", args=[taken.pk, latest.pk]),
            ),
        )
    return redirect(_back(request, taken))


def _confirm_step(request: SignedInRequest, taken: Action, said: dict) -> HttpResponse:
    label, _, target = TRANSITIONS[said["verb"]]
    after = (
        "pourra être reprise" if target == Status.ABANDONED else "n’aura plus d’étape devant elle"
    )
    context = {
        "title": f"{label}\u00a0?",
        "explanation": (
            f"«\u00a0{taken}\u00a0» est «\u00a0{taken.get_status_display()}\u00a0» depuis le "
            f"{format_day(taken.status_on)}. L’action {after}. "
            "En cas d’erreur, le statut se corrige en donnant un motif."
        ),
        "form": StepForm(initial=said | {"confirmed": True}),
        "verb": label,
        "cancel_url": _back(request, taken),
    }
    return render(request, "pages/confirm.html", context)


@form_methods
def correct_status(request: SignedInRequest, pk: int, change_pk: int) -> HttpResponse:
    corrected = _editable(request, pk)
    if gone := _withdrawn(request, corrected):
        return gone
    status_change = get_object_or_404(corrected.status_changes, pk=change_pk)
    if status_change.superseded_at is not None and request.method != "POST":
        messages.warning(request, "Ce statut a déjà été corrigé.")
        return redirect(corrected)
    form = CorrectionForm(
        request.POST or None,
        initial={"status": status_change.status, "effective_on": status_change.effective_on},
        action=corrected,
    )
    if form.is_valid():
        try:
            operations.correct_status(
                status_change,
                status=Status(form.cleaned_data["status"]),
                effective_on=form.cleaned_data["effective_on"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, _why(refusal))
        else:
            messages.success(request, "Le statut est corrigé, et les chiffres avec lui.")
            return redirect(_back(request, corrected))
    context = {"form": form, "action": corrected, "status_change": status_change}
    return render(request, "plans/correct_status.html", context)


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    confirmed = _editable(request, pk)
    try:
        operations.confirm(confirmed, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"«\u00a0{confirmed}\u00a0» est confirmée à ce jour.")
    return redirect(_back(request, confirmed))


@form_methods
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    withdrawn = _editable(request, pk)
    if gone := _withdrawn(request, withdrawn):
        return gone
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        try:
            operations.withdraw(withdrawn, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "L’action est retirée du plan. Elle peut être rétablie depuis sa page."
            )
            return redirect(_back(request, withdrawn))
    return render(request, "plans/withdraw.html", {"form": form, "action": withdrawn})


@require_POST
def reinstate(request: SignedInRequest, pk: int) -> HttpResponse:
    reinstated = _editable(request, pk)
    try:
        operations.reinstate(reinstated, by=request.user)
    except operations.ReferenceTaken as taken:
        messages.error(
            request,
            format_html(
                '{} <a href="{}">Modifier «\u00a0{}\u00a0»</a>',
                taken,
                reverse("plans:change", args=[taken.bearer.pk]),
                taken.bearer.title,
            ),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"«\u00a0{reinstated}\u00a0» est rétablie dans le plan.")
    return redirect(_back(request, reinstated))


def _visible(request: HttpRequest, pk: int) -> Action:
    actions = Action.objects.visible_to(request.user)
    actions = actions.select_related("territory__lead_region")
    return get_object_or_404(actions, pk=pk)


def _editable(request: SignedInRequest, pk: int) -> Action:
    """The action, not found when it is not seen, forbidden when it is only seen."""
    found = _visible(request, pk)
    operations.check_right(found.territory, by=request.user)
    return found


def _withdrawn(request: SignedInRequest, action: Action) -> HttpResponse | None:
    """Before anything is typed about what left the plan: its page, which says so."""
    if action.withdrawn_on is None or request.method == "POST":
        return None
    messages.warning(
        request, "Cette action a été retirée du plan\u00a0: rétablissez-la pour la modifier."
    )
    return redirect(action)


def _why(refusal: Refused) -> str:
    """Why what was typed is not taken; of an action that left the plan meanwhile, how it may be."""
    if not isinstance(refusal, operations.Withdrawn):
        return str(refusal)
    action = refusal.action
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


def _back(request: SignedInRequest, action: Action) -> str:
    """The line of the action in the page of this site where the user was, else its own page."""
    return returning.back(request, action.get_absolute_url(), at=f"action-{action.pk}")
