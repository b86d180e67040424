"""How the operations on the details of an action are called, and who may."""

from tests.calls import Call, taking
from tests.world import EDITORS, World
from usine.plans import (
    detail_corrections,
    funding,
    links,
    putting_back,
    results,
    steps,
)
from usine.plans.models import ActionLink, FundingLine, Milestone, OwnIndicator, Result
from usine.values import clock

from .before import STEP, blocked

LINE = {"funder": "region", "granted": 5_00}
RESULT = {"code": "plants", "target": 1}
CORRECTED = {"effective_on": clock.today(), "reason": "Vérifié"}


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


CALLS = [
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
]
