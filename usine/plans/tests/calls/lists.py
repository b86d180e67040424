"""How what changes several actions, keeps a view or opens a feed is called, and who may."""

from typing import Any

from tests.calls import Call, taking
from tests.world import EDITORS, Actor, World
from usine.plans import feeds, operations, reviews, saved_views, together
from usine.plans.models import CalendarFeed, SavedView
from usine.plans.queries import Plan
from usine.plans.sheets import ActionSheet
from usine.plans.states import Status
from usine.values import clock

from .before import STEP, VALUES, last_event


def asked_of_manager(world: World) -> dict[str, Any]:
    return {"query": "", "owner": world.users[Actor.MANAGER]}


def a_feed(world: World) -> CalendarFeed:
    """A link of the project manager here."""
    plan = Plan(territory=world.here.territory)
    return feeds.open_feed(plan, **asked_of_manager(world), by=None)


def a_draft() -> reviews.Draft:
    return reviews.Draft(VALUES, Status.TO_START, clock.today())


def a_step(world: World) -> reviews.Step:
    return reviews.Step(world.here.action.pk, "start", clock.today())


def changed_together(world: World) -> int:
    """The number of the event that has just changed several actions."""
    here = world.here
    together.change_many(
        here.territory, actions=[here.action.pk], name="lead", value="CCI", by=None
    )
    return last_event()


def stepped_together(world: World) -> int:
    """The number of the event that has just had several actions take a step."""
    return reviews.step_many(world.here.territory, steps=[a_step(world)], by=None).number


def a_view(world: World) -> SavedView:
    return saved_views.save_view(
        Plan(territory=world.here.territory), name="À relancer", query="", is_shared=True, by=None
    )


def a_removed_view(world: World) -> SavedView:
    return saved_views.remove_view(a_view(world), by=None)


CALLS = [
    Call(
        together.change_many,
        EDITORS,
        lambda world: taking(
            world.here.territory, actions=[world.here.action.pk], name="lead", value="CCI"
        ),
    ),
    Call(
        together.change_each,
        EDITORS,
        lambda world: taking(
            world.here.territory,
            name="lead",
            values={world.here.action.pk: (world.here.action.lead, "CCI")},
        ),
    ),
    Call(
        together.undo_change_many,
        EDITORS,
        lambda world: taking(world.here.territory, event=changed_together(world)),
    ),
    Call(
        saved_views.save_view,
        EDITORS,
        lambda world: taking(
            Plan(territory=world.here.territory), name="À nous", query="", is_shared=True
        ),
    ),
    Call(
        saved_views.rename_view, EDITORS, lambda world: taking(a_view(world), name="Les anciennes")
    ),
    Call(
        saved_views.update_view,
        EDITORS,
        lambda world: taking(a_view(world), query="axe=foncier", read=""),
    ),
    Call(
        feeds.open_feed,
        frozenset({Actor.MANAGER}),
        lambda world: taking(Plan(territory=world.here.territory), **asked_of_manager(world)),
    ),
    Call(feeds.revoke_feed, frozenset({Actor.MANAGER}), lambda world: taking(a_feed(world))),
    Call(saved_views.remove_view, EDITORS, lambda world: taking(a_view(world))),
    Call(saved_views.restore_view, EDITORS, lambda world: taking(a_removed_view(world))),
    Call(
        reviews.fill_in_many,
        EDITORS,
        lambda world: taking(
            world.here.territory, sheets={world.here.action.pk: ActionSheet(steps=[STEP])}
        ),
    ),
    Call(operations.confirm_plan, EDITORS, lambda world: taking(world.here.territory)),
    Call(
        reviews.create_many,
        EDITORS,
        lambda world: taking(world.here.territory, drafts=[a_draft()]),
    ),
    Call(
        reviews.step_many,
        EDITORS,
        lambda world: taking(world.here.territory, steps=[a_step(world)]),
    ),
    Call(
        reviews.undo_step_many,
        EDITORS,
        lambda world: taking(world.here.territory, event=stepped_together(world)),
    ),
]
