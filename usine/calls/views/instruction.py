"""What one instructs: a list, and the steps that a candidacy takes."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from usine.pages.answers import answered
from usine.pages.lists import page_asked
from usine.people.requests import SignedInRequest
from usine.values import clock

from ..candidacies.gate import check_instructs
from ..candidacies.gates import outcomes
from ..candidacies.moving import refusal_of
from ..candidacies.showing import state_label
from ..instruction import operations
from ..instruction.inbox import InboxFilter, asked_candidacies, counted_by_state
from ..instruction.rules import REASONED, STEPS, WORDS_MAX
from ..models import Candidacy
from ..states import CandidacyState
from .candidacies import form_methods

_LISTED = ("call__version", "version", "body", "territory")


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    check_instructs(request.user)
    form = InboxFilter(request.GET)
    rows = asked_candidacies(form, reader=request.user)
    page = page_asked(request, rows.select_related(*_LISTED))
    context = {
        "form": form,
        "page": page,
        "lines": [(each, state_label(each, request.user)) for each in page],
        "counts": counted_by_state(request.user),
    }
    return render(request, "calls/instruction/inbox.html", context)


class CandidacyStepForm(forms.Form):
    words = forms.CharField(
        label="Motif", max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, verb: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = verb in REASONED


@form_methods
def step(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """A step with what it waits for; refused, it says why."""
    candidacy = candidacy_to_instruct(request, pk)
    if verb not in STEPS:
        raise Http404
    form = CandidacyStepForm(request.POST or None, verb=verb)
    label = STEPS[verb].label
    return answered(
        request,
        form,
        lambda: operations.take_step(
            candidacy, verb=verb, words=form.cleaned_data["words"], by=request.user
        ),
        message=lambda now: f"{candidacy.reference}\u00a0: {CandidacyState(now.state).label}.",
    ) or render(
        request,
        "calls/instruction/step.html",
        {
            "title": f"{label}\u00a0?",
            "explanation": f"{candidacy.reference}, «\u00a0{candidacy}\u00a0».",
            "verb": label,
            "form": form,
            "cancel_url": candidacy.get_absolute_url(),
            "gates": outcomes(candidacy, verb, clock.now()),
            "refusal": refusal_of(candidacy, verb),
        },
    )


def candidacy_to_instruct(request: SignedInRequest, pk: int) -> Candidacy:
    """The candidacy, not found when the user does not instruct it."""
    rows = Candidacy.objects.instructed_by(request.user)
    return get_object_or_404(rows.select_related(*_LISTED, "call__scheme"), pk=pk)
