"""The decisions of a committee: written, taken back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from usine.asks.queries import subjects_of
from usine.pages.answers import Undo, acted, answered
from usine.people.requests import SignedInRequest

from ..committees.decisions import DECISION, withdraw_decision
from ..committees.decisions import decide as write_decision
from ..committees.forms import DecisionForm
from ..committees.gate import committee_to_edit, plan_of
from ..models import CommitteeDecision


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    committee = committee_to_edit(request.user, pk)
    form = DecisionForm(
        request.POST or None,
        kind=DECISION,
        subjects=subjects_of([committee.subject]),
        by=request.user,
        committee=committee,
    )
    answer = answered(
        request,
        form,
        lambda: write_decision(committee, **form.values, by=request.user),
        message=_prepared if committee.is_ahead else _taken,
        to=lambda decision: decision.get_absolute_url(),
        undo=lambda decision: Undo(reverse("plans:withdraw_decision", args=[decision.pk])),
    )
    plan = plan_of(committee)
    context = {
        "committee": committee,
        "plan": plan,
        "list_url": plan.address("committees"),
        "form": form,
    }
    return answer or render(request, "plans/decide.html", context)


def _taken(decision: CommitteeDecision) -> str:
    return "La décision est prise, et sa suite demandée."


def _prepared(decision: CommitteeDecision) -> str:
    return "La décision est préparée, et sa suite demandée dès maintenant."


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(CommitteeDecision, pk=pk)
    committee = committee_to_edit(request.user, decision.committee_id)
    return acted(
        request,
        lambda: withdraw_decision(decision, by=request.user),
        message="La décision est retirée, et sa suite n’est plus demandée.",
        to=f"{committee.get_absolute_url()}#decisions",
    )
