"""Who opens and decides the imports of a plan."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.routes import TODAY, Answers, Route, here, only, these
from tests.world import EDITORS, READERS, World
from usine.imports.models import PlanImport
from usine.imports.states import State

from .calls import FILE


def an_import(name: str) -> Callable[[World], list]:
    return lambda world: [world.here.territory.slug, getattr(world.here, name).pk]


# A draft is for those who may apply it; what was applied is the history of the plan.
DRAFT = only(EDITORS, others=404)
DRAFT_WRITTEN = only(EDITORS, 302, others=404)
READ_ONLY: Answers = these(READERS - EDITORS, 403)
ROUTES = [
    Route(
        "imports:receive",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=here("territory"),
        data=lambda world: TODAY | {"file": SimpleUploadedFile("plan.csv", FILE)},
        once=lambda world: PlanImport.objects.filter(filename="plan.csv", state=State.READY),
    ),
    Route("imports:imports", get=only(READERS), at=here("territory")),
    Route("imports:import", get=DRAFT, at=an_import("draft")),
    Route(
        "imports:import",
        note="applied",
        get=only(READERS, others=404),
        at=an_import("applied"),
    ),
    Route(
        "imports:understand",
        get=DRAFT,
        post=DRAFT,  # with nothing said: the form again
        at=an_import("draft"),
    ),
    Route("imports:forget_columns", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:settle", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route(
        "imports:forget_meanings",
        get=only(EDITORS),
        post=only(EDITORS),  # with nothing ticked: the form again
        at=here("territory"),
    ),
    Route("imports:give_value", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:retract", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:answer", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:decide", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route(
        "imports:set_aside",
        post=DRAFT_WRITTEN,
        at=an_import("draft"),
        data=lambda world: {"ligne": world.here.draft.rows.earliest("position").pk},
    ),
    Route("imports:submit", get=DRAFT, post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:abandon", get=DRAFT, post=DRAFT_WRITTEN, at=an_import("draft")),
    Route(
        "imports:submit_undo",
        get=DRAFT | READ_ONLY,
        post=DRAFT_WRITTEN | READ_ONLY,
        at=an_import("applied"),
    ),
    Route("imports:restart", post=DRAFT_WRITTEN, at=an_import("draft")),
    Route("imports:rejected_rows", get=DRAFT, at=an_import("draft")),
]
