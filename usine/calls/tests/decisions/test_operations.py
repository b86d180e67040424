"""A decision is proposed by one, approved by another, released; a later one replaces it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from usine.calls.candidacies.operations import withdraw
from usine.calls.decisions import rules
from usine.calls.decisions.operations import (
    approve,
    approve_many,
    propose,
    release,
    send_back,
)
from usine.calls.instruction.operations import take_step
from usine.calls.models import CandidacyDecision
from usine.ledger.history import history
from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.values import clock

from ..candidacies.factories import again, refused, spaced
from .factories import (
    AWARD,
    REFUSAL,
    another,
    approved,
    decided_call,
    made,
    proposed,
    released,
    studied,
)

pytestmark = pytest.mark.django_db

MARCH, MAY, JUNE = (datetime(2025, month, 10, 9, tzinfo=UTC) for month in (3, 5, 6))


@pytest.fixture
def approver():
    return made(Role.APPROVER)


@pytest.fixture
def instructor():
    return made(Role.INSTRUCTOR)


def sums(as_of: date, *measures: str) -> list[int]:
    return [sum(balance(each, as_of=as_of).values()) for each in measures]


# From a proposal to a release


def test_a_decision_is_proposed_approved_and_released(instructor, approver):
    candidacy = studied()
    decision = propose(candidacy, **AWARD, motive=" Un beau projet. ", by=instructor)
    assert (again(candidacy).state, decision.motive) == ("proposed", "Un beau projet.")
    decision = approve(decision, by=approver)
    assert (again(candidacy).state, again(candidacy).outcome) == ("awarded", "")
    assert decision.decided_on == clock.today()
    release([decision], by=approver)
    assert again(candidacy).outcome == "awarded"
    last = CandidacyDecision.objects.get()
    assert (last.proposed_by, last.approved_by, last.replaces) == (instructor, approver, None)
    assert (last.awarded, last.advance, last.investment) == (800_00, 0, 2_500_00)
    assert list(verify()) == []


def test_a_refusal_follows_the_same_way():
    decision = released(**REFUSAL)
    candidacy = again(decision.candidacy)
    assert (candidacy.state, candidacy.outcome) == ("refused", "refused")
    assert sums(clock.today(), "awarded", "investment") == [0, 0]
    assert balance("candidacies", as_of=clock.today(), by=("state",)) == {("refused",): 1}


def test_verify_finds_a_decision_that_was_edited():
    decision = released()
    CandidacyDecision.objects.filter(pk=decision.pk).update(awarded=900_00, motive="Autre.")
    found = [each for each in verify() if decision.subject in each]
    assert ["« awarded »" in found[0], "« motive »" in found[1], len(found)] == [True, True, 2]


def test_who_proposes_does_not_approve(approver):
    decision = proposed()
    CandidacyDecision.objects.update(proposed_by=approver)
    assert refused(approve, decision, by=approver) == (
        "Vous avez proposé cette décision : une autre personne l’approuve."
    )


def test_two_people_decide_says_the_database(instructor):
    decision = proposed(by=instructor)
    now = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        CandidacyDecision.objects.filter(pk=decision.pk).update(
            approved_by=instructor, approved_at=now, decided_on=clock.today()
        )


def test_a_decision_is_released_once_approved_says_the_database():
    decision = proposed()
    with pytest.raises(IntegrityError), transaction.atomic():
        CandidacyDecision.objects.filter(pk=decision.pk).update(released_at=clock.now())


def test_rights_are_asked(instructor, approver):
    elsewhere = made(Role.APPROVER, "76")
    candidacy = studied()
    with pytest.raises(PermissionDenied):
        propose(candidacy, **AWARD, by=approver)
    decision = propose(candidacy, **AWARD, by=instructor)
    for work in (approve, lambda each, by: send_back(each, words="Non.", by=by)):
        for user in (elsewhere, instructor):
            with pytest.raises(PermissionDenied):
                work(decision, by=user)
    decision = approve(decision, by=approver)
    for user in (elsewhere, instructor):
        with pytest.raises(PermissionDenied):
            release([decision], by=user)
        assert again(candidacy).outcome == ""


def test_what_waits_for_an_approver_is_not_proposed_again(instructor):
    candidacy = studied()
    take_step(candidacy, verb="hold", words="Plus tard.", by=instructor)
    assert proposed(again(candidacy)).candidacy.state == "proposed"
    assert refused(propose, candidacy, **AWARD, by=instructor) == (
        "Cette candidature est dans l’état « décision proposée »."
    )


# What may be proposed


@pytest.mark.parametrize(
    ("more", "benefits", "why"),
    [
        ({"awarded": 100}, {"grant"}, None),
        ({"awarded": 100, "advance": 40}, {"repayable_advance"}, None),
        ({}, {"territory_label"}, None),
        ({}, {"engineering"}, None),
        ({"awarded": 100}, {"engineering"}, None),
        ({"awarded": 100}, {"site_label"}, "Cet appel n’attribue pas d’argent."),
        ({}, {"grant"}, "Donnez le montant attribué."),
        ({"awarded": -1}, {"grant"}, "Donnez le montant attribué."),
        (
            {"awarded": 100, "advance": 40},
            {"grant"},
            "Cet appel n’attribue pas d’avance remboursable.",
        ),
        (
            {"awarded": 100, "advance": 140},
            {"repayable_advance"},
            "L’avance remboursable est une part du montant attribué.",
        ),
        ({"outcome": "refused", "motive": "Hors champ."}, {"grant"}, None),
        (
            {"outcome": "refused", "motive": " "},
            {"grant"},
            "Donnez le motif pour lequel ce dossier n’est pas retenu.",
        ),
        (
            {"outcome": "refused", "motive": "Non.", "investment": 1},
            {"grant"},
            "Un dossier non retenu ne reçoit aucun montant.",
        ),
        ({"awarded": 100, "motive": "a" * 2_001}, {"grant"}, "Ce motif dépasse 2000 caractères."),
    ],
)
def test_what_may_be_proposed(more, benefits, why):
    whole = {"outcome": "awarded", "awarded": 0, "advance": 0, "investment": None, "motive": ""}
    assert rules.proposal_refusal(**{**whole, **more}, benefits=benefits) == why


def test_a_proposal_that_is_refused_leaves_nothing(instructor):
    candidacy = studied()
    why = refused(propose, candidacy, outcome="awarded", by=instructor)
    assert why == "Donnez le montant attribué."
    assert CandidacyDecision.objects.count() == 0


# Sent back, replaced


def test_what_is_sent_back_is_studied_again_and_approved_no_more(approver):
    first = proposed()
    assert refused(send_back, first, words=" ", by=approver) == (
        "Dites pourquoi la proposition revient à l’instruction."
    )
    send_back(first, words="Le plan de financement.", by=approver)
    candidacy = again(first.candidacy)
    assert candidacy.state == "under_review"
    assert candidacy.passages.last().words == "Le plan de financement."
    stale = "Cette proposition n’est plus celle du dossier : relisez-le."
    second = proposed(candidacy, **REFUSAL)
    assert refused(approve, first, by=approver) == stale
    assert approve(second, by=approver).outcome == "refused"
    assert refused(approve, second, by=approver) == stale
    assert list(verify()) == []


def test_a_later_decision_replaces_an_earlier_one(approver):
    first = approved()
    second = approved(again(first.candidacy), **REFUSAL)
    assert (again(first.candidacy).state, second.replaces) == ("refused", first)
    assert list(CandidacyDecision.objects.to_release()) == [second]
    name = again(first.candidacy).reference
    assert refused(release, [first], by=approver) == (
        f"1 dossier n’a pas de décision approuvée à publier : {name}. Rien n’est publié."
    )
    first.refresh_from_db()
    assert (first.outcome, first.released_at) == ("awarded", None)


def test_what_was_decided_holds_when_another_proposal_is_sent_back(approver):
    first = approved()
    send_back(proposed(again(first.candidacy), **REFUSAL), words="Non.", by=approver)
    assert again(first.candidacy).state == "awarded"
    assert list(CandidacyDecision.objects.to_release()) == [first]
    release([first], by=approver)
    assert again(first.candidacy).outcome == "awarded"


def test_one_decision_of_a_candidacy_stands_says_the_database():
    first = approved()
    proposed(again(first.candidacy))
    with pytest.raises(IntegrityError), transaction.atomic():
        CandidacyDecision.objects.exclude(pk=first.pk).update(
            approved_at=clock.now(), decided_on=clock.today()
        )


# Released


def test_several_are_released_in_one_event(approver):
    candidacy = studied()
    decisions = [approved(each, by=approver) for each in (candidacy, another(candidacy))]
    release(decisions, by=approver)
    event = Event.objects.latest("number")
    assert (event.verb, event.subject) == ("calls.release_decisions", "call:decide")
    assert Event.objects.filter(verb="calls.release_decisions").count() == 1
    told = [history(each, names=names_of)[0].what for each in ("call:decide", candidacy.subject)]
    assert [spaced(each) for each in told] == ["2 décisions publiées", "Décision publiée"]
    assert sums(clock.today(), "awarded", "investment") == [1_600_00, 5_000_00]
    assert list(verify()) == []


def test_all_are_released_or_none(approver):
    decision = approved()
    waiting = proposed(another(decision.candidacy))
    why = refused(release, [decision, waiting], by=approver)
    assert waiting.candidacy.reference in why
    assert again(decision.candidacy).outcome == ""
    release([decision], by=approver)
    assert decision.candidacy.reference in refused(release, [decision], by=approver)


def test_what_was_withdrawn_meanwhile_is_not_released(approver):
    decision = approved()
    withdraw(decision.candidacy, by=None)
    assert list(CandidacyDecision.objects.to_release()) == []
    assert decision.candidacy.reference in refused(release, [decision], by=approver)


def test_one_call_is_released_at_a_time(approver):
    first = approved()
    second = approved(studied(decided_call("autre-appel")))
    assert refused(release, [first, second], by=approver) == (
        "Publiez les décisions d’un seul appel à la fois."
    )


def test_some_and_not_too_many_are_released():
    assert rules.many_refusal(0) == "Cochez au moins une décision."
    assert rules.many_refusal(500) is None
    assert spaced(rules.many_refusal(501)) == "501 décisions : 500 au plus à la fois."


def test_many_names_are_told_by_the_first_ones(approver):
    first = proposed()
    several = [first, *(proposed(another(first.candidacy)) for _ in range(5))]
    why = refused(release, several, by=approver)
    names = ", ".join(each.candidacy.reference for each in several[:5])
    assert why == (
        f"6 dossiers n’ont pas de décision approuvée à publier : {names} et 1 de plus. "
        "Rien n’est publié."
    )


def test_what_was_decided_weighs_from_its_day_once_it_is_released(approver):
    with clock.set_to(MARCH):
        candidacy = studied()
    with clock.set_to(MAY):
        decision = approved(candidacy, by=approver)
    with clock.set_to(JUNE):
        assert sums(date(2025, 6, 10), "awarded", "investment") == [0, 0]
        release([decision], by=approver)
    assert sums(date(2025, 5, 9), "awarded", "investment") == [0, 0]
    assert sums(date(2025, 5, 10), "awarded", "investment") == [800_00, 2_500_00]
    states = [
        balance("candidacies", as_of=day, by=("state",))
        for day in (date(2025, 5, 9), date(2025, 5, 10))
    ]
    assert states == [{("under_review",): 1}, {("awarded",): 1}]
    assert list(verify()) == []


def test_what_replaces_a_released_decision_weighs_once_it_is_released(approver):
    with clock.set_to(MARCH):
        first = released(studied())
    with clock.set_to(MAY):
        second = approved(again(first.candidacy), outcome="awarded", awarded=700_00)
        assert sums(date(2025, 5, 10), "awarded") == [800_00]
    with clock.set_to(JUNE):
        release([second], by=approver)
    assert [sums(day, "awarded") for day in (date(2025, 5, 9), date(2025, 5, 10))] == [
        [800_00],
        [700_00],
    ]
    assert list(verify()) == []


def test_a_call_on_trial_counts_nowhere(approver):
    released(studied(decided_call("essai", stage="test")))
    assert sums(clock.today(), "candidacies", "awarded", "investment") == [0, 0, 0]


def test_what_is_awarded_is_closed_once_it_is_told(approver, instructor):
    decision = approved()
    assert refused(take_step, decision.candidacy, verb="close", by=instructor) == (
        "La décision n’est pas encore publiée."
    )
    release([decision], by=approver)
    take_step(decision.candidacy, verb="close", by=instructor)
    assert balance("candidacies", as_of=clock.today(), by=("state",)) == {("closed",): 1}
    assert sums(clock.today(), "awarded") == [800_00]


# Many at once


def test_many_are_approved_and_each_refusal_is_told(approver):
    first = proposed()
    second = proposed(another(first.candidacy))
    approve(second, by=approver)
    refusals = approve_many([first, second], by=approver)
    assert again(first.candidacy).state == "awarded"
    assert {pk: spaced(why) for pk, why in refusals.items()} == {
        second.pk: "Cette proposition n’est plus celle du dossier : relisez-le."
    }
