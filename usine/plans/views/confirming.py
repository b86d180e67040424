"""An action confirmed, and that undone; the actions of a plan, or of a filter of it, in one go."""

import hashlib
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from usine.pages.answers import acted, as_refusal
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.formats import format_counted, format_day

from .. import operations
from ..campaigns import words
from ..campaigns.confirming import confirm_listed, foreseen
from ..filters import PlanFilter
from ..forms import ConfirmForm
from ..gate import action_to_edit, plan_to_edit
from ..models import Action
from ..queries import Plan, late
from ..rights import CONFIRM
from .answers import also_answered, back
from .in_place import is_in_place, taken, undoing, undone


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    confirmed = action_to_edit(request.user, pk, right=CONFIRM)
    act = partial(operations.confirm, confirmed, by=request.user)
    answer: dict[str, Any] = {
        "message": lambda action: also_answered(
            action, f"«\u00a0{action}\u00a0» est confirmée à ce jour."
        ),
        "undo": partial(undoing, request),
    }
    if is_in_place(request):
        return taken(request, act, **answer)
    return acted(request, act, to=back(request, confirmed), **answer)


@require_POST
def undo_confirm(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    action = action_to_edit(request.user, pk, right=CONFIRM)
    undo = partial(operations.undo_confirm, action, event=event, by=request.user)
    return undone(request, action, undo, message="La confirmation est annulée.")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    """Confirm the actions that the table lists on all its pages: the whole plan, or a filter."""
    territory = plan_to_edit(request.user, slug)
    plan = Plan(territory=territory)
    form = PlanFilter(request.GET, plan=plan)
    if form.search.withdrawn:
        messages.error(request, "Les actions retirées ne se confirment pas.")
        return as_refusal(redirect(plan.narrowed(form.asked)))
    actions = form.search.narrow(plan.actions(), clock.today())
    pks = list(actions.order_by("pk").values_list("pk", flat=True))
    if not pks:
        messages.error(request, "Aucune action à confirmer\u00a0: la liste est vide.")
        return as_refusal(redirect(plan.narrowed(form.asked)))
    if request.POST.get("listed") != _digest(pks):
        if request.method == "POST":
            messages.warning(request, "La liste a changé depuis\u00a0: relisez, puis confirmez.")
        return _confirm_page(request, plan, form, actions, pks)
    return acted(
        request,
        lambda: confirm_listed(territory, actions=pks, by=request.user),
        message=words.confirmed,
        to=plan.narrowed(form.asked),
    )


def _digest(pks: list[int]) -> str:
    """The digest of a list, which its page sends back."""
    return hashlib.sha256(",".join(map(str, pks)).encode()).hexdigest()[:16]


def _confirm_page(
    request: SignedInRequest,
    plan: Plan,
    form: PlanFilter,
    actions: QuerySet[Action],
    pks: list[int],
) -> HttpResponse:
    """The page that says which actions will be confirmed."""
    today = clock.today()
    sentences = [
        f"{format_counted(len(pks), 'action sera confirmée', 'actions seront confirmées')} "
        f"au {format_day(today)}\u00a0: vous dites que ce que le plan en dit est exact."
    ]
    if form.asked:
        sentences.insert(0, f"Celles de ce filtre seulement, {', '.join(form.criteria)}.")
    if count := actions.filter(late(today)).count():
        sentences.append(f"{format_counted(count, 'est en retard', 'sont en retard')}.")
    assert plan.territory
    sentences += words.answering(foreseen(plan.territory, actions=pks, reader=request.user))
    which = "les actions filtrées" if form.asked else "tout le plan"
    context = {
        "title": f"Confirmer {which}\u00a0?",
        "explanation": " ".join(sentences),
        "verb": "Confirmer ces actions" if form.asked else "Tout confirmer",
        "cancel_url": plan.narrowed(form.asked),
        "form": ConfirmForm(initial={"listed": _digest(pks)}),
    }
    return render(request, "pages/confirm.html", context)
