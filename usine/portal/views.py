"""The pages open to everyone."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from usine.figures.pages import figures_of
from usine.ledger.queries import head
from usine.pages.lists import Sort, page_asked
from usine.pages.spreadsheets import attached, file_name
from usine.people.access import may
from usine.people.rights import DEPUTISE
from usine.plans.appearance import STATUS_SERIES
from usine.subjects.models import Subject
from usine.territories.measures import place_names
from usine.territories.models import Territory
from usine.territories.queries import find_by_place
from usine.values import clock

from . import maps, territory_list, territory_page
from .forms import ActionFilter, TerritoryFilter
from .guides import GUIDES
from .health import health
from .key_figures import by_status, key_figures
from .programme import programme

SUGGESTIONS = 6
# How many places a search lists: more than the communes of any postcode.
PLACES = 60
# How many actions a search lists.
ACTIONS = 30


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    current = programme(clock.today())
    theme = maps.THEMES.get(request.GET.get("carte", ""), maps.THEMES["actions"])
    context = {
        "programme": current,
        "cards": key_figures(current),
        "by_status": by_status(current),
        "total": figures_of(current.question, current.progress).actions,
        "map": maps.coloured_map(current.territories, theme),
        "themes": maps.THEMES.values(),
        "regions": [(line, theme.short_of(line), theme.opens(line)) for line in current.regions],
    }
    return render(request, "portal/home.html", context)


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    place = _place_asked(request)
    matches = find_by_place(place, user=request.user, limit=PLACES) if place else None
    context = {
        "place": place,
        "matches": matches,
        "is_cut": matches and len(matches.places) == PLACES,
        "actions": _actions_named(place, request.user),
    }
    return render(request, "portal/search.html", context)


def _actions_named(text: str, user) -> list[tuple[Subject, str]]:
    """The first actions that hold every word of a text, among those that a user may see, each with
    the name of its territory."""
    subjects = Subject.objects.filter(kind="action").visible_to(user).matching(text)
    listed = subjects.order_by("title", "key")[:ACTIONS]
    names = place_names()
    return [(subject, names.get(subject.place, "")) for subject in listed]


@login_not_required
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A fragment of page: the places suggested while a user types."""
    place = _place_asked(request)
    matches = find_by_place(place, user=request.user, limit=SUGGESTIONS)
    context = {"place": place, "matches": matches}
    return render(request, "portal/suggestions.html", context)


def _place_asked(request: HttpRequest) -> str:
    return request.GET.get("lieu", "").strip()[:100]


@login_not_required
@require_safe
def territories(request: HttpRequest) -> HttpResponse:
    day = clock.today()
    form, sort, lines = _territories_asked(request)
    context = {
        "form": form,
        "sort": sort,
        "page": page_asked(request, lines),
        "series": STATUS_SERIES,
        "day": day,
    }
    return render(request, "portal/territories.html", context)


@login_not_required
@require_safe
def territories_csv(request: HttpRequest) -> HttpResponse:
    _, _, lines = _territories_asked(request)
    return attached(
        territory_list.as_csv(lines),
        file_name(f"territoires-{clock.today():%Y-%m-%d}", "csv", head=head()),
    )


def _territories_asked(request: HttpRequest):
    form = TerritoryFilter(request.GET)
    sort = Sort.asked(request, territory_list.COLUMNS, territory_list.DEFAULT)
    every = programme(clock.today()).territories
    lines = territory_list.narrowed(every, form.asked, user=request.user)
    return form, sort, territory_list.ordered(territory_list.dated(lines), sort)


@login_not_required
@require_safe
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Territory.objects.select_related("lead_region", "period"), slug=slug)
    today = clock.today()
    bilan = territory_page.bilan(place, today, request.user)
    plan = territory_page.plan(place, request.user)
    form = ActionFilter(request.GET, axes=bilan.bilan.axes)
    context = {
        "territory": place,
        "day": today,
        "perimeter": territory_page.perimeter(place),
        "team": territory_page.team(place, today),
        "figures": bilan.figures,
        "budget": bilan.budget_cell,
        "predecessors": place.predecessors.order_by("search_name", "pk"),
        "is_first": territory_page.is_first(place),
        "regions": list(place.regions.order_by("name")),
        "axes": bilan.axes,
        "series": STATUS_SERIES,
        "chart": bilan.over_time,
        "plan": plan,
        "form": form,
        "page": page_asked(request, territory_page.narrowed(plan.actions, form.asked)),
        "map": maps.small_map(place),
        "names_deputies": may(request.user, DEPUTISE, place),
    }
    return render(request, "portal/territory.html", context)


@login_not_required
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    current = programme(clock.today())
    context = {"regions": current.regions, "guides": [each.link for each in GUIDES]}
    return render(request, "portal/site_map.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"contact": settings.CONTACT_EMAIL})


@login_not_required
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    context = {
        "publisher": settings.PUBLISHER_NAME,
        "publisher_address": settings.PUBLISHER_ADDRESS,
        "director": settings.PUBLICATION_DIRECTOR,
        "hosting": settings.HOSTING_NAME,
        "hosting_address": settings.HOSTING_ADDRESS,
        "contact": settings.CONTACT_EMAIL,
    }
    return render(request, "portal/legal.html", context)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    state = health()
    return JsonResponse(state, status=200 if state["status"] == "ok" else 503)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", f"Disallow: {reverse('portal:search')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("pages/icon.svg"), permanent=True)
