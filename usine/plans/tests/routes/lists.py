"""Who opens what shows many actions, and changes several at once."""

from typing import Any

from tests.routes import Route, everyone, file_of, here, only, signed_in, these
from tests.world import EDITORS, MANAGERS, READERS, SIGNED_IN, Actor, World
from usine.plans import feeds
from usine.plans.models import CalendarFeed, SavedView
from usine.plans.queries import Plan
from usine.values import clock

from ..who import NATION, REGION


def a_view(world: World, **values: Any) -> SavedView:
    """A view of the territory here."""
    view, _ = SavedView.objects.get_or_create(
        territory=world.here.territory, owner=None, folded="les nouvelles", defaults=values
    )
    return view


def a_feed(world: World) -> CalendarFeed:
    """A link that the project manager here gave to a calendar, or who still reads the plan."""
    plan = Plan(territory=world.here.territory)
    readers = (world.users[actor] for actor in (Actor.MANAGER, Actor.NATIONAL))
    owner = next(user for user in readers if plan.readable_by(user))
    return feeds.open_feed(plan, query="", owner=owner, by=owner)


# Those who only read a view of the territory see it, and the others find none.
REWRITING_VIEWS = only(READERS, 403, others=404) | these(EDITORS, 302)
TYPED_VIEW = {"name": "À relancer", "query": "statut=done"}

# The one plan of a mandate opens at once; the others are offered a list.
ONE_PLAN = SIGNED_IN - {Actor.NOBODY, Actor.ENDED, Actor.INSTRUCTOR, Actor.APPROVER}

ROUTES = [
    Route("plans:mine", get=signed_in() | these(ONE_PLAN, 302)),
    Route("plans:national_plan", get=only(NATION)),
    Route("plans:national_export", get=only(NATION), at=lambda world: ["csv"]),
    Route("plans:national_moved", get=only(NATION)),
    Route("plans:national_moved_export", get=only(NATION), at=lambda world: ["csv"]),
    Route("plans:region_moved", get=only(REGION), at=here("region")),
    Route("plans:region_moved_export", get=only(REGION), at=file_of("region")),
    Route("plans:territory_moved", get=only(READERS), at=here("territory")),
    Route("plans:territory_moved_export", get=only(READERS), at=file_of("territory")),
    Route(
        "plans:national_views", get=only(NATION), post=only(NATION, 302), data=lambda w: TYPED_VIEW
    ),
    Route(
        "plans:region_views",
        get=only(REGION),
        post=only(REGION, 302),
        at=here("region"),
        data=lambda world: TYPED_VIEW,
    ),
    Route(
        "plans:territory_views",
        get=only(READERS),
        post=only(READERS, 302),
        at=here("territory"),
        data=lambda world: TYPED_VIEW,
        once=lambda world: SavedView.objects.filter(name=TYPED_VIEW["name"]),
    ),
    Route("plans:national_feeds", get=only(NATION), post=only(NATION, 302)),
    Route("plans:region_feeds", get=only(REGION), post=only(REGION, 302), at=here("region")),
    Route(
        "plans:territory_feeds",
        get=only(READERS),
        post=only(READERS, 302),
        at=here("territory"),
        once=lambda world: CalendarFeed.objects.standing().filter(query=""),
    ),
    Route(
        "plans:revoke_feed",
        post=signed_in(404) | these(frozenset({Actor.MANAGER}), 302),
        at=lambda world: [a_feed(world).pk],
        note="One's own links alone.",
    ),
    Route(
        "plans:feed",
        get=everyone(),
        post=everyone(405),
        at=lambda world: [feeds.address(a_feed(world)).rpartition("/")[2]],
        note="Whoever has the link of somebody who may read the plan.",
        bearer=Actor.MANAGER,
    ),
    Route(
        "plans:rename_view",
        get=only(READERS, others=404),
        post=REWRITING_VIEWS,
        at=lambda world: [a_view(world, name="Les nouvelles").pk],
        data=lambda world: {"name": "Les anciennes"},
    ),
    Route(
        "plans:update_view",
        post=REWRITING_VIEWS,
        at=lambda world: [a_view(world, name="Les nouvelles").pk],
        data=lambda world: {"query": "axe=foncier", "read": ""},
    ),
    Route(
        "plans:remove_view",
        post=REWRITING_VIEWS,
        at=lambda world: [a_view(world, name="Les nouvelles").pk],
    ),
    Route(
        "plans:restore_view",
        post=REWRITING_VIEWS,
        at=lambda world: [a_view(world, name="Les nouvelles", removed_at=clock.now()).pk],
    ),
    Route("plans:similar", get=signed_in(), query="?q=friche"),
    Route("plans:region_plan", get=only(REGION), at=here("region")),
    Route("plans:region_export", get=only(REGION), at=file_of("region")),
    Route("plans:territory_plan", get=only(READERS), at=here("territory")),
    Route("plans:territory_export", get=only(READERS), at=file_of("territory")),
    Route(
        "plans:territory_export",
        note="as a workbook",
        get=only(READERS),
        at=lambda world: [world.here.territory.slug, "xlsx"],
    ),
    Route(
        "plans:territory_export",
        note="to be printed",
        get=only(READERS),
        at=lambda world: [world.here.territory.slug, "pdf"],
    ),
    # With no list read before: the page again.
    Route(
        "plans:change_chosen",
        post=only(EDITORS, 302),
        at=here("territory"),
        data=lambda world: {"ligne": [world.here.action.pk], "confirmer": ""},
    ),
    # To the form of an ask, which asks again.
    Route(
        "plans:chase_chosen",
        post=only(MANAGERS, 302),
        at=here("territory"),
        data=lambda world: {"ligne": [world.here.action.pk]},
    ),
    Route(
        "plans:region_chase_chosen",
        post=only(MANAGERS, 302),
        at=here("region"),
        data=lambda world: {"ligne": [world.here.action.pk]},
    ),
    Route(
        "plans:national_chase_chosen",
        post=only({Actor.NATIONAL}, 302),
        data=lambda world: {"ligne": [world.here.action.pk]},
    ),
    Route(
        "plans:paste",
        post=only(EDITORS),
        at=here("territory"),
        data=lambda world: {"ligne": [world.here.action.pk]},
    ),
    Route(
        "plans:step_chosen",
        post=only(EDITORS, 302),
        at=here("territory"),
        data=lambda world: {"ligne": [world.here.action.pk], "vers": "En cours de réalisation"},
    ),
    Route(
        "plans:download_chosen",
        post=only(EDITORS),
        at=here("territory"),
        data=lambda world: {"ligne": [world.here.action.pk]},
    ),
    Route("plans:undo_chosen", post=only(EDITORS, 302), at=lambda w: [w.here.territory.slug, 1]),
    Route("plans:confirm_plan", get=only(EDITORS), post=only(EDITORS), at=here("territory")),
    Route("plans:week", get=signed_in()),
]
