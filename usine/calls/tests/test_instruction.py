"""Candidacies that were sent are studied, step by step, by those of their région and their call."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from usine.calls.candidacies.moving import GatesClosed
from usine.calls.candidacies.operations import withdraw
from usine.calls.candidacies.showing import shown_history, shown_since, shown_words, state_label
from usine.calls.instruction.operations import take_step, take_steps
from usine.calls.models import Candidacy
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people.models import Mandate
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_user
from usine.plans.tests.factories import make_action
from usine.values import clock

from .candidacies.factories import (
    again,
    make_commune,
    permanent_call,
    refused,
    started,
    submitted,
)
from .documents import with_value
from .factories import make_call

pytestmark = pytest.mark.django_db


STEPS = [
    {"verb": "hold"},
    {"verb": "resume"},
    {"verb": "shortlist", "gates": [{"gate": "documents_present"}, {"gate": "scores_complete"}]},
    {"verb": "declare_ineligible"},
    {"verb": "reopen"},
    {"verb": "withdraw"},
]


def studied_call():
    """The example without rounds, with all the steps of an instructor."""
    make_commune()
    document = with_value("call.windows", [{"code": "continu", "label": "En continu"}])
    document["steps"] += STEPS
    return make_call(document, code="etudes", stage="open")


@pytest.fixture
def candidacy():
    return submitted(started(studied_call()))


@pytest.fixture
def instructor():
    return make_user(Role.INSTRUCTOR, region=make_region("32", "Hauts-de-France"))


def limited_to(user, call):
    """The same person, for one call only."""
    Mandate.objects.filter(user=user).update(within=call.subject)
    return type(user).objects.get(pk=user.pk)


# Who instructs


def test_an_instructor_has_what_was_sent_from_the_region(candidacy, instructor):
    elsewhere = make_user(Role.INSTRUCTOR, region=make_region("76", "Occitanie"))
    nation = make_user(Role.NATIONAL_TEAM)
    started(permanent_call("autre-porte"))
    for user, there in ((instructor, [candidacy]), (nation, [candidacy]), (elsewhere, [])):
        assert list(Candidacy.objects.instructed_by(user)) == there
        assert list(Candidacy.objects.visible_to(user)) == there


def test_a_mandate_limited_to_a_call_gives_nothing_of_another(candidacy, instructor):
    other = limited_to(instructor, make_call(code="ailleurs"))
    assert list(Candidacy.objects.visible_to(other)) == []
    with pytest.raises(PermissionDenied):
        take_step(candidacy, verb="start", by=other)
    own = limited_to(instructor, candidacy.call)
    assert list(Candidacy.objects.visible_to(own)) == [candidacy]
    assert take_step(candidacy, verb="start", by=own).state == "under_review"


# Steps


def test_a_step_is_taken_recorded_and_told(candidacy, instructor):
    take_step(candidacy, verb="start", by=instructor)
    take_step(candidacy, verb="hold", words="Le plan de financement.", by=instructor)
    now = again(candidacy)
    passages = list(now.passages.values_list("state", "words", "by"))
    assert now.state == "on_hold"
    assert passages[-2:] == [
        ("under_review", "", instructor.pk),
        ("on_hold", "Le plan de financement.", instructor.pk),
    ]
    assert list(verify()) == []


def test_a_step_that_the_call_has_not_is_refused(candidacy, instructor):
    assert refused(take_step, candidacy, verb="close", by=instructor) == (
        "Cet appel n’a pas d’étape « Clore »."
    )
    assert refused(take_step, candidacy, verb="propose", by=instructor) == (
        "Cette étape se fait autrement."
    )


def test_what_goes_against_somebody_has_a_reason(candidacy, instructor):
    take_step(candidacy, verb="start", by=instructor)
    assert refused(take_step, candidacy, verb="hold", words=" ", by=instructor) == (
        "Donnez le motif de l’étape « Mettre en attente »."
    )


def test_a_reason_and_a_batch_have_a_limit(candidacy, instructor):
    assert refused(take_step, candidacy, verb="start", words="a" * 2_001, by=instructor) == (
        "Ce motif dépasse 2000 caractères."
    )
    assert refused(take_steps, [candidacy] * 501, verb="start", by=instructor) == (
        "501 dossiers : 500 au plus à la fois."
    )


def test_who_applies_takes_no_step_of_instruction(candidacy):
    manager = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    with pytest.raises(PermissionDenied):
        take_step(candidacy, verb="start", by=manager)


def test_many_are_taken_and_each_refusal_is_told(candidacy, instructor):
    other = submitted(started(candidacy.call, make_action(candidacy.territory)))
    take_step(other, verb="start", by=instructor)
    refusals = take_steps([candidacy, other], verb="start", by=instructor)
    assert again(candidacy).state == "under_review"
    assert {pk: why.replace("\u00a0", " ") for pk, why in refusals.items()} == {
        other.pk: "Cette candidature est dans l’état « en instruction »."
    }


def test_a_step_waits_for_its_gates(candidacy, instructor):
    take_step(candidacy, verb="start", by=instructor)
    with pytest.raises(GatesClosed, match="notes complètes"):
        take_step(candidacy, verb="shortlist", by=instructor)


def test_what_is_opened_again_goes_back_to_where_it_was(candidacy, instructor):
    take_step(candidacy, verb="declare_ineligible", words="Hors du champ.", by=instructor)
    assert take_step(candidacy, verb="reopen", words="Erreur.", by=instructor).state == (
        "under_review"
    )
    withdraw(candidacy, by=None)
    assert take_step(candidacy, verb="reopen", words="Erreur.", by=instructor).state == (
        "under_review"
    )


# What is told of it


def test_a_reason_is_told_to_who_studies_and_why_one_is_not_taken_to_who_applied(
    client, candidacy, instructor
):
    manager = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    take_step(candidacy, verb="start", by=instructor)
    take_step(candidacy, verb="hold", words="À revoir.", by=instructor)
    now = again(candidacy)
    assert (shown_words(now, instructor), shown_words(now, manager)) == ("À revoir.", "")
    take_step(candidacy, verb="resume", words="Bon plan.", by=instructor)
    assert shown_words(again(candidacy), manager) == ""
    take_step(candidacy, verb="declare_ineligible", words="Hors du champ.", by=instructor)
    client.force_login(manager)
    assert "Hors du champ." in client.get(candidacy.get_absolute_url()).content.decode()


def test_how_it_is_studied_is_told_to_those_who_study_it(candidacy, instructor):
    manager = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    take_step(candidacy, verb="start", by=instructor)
    studied = again(candidacy)
    take_step(candidacy, verb="hold", words="Le plan de financement.", by=instructor)
    now = again(candidacy)
    assert (state_label(now, manager), state_label(now, instructor)) == (
        "en instruction",
        "en attente",
    )
    assert shown_since(now, manager) == studied.state_since < shown_since(now, instructor)
    assert shown_history(now, instructor)[0].verb == "calls.hold_candidacy"
    assert shown_history(now, manager)[0].verb == "calls.review_candidacy"


def test_figures_tell_no_more(candidacy, instructor):
    take_step(candidacy, verb="start", by=instructor)
    take_step(candidacy, verb="hold", words="Le plan de financement.", by=instructor)
    assert balance("candidacies", as_of=clock.today(), by=("state",)) == {("under_review",): 1}


# The pages


def test_the_list_of_what_waits(client, candidacy, instructor):
    client.force_login(instructor)
    address = reverse("calls:inbox")
    page = client.get(address)
    assert [each for each, _ in page.context["lines"]] == [candidacy]
    assert list(client.get(address, {"q": "nobody"}).context["lines"]) == []
    assert client.get(address, {"q": "atelier"}).context["lines"] == [(candidacy, "déposé")]
    assert client.get(address, {"etat": "on_hold"}).context["lines"] == []
    assert page.context["counts"] == [("submitted", "déposé", 1)]


def test_the_list_costs_the_same_with_more_of_them(client, candidacy, instructor):
    client.force_login(instructor)
    client.get(reverse("calls:inbox"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("calls:inbox"))
    for _ in range(3):
        submitted(started(candidacy.call, make_action(candidacy.territory)))
    with CaptureQueriesContext(connection) as several:
        client.get(reverse("calls:inbox"))
    assert len(several) == len(one)


def test_a_step_from_the_page_of_a_candidacy(client, candidacy, instructor):
    client.force_login(instructor)
    page = client.get(candidacy.get_absolute_url())
    assert ("start", "Commencer l’instruction") in page.context["steps"]
    address = reverse("calls:candidacy_step", args=[candidacy.pk, "start"])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"words": ""}, follow=True)
    assert "en instruction" in answer.content.decode()
    assert again(candidacy).state == "under_review"


def test_a_step_that_waits_says_what_for(client, candidacy, instructor):
    take_step(candidacy, verb="start", by=instructor)
    client.force_login(instructor)
    address = reverse("calls:candidacy_step", args=[candidacy.pk, "shortlist"])
    assert "notes complètes" in client.get(address).content.decode()
    assert "notes complètes" in client.post(address, {"words": ""}).content.decode()
    assert again(candidacy).state == "under_review"
    unknown = reverse("calls:candidacy_step", args=[candidacy.pk, "submit"])
    assert client.get(unknown).status_code == 404
