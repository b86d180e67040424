"""The notes of an action, from its page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from usine.exchanges.forms import NoteForm
from usine.exchanges.operations import add_note as write_note
from usine.exchanges.operations import may_attach
from usine.exchanges.operations import undo_note as take_back
from usine.exchanges.queries import mentionable
from usine.exchanges.rights import WRITE
from usine.pages.answers import answered
from usine.people.requests import SignedInRequest

from ..gate import action_to_edit
from ..models import Action
from .answers import also_answered, back, gone, sheet_at, why
from .in_place import undone

# In the address of the page, that one comments from a list, and not from the sheet.
FROM_LIST = "depuis"


@require_http_methods(["GET", "HEAD", "POST"])
def add_note(request: SignedInRequest, pk: int) -> HttpResponse:
    noted = action_to_edit(request.user, pk, right=WRITE)
    if answer := gone(request, noted):
        return answer
    people = [each for each in mentionable(noted.subject) if each != request.user]
    form = NoteForm(
        request.POST or None,
        request.FILES or None,
        people=people,
        may_attach=may_attach(request.user, noted.territory.place),
    )
    return answered(
        request,
        form,
        lambda: write_note(noted.subject, **form.values, by=request.user),
        message=lambda _: also_answered(noted, "La note est ajoutée."),
        to=lambda note: _after(request, noted, f"note-{note.pk}"),
        why=why,
    ) or render(
        request,
        "plans/note.html",
        {"form": form, "action": noted, "cancel_url": _after(request, noted)},
    )


def _after(request: SignedInRequest, noted: Action, part: str = "") -> str:
    """The list that one comments from, when the note is written from there, else the sheet."""
    return (back if FROM_LIST in request.GET else sheet_at)(request, noted, part)


@require_POST
def undo_note(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    action = action_to_edit(request.user, pk, right=WRITE)

    def undo() -> Action:
        take_back(action.subject, event=event, by=request.user)
        action.refresh_from_db()
        return action

    return undone(request, action, undo, message="La note est annulée.")
