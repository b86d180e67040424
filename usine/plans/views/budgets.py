"""The planned budgets of an action: what was true, told otherwise."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from usine.people.requests import SignedInRequest
from usine.values.errors import Refused

from .. import budgets
from ..forms import BudgetForm
from ..gate import action_to_edit
from .answers import back, gone, why


@require_http_methods(["GET", "HEAD", "POST"])
def correct_budget(request: SignedInRequest, pk: int, budget_pk: int) -> HttpResponse:
    action = action_to_edit(request.user, pk)
    budget = get_object_or_404(action.planned_budgets, pk=budget_pk)
    if answer := gone(request, action):
        return answer
    if budget.superseded_at is not None and request.method != "POST":
        messages.warning(request, "Ce budget a déjà été corrigé.")
        return redirect(action)
    form = BudgetForm(request.POST or None, budget=budget)
    if form.is_valid():
        try:
            budgets.correct_budget(budget, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, why(refusal))
        else:
            messages.success(request, "Le budget est corrigé, et les chiffres avec lui.")
            return redirect(back(request, action))
    return render(
        request, "plans/correct_budget.html", {"form": form, "action": action, "budget": budget}
    )
