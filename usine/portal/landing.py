"""The page where a user arrives after signing in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from usine.people.requests import SignedInRequest
from usine.plans.queries import Plan, plans_of


@require_safe
def landing(request: SignedInRequest) -> HttpResponse:
    """The desk of who follows the nation or a region; the plan of who keeps one, and what there is
    to know of it for who reads it; else home."""
    plans = plans_of(request.user)
    if len(plans) == 1 or (plans and plans[0] == Plan()):
        return redirect(desk_address(plans[0], request.user))
    return redirect("plans:mine" if plans else "portal:home")


def desk_address(plan: Plan, user: Any) -> str:
    """Where a user follows a plan; those who write that of a territory work in it."""
    if plan.territory and plan.editable_by(user):
        return plan.address()
    kind = "territory" if plan.territory else "region" if plan.region else "national"
    return reverse(f"portal:{kind}_desk", args=[plan.slug] if plan.slug else [])
