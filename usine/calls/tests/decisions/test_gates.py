"""What a decision waits for: a second person, and the number of files that a place keeps."""

import pytest

from usine.calls.candidacies.moving import GatesClosed
from usine.calls.decisions.operations import approve, propose
from usine.calls.instruction.operations import take_step
from usine.people.roles import Role

from ..candidacies.factories import refused
from .factories import (
    AWARD,
    REFUSAL,
    another,
    approved,
    decided_call,
    made,
    proposed,
    studied,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver():
    return made(Role.APPROVER)


def test_a_proposal_that_nobody_signed_has_no_second_person(approver):
    decision = propose(studied(), **AWARD, by=None)
    with pytest.raises(GatesClosed, match="Personne n’a signé la proposition"):
        approve(decision, by=approver)


def quota(**more):
    return [{"gate": "quota", **more}]


@pytest.mark.parametrize("place", ["region", "territory", "departement"])
def test_a_place_keeps_so_many_files(approver, place):
    call = decided_call(approve=quota(place=place, max=1))
    first = proposed(studied(call))
    second = proposed(another(first.candidacy))
    approve(first, by=approver)
    where = {"region": "région", "territory": "territoire", "departement": "département"}[place]
    assert refused(approve, second, by=approver) == (
        f"Nombre de dossiers par {where} : 2 dossiers avec celui-ci, 1 au plus."
    )


def test_a_refusal_takes_no_place(approver):
    call = decided_call(approve=quota(place="region", max=1))
    first = approved(studied(call), by=approver)
    assert approved(another(first.candidacy), by=approver, **REFUSAL).outcome == "refused"


def test_what_is_proposed_counts_for_the_next_proposal():
    call = decided_call(propose=quota(place="region", min=2, max=2))
    first = studied(call)
    second, third = another(first), another(first)
    assert refused(propose, first, **AWARD, by=None) == (
        "Nombre de dossiers par région : 1 dossier avec celui-ci, 2 au moins et 2 au plus."
    )
    take_step(second, verb="shortlist", by=None)
    proposed(first)
    proposed(second, **REFUSAL)
    proposed(third)
    fourth = another(first)
    assert refused(propose, fourth, **AWARD, by=None) == (
        "Nombre de dossiers par région : 3 dossiers avec celui-ci, 2 au moins et 2 au plus."
    )


def test_a_place_that_is_not_known_passes_no_quota(approver):
    call = decided_call(approve=quota(place="departement", max=9))
    decision = proposed(studied(call))
    type(decision.candidacy).objects.update(commune=None)
    assert refused(approve, decision, by=approver) == (
        "Nombre de dossiers par département : le lieu n’est pas connu."
    )
