"""What is asked of others about a candidacy, and the summary that they read."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from usine.asks.models import Ask
from usine.asks.states import WAITING, AskState
from usine.pages.answers import answered
from usine.people.requests import SignedInRequest

from ..candidacies.gate import knows_study
from ..candidacies.opinions import (
    SUMMARY,
    sections_seen,
    sees,
    specs_of,
    summary_key,
    summary_of,
    title_of,
)
from ..instruction.asking import ask_opinion, spec_of
from ..instruction.forms import OpinionForm
from ..instruction.rules import opinion_refusal
from ..models import Candidacy
from ..states import CandidacyState
from .candidacies import form_methods
from .instruction import candidacy_to_instruct

_READ = (*WAITING, AskState.ANSWERED)


@form_methods
def ask(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    candidacy = candidacy_to_instruct(request, pk)
    if code not in {each.code for each in specs_of(candidacy)}:
        raise Http404
    spec = spec_of(candidacy, code)
    form = OpinionForm(request.POST or None, spec=spec, candidacy=candidacy, by=request.user)
    return answered(
        request,
        form,
        lambda: ask_opinion(candidacy, code=code, **form.values, by=request.user),
        message=lambda asked: f"C’est demandé\u00a0: {asked.to}.",
        to=candidacy,
    ) or render(
        request,
        "calls/instruction/step.html",
        {
            "title": spec.label,
            "explanation": f"{candidacy.reference}, «\u00a0{candidacy}\u00a0».",
            "verb": "Demander",
            "form": form,
            "cancel_url": candidacy.get_absolute_url(),
            "refusal": opinion_refusal(CandidacyState(candidacy.state)),
        },
    )


@require_safe
def summary(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is shown of a candidacy to whom something is asked about it, while it is."""
    candidacy = get_object_or_404(
        Candidacy.objects.select_related("call", "version", "territory"), pk=pk
    )
    asks = list(
        Ask.objects.asked_of(request.user).filter(subject=summary_key(candidacy), state__in=_READ)
    )
    if not (asks or knows_study(candidacy, request.user)):
        raise Http404
    context = {
        "title": title_of(candidacy),
        "asks": asks,
        "lines": summary_of(candidacy),
        "sections": sections_seen(candidacy, _level(candidacy, asks)),
    }
    return render(request, "calls/candidacies/summary.html", context)


def _level(candidacy: Candidacy, asks: list[Ask]) -> str:
    """The most that one of what is asked shows."""
    codes = {each.matter for each in asks}
    levels = {sees(each) for each in specs_of(candidacy) if each.code in codes}
    return next((each for each in ("whole", "blind") if each in levels), SUMMARY)
