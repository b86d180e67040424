"""Where one arrives after signing in: on what one came for."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from usine.people.requests import SignedInRequest
from usine.plans.queries import plans_of
from usine.plans.rights import READ


@require_safe
def landing(request: SignedInRequest) -> HttpResponse:
    """The bilan for who follows the nation, one's plans for who has some, else the home page."""
    if request.user.grants.nation(READ):
        return redirect("figures:nation")
    return redirect("plans:mine" if plans_of(request.user) else "portal:home")
