"""Corrections of the past of an action: the page lists the bilans that move, then corrects."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from usine.pages.answers import answered
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_cents, format_day

from .. import corrections, detail_corrections
from ..correction_forms import (
    AmountForm,
    BlockageForm,
    BudgetForm,
    CorrectionForm,
    StatusForm,
    ValueForm,
)
from ..gate import action_to_edit
from ..models import Action, FundingAmount, ResultValue
from ..moves import Move, moves
from .answers import back, gone, why

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Text:
    """The words of a page of correction: before, what is done and its button, once it is done;
    the part of the sheet that lists what is corrected."""

    title: str
    explanation: str
    what: str
    verb: str
    done: str
    part: str


def _text_of(name: str, recorded: str, part: str, more: str = "") -> Text:
    return Text(
        f"Corriger un {name}",
        f"Ce qui est enregistré\u00a0: {recorded}. La correction s’applique aux chiffres de "
        f"toutes les dates concernées\u00a0; l’historique garde les deux.{more}",
        "Cette correction",
        f"Corriger le {name}",
        f"Le {name} est corrigé, et les chiffres avec lui.",
        part,
    )


@form_methods
def correct_status(request: SignedInRequest, pk: int, change_pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    change = get_object_or_404(action.status_changes, pk=change_pk)
    form = StatusForm(request.POST or None, action=action, replaced=change)
    status, day = change.get_status_display(), format_day(change.effective_on)
    return _correction(
        request,
        form,
        lambda: corrections.correct_status(change, **form.answer, by=request.user),
        _text_of("statut", f"«\u00a0{status}\u00a0» depuis le {day}", "statuts"),
    )


@form_methods
def insert_status(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    form = StatusForm(request.POST or None, action=action)
    return _correction(
        request,
        form,
        lambda: corrections.insert_status(action, **form.answer, by=request.user),
        Text(
            "Ajouter un statut passé",
            "Un statut que l’action a eu et que le plan ne dit pas. Il vaut jusqu’au statut "
            "suivant\u00a0; les chiffres des dates concernées le suivent.",
            "Cet ajout",
            "Ajouter le statut",
            "Le statut est ajouté, et les chiffres le suivent.",
            "statuts",
        ),
    )


@form_methods
def correct_budget(request: SignedInRequest, pk: int, budget_pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    budget = get_object_or_404(action.planned_budgets, pk=budget_pk)
    form = BudgetForm(request.POST or None, action=action, replaced=budget)
    return _correction(
        request,
        form,
        lambda: corrections.correct_budget(budget, **form.answer, by=request.user),
        _text_of(
            "budget",
            f"{format_cents(budget.amount)} depuis le {format_day(budget.effective_on)}",
            "budgets",
            " Si le budget a changé depuis, ne corrigez pas\u00a0: modifiez l’action, il comptera "
            "à partir du jour que vous direz.",
        ),
    )


@form_methods
def correct_amount(request: SignedInRequest, pk: int, amount_pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    amounts = FundingAmount.objects.select_related("detail__action__territory")
    amount = get_object_or_404(amounts, pk=amount_pk, detail__action=action)
    form = AmountForm(request.POST or None, action=action, replaced=amount)
    label = form.fields["amount"].label
    return _correction(
        request,
        form,
        lambda: detail_corrections.correct_amount(amount, **form.answer, by=request.user),
        _text_of(
            "montant",
            f"{amount.detail}, {str(label).lower()}, {_since(form, amount)}",
            "montants",
            " S’il a changé depuis, ne corrigez pas\u00a0: modifiez le financement, il comptera à "
            "partir du jour que vous direz.",
        ),
    )


@form_methods
def correct_value(request: SignedInRequest, pk: int, value_pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    values = ResultValue.objects.select_related("detail__action__territory")
    value = get_object_or_404(values, pk=value_pk, detail__action=action)
    form = ValueForm(request.POST or None, action=action, replaced=value)
    label = form.fields["amount"].label
    return _correction(
        request,
        form,
        lambda: detail_corrections.correct_value(value, **form.answer, by=request.user),
        _text_of(
            "résultat",
            f"{value.detail}, {str(label).lower()}, {_since(form, value)}",
            "valeurs",
            " S’il a changé depuis, ne corrigez pas\u00a0: modifiez-le, il comptera à partir du "
            "jour que vous direz.",
        ),
    )


@form_methods
def correct_blockage(request: SignedInRequest, pk: int, blockage_pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    blockage = get_object_or_404(action.blockages, pk=blockage_pk)
    form = BlockageForm(request.POST or None, action=action, replaced=blockage)
    return _correction(
        request,
        form,
        lambda: detail_corrections.correct_blockage(blockage, **form.answer, by=request.user),
        _text_of("blocage", _since(form, blockage), "blocages"),
    )


def _since(form: CorrectionForm, fact: Any) -> str:
    """What is recorded, and since when."""
    return f"{form.correcting.label_of(fact)} depuis le {format_day(fact.effective_on)}"


def _correction(
    request: SignedInRequest, form: CorrectionForm, operation: Callable[[], Action], text: Text
) -> HttpResponse:
    """List the bilans that move, then correct: nothing moves that the page has not listed."""
    action = form.action
    if answer := gone(request, action) or _corrected(request, form):
        return answer
    moved = _moved(form)
    if moved and not form.is_seen:
        form.see()
    elif answer := answered(
        request,
        form,
        operation,
        message=text.done,
        to=back(request, action, text.part),
        why=why,
    ):
        return answer
    context = {"form": form, "action": action, "text": text, "moves": moved}
    return render(request, "plans/correct.html", context)


def _corrected(request: SignedInRequest, form: CorrectionForm) -> HttpResponse | None:
    """Before anything is typed about what was corrected already: the page of the action."""
    replaced = form.replaced
    if request.method == "POST" or replaced is None or replaced.superseded_at is None:
        return None
    messages.warning(request, f"Ce {form.correcting.name} a déjà été corrigé.")
    return redirect(form.action)


def _moved(form: CorrectionForm) -> list[Move]:
    """The bilans that the correction moves; none when the operation will refuse it."""
    if not form.is_valid() or form.action.withdrawn_on:
        return []
    try:
        corrections.check_correction(form.correction, form.cleaned_data["reason"])
    except Refused:
        return []
    return moves(form.action, form.correction.timelines, clock.today())
