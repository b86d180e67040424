"""Periods of the programme and their axes, kept by the national team."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from usine.ledger.history import history
from usine.pages.answers import acted, answered
from usine.people.queries import names_of
from usine.people.requests import SignedInRequest
from usine.territories import periods
from usine.territories.endings import Unseen, bilans_moved
from usine.territories.models import Axis, Period
from usine.territories.rights import SETTLE
from usine.territories.rules import AxisWords, state_on
from usine.values import clock

from .period_forms import AxisForm, NewAxisForm, OpeningForm, PeriodForm
from .settings import kept_by

FORM = ["GET", "HEAD", "POST"]


@require_safe
@kept_by(SETTLE)
def period_list(request: SignedInRequest) -> HttpResponse:
    periods = Period.objects.order_by("-starts_on").prefetch_related("axes")
    rows = [(each, *state_on(clock.today(), (each.starts_on, each.ends_on))) for each in periods]
    return render(request, "portal/periods.html", {"rows": rows})


@require_http_methods(FORM)
@kept_by(SETTLE)
def open_period(request: SignedInRequest) -> HttpResponse:
    form = OpeningForm(request.POST or None)
    page = "Ouvrir une période", reverse("portal:periods")
    return answered(
        request,
        form,
        lambda: periods.open_period(**form.cleaned_data, by=request.user),
        message=lambda period: f"La période {period} est ouverte.",
        to=reverse("portal:periods"),
        otherwise={Unseen: lambda refusal: _form_page(request, form, *page, unseen=refusal)},
    ) or _form_page(request, form, *page)


@require_http_methods(FORM)
@kept_by(SETTLE)
def change_period(request: SignedInRequest, code: str) -> HttpResponse:
    period = get_object_or_404(Period, pk=code)
    initial = {"name": period.name, "ends_on": period.ends_on}
    form = PeriodForm(request.POST or None, initial=initial)
    if done := answered(
        request,
        form,
        lambda: periods.change_period(period, **form.cleaned_data, by=request.user),
        message=lambda changed: f"La période {changed} est enregistrée.",
        to=_address(period),
        otherwise={Unseen: lambda refusal: _period_page(request, form, period, refusal)},
    ):
        return done
    return _period_page(request, form, period)


def _period_page(
    request: SignedInRequest, form: PeriodForm, period: Period, unseen: Unseen | None = None
) -> HttpResponse:
    is_used = periods.are_axes_used(period)
    context = {
        "form": form,
        "period": period,
        "axes": period.axes.all(),
        "is_used": is_used,
        "history": history(periods.subject(period), names=names_of),
    }
    return render(request, "portal/period.html", context | _to_see(form, unseen))


def _to_see(form: PeriodForm, unseen: Unseen | None) -> dict[str, Any]:
    """What would follow, for the page to list, and the form that bears it as seen."""
    if unseen is None:
        return {}
    form.see(unseen.seen)
    bilans = bilans_moved(unseen.endings) if unseen.endings else []
    return {"endings": unseen.endings, "bilans": bilans, "gaps": unseen.gaps}


@require_http_methods(FORM)
@kept_by(SETTLE)
def add_axis(request: SignedInRequest, code: str) -> HttpResponse:
    period = get_object_or_404(Period, pk=code)
    form = NewAxisForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: periods.add_axis(period, words=AxisWords(**form.cleaned_data), by=request.user),
        message=lambda axis: f"L’axe {axis} est ajouté.",
        to=_address(period),
    ) or _form_page(request, form, "Ajouter un axe", _address(period), period)


@require_http_methods(FORM)
@kept_by(SETTLE)
def change_axis(request: SignedInRequest, pk: int) -> HttpResponse:
    axis = _axis(pk)
    form = AxisForm(request.POST or None, initial=periods.words_of(axis)._asdict())
    return answered(
        request,
        form,
        lambda: periods.change_axis(axis, **form.cleaned_data, by=request.user),
        message=lambda changed: f"L’axe {changed} est enregistré.",
        to=_address(axis.period),
    ) or _form_page(request, form, f"Modifier l’axe {axis}", _address(axis.period), axis.period)


@require_http_methods(FORM)
@kept_by(SETTLE)
def remove_axis(request: SignedInRequest, pk: int) -> HttpResponse:
    axis = _axis(pk)
    if request.method == "POST":
        return acted(
            request,
            lambda: periods.remove_axis(axis, by=request.user),
            message=f"L’axe {axis} est retiré.",
            to=_address(axis.period),
        )
    context = {
        "title": f"Retirer l’axe {axis}",
        "explanation": (
            f"{axis.period} n’aura plus cet axe\u00a0: plans et bilans ne le proposeront plus. "
            "Cela n’est possible que tant qu’aucune action ne compte dans les axes de la période."
        ),
        "verb": "Retirer l’axe",
        "cancel_url": _address(axis.period),
    }
    return render(request, "pages/confirm.html", context)


def _axis(pk: int) -> Axis:
    return get_object_or_404(Axis.objects.select_related("period"), pk=pk)


def _address(period: Period) -> str:
    return reverse("portal:change_period", args=[period.pk])


def _form_page(
    request: SignedInRequest,
    form,
    title: str,
    back: str,
    period: Period | None = None,
    unseen: Unseen | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "cancel_url": back, "period": period}
    return render(request, "portal/period_form.html", context | _to_see(form, unseen))
