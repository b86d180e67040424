"""The sectors of industry (filières), kept by the national team."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.ledger.history import history
from usine.pages.answers import acted, answered
from usine.people.queries import names_of
from usine.people.requests import SignedInRequest
from usine.territories import sectors
from usine.territories.calendar import offered_sectors, sector_labels
from usine.territories.models import Sector
from usine.territories.rights import SETTLE
from usine.values.formats import format_counted

from .settings import kept_by

FORM = ["GET", "HEAD", "POST"]
LIST = reverse_lazy("portal:sectors")


class SectorForm(forms.Form):
    label = forms.CharField(label="Intitulé", max_length=100)


@require_safe
@kept_by(SETTLE)
def sector_list(request: SignedInRequest) -> HttpResponse:
    used, offered = sectors.borne(), offered_sectors()
    context = {
        "rows": [(code, label, used[code], code not in offered) for code, label in sector_labels()],
        "history": history(*sectors.subjects(), names=names_of),
    }
    return render(request, "portal/sectors.html", context)


@require_http_methods(FORM)
@kept_by(SETTLE)
def add_sector(request: SignedInRequest) -> HttpResponse:
    form = SectorForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: sectors.add_sector(**form.cleaned_data, by=request.user),
        message=lambda sector: f"La filière {sector} est ajoutée.",
        to=LIST,
    ) or _form_page(request, form, "Ajouter une filière")


@require_http_methods(FORM)
@kept_by(SETTLE)
def change_sector(request: SignedInRequest, code: str) -> HttpResponse:
    sector = get_object_or_404(Sector, pk=code)
    form = SectorForm(request.POST or None, initial={"label": sector.label})
    return answered(
        request,
        form,
        lambda: sectors.change_sector(sector, **form.cleaned_data, by=request.user),
        message=lambda changed: f"La filière {changed} est enregistrée.",
        to=LIST,
    ) or _form_page(request, form, f"Modifier la filière {sector}")


@require_http_methods(FORM)
@kept_by(SETTLE)
def remove_sector(request: SignedInRequest, code: str) -> HttpResponse:
    sector = get_object_or_404(Sector, pk=code)
    if request.method == "POST":
        return acted(
            request,
            lambda: sectors.remove_sector(sector, by=request.user),
            message=f"La filière {sector} est retirée.",
            to=LIST,
        )
    used = sectors.borne()[sector.code]
    kept = (
        f"{format_counted(used, 'action la porte et la garde', 'actions la portent et la gardent')}"
        "\u00a0; vous pourrez la reprendre."
        if used
        else "Aucune action ne la porte\u00a0: elle quitte la liste."
    )
    context = {
        "title": f"Retirer la filière {sector}",
        "explanation": f"Les fiches d’action ne la proposeront plus. {kept}",
        "verb": "Retirer la filière",
        "cancel_url": LIST,
    }
    return render(request, "pages/confirm.html", context)


@require_POST
@kept_by(SETTLE)
def restore_sector(request: SignedInRequest, code: str) -> HttpResponse:
    sector = get_object_or_404(Sector, pk=code)
    return acted(
        request,
        lambda: sectors.restore_sector(sector, by=request.user),
        message=f"La filière {sector} est proposée de nouveau.",
        to=LIST,
    )


def _form_page(request: SignedInRequest, form: SectorForm, title: str) -> HttpResponse:
    return render(request, "portal/sector_form.html", {"form": form, "title": title})
