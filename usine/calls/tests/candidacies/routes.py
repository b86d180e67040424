"""Who opens the pages of candidacies: the team that writes one; the nation, once it is sent."""

from collections.abc import Callable
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.routes import Route, only, these
from tests.world import INSTRUCTORS, Actor, World
from usine.calls.candidacies.answering import mark_of
from usine.calls.instruction.returning import recall
from usine.calls.models import Candidacy, Passage
from usine.plans.tests.factories import make_action
from usine.values import clock

from .factories import SIRET, permanent_call, returned, started, submitted

A = Actor
WRITERS = frozenset({A.MANAGER, A.DEPUTY})
READERS = WRITERS | {A.INSTRUCTOR, A.APPROVER, A.NATIONAL}
APPLY = WRITERS | {A.NATIONAL, A.MANAGER_ELSEWHERE}
READ = only(READERS, others=404)
WRITTEN = only(WRITERS, others=404)
# Who studies it or decides reads it, and does not write it.
CORRECTED = READ | these(READERS - WRITERS, 403)
DONE = only(WRITERS, 302, others=404)


def draft(world: World) -> Candidacy:
    """A draft here, made when it is not there."""
    there = world.here.territory
    drafts = Candidacy.objects.filter(state="draft", territory=there)
    return drafts.first() or started(permanent_call(), make_action(there))


def a_draft(*more: object) -> Callable[[World], list]:
    return lambda world: [draft(world).pk, *more]


def besides(world: World) -> Candidacy:
    """Another that was sent here, made when it is not there."""
    there = world.here.territory
    call = permanent_call()
    others = call.candidacies.filter(territory=there, submitted_at__isnull=False)
    other = others.exclude(pk=world.here.candidacy.pk).first()
    return other or submitted(started(call, make_action(there)))


def studied(world: World) -> Candidacy:
    """It is not to correct."""
    candidacy = besides(world)
    return recall(candidacy, by=None) if candidacy.state == "returned" else candidacy


def returned_here(world: World) -> Candidacy:
    """It is to correct: a sum and a document."""
    candidacy = besides(world)
    is_there = candidacy.state == "returned"
    return candidacy if is_there else returned(candidacy, documents=["devis"])


def a_return(*more: object) -> Callable[[World], list]:
    return lambda world: [returned_here(world).pk, *more]


def a_correction(world: World) -> dict:
    due_on = (clock.today() + timedelta(days=14)).isoformat()
    return {"section-argent": ["aide"], "words": "Revoyez l’aide.", "due_on": due_on}


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
    Route(
        "calls:return",
        get=only(INSTRUCTORS, others=404),
        post=only(INSTRUCTORS, 302, others=404),
        at=lambda world: [studied(world).pk],
        data=a_correction,
    ),
    Route(
        "calls:recall",
        get=only(INSTRUCTORS, others=404),
        post=only(INSTRUCTORS, 302, others=404),
        at=a_return(),
    ),
    Route(
        "calls:ask_opinion",
        get=only(INSTRUCTORS, others=404),
        post=only(INSTRUCTORS, 302, others=404),
        at=lambda world: [studied(world).pk, "accord"],
        data=lambda world: {"text": "Encore ?", "due_on": a_correction(world)["due_on"]},
    ),
    # Of whom something was asked, and who asked it.
    Route("calls:summary", get=READ, at=sent),
    Route("calls:candidacy", note="to correct", get=READ, at=a_return()),
    Route(
        "calls:section",
        note="to correct",
        get=CORRECTED,
        post=CORRECTED | these(WRITERS, 302),
        at=a_return("argent"),
    ),
    Route(
        "calls:documents",
        note="to correct",
        get=CORRECTED,
        post=CORRECTED | these(WRITERS, 302),
        at=a_return(),
        data=a_quote,
    ),
    Route("calls:check", note="to correct", get=CORRECTED, at=a_return()),
    Route(
        "calls:resubmit",
        post=CORRECTED | these(WRITERS, 302),
        at=a_return(),
    ),
    Route("calls:receipt", get=READ, at=sent),
    Route("calls:receipt_pdf", get=READ, at=sent),
    Route("calls:receipt_content", get=READ, at=sent),
]
