"""Who opens and changes the actions of a plan."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from tests.routes import TODAY, Route, everyone, file_of, here, only, signed_in, these
from tests.world import EDITORS, MANAGERS, READERS, SIGNED_IN, Actor, World
from usine.asks.models import Ask
from usine.plans import feeds, locating
from usine.plans.campaigns.links import shortcut
from usine.plans.campaigns.queries import CODE
from usine.plans.kinds import JOURNEYS
from usine.plans.models import (
    Action,
    Blockage,
    CalendarFeed,
    Committee,
    CommitteeDecision,
    FundingAmount,
    FundingLine,
    Milestone,
    Result,
    ResultValue,
    SavedView,
)
from usine.plans.queries import Plan
from usine.territories.measures import subject_of
from usine.values import clock

from .calls import an_answered_decision

TYPED_ACTION = {"title": "Une action", "axis": "foncier", "priority": "normal"}
TYPED_STATUS = {**TODAY, "status": "done", "reason": "Vérifié"}
TYPED_BUDGET = {**TODAY, "amount": "350 k€", "reason": "Vérifié"}
TYPED_BLOCKAGE = {**TODAY, "kind": "other", "words": "Grève", "reason": "Vérifié"}
# What one types of each kind of detail, by its word in addresses.
TYPED_DETAILS: dict[str, Callable[[World], dict[str, str]]] = {
    "etapes": lambda world: {"title": "Étude de sol"},
    "financements": lambda world: {"funder": "region", "asked": "12 k€"},
    "resultats": lambda world: {"code": "plants", "target": "2"},
    "indicateurs": lambda world: {"name": "Visites"},
    "liens": lambda world: {"kind": "same_project", "other": str(world.here.restricted.pk)},
}


def typed_detail(world: World, slug: str) -> QuerySet:
    """The details that one has typed: the world has a link of its own."""
    there = getattr(world.here.action, JOURNEYS[slug].related)
    return there.filter(other=world.here.restricted) if slug == "liens" else there.all()


def a_line(world: World) -> FundingLine:
    """A financing of the action, in whatever state the action is."""
    line, _ = FundingLine.objects.get_or_create(action=world.here.action, funder="etat", asked=5_00)
    return line


def a_step(world: World) -> Milestone:
    step, _ = Milestone.objects.get_or_create(action=world.here.action, title="Étude")
    return step


def a_removed_step(world: World) -> Milestone:
    gone = {"title": "Étude retirée", "removed_at": clock.now()}
    step, _ = Milestone.objects.get_or_create(
        action=world.here.action, title=gone["title"], defaults=gone
    )
    return step


def an_amount(world: World) -> FundingAmount:
    return dated(FundingAmount, detail=a_line(world), name="asked", amount=5_00)


def a_value(world: World) -> ResultValue:
    values = {"code": "jobs_kept", "target": 3}
    result, _ = Result.objects.get_or_create(action=world.here.action, **values)
    return dated(ResultValue, detail=result, name="target", amount=3)


def a_blockage(world: World) -> Blockage:
    return dated(Blockage, action=world.here.action, kind="land", words="Terrain pollué")


def dated(model: Any, **values: Any) -> Any:
    """A fact of the day before, in whatever state the action is."""
    return model.objects.create(effective_on=clock.today() - timedelta(days=1), **values)


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
NATION = frozenset({Actor.NATIONAL})
REGION = frozenset({Actor.COORDINATOR, Actor.NATIONAL})


def a_link_of_the_manager(world: World) -> list:
    """The link of the mail that asks for the plan, whose action was confirmed before."""
    before = clock.today() - timedelta(days=9)
    Action.objects.filter(pk=world.here.action.pk).update(confirmed_on=before)
    ask = Ask.objects.get(kind=CODE, subject=subject_of(world.here.territory))
    return [shortcut(ask, world.users[Actor.MANAGER]).url.rpartition("/")[2]]


FOLLOWED_CAMPAIGNS = only(REGION, others=404)
TYPED_CAMPAIGN = {
    "text": "Vos plans",
    "opens_on": clock.today().isoformat(),
    "due_on": (clock.today() + timedelta(days=10)).isoformat(),
}
# The one plan of a mandate opens at once; the others are offered a list.
ONE_PLAN = SIGNED_IN - {Actor.NOBODY, Actor.ENDED}
TYPED_COMMITTEE = {"name": "Comité technique", "on": TODAY["effective_on"], "members": "CCI"}
# Who says of an action that nothing has changed.
READING_COMMITTEES = only(READERS, others=404)
CHANGING_COMMITTEES = READING_COMMITTEES | these(READERS - EDITORS, 403)
CONFIRMERS = EDITORS | {Actor.ELECTED, Actor.INDUSTRIALIST}
NOTING_COMMITTEES = READING_COMMITTEES | these(READERS - CONFIRMERS, 403)
CHANGED_COMMITTEES = CHANGING_COMMITTEES | these(EDITORS, 302)


def a_committee_that_met(world: World) -> list:
    """The committee, in the state that allows its minutes."""
    Committee.objects.filter(pk=world.here.committee.pk).update(state="met")
    return [world.here.committee.pk]


def a_cancelled_committee(world: World) -> list:
    Committee.objects.filter(pk=world.here.committee.pk).update(state="cancelled")
    return [world.here.committee.pk]


def a_decision(world: World) -> list:
    """A decision of which nothing is asked any more."""
    there = CommitteeDecision.objects.filter(text="Vendre", withdrawn_at=None).first()
    return [(there or an_answered_decision(world)).pk]


def of_territory(world: World) -> QuerySet[Committee]:
    return Committee.objects.filter(territory=world.here.territory, name="Comité technique")


ROUTES = [
    Route("plans:confirmed_by_mail", get=everyone()),
    Route(
        "plans:confirm_by_mail",
        get=everyone(),
        post=everyone(302),
        at=a_link_of_the_manager,
        data=lambda world: {"actions": [str(world.here.action.pk)]},
        bearer=Actor.MANAGER,
    ),
    Route("plans:national_campaigns", get=only(NATION)),
    Route("plans:region_campaigns", get=only(REGION), at=here("region")),
    Route(
        "plans:national_prepare_campaign",
        get=only(NATION),
        post=only(NATION),
        data=lambda world: TYPED_CAMPAIGN,
    ),
    Route(
        "plans:region_prepare_campaign",
        get=only(REGION),
        post=only(REGION),
        at=here("region"),
        data=lambda world: TYPED_CAMPAIGN,
    ),
    Route("plans:campaign", get=FOLLOWED_CAMPAIGNS, at=here("campaign")),
    Route("plans:campaign_export", get=FOLLOWED_CAMPAIGNS, at=here("campaign")),
    Route("plans:remind_silent", post=only(REGION, 302, others=404), at=here("campaign")),
    Route(
        "plans:withdraw_campaign",
        post=only(NATION, 302, others=404) | these(frozenset({Actor.COORDINATOR}), 403),
        at=here("campaign"),
    ),
    Route("plans:national_committees", get=only(NATION)),
    Route("plans:region_committees", get=only(REGION), at=here("region")),
    Route("plans:territory_committees", get=only(READERS), at=here("territory")),
    Route(
        "plans:national_plan_committee",
        get=only(NATION),
        post=only(NATION, 302),
        data=lambda world: TYPED_COMMITTEE,
    ),
    Route(
        "plans:region_plan_committee",
        get=only(REGION),
        post=only(REGION, 302),
        at=here("region"),
        data=lambda world: TYPED_COMMITTEE,
    ),
    Route(
        "plans:territory_plan_committee",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("territory"),
        data=lambda world: TYPED_COMMITTEE,
        once=of_territory,
    ),
    Route("plans:committee", get=READING_COMMITTEES, at=here("committee")),
    Route(
        "plans:committee_file",
        get=READING_COMMITTEES,
        at=lambda world: [world.here.committee.pk, "pdf"],
    ),
    Route(
        "plans:change_committee",
        get=CHANGING_COMMITTEES,
        post=CHANGED_COMMITTEES,
        at=here("committee"),
        data=lambda world: {**TYPED_COMMITTEE, "version": "1"},
    ),
    Route("plans:meet_committee", post=CHANGED_COMMITTEES, at=here("committee")),
    Route(
        "plans:cancel_committee",
        get=CHANGING_COMMITTEES,
        post=CHANGED_COMMITTEES,
        at=here("committee"),
        data=lambda world: {"reason": "Reporté"},
    ),
    Route("plans:reopen_committee", post=CHANGED_COMMITTEES, at=a_cancelled_committee),
    Route(
        "plans:keep_minutes",
        get=CHANGING_COMMITTEES,
        post=CHANGED_COMMITTEES,
        at=a_committee_that_met,
        data=lambda world: {"minutes": SimpleUploadedFile("cr.txt", b"Le comite decide.")},
    ),
    Route(
        "plans:decide",
        get=CHANGING_COMMITTEES,
        post=CHANGED_COMMITTEES,
        at=here("committee"),
        data=lambda world: {
            "text": "Acheter",
            "to": f"person:{world.here.manager.pk}",
            "due_on": (clock.today() + timedelta(days=9)).isoformat(),
        },
        once=lambda world: CommitteeDecision.objects.filter(text="Acheter"),
    ),
    Route("plans:withdraw_decision", post=CHANGED_COMMITTEES, at=a_decision),
    Route(
        "plans:note_committee",
        get=NOTING_COMMITTEES,
        post=NOTING_COMMITTEES | these(CONFIRMERS, 302),
        at=here("committee"),
        data=lambda world: {"text": "À relire"},
    ),
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
        once=lambda world: SavedView.objects.filter(territory=world.here.territory),
    ),
    Route("plans:national_feeds", get=only(NATION), post=only(NATION, 302)),
    Route("plans:region_feeds", get=only(REGION), post=only(REGION, 302), at=here("region")),
    Route(
        "plans:territory_feeds",
        get=only(READERS),
        post=only(READERS, 302),
        at=here("territory"),
        once=lambda world: CalendarFeed.objects.standing(),
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
    Route(
        "plans:create",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("territory"),
        data=lambda world: TYPED_ACTION | TODAY | {"status": "to_start", "reference": "F9"},
        once=lambda world: Action.objects.filter(territory=world.here.territory, reference="F9"),
    ),
    Route("plans:action", get=everyone(), at=here("action")),
    Route("plans:action", note="filled", get=everyone(), at=here("filled")),
    Route("plans:action", note="withdrawn", get=everyone(), at=here("withdrawn")),
    Route(
        "plans:action",
        note="restricted",
        get=everyone(404) | these(READERS, 200),
        at=here("restricted"),
    ),
    Route(
        "plans:change",
        get=only(EDITORS),
        post=only(EDITORS),  # with nothing read before: the form again
        at=here("action"),
        data=lambda world: TYPED_ACTION,
    ),
    Route(
        "plans:change",
        note="restricted",
        get=only(EDITORS, others=404) | these(READERS - EDITORS, 403),
        post=only(EDITORS, others=404) | these(READERS - EDITORS, 403),
        at=here("restricted"),
    ),
    Route(
        "plans:step",
        post=only(EDITORS, 302),
        at=here("action"),
        data=lambda world: {"verb": "start"},
    ),
    Route(
        "plans:step",
        note="restricted",
        post=only(EDITORS, 302, others=404) | these(READERS - EDITORS, 403),
        at=here("restricted"),
        data=lambda world: {"verb": "start"},
    ),
    Route(
        "plans:cell",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, "statut"],
        data=lambda world: {"value": ""},
    ),
    Route(
        "plans:cell",
        note="restricted",
        get=only(EDITORS, others=404) | these(READERS - EDITORS, 403),
        post=only(EDITORS, 302, others=404) | these(READERS - EDITORS, 403),
        at=lambda world: [world.here.restricted.pk, "statut"],
        data=lambda world: {"value": ""},
    ),
    Route(
        "plans:undo_change",
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, 1],
    ),
    Route(
        "plans:undo_note",
        post=only(CONFIRMERS, 302),
        at=lambda world: [world.here.action.pk, 1],
    ),
    Route(
        "plans:undo_step",
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, 1],
    ),
    Route(
        "plans:correct_status",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, world.here.status_change.pk],
        data=lambda world: {**TYPED_STATUS, "seen": f"done {clock.today()}"},
    ),
    Route(
        "plans:correct_status",
        note="not seen yet",  # the bilans that move are shown first
        get=only(EDITORS),
        post=only(EDITORS),
        at=lambda world: [world.here.action.pk, world.here.status_change.pk],
        data=lambda world: TYPED_STATUS,
    ),
    Route(
        "plans:insert_status",
        get=only(EDITORS),
        post=only(EDITORS),  # after the latest status: the form again
        at=here("action"),
        data=lambda world: TYPED_STATUS,
    ),
    Route(
        "plans:correct_budget",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, world.here.action.planned_budgets.get().pk],
        data=lambda world: TYPED_BUDGET | {"seen": f"35000000 {clock.today()}"},
    ),
    Route(
        "plans:correct_budget",
        note="not seen yet",  # the bilans that move are shown first
        get=only(EDITORS),
        post=only(EDITORS),
        at=lambda world: [world.here.action.pk, world.here.action.planned_budgets.get().pk],
        data=lambda world: TYPED_BUDGET,
    ),
    Route(
        "plans:correct_amount",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, an_amount(world).pk],
        data=lambda world: TYPED_BUDGET | {"amount": "6 €", "seen": f"600 {clock.today()}"},
    ),
    Route(
        "plans:correct_value",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, a_value(world).pk],
        data=lambda world: TYPED_BUDGET | {"amount": "2", "seen": f"2 {clock.today()}"},
    ),
    Route(
        "plans:correct_blockage",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, a_blockage(world).pk],
        data=lambda world: {**TYPED_BLOCKAGE, "seen": f"other {clock.today()}"},
    ),
    Route(
        "plans:locate",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("action"),
        data=lambda world: {"point": "48.85, 2.35", "read": locating.place_of(world.here.action)},
    ),
    Route(
        "plans:block",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("action"),
        data=lambda world: TODAY | {"kind": "land", "words": "Terrain pollué"},
    ),
    # Nothing blocks it: told on its page.
    Route(
        "plans:lift_block",
        get=only(EDITORS, 302),
        post=only(EDITORS),
        at=here("action"),
        data=lambda world: TODAY | {"words": "Terrain dépollué"},
    ),
    *(
        Route(
            "plans:add_detail",
            note=slug,
            get=only(EDITORS),
            post=only(EDITORS, 302),
            at=lambda world, slug=slug: [world.here.action.pk, slug],
            data=lambda world, typed=typed: typed(world),
            once=lambda world, slug=slug: typed_detail(world, slug),
        )
        for slug, typed in TYPED_DETAILS.items()
    ),
    Route(
        "plans:change_detail",
        get=only(EDITORS),
        post=only(EDITORS),  # with nothing read before: the form again
        at=lambda world: [world.here.action.pk, "financements", a_line(world).pk],
        data=TYPED_DETAILS["financements"],
    ),
    Route(
        "plans:remove_detail",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, "financements", a_line(world).pk],
        data=lambda world: {"version": "1"},
    ),
    Route(
        "plans:put_back",
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, "etapes", a_removed_step(world).pk],
    ),
    Route(
        "plans:mark_step",
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.pk, a_step(world).pk],
        data=lambda world: {"version": "1", "done": "1"},
    ),
    Route(
        "plans:add_note",
        get=only(CONFIRMERS),
        post=only(CONFIRMERS, 302),
        at=here("action"),
        data=lambda world: {"text": "Étude rendue"},
    ),
    Route("plans:confirm", post=only(CONFIRMERS, 302), at=here("action")),
    Route(
        "plans:undo_confirm",
        post=only(CONFIRMERS, 302),
        at=lambda world: [world.here.action.pk, 1],
    ),
    Route("plans:week", get=signed_in()),
    Route(
        "plans:withdraw",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("action"),
        data=lambda world: {"reason": "Doublon"},
    ),
    Route("plans:reinstate", post=only(EDITORS, 302), at=here("withdrawn")),
]
