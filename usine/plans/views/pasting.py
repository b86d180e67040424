"""A column copied from a spreadsheet, pasted over lines of a plan: previewed, then written."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from usine.ledger.models import Event
from usine.pages import returning
from usine.pages.answers import answered
from usine.people.requests import SignedInRequest
from usine.territories.models import Territory

from .. import together
from ..gate import plan_to_edit
from ..models import Action
from ..paste_forms import PastedColumnForm, sealed_preview, unsealed_preview
from ..pasting import PastedLine
from ..queries import Plan
from .chosen import changed, nothing_ticked, ticked, undo_of


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
            lambda: _write(request, territory, form),
            message=changed,
            to=there,
            undo=lambda event: undo_of(territory, event, there),
        )
        if answer:
            return answer
    lines = form.lines(actions) if form.is_read else []
    return render(request, "plans/paste.html", _context(territory, form, actions, lines, there))


def _write(request: SignedInRequest, territory: Territory, form: PastedColumnForm) -> Event:
    values = unsealed_preview(request.POST.get("apercu", ""), form.name)
    return together.change_each(territory, name=form.name, values=values, by=request.user)


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
        "written": sum(line.is_written for line in lines),
        "refused": sum(bool(line.why) for line in lines),
        "beyond": max(cells - len(actions), 0),
        "sealed": sealed_preview(lines),
        "there": there,
    }
