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
