"""Where an action takes place, from its page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from usine.pages.answers import answered
from usine.people.requests import SignedInRequest

from .. import locating
from ..gate import action_to_edit
from ..models import Action
from ..place_forms import PlaceForm
from .answers import gone, sheet_at, why


@require_http_methods(["GET", "HEAD", "POST"])
def locate(request: SignedInRequest, pk: int) -> HttpResponse:
    located = action_to_edit(request.user, pk)
    if answer := gone(request, located):
        return answer
    form = PlaceForm(request.POST or None, action=located)
    return answered(
        request,
        form,
        lambda: locating.locate(located, **form.answer, by=request.user),
        message="Le lieu de l’action est enregistré.",
        to=sheet_at(request, located, "lieu"),
        why=why,
        otherwise={locating.PlaceChanged: lambda why: _conflict(request, form, why.current)},
    ) or render(request, "plans/place_form.html", {"form": form, "action": located, "changed": ()})


def _conflict(request: SignedInRequest, form: PlaceForm, current: Action) -> HttpResponse:
    """The form again, over the place that somebody wrote meanwhile, which the page tells."""
    merged, changed = form.merged(current)
    context = {"form": merged, "action": current, "changed": changed}
    return render(request, "plans/place_form.html", context, status=409)
