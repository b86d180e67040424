"""Who was awarded what: a page for everybody, and a file of exactly that."""

from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.ledger.queries import head
from usine.pages.lists import page_asked
from usine.pages.spreadsheets import as_csv, attached, file_name

from ..decisions.laureates import Laureate, LaureateFilter, laureates

HEADER = (
    *("Appel", "Lauréat", "SIREN", "Projet", "Territoire", "Commune", "Décision du"),
    *("Attribué (€)", "Dont avance remboursable (€)", "Coût total du projet (€)"),
)


@login_not_required
@require_safe
def laureate_list(request: HttpRequest) -> HttpResponse:
    form = LaureateFilter(request.GET)
    page = page_asked(request, laureates(form))
    context = {"form": form, "page": page, "lines": [Laureate.of(each) for each in page]}
    return render(request, "calls/decisions/laureates.html", context)


@login_not_required
@require_safe
def laureates_export(request: HttpRequest) -> HttpResponse:
    position = head()
    rows = [_row(Laureate.of(each)) for each in laureates(LaureateFilter(request.GET))]
    return attached(as_csv(HEADER, rows), file_name("laureats", "csv", head=position))


def _row(each: Laureate) -> list:
    decision, candidacy = each.decision, each.decision.candidacy
    return [
        candidacy.call.title,
        candidacy.body.name,
        candidacy.body.siren,
        each.title,
        candidacy.territory.name if candidacy.territory else "",
        candidacy.commune.name if candidacy.commune else "",
        decision.decided_on,
        *map(_euros, (decision.awarded, decision.advance, decision.investment)),
    ]


def _euros(cents: int | None) -> Decimal | str:
    return Decimal(cents) / 100 if cents else ""
