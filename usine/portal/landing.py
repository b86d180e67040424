"""The page where a user arrives after signing in."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from usine.people.requests import SignedInRequest
from usine.plans.queries import plans_of
from usine.plans.rights import READ


@require_safe
def landing(request: SignedInRequest) -> HttpResponse:
    """The bilan for a user who follows the nation, their plans if they have some, else home."""
    if request.user.grants.nation(READ):
        return redirect("figures:nation")
    return redirect("plans:mine" if plans_of(request.user) else "portal:home")
