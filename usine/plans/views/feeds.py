"""The links of calendar programs to a list: opened, copied, revoked, and what they read."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import (
    conditional_page,
    require_http_methods,
    require_POST,
    require_safe,
)

from usine.pages.answers import acted
from usine.people import wrong_links
from usine.people.requests import SignedInRequest

from .. import feeds
from ..calendar import calendar_of
from ..filters import PlanFilter
from ..models import CalendarFeed
from ..places import region_at, territory_at
from ..queries import Plan


@require_http_methods(["GET", "HEAD", "POST"])
def territory_feeds(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, Plan(territory=territory_at(slug)))


@require_http_methods(["GET", "HEAD", "POST"])
def region_feeds(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, Plan(region=region_at(slug)))


@require_http_methods(["GET", "HEAD", "POST"])
def national_feeds(request: SignedInRequest) -> HttpResponse:
    return _page(request, Plan())


def _page(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """One's links to the lists of a plan; posted, opens one to the list of the address."""
    if not plan.readable_by(request.user):
        raise PermissionDenied(f"Vous n’avez pas de mandat qui couvre ce plan\u00a0: {plan.name}.")
    filters = feeds.filters_of(request.GET)
    query = f"?{filters}" if filters else ""
    if request.method == "POST":
        return acted(
            request,
            lambda: feeds.open_feed(plan, query=filters, owner=request.user, by=request.user),
            message="Le lien est prêt\u00a0: donnez-le à votre agenda.",
            to=f"{plan.address('feeds')}{query}",
        )
    links = [_link(feed, plan) for feed in feeds.feeds_of(request.user, plan)]
    context = {
        "plan": plan,
        "criteria": _criteria(filters, plan),
        "links": links,
        "is_there": any(each["feed"].query == filters for each in links),
        "list_url": f"{plan.address()}{query}",
    }
    return render(request, "plans/feeds.html", context)


def _link(feed: CalendarFeed, plan: Plan) -> dict[str, Any]:
    address = feeds.address(feed)
    return {
        "feed": feed,
        "number": str(feed.pk),
        "criteria": _criteria(feed.query, plan),
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}",
    }


def _criteria(filters: str, plan: Plan) -> list[str]:
    form = PlanFilter(QueryDict(filters), plan=plan)
    return form.criteria if form.is_valid() else []


@require_POST
def revoke_feed(request: SignedInRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(CalendarFeed.objects.filter(owner=request.user), pk=pk)
    return acted(
        request,
        lambda: feeds.revoke_feed(feed, by=request.user),
        message="Le lien d’agenda est révoqué\u00a0: il n’ouvre plus rien.",
        to=feeds.plan_followed(feed).address("feeds"),
    )


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
@conditional_page
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has the link; a link that opens nothing is not told from another."""
    if refusal := wrong_links.refusal(request):
        return refusal
    known = feeds.feed_at(token.removesuffix(".ics"))
    if known is None:
        wrong_links.count(request)
    listing = feeds.followed(known) if known else None
    if listing is None:
        return HttpResponse("", status=404)
    return HttpResponse(
        calendar_of(listing),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="etapes.ics"'},
    )
