"""The committees of a plan: listed, planned, changed, and what becomes of each."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.exchanges.forms import NoteForm
from usine.exchanges.operations import add_note as write_note
from usine.exchanges.operations import check_right as check_may_note
from usine.exchanges.operations import may_attach
from usine.exchanges.queries import mentionable, notes_on
from usine.files.forms import sent
from usine.files.queries import shelf
from usine.pages.answers import Undo, acted, answered
from usine.pages.lists import page_asked
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.formats import format_counted

from ..committee_states import CommitteeState
from ..committees import operations
from ..committees.cancelling import left_to_do, reason_of, taken_out_count, withdrawable
from ..committees.followed import decisions_of
from ..committees.forms import (
    CancelForm,
    CommitteeChangeForm,
    CommitteeForm,
    FileForm,
    MinutesForm,
    as_initial,
)
from ..committees.gate import check_may_meet, committee_to_edit, committee_to_read, plan_of
from ..committees.history import history
from ..committees.queries import before, committees_told, usual_values
from ..committees.rules import minutes_state_refusal
from ..committees.telling import unseeing
from ..committees.values import LABELS, encoded
from ..models import Committee
from ..places import region_at, territory_at
from ..queries import Plan
from ..rights import EDIT

form_methods = require_http_methods(["GET", "HEAD", "POST"])
S = CommitteeState


@require_safe
def territory_committees(request: SignedInRequest, slug: str) -> HttpResponse:
    return _list(request, Plan(territory=territory_at(slug)))


@require_safe
def region_committees(request: SignedInRequest, slug: str) -> HttpResponse:
    return _list(request, Plan(region=region_at(slug)))


@require_safe
def national_committees(request: SignedInRequest) -> HttpResponse:
    return _list(request, Plan())


def _list(request: SignedInRequest, plan: Plan) -> HttpResponse:
    if not plan.readable_by(request.user):
        raise PermissionDenied(f"Vous n’avez pas de mandat qui couvre ce plan\u00a0: {plan.name}.")
    page = page_asked(request, committees_told(plan), size=50)
    context = {
        "plan": plan,
        "committees": page,
        "rows": [(each, plan_of(each).readable_by(request.user)) for each in page],
        "may_edit": plan.allows(EDIT, request.user),
        "add_url": plan.address("plan_committee"),
    }
    return render(request, "plans/committees.html", context)


@form_methods
def plan_territory_committee(request: SignedInRequest, slug: str) -> HttpResponse:
    return _plan(request, Plan(territory=territory_at(slug)))


@form_methods
def plan_region_committee(request: SignedInRequest, slug: str) -> HttpResponse:
    return _plan(request, Plan(region=region_at(slug)))


@form_methods
def plan_national_committee(request: SignedInRequest) -> HttpResponse:
    return _plan(request, Plan())


def _plan(request: SignedInRequest, plan: Plan) -> HttpResponse:
    check_may_meet(plan, by=request.user)
    initial = None if request.method == "POST" else usual_values(plan)
    form = CommitteeForm(request.POST or None, initial=initial, plan=plan)
    answer = answered(
        request,
        form,
        lambda: operations.plan_committee(plan, values=form.cleaned_data, by=request.user),
        message=_planned,
        undo=lambda committee: Undo(
            reverse("plans:cancel_committee", args=[committee.pk]), {"reason": "Créé par erreur"}
        ),
    )
    context = {"plan": plan, "form": form, "back_url": plan.address("committees")}
    return answer or render(request, "plans/plan_committee.html", context)


def _planned(committee: Committee) -> str:
    if committee.is_overdue:
        return (
            f"Le comité «\u00a0{committee}\u00a0» est passé\u00a0: déclarez-le tenu, ou annulez-le."
        )
    return f"Le comité «\u00a0{committee}\u00a0» est prévu."


@require_safe
def committee(request: SignedInRequest, pk: int) -> HttpResponse:
    committee = committee_to_read(request.user, pk)
    plan = plan_of(committee)
    if not plan.readable_by(request.user):
        return _for_parts(request, committee, plan)
    may_edit = plan.allows(EDIT, request.user)
    writable = may_edit and committee.state != S.CANCELLED
    context = {
        "committee": committee,
        "cancelled_for": reason_of(committee),
        "plan": plan,
        "list_url": plan.address("committees"),
        "members": committee.members.select_related("person", "body"),
        "unseeing": unseeing(committee) if writable else "",
        "may_edit": may_edit,
        "writable": writable,
        "may_meet": writable and committee.state == S.PLANNED and committee.on <= clock.today(),
        "decisions": decisions_of(committee, reader=request.user),
        "may_note": _may_note(request, committee),
        "file_form": FileForm(on=committee.on),
        "previous": before(committee, committee.on),
        "notes": notes_on(committee.subject, reader=request.user),
        "shelf": shelf(committee.subject, reader=request.user, writable=may_edit),
        "history": page_asked(request, history(committee), size=30),
    }
    return render(request, "plans/committee.html", context)


def _for_parts(request: SignedInRequest, committee: Committee, plan: Plan) -> HttpResponse:
    """What those who follow a part of the plan alone are told: nothing of the other parts."""
    context = {
        "committee": committee,
        "plan": plan,
        "decisions": decisions_of(committee, reader=request.user),
    }
    return render(request, "plans/committee_of_parts.html", context)


def _may_note(request: SignedInRequest, committee: Committee) -> bool:
    try:
        check_may_note(committee.subject, by=request.user)
    except PermissionDenied:
        return False
    return True


@form_methods
def change_committee(request: SignedInRequest, pk: int) -> HttpResponse:
    read = committee_to_edit(request.user, pk)
    initial = as_initial(read)
    form = CommitteeChangeForm(request.POST or None, initial=initial, plan=plan_of(read))
    answer = answered(
        request,
        form,
        lambda: operations.change_committee(
            read,
            values={name: form.cleaned_data[name] for name in LABELS},
            version=form.cleaned_data["version"],
            by=request.user,
        ),
        message=lambda changed: (
            "Rien n’a changé\u00a0: le comité était déjà ainsi."
            if changed.version == initial["version"]
            else "Le comité est enregistré."
        ),
        undo=lambda changed: _back_to(initial, changed),
    )
    return answer or _about(request, read, "plans/change_committee.html", form)


def _back_to(initial: dict[str, Any], changed: Committee) -> Undo | None:
    """The form that gives a committee back the values that it had."""
    if changed.version == initial["version"]:
        return None
    typed = {name: "\n".join(v) if isinstance(v, list) else v for name, v in initial.items()}
    fields = {name: str(encoded(value) or "") for name, value in typed.items()}
    address = reverse("plans:change_committee", args=[changed.pk])
    return Undo(address, {**fields, "version": str(changed.version)})


@require_POST
def meet_committee(request: SignedInRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, "meet", "est tenu. Joignez-en le compte rendu dès qu’il est prêt.")


@require_POST
def reopen_committee(request: SignedInRequest, pk: int) -> HttpResponse:
    return _stepped(request, pk, "reopen", "est remis au calendrier.")


def _stepped(request: SignedInRequest, pk: int, verb: str, message: str) -> HttpResponse:
    stepped = committee_to_edit(request.user, pk)
    return acted(
        request,
        partial(operations.step_committee, stepped, verb, by=request.user),
        message=f"Le comité «\u00a0{stepped}\u00a0» {message}",
        to=stepped,
        undo=_reopening if verb == "meet" else None,
    )


def _reopening(committee: Committee) -> Undo:
    return Undo(reverse("plans:reopen_committee", args=[committee.pk]))


@form_methods
def cancel_committee(request: SignedInRequest, pk: int) -> HttpResponse:
    cancelled = committee_to_edit(request.user, pk)
    mine, others = withdrawable(cancelled, by=request.user)
    form = CancelForm(request.POST or None, decisions=mine)
    answer = answered(
        request,
        form,
        lambda: operations.step_committee(
            cancelled, "cancel", **form.cleaned_data, by=request.user
        ),
        message=_cancelled,
        undo=_reopening,
    )
    context = {
        "title": "Annuler le comité",
        "explanation": (
            f"{cancelled}. Il restera dans la liste, dit annulé, avec ses documents. "
            + left_to_do(others)
        ).strip(),
        "verb": "Annuler le comité",
        "form": form,
        "cancel_url": cancelled.get_absolute_url(),
        "back": "Ne pas annuler",
    }
    return answer or render(request, "pages/confirm.html", context)


def _cancelled(committee: Committee) -> str:
    count = taken_out_count(committee)
    gone = format_counted(count, "décision est retirée", "décisions sont retirées")
    also = f" {gone} avec lui." if count else ""
    return f"Le comité «\u00a0{committee}\u00a0» est annulé.{also}"


@form_methods
def keep_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    met = committee_to_edit(request.user, pk)
    if why := minutes_state_refusal(S(met.state)):
        messages.warning(request, why)
        return redirect(met)
    form = MinutesForm(request.POST or None, request.FILES or None)
    answer = answered(
        request,
        form,
        lambda: operations.keep_minutes(
            met, sent=sent(form.cleaned_data["minutes"]), by=request.user
        ),
        message="Le compte rendu est joint.",
        field="minutes",
    )
    return answer or _about(request, met, "plans/minutes.html", form)


@form_methods
def note_committee(request: SignedInRequest, pk: int) -> HttpResponse:
    noted = committee_to_read(request.user, pk)
    check_may_note(noted.subject, by=request.user)
    people = [each for each in mentionable(noted.subject) if each != request.user]
    form = NoteForm(
        request.POST or None,
        request.FILES or None,
        people=people,
        may_attach=may_attach(request.user, noted.place),
    )
    answer = answered(
        request,
        form,
        lambda: write_note(noted.subject, **form.values, by=request.user),
        message="La note est ajoutée.",
        to=lambda note: f"{noted.get_absolute_url()}#note-{note.pk}",
    )
    return answer or _about(request, noted, "plans/note_committee.html", form)


def _about(request: SignedInRequest, about: Committee, page: str, form: Form) -> HttpResponse:
    """The page of a form about a committee."""
    plan = plan_of(about)
    context = {
        "committee": about,
        "plan": plan,
        "list_url": plan.address("committees"),
        "form": form,
    }
    return render(request, page, context)
