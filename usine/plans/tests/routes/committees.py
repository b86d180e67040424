"""Who opens and writes committees, and what they decide."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from tests.routes import TODAY, Route, here, only, these
from tests.world import EDITORS, READERS, World
from usine.plans.models import Committee, CommitteeDecision
from usine.values import clock

from ..calls.committees import an_answered_decision
from ..who import CONFIRMERS, NATION, REGION

TYPED_COMMITTEE = {"name": "Comité technique", "on": TODAY["effective_on"], "members": "CCI"}
READING_COMMITTEES = only(READERS, others=404)
CHANGING_COMMITTEES = READING_COMMITTEES | these(READERS - EDITORS, 403)
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
]
