"""A column copied from a spreadsheet, or one status, over lines of a plan: shown, then written."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from usine.ledger.models import Event
from usine.pages import returning
from usine.pages.answers import acted, answered
from usine.people.requests import SignedInRequest
from usine.territories.models import Territory
from usine.values import clock

from .. import reviews, together
from ..fields import STATUS
from ..gate import plan_to_edit
from ..models import Action
from ..overwriting import overwriting_refusal
from ..paste_forms import PastedColumnForm, sealed_preview, unsealed_preview
from ..pasting import PastedLine
from ..queries import Plan
from ..reviews import Step
from ..states import LEADING_TO, is_confirmed_first
from .chosen import changed, last_read, undo_of
from .ticking import keeping_ticked, nothing_ticked, ticked


@require_POST
def paste(request: SignedInRequest, slug: str) -> HttpResponse:
    """Over the lines that are ticked, in their order: asks for the column, shows what it would
    write, and writes what was shown."""
    territory = plan_to_edit(request.user, slug)
    there = returning.back(request, Plan(territory=territory).address())
    actions = _actions(territory, ticked(request))
    if not actions:
        return nothing_ticked(request, there)
    form = PastedColumnForm(request.POST if "texte" in request.POST else None)
    if "ecrire" in request.POST:
        answer = answered(
            request,
            form,
            lambda: _write(request, territory, form.name, _shown(request, form)),
            message=lambda event: changed(event, form.told),
            to=there,
            undo=lambda event: undo_of(territory, event, there),
        )
        if answer:
            return answer
    lines = form.lines(actions) if form.is_read else []
    return render(request, "plans/paste.html", _context(territory, form, actions, lines, there))


@require_POST
@keeping_ticked
def step_chosen(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have the lines that are ticked take the step that leads to a status. What is refused of one,
    what closes the actions or what somebody else moved is shown before it is written."""
    territory = plan_to_edit(request.user, slug)
    there = returning.back(request, Plan(territory=territory).address())
    actions = _actions(territory, ticked(request))
    if not actions:
        return nothing_ticked(request, there)
    form = PastedColumnForm.of_status(request.POST.get("vers", ""), len(actions))
    lines = form.lines(actions) if form.is_read else []
    values = {line.action.pk: (line.before, line.value) for line in lines if line.is_written}
    read = last_read(request)
    why = (
        overwriting_refusal(actions, STATUS.name, read=read, reader=request.user) if read else None
    )
    if why:
        messages.warning(request, why)
    if why or len(values) < len(actions) or _is_asked_first(lines):
        context = _context(territory, form, actions, lines, there)
        return render(request, "plans/paste.html", {**context, "is_step": True})
    return acted(
        request,
        lambda: _write(request, territory, form.name, values),
        message=lambda event: changed(event, form.told),
        to=there,
        undo=lambda event: undo_of(territory, event, there),
    )


def _is_asked_first(lines: Sequence[PastedLine]) -> bool:
    return any(is_confirmed_first(LEADING_TO[line.value]) for line in lines if line.is_written)


def _shown(request: SignedInRequest, form: PastedColumnForm) -> dict[int, tuple[Any, Any]]:
    return unsealed_preview(request.POST.get("apercu", ""), form.name)


def _write(
    request: SignedInRequest, territory: Territory, name: str, values: Mapping[int, tuple[Any, Any]]
) -> Event:
    if name != STATUS.name:
        return together.change_each(territory, name=name, values=values, by=request.user)
    today = clock.today()
    steps = [
        Step(pk, LEADING_TO[status], today, read=before) for pk, (before, status) in values.items()
    ]
    return reviews.step_many(territory, steps=steps, by=request.user)


def _actions(territory: Territory, keys: Sequence[int]) -> list[Action]:
    """The actions of the plan that have these keys, in their order."""
    there = Action.objects.live().filter(territory=territory).in_bulk(keys)
    return [there[key] for key in keys if key in there]


def _context(
    territory: Territory,
    form: PastedColumnForm,
    actions: Sequence[Action],
    lines: Sequence[PastedLine],
    there: str,
) -> dict[str, Any]:
    cells = len(form.cells) if lines else 0
    return {
        "plan": Plan(territory=territory),
        "form": form,
        "actions": actions,
        "lines": lines,
        # Those that are ticked, then those that the cells fall on.
        "count": len(lines if form.is_bound else actions),
        "written": sum(line.is_written for line in lines),
        "refused": sum(bool(line.why) for line in lines),
        "beyond": max(cells - len(actions), 0),
        "sealed": sealed_preview(lines),
        "there": there,
        "is_step": False,
    }
