"""What users say of a file, which is then read or compared again."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from usine.pages.answers import Undo, answered
from usine.people.requests import SignedInRequest
from usine.plans.gate import plan_to_edit
from usine.values.formats import format_counted

from .. import giving, operations, settling
from ..choosing import TAKE_UP, rows_named, rows_to_choose
from ..forms import ColumnsForm, MemoryForm
from ..gate import import_to_edit
from ..giving import rows_given
from ..models import PlanImport
from ..previews import (
    AT,
    ENTER,
    FIELD,
    GIVEN,
    GIVEN_TEXT,
    TEXT,
    TICKED,
    WHOLE,
    answers,
    first_position,
)
from ..queries import remembered_in, samples
from ..replies import RETRACTED, questions_of, retracted
from ..typed import Typed, typed_in
from .going import QUESTIONS, REPLIES, ROWS, form_methods, go_back, go_on, of_import

NONE_TICKED = "Aucune ligne n’est cochée\u00a0: cochez-en une au moins."
NONE_CHOSEN = "Aucune réponse n’est choisie\u00a0: choisissez-en une au moins."
NONE_CHANGED = "Aucune cellule n’a changé\u00a0: écrivez ce qu’elle doit dire."
OF_TICKED = (TICKED, WHOLE)
MOVED = "L’aperçu a changé depuis\u00a0: répondez de nouveau."


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
        return go_on(request, plan_import, operations.understand, done, meanings=form.meanings)
    context = {"form": form, "may_forget": bool(known or plan_import.meanings)}
    return render(request, "imports/understand.html", of_import(request, plan_import) | context)


@require_POST
def forget_columns(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    done = "Le fichier est relu sans les choix retenus."
    return go_on(request, plan_import, operations.forget_columns, done)


@require_POST
def settle(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    typed = typed_in(request, plan_import)
    gives = request.POST.get(TEXT) or (TICKED in request.POST and not typed.sentence)
    if ENTER in request.POST and gives:
        return give_value(request, slug, pk)
    if not typed.sentence:
        asked = questions_of(plan_import) and ROWS not in request.POST
        why, at = (NONE_CHOSEN, QUESTIONS) if asked else (NONE_CHANGED, ROWS)
        return go_back(request, plan_import, why, at=at)
    position = request.POST.get(AT, "")
    return go_on(
        request,
        plan_import,
        typed.before(settling.settle),
        typed.sentence,
        at=_settled_at(typed, plan_import),
        near=int(position[:9]) if position.isdecimal() else None,
    )


def _settled_at(typed: Typed, plan_import: PlanImport) -> str:
    """Where the page goes on: at what was typed, or at the answers once every question has one."""
    if typed.cells or typed.proposals:
        return ROWS
    return QUESTIONS if len(typed.answers) < len(plan_import.account["questions"]) else REPLIES


@require_POST
def give_value(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    typed = typed_in(request, plan_import)
    rank = request.POST.get(GIVEN, "")
    given = int(rank[:6]) if rank.isdecimal() else None
    rows = rows_named(request, plan_import) if given is None else rows_given(plan_import, given)
    if not rows:
        return go_back(request, plan_import, NONE_TICKED, at=ROWS, typed=typed)
    field, text = request.POST.get(FIELD, ""), request.POST.get(TEXT, "")
    if given is not None:
        field = plan_import.replies["given"][given]["field"]
        text = request.POST.get(f"{GIVEN_TEXT}{given}", "")
    those = format_counted(len(rows), "ligne dit", "lignes disent")
    return go_on(
        request,
        plan_import,
        typed.before(giving.give_value),
        f"Le fichier est relu\u00a0: {those} maintenant «\u00a0{text.strip()}\u00a0».",
        undo=lambda after: Undo(
            f"{after.get_absolute_url()}retirer/?{request.GET.urlencode()}",
            {RETRACTED: f"donnee:{len(after.replies['given']) - 1}"},
        ),
        at=ROWS if given is None else REPLIES,
        near=first_position(plan_import, rows) if given is None else None,
        typed=typed,
        spends=(*OF_TICKED, FIELD, TEXT) if given is None else (),
        rows=rows,
        field=field,
        text=text,
        instead_of=given,
    )


@require_POST
def retract(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    asked, typed = retracted(request.POST), typed_in(request, plan_import)
    if not asked:
        why = "Dites quelle réponse est à retirer."
        return go_back(request, plan_import, why, at=REPLIES, typed=typed)
    done = "La réponse est retirée, et le fichier relu."
    act = typed.before(settling.retract)
    return go_on(request, plan_import, act, done, at=REPLIES, typed=typed, **asked)


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
    form, typed = answers(request, plan_import), typed_in(request, plan_import)
    if not form.is_valid():
        return go_back(request, plan_import, MOVED, at=ROWS, typed=typed)
    typed = replace(typed, proposals={})
    done, act = "Vos réponses sont prises en compte.", typed.after(operations.answer)
    return go_on(request, plan_import, act, done, at=ROWS, typed=typed, answers=form.answers)


@require_POST
def set_aside(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    typed = typed_in(request, plan_import)
    aside = TAKE_UP not in request.POST
    rows = rows_to_choose(request, plan_import, aside=aside)
    if not rows:
        why = _none_to_choose(aside) if rows_named(request, plan_import) else NONE_TICKED
        return go_back(request, plan_import, why, at=ROWS, typed=typed)
    if aside:
        those = format_counted(len(rows), "ligne mise", "lignes mises")
        done = f"{those} de côté : à retrouver sous «\u00a0Laissées de côté\u00a0»."
    else:
        taken_up = format_counted(len(rows), "ligne reprise", "lignes reprises")
        done = f"{taken_up}."
    return go_on(
        request,
        plan_import,
        typed.after(operations.set_aside),
        done,
        at=ROWS,
        near=first_position(plan_import, rows),
        typed=typed,
        spends=OF_TICKED,
        rows=rows,
        aside=aside,
    )


def _none_to_choose(aside: bool) -> str:
    if aside:
        return "Ces lignes n’écrivent rien dans le plan\u00a0: il n’y a rien à laisser de côté."
    return "Ces lignes ne sont pas de côté\u00a0: il n’y a rien à reprendre."
