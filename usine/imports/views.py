"""The pages of an import: send a file, look at what it would do, apply it, undo it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from usine.ledger.queries import head
from usine.pages.answers import acted, answered
from usine.pages.lists import page_asked
from usine.pages.spreadsheets import attached, file_name
from usine.people.access import may
from usine.people.requests import SignedInRequest
from usine.plans.gate import plan_to_edit
from usine.plans.places import territory_at
from usine.plans.rights import EDIT, READ
from usine.territories.models import Territory
from usine.values.formats import format_counted

from . import operations, settling
from .beside import beside
from .differences import differences
from .dispatch import carry_on
from .forms import ColumnsForm, MemoryForm, UploadForm, WordsForm
from .gate import import_to_edit, import_to_read
from .models import PlanImport
from .previews import (
    TAKE_UP,
    address_of,
    answers,
    by_axis,
    by_status,
    cells_typed,
    columns,
    in_words,
    preview,
    rows_named,
    undone_in_words,
)
from .queries import changed_since, remembered_in, samples
from .reckoning import asks, reckoning
from .rejects import workbook
from .states import DRAFTS, SETTLED, TRANSITIONS, State

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def receive(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = plan_to_edit(request.user, slug)
    form = UploadForm(request.POST or None, request.FILES or None, territory=territory)
    return answered(
        request,
        form,
        lambda: _received(form, territory, by=request.user),
        message="",
        field="file",
    ) or render(request, "imports/receive.html", {"form": form, "territory": territory})


def _received(form: UploadForm, territory: Territory, *, by) -> PlanImport:
    file = form.cleaned_data["file"]
    received = operations.receive(
        territory=territory,
        filename=file.name,
        content=file.read(),
        effective_on=form.cleaned_data["effective_on"],
        by=by,
    )
    return carry_on(received, by=by)


@require_safe
def imports(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = territory_at(slug)
    if not may(request.user, READ, territory):
        raise PermissionDenied("L’historique d’un plan est réservé à ceux qui le suivent.")
    visible = PlanImport.objects.visible_to(request.user).filter(territory=territory)
    visible = visible.select_related("territory", "by", "applied_by")
    context = {
        "territory": territory,
        "drafts": visible.filter(state__in=DRAFTS),
        "page": page_asked(request, visible.filter(state__in=SETTLED)),
        "may_edit": may(request.user, EDIT, territory),
    }
    return render(request, "imports/imports.html", context)


@require_safe
def page(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_read(request.user, slug, pk)
    if request.htmx and not plan_import.is_busy:
        return HttpResponseClientRefresh()
    if plan_import.is_busy or plan_import.state in (State.UNREADABLE, State.ABANDONED):
        return render(request, "imports/waiting.html", _context(request, plan_import))
    context = _context(request, plan_import) | {
        "preview": preview(request, plan_import),
        "by_axis": by_axis(plan_import),
        "by_status": by_status(plan_import.counts),
        "columns": columns(plan_import),
        "remembered": plan_import.state == State.READY and remembered_in(plan_import),
        "sentences": plan_import.state == State.READY and in_words(plan_import),
        "reckoning": reckoning(plan_import),
        "asks": list(asks(WordsForm(questions=plan_import.account.get("questions", ())))),
    }
    context["here"] = address_of(request, context["preview"])
    if context["may_edit"]:
        context["beside"] = beside(request, plan_import)
    context["may_choose"] = context["may_edit"] and plan_import.state == State.READY
    template = "import" if plan_import.state in SETTLED else "preview"
    return render(request, f"imports/{template}.html", context)


def _context(request: SignedInRequest, plan_import: PlanImport) -> dict:
    return {
        "import": plan_import,
        "territory": plan_import.territory,
        "may_edit": may(request.user, EDIT, plan_import.territory),
        "is_stalled": operations.is_stalled(plan_import),
    }


@form_methods
def understand(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    known = remembered_in(plan_import)
    form = ColumnsForm(
        request.POST or None,
        plan_import=plan_import,
        samples=samples(plan_import),
        remembered=known,
    )
    if form.is_valid():
        done = "Le fichier est relu avec ces colonnes, retenues une fois l’import appliqué."
        return _do(request, plan_import, operations.understand, done, meanings=form.meanings)
    context = {"form": form, "may_forget": bool(known or plan_import.meanings)}
    return render(request, "imports/understand.html", _context(request, plan_import) | context)


@require_POST
def forget_columns(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    done = "Le fichier est relu sans les choix retenus."
    return _do(request, plan_import, operations.forget_columns, done)


@require_POST
def settle_words(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    form = WordsForm(request.POST, questions=plan_import.account.get("questions", ()))
    if not form.is_valid() or not form.answers:
        messages.error(request, "Aucune réponse n’est choisie\u00a0: choisissez-en une au moins.")
        return redirect(plan_import)
    done = "Le fichier est relu avec vos réponses, retenues une fois l’import appliqué."
    return _do(request, plan_import, settling.settle_words, done, answers=form.answers)


@require_POST
def correct_cells(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    cells = cells_typed(request.POST)
    if not cells:
        messages.error(request, "Aucune cellule n’a changé\u00a0: écrivez ce qu’elle doit dire.")
        return redirect(plan_import)
    those = format_counted(len(cells), "cellule corrigée", "cellules corrigées")
    done = f"Le fichier est relu avec {those}."
    return _do(request, plan_import, settling.correct_cells, done, cells=cells)


@form_methods
def forget_meanings(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = plan_to_edit(request.user, slug)
    form = MemoryForm(request.POST or None, territory=territory)
    return answered(
        request,
        form,
        lambda: settling.forget_meanings(
            territory,
            columns=[meaning.pk for meaning in form.cleaned_data["columns"]],
            words=[meaning.pk for meaning in form.cleaned_data["words"]],
            by=request.user,
        ),
        message="C’est oublié\u00a0: les prochains fichiers n’en tiendront plus compte.",
        to=request.path,
    ) or render(request, "imports/memory.html", {"form": form, "territory": territory})


@require_POST
def answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    form = answers(request, plan_import)
    if not form.is_valid():
        messages.error(request, "L’aperçu a changé depuis\u00a0: répondez de nouveau.")
        return redirect(plan_import)
    done = "Vos réponses sont prises en compte."
    return _do(request, plan_import, operations.answer, done, answers=form.answers)


@require_POST
def set_aside(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    rows = rows_named(request, plan_import)
    if not rows:
        messages.error(request, "Aucune ligne n’est cochée\u00a0: cochez-en une au moins.")
        return redirect(plan_import)
    if aside := TAKE_UP not in request.POST:
        those = format_counted(len(rows), "ligne mise", "lignes mises")
        done = f"{those} de côté : à retrouver sous «\u00a0Laissées de côté\u00a0»."
    else:
        taken_up = format_counted(len(rows), "ligne reprise", "lignes reprises")
        done = f"{taken_up}."
    at = f"ligne-{rows[0]}"
    return _do(request, plan_import, operations.set_aside, done, at=at, rows=rows, aside=aside)


@form_methods
def submit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    seen = request.POST.getlist("vu")
    return _confirmed(
        request,
        plan_import,
        "submit",
        partial(operations.submit, seen=seen),
        "L’import est appliqué au plan.",
        title="Appliquer cet import\u00a0?",
        explanation=lambda: in_words(plan_import),
        label="Appliquer",
    )


@form_methods
def abandon(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    return _confirmed(
        request,
        plan_import,
        "abandon",
        operations.abandon,
        "L’import est abandonné\u00a0: le plan n’a pas changé.",
        title="Renoncer à cet import\u00a0?",
        explanation=lambda: ["Le fichier et son aperçu seront effacés. Le plan ne change pas."],
        label="Renoncer",
    )


@form_methods
def submit_undo(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    since = list(changed_since(plan_import)) if plan_import.state == State.APPLIED else []
    if since and request.method != "POST":
        context = _context(request, plan_import) | {"rows": since}
        return render(request, "imports/changed_since.html", context)
    return _confirmed(
        request,
        plan_import,
        "submit_undo",
        operations.submit_undo,
        "L’import est annulé\u00a0: le plan est revenu à ce qu’il était.",
        title="Annuler cet import\u00a0?",
        explanation=lambda: undone_in_words(plan_import.counts),
        label="Annuler l’import",
    )


@require_POST
def restart(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    done = "Ce travail s’était interrompu\u00a0: vous pouvez le demander de nouveau."
    return _do(request, plan_import, operations.restart, done)


@require_safe
def rejected_rows(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_read(request.user, slug, pk)
    last = head()
    return attached(
        workbook(plan_import, head=last), file_name(f"lignes-refusees-{pk}", "xlsx", head=last)
    )


def _confirmed(
    request: SignedInRequest,
    plan_import: PlanImport,
    verb: str,
    operation: Callable[..., PlanImport],
    done: str,
    *,
    title: str,
    explanation: Callable[[], Sequence[str]],
    label: str,
) -> HttpResponse:
    """Run an operation once confirmed; ask before, unless the import has left the states that
    allow it."""
    if request.method == "POST":
        return _do(request, plan_import, operation, done)
    if plan_import.state not in TRANSITIONS[verb].sources:
        return redirect(plan_import)
    texts = {
        "title": title,
        "explanation": explanation(),
        "button": label,
        "differences": differences(plan_import) if verb == "submit" else [],
    }
    return render(request, "imports/confirm.html", _context(request, plan_import) | texts)


def _do(
    request: SignedInRequest,
    plan_import: PlanImport,
    operation: Callable[..., PlanImport],
    done: str,
    *,
    at: str = "lignes",
    **arguments: Any,
) -> HttpResponse:
    """Run an operation on the import, say how it went, and go back to its page, on the tab that
    the address names, at the anchor `at`."""
    address = plan_import.get_absolute_url()
    if request.GET:
        address = f"{address}?{request.GET.urlencode()}#{at}"
    return acted(
        request,
        lambda: carry_on(operation(plan_import, by=request.user, **arguments), by=request.user),
        message=lambda after: "" if after.is_busy else done,
        to=address,
        # The notice of the import says why.
        otherwise={operations.PlanMoved: lambda _: redirect(address)},
    )
