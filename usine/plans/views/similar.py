"""Who has already done something similar, in any territory."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..gate import action_to_read
from ..models import Action
from ..similar import similar

TEXT_MAX = 300


@require_safe
def similar_actions(request: HttpRequest) -> HttpResponse:
    """Those close to a text (`?q=`), or to an action (`?action=`)."""
    action = _action_asked(request)
    text = request.GET.get("q", "").strip()[:TEXT_MAX]
    asked = text or (action.title if action else "")
    context = {
        "action": action,
        "text": asked,
        "actions": similar(asked, reader=request.user, but=action) if asked else [],
    }
    return render(request, "plans/similar.html", context)


def _action_asked(request: HttpRequest) -> Action | None:
    """The action of the address, when the user may read it; a wrong number is no action."""
    pk = request.GET.get("action", "")
    return action_to_read(request.user, int(pk)) if pk.isdecimal() and len(pk) < 18 else None
