"""Who opens the pages of calls: everybody those that are open, the national team the others."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from tests.routes import Route, everyone, here, only
from tests.world import READERS, READERS_THERE, Actor, World
from usine.calls.models import Call, CallVersion
from usine.calls.operations import draft_version

from .candidacies.routes import CANDIDACY_ROUTES
from .decisions.routes import DECISION_ROUTES
from .documents import example
from .factories import bytes_of, changed, header_typed, make_call, parameters_typed

MAKERS = frozenset({Actor.NATIONAL})
FOLLOWERS = READERS | READERS_THERE
MADE = only(MAKERS)
DONE = only(MAKERS, 302)
OPEN, PREPARED, IMPORTED = "ouvert-2025", "prepare-2025", "importe-2025"


def made(code: str, stage: str = "") -> Call:
    """The call of this code, made when it is not there."""
    return Call.objects.filter(pk=code).first() or make_call(code=code, stage=stage)


def an_open_call(*more: object) -> Callable[[World], list]:
    return lambda world: [made(OPEN, "open").pk, *more]


def a_prepared_call(*more: object) -> Callable[[World], list]:
    return lambda world: [made(PREPARED).pk, *more]


def a_drafted_call(world: World) -> list:
    call = made(PREPARED)
    if not CallVersion.objects.filter(call=call, published_at=None).exists():
        draft_version(call, by=None)
    return [call.pk]


def as_drafted(world: World) -> dict:
    draft = CallVersion.objects.get(call=PREPARED, published_at=None)
    return {"document": changed(draft, after="Bientôt.").decode(), "digest": draft.digest}


def a_file(world: World) -> dict:
    document = example()
    document["call"]["code"] = IMPORTED
    return {"file": SimpleUploadedFile("appel.json", bytes_of(document))}


def calls_of(code: str) -> Callable[[World], QuerySet]:
    return lambda world: Call.objects.filter(pk=code)


ROUTES = [
    Route("calls:calls", get=everyone()),
    Route("calls:managed", get=MADE),
    Route("calls:import", get=MADE, post=DONE, data=a_file, once=calls_of(IMPORTED)),
    Route("calls:managed_call", get=MADE, at=a_prepared_call()),
    Route("calls:managed_call", note="of one side", get=MADE, at=here("call")),
    Route(
        "calls:copy",
        get=MADE,
        post=DONE,
        at=a_prepared_call(),
        data=lambda world: {"title": "Une copie", "code": "copie-2026"},
        once=calls_of("copie-2026"),
    ),
    Route("calls:step", post=DONE, at=a_prepared_call("try_call")),
    Route("calls:begin_draft", post=DONE, at=a_prepared_call()),
    Route("calls:draft", get=MADE, post=DONE, at=a_drafted_call, data=as_drafted),
    Route(
        "calls:draft_header",
        get=MADE,
        post=DONE,
        at=a_drafted_call,
        data=lambda world: header_typed(CallVersion.objects.get(call=PREPARED, published_at=None)),
    ),
    Route(
        "calls:draft_parameters",
        get=MADE,
        post=DONE,
        at=a_drafted_call,
        data=lambda world: parameters_typed(
            CallVersion.objects.get(call=PREPARED, published_at=None)
        ),
    ),
    Route("calls:publish", post=DONE, at=a_drafted_call),
    Route("calls:discard", post=DONE, at=a_drafted_call),
    Route("calls:version", get=MADE, at=a_prepared_call(1)),
    Route("calls:version_file", get=MADE, at=a_prepared_call(1)),
    Route("calls:preview", get=MADE, at=a_prepared_call(1)),
    Route(
        "calls:preview",
        note="of one side",
        get=MADE,
        at=lambda world: [world.here.call.pk, 1],
    ),
    Route("calls:call", get=everyone(), at=an_open_call()),
    Route(
        "calls:call",
        note="in preparation",
        get=only(MAKERS, others=404) | {Actor.ANONYMOUS: 404, Actor.DEACTIVATED: 404},
        at=a_prepared_call(),
    ),
    *CANDIDACY_ROUTES,
    *DECISION_ROUTES,
    Route("calls:simulator", get=everyone(), at=an_open_call()),
    Route("calls:prospects", get=only(FOLLOWERS), at=an_open_call()),
    Route("calls:prospects_export", get=only(FOLLOWERS), at=an_open_call("csv")),
]
