"""What holds of committees, at the bounds of what is allowed."""

from datetime import date, timedelta

import pytest

from usine.plans.committee_states import CommitteeState
from usine.plans.committees import rules

TODAY = date(2025, 5, 27)
# The day on which the first territories were labelled.
FIRST = date(2018, 11, 22)


@pytest.mark.parametrize("names", [[str(n) for n in range(60)], ["x" * 200], ["!", "?"], []])
def test_sixty_members_of_two_hundred_characters_are_taken(names):
    assert rules.members_refusal(names) is None


def test_names_made_of_signs_alone_are_the_same_when_they_are():
    assert rules.members_refusal(["!", "!"]) == "Un membre est nommé deux fois."


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (FIRST - timedelta(days=1), "Aucun territoire n’était labellisé avant"),
        (FIRST, None),
        (TODAY, None),
    ],
)
def test_a_file_is_of_a_day_when_some_plan_stood(day, why):
    refusal = rules.file_refusal(day, today=TODAY)
    assert (refusal and refusal[:40]) == why


def test_a_file_of_a_day_to_come_is_refused():
    assert rules.file_refusal(TODAY + timedelta(days=1), today=TODAY)


@pytest.mark.parametrize("state", [CommitteeState.PLANNED, CommitteeState.MET])
def test_one_that_met_may_still_be_written(state):
    assert rules.change_refusal(state) is None


@pytest.mark.parametrize(
    ("verb", "days", "why"),
    [
        ("meet", 0, None),
        ("meet", 1, "Ce comité est prévu le 28\u00a0mai 2025\u00a0: il n’a pas encore eu lieu."),
        ("cancel", 1, None),
        ("reopen", 0, "Ce comité est déjà prévu."),
    ],
)
def test_a_planned_one_takes_a_step(verb, days, why):
    on = TODAY + timedelta(days=days)
    assert rules.step_refusal(CommitteeState.PLANNED, verb, on=on, today=TODAY) == why


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (FIRST - timedelta(days=1), "Ce jour précède le label"),
        (FIRST, None),
        (TODAY + timedelta(days=730), None),
        (TODAY + timedelta(days=731), "Ce jour est dans plus de"),
    ],
)
def test_one_is_held_after_the_label_and_within_two_years(on, why):
    refusal = rules.day_refusal(on, first=FIRST, today=TODAY)
    assert (refusal and refusal[:24]) == why


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([str(n) for n in range(61)], "Un comité a 60 membres au plus."),
        (["x" * 201], "Le nom d’un membre a 200 caractères au plus."),
    ],
)
def test_one_more_member_or_one_more_character_is_refused(names, why):
    assert rules.members_refusal(names) == why


@pytest.mark.parametrize("count", [0, 2])
def test_minutes_are_one_document(count):
    assert rules.minutes_refusal(count) == "Un compte rendu est un seul document."


def test_one_document_is_taken_as_minutes():
    assert rules.minutes_refusal(1) is None


def test_one_that_was_cancelled_is_put_back_before_it_is_written():
    assert rules.change_refusal(CommitteeState.CANCELLED)
