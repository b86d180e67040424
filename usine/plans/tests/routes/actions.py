"""Who opens and changes one action."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from tests.routes import TODAY, Route, everyone, here, only, these
from tests.world import EDITORS, READERS, World
from usine.plans import locating
from usine.plans.kinds import JOURNEYS
from usine.plans.models import (
    Action,
    Blockage,
    FundingAmount,
    FundingLine,
    Milestone,
    Result,
    ResultValue,
)
from usine.values import clock

from ..who import CONFIRMERS

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


ROUTES = [
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
    Route("plans:action", note="corrected", get=everyone(), at=here("corrected")),
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
    Route(
        "plans:withdraw",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("action"),
        data=lambda world: {"reason": "Doublon"},
    ),
    Route("plans:reinstate", post=only(EDITORS, 302), at=here("withdrawn")),
]
