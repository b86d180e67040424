"""What is decided: proposed on the page of a candidacy, approved, then released in a list."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from usine.pages.answers import acted, answered
from usine.pages.lists import page_asked
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_counted

from ..candidacies.gate import check_approves
from ..candidacies.gates import outcomes
from ..candidacies.moving import refusal_of
from ..decisions import operations, rules
from ..decisions.forms import DecisionFilter, ProposalForm, SendBackForm
from ..decisions.queries import decisions_of, to_approve, to_release
from ..models import CandidacyDecision
from .candidacies import form_methods
from .instruction import candidacy_to_instruct


@form_methods
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """What to decide, beside what the step waits for."""
    candidacy = candidacy_to_instruct(request, pk)
    form = ProposalForm(request.POST or None, candidacy=candidacy)
    return answered(
        request,
        form,
        lambda: operations.propose(candidacy, **form.proposal, by=request.user),
        message=f"{candidacy.reference}\u00a0: la décision est proposée, une autre personne "
        "l’approuve.",
        to=candidacy.get_absolute_url(),
    ) or render(
        request,
        "calls/decisions/step.html",
        {
            "title": "Proposer une décision",
            "explanation": f"{candidacy.reference}, «\u00a0{candidacy}\u00a0».",
            "verb": "Proposer",
            "form": form,
            "candidacy": candidacy,
            "cancel_url": candidacy.get_absolute_url(),
            "gates": outcomes(candidacy, "propose", clock.now()),
            "refusal": refusal_of(candidacy, "propose"),
        },
    )


def _decision_to_approve(request: SignedInRequest, pk: int) -> CandidacyDecision:
    """The decision, not found when the user does not approve it."""
    rows = decisions_of(request.user).select_related("candidacy__call__scheme")
    return get_object_or_404(rows, pk=pk)


@form_methods
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = _decision_to_approve(request, pk)
    candidacy = decision.candidacy
    if request.method == "POST":
        return acted(
            request,
            lambda: operations.approve(decision, by=request.user),
            message=f"{candidacy.reference}\u00a0: la décision est approuvée. Elle n’est dite à "
            "personne d’autre avant d’être publiée.",
            to=reverse("calls:to_approve"),
        )
    refusal = rules.second_person_refusal(decision.proposed_by_id, request.user.pk)
    context = _step_context(decision, "approve", refusal)
    return render(request, "calls/decisions/step.html", context)


@form_methods
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = _decision_to_approve(request, pk)
    form = SendBackForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: operations.send_back(decision, words=form.cleaned_data["words"], by=request.user),
        message=f"{decision.candidacy.reference}\u00a0: la proposition revient à l’instruction.",
        to=reverse("calls:to_approve"),
    ) or render(
        request,
        "calls/decisions/step.html",
        _step_context(decision, "send_back", None) | {"form": form},
    )


_TITLES = {
    "approve": ("Approuver cette décision\u00a0?", "Approuver"),
    "send_back": ("Renvoyer à l’instruction\u00a0?", "Renvoyer"),
}


def _step_context(decision: CandidacyDecision, verb: str, refusal: str | None) -> dict:
    candidacy = decision.candidacy
    title, label = _TITLES[verb]
    return {
        "title": title,
        "explanation": f"{candidacy.reference}, «\u00a0{candidacy}\u00a0».",
        "verb": label,
        "decision": decision,
        "candidacy": candidacy,
        "cancel_url": candidacy.get_absolute_url(),
        "gates": outcomes(candidacy, verb, clock.now()),
        "refusal": refusal or refusal_of(candidacy, verb),
    }


@require_safe
def approval_list(request: SignedInRequest) -> HttpResponse:
    return _list(request, to_approve, is_release=False)


@require_safe
def release_list(request: SignedInRequest) -> HttpResponse:
    return _list(request, to_release, is_release=True)


def _list(request: SignedInRequest, rows_of: Callable, *, is_release: bool) -> HttpResponse:
    check_approves(request.user)
    form = DecisionFilter(request.GET)
    context = {
        "form": form,
        "page": page_asked(request, rows_of(request.user, form)),
        "is_release": is_release,
        "waiting": to_approve(request.user, form).count(),
        "approved": to_release(request.user, form).count(),
    }
    return render(request, "calls/decisions/list.html", context)


def _ticked(request: SignedInRequest) -> list[CandidacyDecision]:
    """Those of the address; operations refuse what is no longer to do."""
    check_approves(request.user)
    keys = [int(key[:18]) for key in request.GET.getlist("ligne") if key.isdecimal()]
    return list(decisions_of(request.user).filter(pk__in=keys).order_by("pk"))


@form_methods
def approve_ticked(request: SignedInRequest) -> HttpResponse:
    decisions = _ticked(request)
    if request.method == "POST":
        return acted(
            request,
            lambda: _approve_many(decisions, request.user),
            message=str,
            to=reverse("calls:to_approve"),
        )
    count = format_counted(len(decisions), "décision", "décisions")
    return _confirm(
        request,
        decisions,
        title=f"Approuver {count}\u00a0?",
        explanation="Elles ne sont dites à personne d’autre avant d’être publiées.",
        verb="Approuver",
        cancel_url=reverse("calls:to_approve"),
        refusal=rules.many_refusal(len(decisions)),
    )


def _approve_many(decisions: list[CandidacyDecision], user) -> str:
    """What was done, then what was refused; Refused when nothing was done."""
    refused = operations.approve_many(decisions, by=user)
    why = " ".join(
        f"{each.candidacy.reference}\u00a0: {refused[each.pk]}"
        for each in decisions
        if each.pk in refused
    )
    done = len(decisions) - len(refused)
    if not done:
        raise Refused(why)
    return f"{format_counted(done, 'décision approuvée', 'décisions approuvées')}. {why}".strip()


@form_methods
def release(request: SignedInRequest) -> HttpResponse:
    """What is ticked, all or none; the page says that nothing takes it back."""
    decisions = _ticked(request)
    if request.method == "POST":
        return acted(
            request,
            lambda: operations.release(decisions, by=request.user),
            message=lambda rows: (
                f"{format_counted(len(rows), 'décision publiée', 'décisions publiées')}."
            ),
            to=reverse("calls:to_release"),
        )
    count = format_counted(len(decisions), "décision", "décisions")
    calls = [each.candidacy.call_id for each in decisions]
    return _confirm(
        request,
        decisions,
        title=f"Publier {count}\u00a0?",
        explanation="Ceux qui ont déposé lisent alors la décision, et elle compte dans les "
        "chiffres du jour où elle a été prise. Cela ne s’annule pas\u00a0: seule une autre "
        "décision, proposée puis approuvée, remplace celle-ci.",
        verb="Publier",
        cancel_url=reverse("calls:to_release"),
        refusal=rules.many_refusal(len(decisions)) or rules.calls_refusal(calls),
    )


def _confirm(request: SignedInRequest, decisions, **context) -> HttpResponse:
    context["decisions"] = decisions
    return render(request, "calls/decisions/confirm.html", context)
