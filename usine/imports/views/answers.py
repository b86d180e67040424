"""What users say of a file, which is then read or compared again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from usine.pages.answers import Undo, answered
from usine.people.requests import SignedInRequest
from usine.plans.gate import plan_to_edit
from usine.values.errors import Refused
from usine.values.formats import format_counted

from .. import giving, operations, settling
from ..choosing import TAKE_UP, rows_named, rows_to_choose
from ..forms import ColumnsForm, MemoryForm, WordsForm
from ..gate import import_to_edit
from ..giving import rows_given
from ..models import PlanImport
from ..previews import (
    AT,
    FIELD,
    TEXT,
    TICKED,
    WHOLE,
    answers,
    cells_typed,
    first_position,
)
from ..queries import remembered_in, samples
from ..replies import RETRACTED, answered_questions, retracted
from .going import QUESTIONS, REPLIES, ROWS, form_methods, go_back, go_on, of_import

NONE_TICKED = "Aucune ligne n’est cochée\u00a0: cochez-en une au moins."
NONE_CHOSEN = "Aucune réponse n’est choisie\u00a0: choisissez-en une au moins."
NONE_CHANGED = "Aucune cellule n’a changé\u00a0: écrivez ce qu’elle doit dire."
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
def settle_words(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    asked = plan_import.account.get("questions", ())
    form = WordsForm(request.POST, questions=[*asked, *answered_questions(plan_import)])
    if not form.is_valid() or not form.answers:
        return go_back(request, plan_import, NONE_CHOSEN, at=QUESTIONS)
    done = "Le fichier est relu avec vos réponses, retenues une fois l’import appliqué."
    at = QUESTIONS if len(form.answers) < len(asked) else REPLIES
    return go_on(request, plan_import, settling.settle_words, done, at=at, answers=form.answers)


@require_POST
def give_value(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    field, text = request.POST.get(FIELD, ""), request.POST.get(TEXT, "")
    rank = request.POST.get("donnee", "")
    given = int(rank[:6]) if rank.isdecimal() else None
    rows = rows_named(request, plan_import) if given is None else rows_given(plan_import, given)
    if not rows:
        return go_back(request, plan_import, NONE_TICKED, at=ROWS)
    those = format_counted(len(rows), "ligne dit", "lignes disent")
    return go_on(
        request,
        plan_import,
        giving.give_value,
        f"Le fichier est relu\u00a0: {those} maintenant «\u00a0{text.strip()}\u00a0».",
        undo=lambda after: Undo(
            f"{after.get_absolute_url()}retirer/?{request.GET.urlencode()}",
            {RETRACTED: f"donnee:{len(after.replies['given']) - 1}"},
        ),
        at=ROWS if given is None else REPLIES,
        near=first_position(plan_import, rows) if given is None else None,
        otherwise={Refused: lambda why: _given_again(request, plan_import, str(why))},
        rows=rows,
        field=field,
        text=text,
        instead_of=given,
    )


def _given_again(request: SignedInRequest, plan_import: PlanImport, why: str) -> HttpResponse:
    """The page as it was sent: its rows ticked, the value as it was typed."""
    query = request.GET.copy()
    for name in (FIELD, TEXT, TICKED, WHOLE):
        query.setlist(name, request.POST.getlist(name))
    return go_back(request, plan_import, why, at=ROWS, query=query)


@require_POST
def retract(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    asked = retracted(request.POST)
    if not asked:
        return go_back(request, plan_import, "Dites quelle réponse est à retirer.", at=REPLIES)
    done = "La réponse est retirée, et le fichier relu."
    return go_on(request, plan_import, settling.retract, done, at=REPLIES, **asked)


@require_POST
def correct_cells(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    cells = cells_typed(request.POST)
    form = WordsForm(request.POST, questions=plan_import.account.get("questions", ()))
    answers = form.answers if form.is_valid() else {}
    if not cells and not answers:
        why = NONE_CHOSEN if form.asked and ROWS not in request.POST else NONE_CHANGED
        return go_back(request, plan_import, why, at=QUESTIONS if why == NONE_CHOSEN else ROWS)
    position = request.POST.get(AT, "")
    near = int(position[:9]) if position.isdecimal() else None
    return go_on(
        request,
        plan_import,
        settling.correct_cells,
        f"Le fichier est relu avec {_given(len(cells), bool(answers))}.",
        at=ROWS if cells else QUESTIONS if len(answers) < len(form.asked) else REPLIES,
        near=near,
        cells=cells,
        answers=answers,
    )


def _given(cells: int, has_answers: bool) -> str:
    """What was said of the file, in words."""
    those = format_counted(cells, "cellule corrigée", "cellules corrigées")
    kept = "vos réponses, retenues une fois l’import appliqué"
    if not cells:
        return kept
    return f"{those} et {kept}" if has_answers else those


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
        return go_back(request, plan_import, MOVED, at=ROWS)
    done = "Vos réponses sont prises en compte."
    return go_on(request, plan_import, operations.answer, done, at=ROWS, answers=form.answers)


@require_POST
def set_aside(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    plan_import = import_to_edit(request.user, slug, pk)
    aside = TAKE_UP not in request.POST
    rows = rows_to_choose(request, plan_import, aside=aside)
    if not rows:
        why = _none_to_choose(aside) if rows_named(request, plan_import) else NONE_TICKED
        return go_back(request, plan_import, why, at=ROWS)
    if aside:
        those = format_counted(len(rows), "ligne mise", "lignes mises")
        done = f"{those} de côté : à retrouver sous «\u00a0Laissées de côté\u00a0»."
    else:
        taken_up = format_counted(len(rows), "ligne reprise", "lignes reprises")
        done = f"{taken_up}."
    return go_on(
        request,
        plan_import,
        operations.set_aside,
        done,
        at=ROWS,
        near=first_position(plan_import, rows),
        rows=rows,
        aside=aside,
    )


def _none_to_choose(aside: bool) -> str:
    if aside:
        return "Ces lignes n’écrivent rien dans le plan\u00a0: il n’y a rien à laisser de côté."
    return "Ces lignes ne sont pas de côté\u00a0: il n’y a rien à reprendre."
