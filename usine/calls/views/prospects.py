"""Who could apply to a call, for those who follow territories; and a file of exactly that."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.ledger.queries import head
from usine.pages.lists import page_asked
from usine.pages.spreadsheets import Tab, as_csv, attached, file_name, workbook
from usine.people.access import grants_of
from usine.people.requests import SignedInRequest

from ..eligibility.verdicts import WHOLE
from ..gate import call_to_read
from ..models import Call
from ..prospects import Prospect, ProspectFilter, prospects
from ..rights import READ

HEADER = (
    *(("Région", 24), ("Territoire", 34), ("Référence", 12), ("Action", 50), ("Verdict", 14)),
    *(("Ce qui manque", 60), ("À préciser", 60)),
)


@require_safe
def prospect_list(request: SignedInRequest, code: str) -> HttpResponse:
    call, form = _asked(request, code)
    listed = prospects(call, form, reader=request.user)
    context = {
        "call": call,
        "form": form,
        "page": page_asked(request, listed),
        "count": len(listed),
    }
    return render(request, "calls/prospects.html", context)


@require_safe
def prospects_export(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    call, form = _asked(request, code)
    position = head()
    rows = [_row(each) for each in prospects(call, form, reader=request.user)]
    name = file_name(f"candidats-possibles-{call.pk}", kind, head=position)
    if kind == "csv":
        return attached(as_csv([label for label, _ in HEADER], rows), name)
    if kind == "xlsx":
        return attached(workbook([Tab("Candidats possibles", HEADER, rows)], head=position), name)
    raise Http404


def _asked(request: SignedInRequest, code: str) -> tuple[Call, ProspectFilter]:
    call = call_to_read(request.user, code)
    if call.version is None:
        raise Http404
    if not grants_of(request.user).anywhere(READ):
        raise PermissionDenied("Aucun de vos mandats ne suit de territoire.")
    return call, ProspectFilter(request.GET)


def _row(each: Prospect) -> list[str]:
    action = each.action
    return [
        each.territory.lead_region.name,
        each.territory.name,
        action.reference if action else "",
        action.title if action else "",
        WHOLE[each.verdict.verdict],
        "\u00a0; ".join(each.unmet),
        "\u00a0; ".join(each.unknown),
    ]
