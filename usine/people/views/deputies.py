"""The deputies of the project manager of a territory, whom they name without any manager."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from usine.pages.answers import Undo, acted, answered
from usine.territories.models import Territory
from usine.values import clock
from usine.values.formats import format_day

from .. import operations
from ..access import may, may_manage
from ..deputy_forms import DeputyForm
from ..forms import EndMandateForm
from ..history import history_of
from ..models import Mandate
from ..queries import mandate_rows
from ..requests import SignedInRequest
from ..rights import DEPUTISE
from ..roles import Kind, Role
from ..words import ends

REFUSAL = "Seuls le chef de projet et qui gère les comptes du territoire nomment un suppléant."


@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = get_object_or_404(Territory, slug=slug)
    if not may(request.user, DEPUTISE, territory):
        raise PermissionDenied(REFUSAL)
    form = DeputyForm(request.POST or None, by=request.user, territory=territory)
    return answered(
        request,
        form,
        lambda: operations.invite(
            **_typed(form), role=Role.DEPUTY, place=territory, tell=True, by=request.user
        ),
        message=_named,
        to=reverse("people:deputies", args=[slug]),
        undo=_undo,
    ) or render(request, "people/deputies.html", _page(request, territory, form))


def _typed(form: DeputyForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "known"}


def _page(request: SignedInRequest, territory: Territory, form: DeputyForm) -> dict[str, Any]:
    mandates = Mandate.objects.on(territory).filter(role=Role.DEPUTY)
    mandates = mandates.select_related("user", "organisation")
    rows = mandate_rows(mandates, clock.today(), managed_by=request.user)
    return {
        "territory": territory,
        "form": form,
        "rows": rows,
        "history": history_of([row.mandate for row in rows]),
    }


def _named(mandate: Mandate) -> str:
    first, last = format_day(mandate.starts_on), format_day(mandate.ends_on)
    return f"{mandate.user} est suppléant du {first} au {last}. Un message part à son adresse."


def _undo(mandate: Mandate) -> Undo:
    return Undo(reverse("people:take_back_deputy", args=[mandate.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def end_deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = _deputy(request, pk)
    form = EndMandateForm(request.POST or None, mandate=mandate)
    to = _address(mandate)
    context = {"form": form, "mandate": mandate, "back": to}
    return answered(
        request,
        form,
        lambda: operations.end_mandate(mandate, **form.cleaned_data, by=request.user),
        message=lambda _: f"La suppléance {ends(form.cleaned_data['on'])}.",
        to=to,
    ) or render(request, "people/end_deputy.html", context)


@require_POST
def take_back_deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = _deputy(request, pk)
    return acted(
        request,
        lambda: operations.cancel_mandate(mandate, by=request.user),
        message="La suppléance est retirée\u00a0: elle ne donne plus aucun droit.",
        to=_address(mandate),
    )


def _deputy(request: SignedInRequest, pk: int) -> Mandate:
    deputies = Mandate.objects.filter(role=Role.DEPUTY, kind=Kind.TERRITORY)
    mandate = get_object_or_404(deputies.select_related("user"), pk=pk)
    if not may_manage(request.user, mandate):
        raise PermissionDenied(REFUSAL)
    return mandate


def _address(mandate: Mandate) -> str:
    assert isinstance(mandate.place, Territory)
    return reverse("people:deputies", args=[mandate.place.slug])
