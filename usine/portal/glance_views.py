"""A territory at a glance: where its pair and its readers arrive, on a phone first."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.asks.rows import due_words
from usine.exchanges.rights import WRITE
from usine.people.access import may
from usine.people.queries import bodies_of
from usine.people.requests import SignedInRequest
from usine.people.visits import come
from usine.plans.models import Committee
from usine.plans.places import territory_at
from usine.plans.queries import Plan
from usine.plans.rights import CONFIRM
from usine.values import clock
from usine.values.formats import format_day

from . import glance
from .desk_forms import SinceForm
from .desk_views import FIRST


@require_safe
def territory_desk(request: SignedInRequest, slug: str) -> HttpResponse:
    territory = territory_at(slug)
    plan = Plan(territory=territory)
    if not plan.readable_by(request.user):
        raise PermissionDenied(f"Vous n’avez pas de mandat qui couvre ce plan\u00a0: {plan.name}.")
    today = clock.today()
    committee = glance.last_committee(territory, today)
    visited_on = come(request.user)
    form = SinceForm(request.GET, usual=_usual(committee, visited_on, today))
    seen = glance.glance(territory, since=form.since, today=today)
    asks = glance.asked_of(request.user, territory)
    bodies = list(bodies_of(request.user, today).values_list("pk", flat=True))
    may_confirm = may(request.user, CONFIRM, territory)
    coming, more_coming = glance.coming(territory, today)
    context = {
        "plan": plan,
        "glance": seen,
        "form": form,
        "since_words": _words(form, committee, visited_on),
        "stuck": glance.stuck(territory, today),
        "committee": glance.next_committee(territory, today),
        "coming": coming,
        "more_coming": more_coming,
        "mine": glance.led_by(bodies, territory, today),
        "has_body": bool(bodies),
        "keepers": glance.keepers(territory, today) if may_confirm and not bodies else [],
        "asks": [(ask, due_words(ask.due_on, today)) for ask in asks.rows],
        "more_asks": asks.more,
        "may_confirm": may_confirm,
        "may_comment": may(request.user, WRITE, territory),
    }
    return render(request, "portal/glance.html", context)


def _usual(committee: Committee | None, visited_on: date | None, today: date) -> date:
    """Since the last committee, else since the last visit."""
    return committee.on if committee else visited_on or today - FIRST


def _words(form: SinceForm, committee: Committee | None, visited_on: date | None) -> str:
    """Since when, as the page says it: "le comité du 12 juin 2025"."""
    if committee and form.since == committee.on:
        return f"le comité du {format_day(form.since)}"
    if visited_on and not form.is_asked:
        return f"votre visite du {format_day(form.since)}"
    return f"le {format_day(form.since)}"
