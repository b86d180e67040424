"""How the operations of committees are called, and who may."""

from datetime import timedelta

from tests.calls import Call, taking
from tests.world import EDITORS, Actor, World
from usine.asks import operations as asking
from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.files.checking import Sent
from usine.plans.committees import decisions
from usine.plans.committees import operations as committees
from usine.plans.models import Committee, CommitteeDecision
from usine.plans.queries import Plan
from usine.values import clock

from ..who import REGION

COMMITTEE = {"name": "Comité technique", "on": clock.today(), "members": ["CCI"]}
LATER = clock.today() + timedelta(days=30)
MINUTES = Sent("compte rendu.txt", b"Le comite decide.")


def an_answered_decision(world: World) -> CommitteeDecision:
    """Nothing of it waits any more: whoever edits may take it back."""
    to = a_person(world.here.manager)
    decision = decisions.decide(world.here.committee, text="Vendre", to=[to], due_on=LATER, by=None)
    asking.withdraw(Ask.objects.get(subject=decision.subject), by=None)
    return decision


def a_committee_that_met(world: World) -> Committee:
    return committees.step_committee(world.here.committee, "meet", by=None)


def a_cancelled_committee(world: World) -> Committee:
    return committees.step_committee(world.here.committee, "cancel", by=None)


CALLS = [
    Call(
        committees.plan_committee,
        EDITORS,
        lambda world: taking(Plan(territory=world.here.territory), values=COMMITTEE),
    ),
    Call(
        committees.plan_committee,
        REGION,
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
            world.here.committee, text="Acheter", to=[a_person(world.here.manager)], due_on=LATER
        ),
    ),
    Call(decisions.withdraw_decision, EDITORS, lambda world: taking(an_answered_decision(world))),
    Call(
        committees.keep_minutes,
        EDITORS,
        lambda world: taking(a_committee_that_met(world), sent=[MINUTES]),
    ),
]
