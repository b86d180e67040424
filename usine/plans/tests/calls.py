"""How each operation of plans is called, and who may."""

from datetime import timedelta
from typing import Any

from tests.calls import Call, taking
from tests.world import EDITORS, Actor, World
from usine.asks import operations as asking
from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.files.checking import Sent
from usine.ledger.models import Event
from usine.plans import (
    blocking,
    budgets,
    corrections,
    detail_corrections,
    details,
    feeds,
    funding,
    gate,
    handing,
    kept_views,
    lapsing,
    links,
    locating,
    notes,
    operations,
    putting_back,
    results,
    reviews,
    saved_views,
    sheets,
    steps,
    together,
    writing,
)
from usine.plans.campaigns import confirming
from usine.plans.campaigns import gate as campaigns_gate
from usine.plans.campaigns import operations as campaigns
from usine.plans.committees import decisions
from usine.plans.committees import gate as committees_gate
from usine.plans.committees import operations as committees
from usine.plans.models import (
    Action,
    ActionLink,
    CalendarFeed,
    Campaign,
    Committee,
    CommitteeDecision,
    FundingLine,
    Milestone,
    OwnIndicator,
    Result,
    SavedView,
)
from usine.plans.queries import Plan
from usine.plans.sheets import ActionSheet
from usine.plans.states import Status
from usine.plans.updating import CODE
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.values import clock

# Who says of an action that nothing has changed.
CONFIRMERS = EDITORS | {Actor.ELECTED, Actor.INDUSTRIALIST}
STEP = {"title": "Étude de sol"}
LINE = {"funder": "region", "granted": 5_00}
RESULT = {"code": "plants", "target": 1}
VALUES = {"title": "Une action", "axis": "foncier"}
COMMITTEE = {"name": "Comité technique", "on": clock.today(), "members": ["CCI"]}
COORDINATORS = frozenset({Actor.COORDINATOR, Actor.NATIONAL})
LATER = clock.today() + timedelta(days=30)
MINUTES = Sent("compte rendu.txt", b"Le comite decide.")
CORRECTED = {"effective_on": clock.today(), "reason": "Vérifié"}


def asked_of_manager(world: World) -> dict[str, Any]:
    return {"query": "", "owner": world.users[Actor.MANAGER]}


def a_feed(world: World) -> CalendarFeed:
    """A link of the project manager here."""
    plan = Plan(territory=world.here.territory)
    return feeds.open_feed(plan, **asked_of_manager(world), by=None)


def a_territory_to_ask(world: World) -> Territory:
    """The territory, of which nothing is asked any more."""
    Campaign.objects.all().delete()
    Ask.objects.filter(subject__kind="territory").delete()
    return world.here.territory


def an_ask_to_update(world: World) -> Ask:
    """What the campaign asks, the action having been confirmed before it opened."""
    Action.objects.filter(pk=world.here.action.pk).update(
        confirmed_on=clock.today() - timedelta(days=9)
    )
    return Ask.objects.get(kind=CODE, subject=subject_of(world.here.territory))


def a_draft() -> reviews.Draft:
    return reviews.Draft(VALUES, Status.TO_START, clock.today())


def a_step(world: World) -> reviews.Step:
    return reviews.Step(world.here.action.pk, "start", clock.today())


def taken(world: World) -> Action:
    """An action that has just taken a step."""
    return operations.step(world.here.action, "start", by=None)


def changed(world: World) -> Action:
    """An action whose lead has just been changed."""
    action = world.here.action
    return operations.change_field(action, name="lead", value="CCI", read=action.lead, by=None)


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


def a_step_of(world: World) -> Milestone:
    return steps.add_step(world.here.action, values=STEP, by=None)


def a_removed_step(world: World) -> Milestone:
    return steps.remove_step(a_step_of(world), version=1, by=None)


def a_line(world: World) -> FundingLine:
    return funding.add_funding(world.here.action, values=LINE, by=None)


def a_result(world: World) -> Result:
    return results.add_result(world.here.action, values=RESULT, by=None)


def an_indicator(world: World) -> OwnIndicator:
    return results.add_indicator(world.here.action, values={"name": "Visites"}, by=None)


def a_link(world: World) -> ActionLink:
    here = world.here
    return links.add_link(here.action, kind="same_project", other=here.restricted, by=None)


def blocked(world: World) -> Action:
    """An action that something blocks."""
    blocking.block(world.here.action, kind="land", words="Terrain pollué", by=None)
    return world.here.action


def last_event() -> int:
    return Event.objects.latest("number").number


def an_answered_decision(world: World) -> CommitteeDecision:
    """Nothing of it waits any more: whoever edits may take it back."""
    to = a_person(world.here.manager)
    decision = decisions.decide(world.here.committee, text="Vendre", to=to, due_on=LATER, by=None)
    asking.withdraw(Ask.objects.get(subject=decision.subject), by=None)
    return decision


