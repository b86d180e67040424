"""Candidacies: who begins, writes and sends them."""

from tests.calls import Call, taking
from tests.world import INSTRUCTORS, Actor, World
from usine.asks.tests.factories import in_days
from usine.calls.candidacies import operations
from usine.calls.candidacies.answering import mark_of
from usine.calls.candidacies.resubmitting import resubmit
from usine.calls.instruction.asking import ask_opinion
from usine.calls.instruction.operations import take_step, take_steps
from usine.calls.instruction.returning import recall, return_candidacy

from .factories import SIRET, correction_of_aid, filled, permanent_call, quote, typed
from .routes import draft, returned_here, studied

WRITERS = frozenset({Actor.MANAGER, Actor.DEPUTY})
# Who receives candidacies by mail enters them.
APPLY = WRITERS | {Actor.NATIONAL}


def an_earlier_one(world: World):
    """Whose title is not there yet."""
    typed(draft(world), titre=None)
    return taking(draft(world), source=world.here.candidacy)


CANDIDACY_CALLS = [
    Call(
        operations.start,
        APPLY,
        lambda world: taking(
            permanent_call(), about=world.here.filled.subject, number=SIRET, name="Ateliers"
        ),
    ),
    Call(
        operations.save_answers,
        WRITERS,
        lambda world: taking(draft(world), typed={"aide": 1}, marks={"aide": mark_of(None)}),
    ),
    Call(operations.copy_answers, WRITERS, an_earlier_one),
    Call(operations.take_version, WRITERS, lambda world: taking(draft(world))),
    Call(
        operations.file_documents,
        WRITERS,
        lambda world: taking(draft(world), code="devis", sent=[quote()]),
    ),
    Call(operations.submit, WRITERS, lambda world: taking(filled(draft(world)))),
    Call(operations.withdraw, WRITERS, lambda world: taking(draft(world))),
    Call(
        take_step,
        INSTRUCTORS,
        lambda world: taking(world.here.candidacy, verb="resume"),
    ),
    Call(
        take_steps,
        INSTRUCTORS,
        lambda world: taking([world.here.candidacy], verb="resume"),
    ),
    Call(
        return_candidacy,
        INSTRUCTORS,
        lambda world: taking(studied(world), **correction_of_aid()),
    ),
    Call(
        ask_opinion,
        INSTRUCTORS,
        lambda world: taking(
            studied(world), code="accord", person=None, text="Encore ?", due_on=in_days(9)
        ),
    ),
    Call(recall, INSTRUCTORS, lambda world: taking(returned_here(world))),
    Call(resubmit, WRITERS, lambda world: taking(returned_here(world))),
    Call(operations.lapse, WRITERS, lambda world: taking(draft(world))),
]
