"""A candidacy is returned to be corrected, or taken back as it was sent."""

from django.http import HttpResponse
from django.shortcuts import render

from usine.pages.answers import acted, answered
from usine.people.requests import SignedInRequest
from usine.values import clock

from ..candidacies.corrections import is_changed
from ..candidacies.gates import outcomes
from ..candidacies.moving import refusal_of
from ..instruction import returning
from ..instruction.forms import ReturnForm
from .candidacies import form_methods
from .instruction import candidacy_to_instruct


@form_methods
def return_candidacy(request: SignedInRequest, pk: int) -> HttpResponse:
    candidacy = candidacy_to_instruct(request, pk)
    form = ReturnForm(request.POST or None, candidacy=candidacy)
    return answered(
        request,
        form,
        lambda: returning.return_candidacy(candidacy, **form.values, by=request.user),
        message=f"{candidacy.reference}\u00a0: les corrections sont demandées.",
        to=candidacy,
    ) or render(
        request,
        "calls/instruction/step.html",
        {
            "title": "Demander des corrections",
            "explanation": f"{candidacy.reference}, «\u00a0{candidacy}\u00a0»\u00a0: seuls les "
            "champs et les pièces que vous cochez pourront changer, jusqu’au nouveau dépôt.",
            "verb": "Demander",
            "form": form,
            "cancel_url": candidacy.get_absolute_url(),
            "gates": outcomes(candidacy, "return", clock.now()),
            "refusal": refusal_of(candidacy, "return"),
        },
    )


@form_methods
def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    candidacy = candidacy_to_instruct(request, pk)
    if request.method == "POST":
        return acted(
            request,
            lambda: returning.recall(candidacy, by=request.user),
            message=f"{candidacy.reference}\u00a0: les corrections ne sont plus attendues.",
            to=candidacy.get_absolute_url(),
        )
    dropped = "Ce qui a été corrigé depuis sans être déposé est abandonné. "
    context = {
        "title": "Ne plus attendre de corrections",
        "explanation": f"{candidacy.reference}, «\u00a0{candidacy}\u00a0»\u00a0: le dossier "
        "reprend son étape d’avant, tel qu’il a été déposé. "
        f"{dropped if is_changed(candidacy) else ''}Qui devait corriger en est informé.",
        "verb": "Ne plus attendre",
        "cancel_url": candidacy.get_absolute_url(),
        "refusal": None if candidacy.state == "returned" else "Ce dossier n’est pas à compléter.",
    }
    return render(request, "pages/confirm.html", context)
