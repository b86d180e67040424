"""The bilan of the nation, a region or a territory at any date, and the evidence behind it."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from usine.geography.models import Region
from usine.ledger.queries import head, snapshot
from usine.pages.links import Link
from usine.pages.lists import Sort, page_asked
from usine.pages.spreadsheets import attached, file_name
from usine.territories.milestones import MILESTONES
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_day

from . import exports
from .actions import series
from .evidence import Evidence, as_csv, behind
from .forms import BilanForm, EvidenceForm
from .indicators import INDICATORS
from .pages import DEFAULT_SORT, SORTS, BilanPage
from .questions import Question
from .scopes import NATION, Scope, of_region, of_territory, summaries


class NotUnderstood(Exception):
    """The address of a file is not understood; `str()` says why, in French."""


def says_refusals(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A figure that may not be published is not: the page says why instead.

    All that a page or a file tells is read in one snapshot of the ledger.

    A page falls back on today and says so; nothing tells so in a file, which is not given.
    """

    @wraps(view)
    def safe(request: HttpRequest, **options: str) -> HttpResponse:
        try:
            with snapshot():
                return view(request, **options)
        except Refused as refusal:
            return render(request, "figures/refused.html", {"why": str(refusal)}, status=409)
        except NotUnderstood as why:
            return HttpResponse(str(why), status=400, content_type="text/plain; charset=utf-8")

    return safe


@login_not_required
@require_safe
@says_refusals
def bilan(request: HttpRequest, kind: str, slug: str = "") -> HttpResponse:
    return _page(request, _scope(kind, slug))


@login_not_required
@require_safe
@says_refusals
def export(request: HttpRequest, kind: str, file: str, slug: str = "") -> HttpResponse:
    return _file(request, _scope(kind, slug), file)


@login_not_required
@require_safe
@says_refusals
def evidence(request: HttpRequest, kind: str, slug: str = "") -> HttpResponse:
    if address := _moved(request, "evidence"):
        return redirect(address, permanent=True)
    form, evidence = _evidence(request, _scope(kind, slug))
    page = page_asked(request, evidence.rows)
    context = {
        "question": evidence.question,
        "indicator": INDICATORS[form.cleaned_data["mesure"]],
        "heading": evidence.heading,
        "is_cell": bool(form.cleaned_data["statut"] or form.cleaned_data["axe"]),
        "measure": evidence.measure,
        "shows": evidence.shows,
        "total": evidence.total,
        "written_total": evidence.written_total,
        "errors": [error for errors in form.errors.values() for error in errors],
        "page": page,
        "lines": evidence.lines(list(page.object_list)),
        "bilan_url": evidence.question.address(),
        "export_url": evidence.question.scope.page("evidence_export"),
        "of": evidence.of,
    }
    return render(request, "figures/evidence.html", context)


@login_not_required
@require_safe
@says_refusals
def evidence_export(request: HttpRequest, kind: str, slug: str = "") -> HttpResponse:
    if address := _moved(request, "evidence_export"):
        return redirect(address, permanent=True)
    form, evidence = _evidence(request, _scope(kind, slug))
    _check_understood(request, form)
    stem = f"preuves-{form.cleaned_data['mesure']}-{evidence.question.as_of}"
    return attached(as_csv(evidence), file_name(stem, "csv", head=evidence.question.head))


@login_not_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The head of the ledger, for whoever wants to prove later that nobody rewrote it."""
    return render(request, "figures/ledger.html", {"head": head()})


def _page(request: HttpRequest, scope: Scope) -> HttpResponse:
    form, page = _asked(request, scope)
    sort = Sort.asked(request, SORTS, DEFAULT_SORT)
    context = {
        "form": form,
        "page": page,
        "sort": sort,
        "parts": page.parts(sort),
        "series": series(),
        "indicators": [each for each in INDICATORS.values() if page.bilan.reads(each)],
        "shortcuts": _shortcuts(page.question),
        "permanent_url": _permanent(page),
        "region_url": page.question.address(scope=scope.region) if scope.region else "",
        "today_url": page.question.now.address(),
        **{f"{kind}_url": _export_url(page.question, kind) for kind in _WRITERS},
    }
    return render(request, "figures/bilan.html", context)


def _permanent(page: BilanPage) -> str:
    """The address that gives the same figures for ever: it bears the number of their last event."""
    known = replace(page.bilan.known, by_moment=False)
    return replace(page.question, known=known).address()


def _asked(
    request: HttpRequest, scope: Scope, *, is_complete: bool = False
) -> tuple[BilanForm, BilanPage]:
    form = BilanForm(request.GET)
    return form, BilanPage(Question(scope, form.as_of, form.known, request.user, is_complete))


def _shortcuts(question: Question) -> list[Link]:
    today = clock.today()
    days = {
        **{day: f"{format_day(day)} – {name}" for day, name in MILESTONES.items() if day < today},
        today: "aujourd’hui",
    }
    return [
        Link(
            label,
            question.address(au=day.isoformat()),
            current="true" if day == question.as_of else "",
        )
        for day, label in days.items()
    ]


_WRITERS = {"csv": exports.page_csv, "json": exports.page_json}


def _file(request: HttpRequest, scope: Scope, kind: str) -> HttpResponse:
    if kind not in _WRITERS:
        raise Http404
    form, page = _asked(request, scope, is_complete=True)
    _check_understood(request, form)
    place = scope.slug or "france"
    name = file_name(f"bilan-{place}-{page.bilan.as_of}", kind, head=page.bilan.head)
    return attached(_WRITERS[kind](page), name)


def _check_understood(request: HttpRequest, form: BilanForm) -> None:
    """Raise NotUnderstood when a date was not understood: the file would be that of another day."""
    if errors := [error for errors in form.errors.values() for error in errors]:
        names = " et ".join(form.errors)
        example = f"{request.path}?au=2025-05-27"
        raise NotUnderstood(
            f"Fichier non produit ({names})\u00a0: {' '.join(map(str, errors))} "
            f"Par exemple\u00a0: {example}\n"
        )


def _export_url(question: Question, kind: str) -> str:
    return f"{question.scope.page('export', file=kind)}?{urlencode(question.parameters)}"


def _evidence(request: HttpRequest, scope: Scope) -> tuple[EvidenceForm, Evidence]:
    form = EvidenceForm(request.GET)
    form.is_valid()
    if form.errors.keys() & {"mesure", "statut", "axe"}:
        raise Http404
    asked = form.cleaned_data
    evidence = behind(
        Question(scope, form.as_of, form.known, request.user),
        INDICATORS[asked["mesure"]],
        statuses=asked["statut"],
        axis=asked["axe"],
        user=request.user,
    )
    return form, evidence


def _moved(request: HttpRequest, page: str) -> str:
    """The new address of evidence, when its scope is among the parameters, as it once was."""
    asked = request.GET.copy()
    for name, kind in (("territoire", "territory"), ("region", "region")):
        if slug := asked.pop(name, [""])[-1]:
            return f"{_scope(kind, slug).page(page)}?{asked.urlencode()}"
    return ""


def _scope(kind: str, slug: str) -> Scope:
    match kind:
        case "region":
            return _region(slug)
        case "territory":
            return _territory(slug)
    return NATION


def _region(slug: str) -> Scope:
    """The scope of a region, in one query unless the region leads no territory."""
    territories = list(summaries().filter(lead_region__slug=slug))
    if territories:
        return of_region(territories[0].lead_region, territories)
    return of_region(get_object_or_404(Region, slug=slug), [])


def _territory(slug: str) -> Scope:
    return of_territory(get_object_or_404(summaries(), slug=slug))
