"""The pages of an import: send a file, look at what it would do, apply it, undo it."""

from collections.abc import Callable, Sequence
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from usine.ledger.queries import head
from usine.pages.answers import answered
from usine.pages.lists import page_asked
from usine.pages.spreadsheets import attached, file_name
from usine.people.access import may
from usine.people.requests import SignedInRequest
from usine.plans.gate import plan_to_edit
from usine.plans.places import territory_at
from usine.plans.rights import EDIT, READ
from usine.territories.models import Territory

from .. import operations, undoing
from ..beside import beside
from ..choosing import choice
from ..differences import differences
from ..dispatch import carry_on
from ..forms import UploadForm, WordsForm
from ..gate import import_to_edit, import_to_read
from ..models import PlanImport
from ..previews import (
    address_of,
    by_axis,
    by_status,
    columns,
    effects_in_words,
    in_words,
    preview,
    to_complete,
    to_verify,
    undone_in_words,
    unsettled,
)
from ..queries import changed_since, remembered_in
from ..reckoning import asks, reckoning
from ..rejects import workbook
from ..replies import replies_to
from ..since import in_sentences
from ..states import DRAFTS, SETTLED, TRANSITIONS, State
from ..whose import doubts_of_plan
from .going import form_methods, go_on, of_import


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
        return render(request, "imports/waiting.html", of_import(request, plan_import))
    context = of_import(request, plan_import) | {
        "preview": preview(request, plan_import),
        "by_axis": by_axis(plan_import),
        "by_status": by_status(plan_import.counts),
        "columns": columns(plan_import),
        "remembered": plan_import.state == State.READY and remembered_in(plan_import),
        "since": plan_import.state == State.READY and list(in_sentences(plan_import)),
        "sentences": plan_import.state == State.READY and effects_in_words(plan_import),
        "reckoning": reckoning(plan_import),
        "whose": plan_import.state == State.READY and doubts_of_plan(plan_import),
        "asks": list(asks(WordsForm(questions=plan_import.account.get("questions", ())))),
    }
    context["here"] = address_of(request, context["preview"])
    if context["may_edit"]:
        context["beside"] = beside(request, plan_import)
    context["waits"] = False
    written = ("created", "updated", "rejected_rows", "to_decide")
    context["is_nothing"] = bool(plan_import.counts.get("unchanged")) and not any(
        plan_import.counts.get(name) for name in written
    )
    # There is nothing to do about a remark of the reading.
    context["is_remark"] = plan_import.notice == plan_import.account.get("remarks")
    context["may_choose"] = context["may_edit"] and plan_import.state == State.READY
    if context["may_choose"]:
        table = context["preview"].table
        chosen = choice(request, plan_import, table)
        context |= {"replies": replies_to(plan_import, request.GET), "choice": chosen}
        differing = context["reckoning"].differences if context["reckoning"] else ()
        context["unsettled"] = unsettled(plan_import, len(context["asks"]), len(differing))
        context["waits"] = bool(context["unsettled"] or (table and table.has_boxes))
    template = "import" if plan_import.state in SETTLED else "preview"
    return render(request, f"imports/{template}.html", context)


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
        context = of_import(request, plan_import) | {"rows": since}
        return render(request, "imports/changed_since.html", context)
    return _confirmed(
        request,
        plan_import,
        "submit_undo",
        undoing.submit_undo,
        "L’import est annulé\u00a0: le plan est revenu à ce qu’il était.",
        title="Annuler cet import\u00a0?",
        explanation=lambda: undone_in_words(plan_import.counts),
        label="Annuler l’import",
    )


@require_POST
def restart(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    done = "Ce travail s’était interrompu\u00a0: vous pouvez le demander de nouveau."
    return go_on(request, plan_import, operations.restart, done)


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
        return go_on(request, plan_import, operation, done)
    if plan_import.state not in TRANSITIONS[verb].sources:
        return redirect(plan_import)
    texts = {
        "title": title,
        "explanation": explanation(),
        "button": label,
        "whose": doubts_of_plan(plan_import) if verb == "submit" else [],
        "differences": differences(plan_import) if verb == "submit" else [],
        "to_verify": to_verify(plan_import) if verb == "submit" else None,
        "to_complete": to_complete(plan_import) if verb == "submit" else [],
        "is_held": verb == "submit" and bool(plan_import.counts.get("to_decide")),
    }
    return render(request, "imports/confirm.html", of_import(request, plan_import) | texts)
