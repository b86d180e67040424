"""Who opens the pages of candidacies: the team that writes one; the nation, once it is sent."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.routes import Route, only, these
from tests.world import INSTRUCTORS, Actor, World
from usine.calls.candidacies.answering import mark_of
from usine.calls.models import Candidacy, Passage
from usine.plans.tests.factories import make_action

from .factories import SIRET, permanent_call, started

A = Actor
WRITERS = frozenset({A.MANAGER, A.DEPUTY})
READERS = WRITERS | {A.INSTRUCTOR, A.APPROVER, A.NATIONAL}
APPLY = WRITERS | {A.NATIONAL, A.MANAGER_ELSEWHERE}
READ = only(READERS, others=404)
WRITTEN = only(WRITERS, others=404)
DONE = only(WRITERS, 302, others=404)


def draft(world: World) -> Candidacy:
    """A draft here, made when it is not there."""
    there = world.here.territory
    drafts = Candidacy.objects.filter(state="draft", territory=there)
    return drafts.first() or started(permanent_call(), make_action(there))


def a_draft(*more: object) -> Callable[[World], list]:
    return lambda world: [draft(world).pk, *more]


def sent(world: World) -> list:
    return [world.here.candidacy.pk]


def a_quote(world: World) -> dict:
    return {"code": "devis", "devis-documents": SimpleUploadedFile("devis.txt", b"Devis")}


def a_title(world: World) -> dict:
    mark = mark_of(draft(world).answers.get("titre"))
    return {"projet-titre": "Portes ouvertes", "mark-titre": mark}


CANDIDACY_ROUTES = [
    Route("calls:candidacies", get=only(APPLY)),
    Route(
        "calls:start",
        get=only(APPLY),
        # Who writes no plan here is offered nothing of it.
        post=only(WRITERS, 302) | these(APPLY - WRITERS, 200),
        at=lambda world: [permanent_call().pk],
        data=lambda world: {"about": world.here.filled.subject, "number": SIRET},
        once=lambda world: Candidacy.objects.filter(about=world.here.filled.subject),
        by=A.MANAGER,
    ),
    Route("calls:candidacy", get=READ, at=sent),
    Route("calls:candidacy", note="a draft", get=WRITTEN, at=a_draft()),
    Route(
        "calls:section",
        get=WRITTEN,
        post=DONE,
        at=a_draft("projet"),
        data=a_title,
    ),
    Route("calls:documents", get=WRITTEN, post=DONE, at=a_draft(), data=a_quote),
    Route(
        "calls:copy_answers",
        post=DONE,
        at=a_draft(),
        data=lambda world: {"source": str(world.here.candidacy.pk)},
    ),
    Route("calls:take_version", post=DONE, at=a_draft()),
    Route("calls:check", get=WRITTEN, at=a_draft()),
    Route("calls:submit", post=DONE, at=a_draft()),
    Route("calls:withdraw", get=WRITTEN, post=DONE, at=a_draft()),
    Route("calls:inbox", get=only(INSTRUCTORS)),
    Route(
        "calls:candidacy_step",
        get=only(INSTRUCTORS, others=404),
        post=only(INSTRUCTORS, 302, others=404),
        at=lambda world: [world.here.candidacy.pk, "resume"],
        data=lambda world: {"words": "Repris"},
        once=lambda world: Passage.objects.filter(words="Repris"),
    ),
    Route("calls:receipt", get=READ, at=sent),
    Route("calls:receipt_pdf", get=READ, at=sent),
    Route("calls:receipt_content", get=READ, at=sent),
]
