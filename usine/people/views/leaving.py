"""What somebody who leaves holds open, handed to somebody else."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from usine.ledger.models import Event
from usine.pages.answers import Undo, acted, answered

from .. import leaving
from ..models import Mandate, User
from ..requests import SignedInRequest
from .gates import of_left_mandate


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        User.objects.none(), label="À qui", empty_label="Choisissez une personne"
    )

    def __init__(self, *args: Any, receivers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = receivers  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@of_left_mandate
def hand_over(request: SignedInRequest, mandate: Mandate) -> HttpResponse:
    opened = leaving.left_open(mandate)
    form = HandOverForm(request.POST or None, receivers=leaving.receivers(mandate, opened))
    return answered(
        request,
        form,
        lambda: leaving.hand_over(mandate, to=form.cleaned_data["to"], by=request.user),
        message=lambda _: f"Tout passe à {form.cleaned_data['to']}.",
        to=reverse("people:hand_over", args=[mandate.pk]),
        undo=lambda event: _undo(mandate, event),
    ) or render(request, "people/hand_over.html", _page(request.user, mandate, form, opened))


@require_POST
@of_left_mandate
def leave_to_place(request: SignedInRequest, mandate: Mandate) -> HttpResponse:
    return acted(
        request,
        lambda: leaving.leave_to_place(mandate, by=request.user),
        message="C’est donné au territoire.",
        to=reverse("people:hand_over", args=[mandate.pk]),
        undo=lambda event: _undo(mandate, event),
    )


def after_end(mandate: Mandate, otherwise: str) -> str:
    """Where one goes once a mandate ends: to what its holder leaves there, if anything."""
    if mandate.ends_on and (leaving.left_open(mandate) or leaving.kept_alone(mandate)):
        return reverse("people:hand_over", args=[mandate.pk])
    return otherwise


def _page(
    user: User, mandate: Mandate, form: HandOverForm, opened: Sequence[leaving.OpenItems]
) -> dict[str, Any]:
    kept, is_mine = leaving.kept_alone(mandate), user == mandate.user
    return {
        "mandate": mandate,
        "form": form,
        "left_open": opened,
        "warned": leaving.warned(mandate),
        "kept_alone": kept,
        "is_mine": is_mine,
        "may_leave": bool(kept) and (is_mine or leaving.is_leaving(mandate)),
    }


def _undo(mandate: Mandate, event: Event) -> Undo:
    return Undo(reverse("people:take_back_over", args=[mandate.pk, event.number]))


@require_POST
@of_left_mandate
def take_back_over(request: SignedInRequest, mandate: Mandate, event: int) -> HttpResponse:
    return acted(
        request,
        lambda: leaving.take_back_over(mandate, event=event, by=request.user),
        message=f"Tout revient à {mandate.user}.",
        to=reverse("people:hand_over", args=[mandate.pk]),
    )