def a_committee_that_met(world: World) -> Committee:
    return committees.step_committee(world.here.committee, "meet", by=None)


def a_cancelled_committee(world: World) -> Committee:
    return committees.step_committee(world.here.committee, "cancel", by=None)


CALLS = [
    Call(
        campaigns.send_campaign,
        COORDINATORS,
        lambda world: taking(
            Plan(region=world.here.territory.lead_region),
            territories=[a_territory_to_ask(world)],
            text="Vos plans",
            opens_on=clock.today(),
            due_on=clock.today() + timedelta(days=10),
        ),
    ),
    Call(
        campaigns.withdraw_campaign,
        frozenset({Actor.NATIONAL}),
        lambda world: taking(world.here.campaign),
    ),
    Call(
        confirming.confirm_listed,
        EDITORS,
        lambda world: taking(world.here.territory, actions=[world.here.action.pk]),
    ),
    Call(
        confirming.confirm_by_mail,
        frozenset({Actor.MANAGER, Actor.DEPUTY}),
        lambda world: taking(an_ask_to_update(world), actions=[world.here.action.pk]),
    ),
    Call(campaigns.remind_silent, COORDINATORS, lambda world: taking(world.here.campaign)),
    Call(
        committees.plan_committee,
        EDITORS,
        lambda world: taking(Plan(territory=world.here.territory), values=COMMITTEE),
    ),
    Call(
        committees.plan_committee,
        COORDINATORS,
        lambda world: taking(Plan(region=world.here.territory.lead_region), values=COMMITTEE),
        note="of a region",
    ),
    Call(
        committees.plan_committee,
        frozenset({Actor.NATIONAL}),
        lambda world: taking(Plan(), values=COMMITTEE),
        note="of the nation",
    ),
    Call(
        committees.change_committee,
        EDITORS,
        lambda world: taking(world.here.committee, values={"venue": "Mairie"}, version=1),
    ),
    Call(
        committees.step_committee,
        EDITORS,
        lambda world: taking(world.here.committee, "meet"),
    ),
    Call(
        committees.step_committee,
        EDITORS,
        lambda world: taking(a_cancelled_committee(world), "reopen"),
        note="reopen",
    ),
    Call(
        decisions.decide,
        EDITORS,
        lambda world: taking(
            world.here.committee, text="Acheter", to=a_person(world.here.manager), due_on=LATER
        ),
    ),
    Call(decisions.withdraw_decision, EDITORS, lambda world: taking(an_answered_decision(world))),
    Call(
        committees.keep_minutes,
        EDITORS,
        lambda world: taking(a_committee_that_met(world), sent=[MINUTES]),
    ),
    Call(
        operations.create,
        EDITORS,
        lambda world: taking(territory=world.here.territory, values=VALUES),
    ),
    Call(
        operations.change,
        EDITORS,
        lambda world: taking(world.here.action, values={"title": "Autre"}, version=3),
    ),
    Call(
        operations.change_field,
        EDITORS,
        lambda world: taking(
            world.here.action, name="lead", value="CCI", read=world.here.action.lead
        ),
    ),
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
        feeds.open_feed,
        frozenset({Actor.MANAGER}),
        lambda world: taking(Plan(territory=world.here.territory), **asked_of_manager(world)),
    ),
    Call(feeds.revoke_feed, frozenset({Actor.MANAGER}), lambda world: taking(a_feed(world))),
    Call(saved_views.remove_view, EDITORS, lambda world: taking(a_view(world))),
    Call(saved_views.restore_view, EDITORS, lambda world: taking(a_removed_view(world))),
    Call(
        operations.undo_change,
        EDITORS,
        lambda world: taking(changed(world), event=last_event()),
    ),
    Call(operations.step, EDITORS, lambda world: taking(world.here.action, "start")),
    Call(operations.undo_step, EDITORS, lambda world: taking(taken(world), event=last_event())),
    Call(
        corrections.correct_status,
        EDITORS,
        lambda world: taking(
            world.here.status_change,
            status=Status.DONE,
            effective_on=clock.today() - timedelta(days=1),
            reason="Vérifié",
        ),
    ),
    Call(
        corrections.correct_budget,
        EDITORS,
        lambda world: taking(
            world.here.action.planned_budgets.get(),
            amount=350_000_00,
            effective_on=clock.today(),
            reason="Vérifié",
        ),
    ),
    Call(
        corrections.insert_status,
        EDITORS,
        lambda world: taking(
            world.here.action,
            status=Status.TO_START,
            effective_on=clock.today() - timedelta(days=25),
            reason="Retrouvé",
        ),
    ),
    Call(steps.add_step, EDITORS, lambda world: taking(world.here.action, values=STEP)),
    Call(
        steps.change_step,
        EDITORS,
        lambda world: taking(a_step_of(world), values={"done": True}, version=1),
    ),
    Call(putting_back.put_back, EDITORS, lambda world: taking(a_removed_step(world))),
    Call(steps.remove_step, EDITORS, lambda world: taking(a_step_of(world), version=1)),
    Call(funding.add_funding, EDITORS, lambda world: taking(world.here.action, values=LINE)),
    Call(
        funding.change_funding,
        EDITORS,
        lambda world: taking(a_line(world), values={"paid": 1_00}, version=1),
    ),
    Call(funding.remove_funding, EDITORS, lambda world: taking(a_line(world), version=1)),
    Call(results.add_result, EDITORS, lambda world: taking(world.here.action, values=RESULT)),
    Call(
        results.change_result,
        EDITORS,
        lambda world: taking(a_result(world), values={"measured": 1}, version=1),
    ),
    Call(results.remove_result, EDITORS, lambda world: taking(a_result(world), version=1)),
    Call(
        results.add_indicator,
        EDITORS,
        lambda world: taking(world.here.action, values={"name": "Visites"}),
    ),
    Call(
        results.change_indicator,
        EDITORS,
        lambda world: taking(an_indicator(world), values={"measured": "7"}, version=1),
    ),
    Call(results.remove_indicator, EDITORS, lambda world: taking(an_indicator(world), version=1)),
    Call(
        links.add_link,
        EDITORS,
        lambda world: taking(world.here.action, kind="depends_on", other=world.here.restricted),
    ),
    Call(links.remove_link, EDITORS, lambda world: taking(a_link(world), version=1)),
    Call(
        blocking.block,
        EDITORS,
        lambda world: taking(world.here.action, kind="land", words="Terrain pollué"),
    ),
    Call(blocking.lift_block, EDITORS, lambda world: taking(blocked(world), words="Dépollué")),
    Call(
        detail_corrections.correct_amount,
        EDITORS,
        lambda world: taking(a_line(world).amounts.get(), amount=6_00, **CORRECTED),
    ),
    Call(
        detail_corrections.correct_value,
        EDITORS,
        lambda world: taking(a_result(world).amounts.get(), amount=2, **CORRECTED),
    ),
    Call(
        detail_corrections.correct_blockage,
        EDITORS,
        lambda world: taking(
            blocked(world).blockages.latest("pk"), kind="other", words="Grève", **CORRECTED
        ),
    ),
    Call(
        locating.locate,
        EDITORS,
        lambda world: taking(world.here.action, communes=[], point=(2.25, 50.75)),
    ),
    Call(
        reviews.fill_in_many,
        EDITORS,
        lambda world: taking(
            world.here.territory, sheets={world.here.action.pk: ActionSheet(steps=[STEP])}
        ),
    ),
    Call(operations.withdraw, EDITORS, lambda world: taking(world.here.action, reason="Doublon")),
    Call(operations.reinstate, EDITORS, lambda world: taking(world.here.withdrawn)),
    Call(operations.confirm, CONFIRMERS, lambda world: taking(world.here.action)),
    Call(
        operations.undo_confirm,
        CONFIRMERS,
        lambda world: taking(operations.confirm(world.here.action, by=None), event=last_event()),
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

UNASKED = {
    campaigns_gate.check_may_send: "is the question itself",
    committees_gate.check_may_meet: "is the question itself",
    committees_gate.hold_place: "asks it for the operations that add a committee",
    committees_gate.hold_committee: "asks it for the operations, which all begin by it",
    gate.check_right: "is the question itself",
    gate.hold_plan: "asks it for the operations on a plan, which all begin by it",
    gate.hold: "asks it for the operations, which all begin by it",
    budgets.date_budgets: "is called with actions already held",
    budgets.first_budgets: "is called with actions just created",
    budgets.take_back_budgets: "is called with actions already held",
    details.add: "holds the action, which asks it",
    details.change: "holds the action, which asks it",
    details.remove: "holds the action, which asks it",
    details.date_amounts: "is called with an action already held",
    details.first_amounts: "is called with an action already held",
    details.take_back_amounts: "is called with an action already held",
    blocking.block_in_bulk: "is called with actions already held",
    blocking.take_back_blockages: "is called with actions already held",
    notes.keep_comments: "is called with actions already held",
    notes.keep_words: "is called with actions already held",
    sheets.fill_in: "is called with actions already held",
    sheets.take_back: "is called with actions already held",
    corrections.corrected: "is called with an action already held",
    lapsing.lapse: "says what time did: the clock calls it",
    writing.record_of: "is called with an action already held",
    handing.hand: "gives the actions of each plan together, which asks it",
    handing.take_back: "undoes what was given together, which asks it",
    kept_views.give: "is called by who gives all that somebody kept, which asks it",
    kept_views.take_back: "undoes what was given with the rest, which asks it",
    writing.set_status: "is called with an action already held",
}
