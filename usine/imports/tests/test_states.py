"""From which state each step of an import is taken, and by whom: written out, and tried."""

import pytest
from django.urls import resolve, reverse

from usine.imports import deciding, giving, operations, settling, undoing
from usine.imports.gate import hold
from usine.imports.models import PlanImport
from usine.imports.states import TRANSITIONS, State
from usine.plans.rights import EDIT
from usine.values.errors import Refused

from .imports import ECOLE, csv, send

S = State
FROM = {
    "preview": {S.READING},
    "refuse": {S.READING},
    "understand": {S.READY, S.READING},
    "forget_columns": {S.READY, S.READING},
    "settle": {S.READY},
    "give_value": {S.READY},
    "retract": {S.READY},
    "read_again": {S.READING},
    "answer": {S.READY},
    "set_aside": {S.READY},
    "decide": {S.READY},
    "submit": {S.READY},
    "reconsider": {S.READY, S.APPLYING},
    "apply": {S.READY, S.APPLYING},
    "submit_undo": {S.APPLIED},
    "stand": {S.UNDOING},
    "undo": {S.APPLIED, S.UNDOING},
    # Not while a worker applies it.
    "abandon": {S.READING, S.READY, S.UNREADABLE},
}


WHY = {
    S.READING: "est en cours de lecture",
    S.UNREADABLE: "a été refusé",
    S.READY: "n’est pas encore appliqué",
    S.APPLYING: "en cours d’application",
    S.ABANDONED: "est abandonné",
}


def test_each_step_leaves_the_states_that_it_should_and_takes_the_right_to_edit():
    assert {verb: set(step.sources) for verb, step in TRANSITIONS.items()} == FROM
    assert {step.who for step in TRANSITIONS.values()} == {EDIT}


@pytest.mark.parametrize(
    "verb",
    [
        *("understand", "forget_columns", "settle", "answer", "set_aside"),
        *("give_value", "retract", "decide", "submit", "submit_undo", "abandon"),
    ],
)
def test_a_step_has_one_verb(verb):
    view = resolve(reverse(f"imports:{verb}", args=["ici", 1])).func
    modules = (settling, giving, deciding, operations, undoing)
    module = next(each for each in modules if hasattr(each, verb))
    assert (view.__name__, getattr(module, verb).__name__) == (verb, verb)
    assert verb in TRANSITIONS


@pytest.mark.django_db
@pytest.mark.parametrize("verb", FROM)
def test_a_step_from_another_state_is_refused(territory, today, verb):
    draft = send(territory, csv(ECOLE))
    for state in (S.READING, S.UNREADABLE, S.READY, S.APPLYING, S.ABANDONED):
        PlanImport.objects.update(state=state)
        if state in FROM[verb]:
            assert hold(draft, verb, by=None).state == state
        else:
            with pytest.raises(Refused, match=WHY[state]):
                hold(draft, verb, by=None)


@pytest.mark.django_db
def test_the_same_file_takes_the_place_of_ones_own_draft_only(territory, today, manager):
    another = send(territory, csv(ECOLE))
    first = send(territory, csv(ECOLE), by=manager)
    second = send(territory, csv(ECOLE), by=manager)
    states = dict(PlanImport.objects.values_list("pk", "state"))
    assert states == {another.pk: S.READY, first.pk: S.ABANDONED, second.pk: S.READY}
    assert operations.apply(another, by=None).state == S.APPLIED
