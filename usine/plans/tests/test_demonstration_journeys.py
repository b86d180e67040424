"""The tables of the demonstration add up to what was published."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from usine.geography.models import Region
from usine.people.demonstration import PRESENCE, REPLACED
from usine.plans.demonstration.journeys import (
    ENTERING,
    MOVES,
    OUT,
    PATHS,
    born,
    next_of,
    opening,
)
from usine.plans.demonstration.lives import Life, plans
from usine.plans.demonstration.profiles import TerritoryProfile
from usine.plans.demonstration.themes import INDUSTRIES
from usine.plans.states import TRANSITIONS, Status
from usine.territories.demonstration import DATES
from usine.territories.models import Territory
from usine.values.shares import apportion


def at_date(rank: int) -> Counter:
    """Actions by status at the official date of this rank."""
    if rank == 0:
        return Counter(opening())
    by_status: Counter = Counter()
    for (_, after), n in MOVES[rank - 1].items():
        by_status[after] += n
    del by_status[OUT]
    return by_status


def test_what_was_published_at_the_label():
    assert sum(at_date(0).values()) == 2_150


def test_what_was_published_one_year_later():
    by_status = at_date(1)
    total = sum(by_status.values())
    assert total == 2_800
    shares = {status: 100 * n / total for status, n in by_status.items()}
    assert shares[Status.DONE] == 8
    assert shares[Status.IN_PROGRESS] == 36
    assert shares[Status.UNDER_REVIEW] == 13
    assert shares[Status.TO_START] == 19
    assert shares[Status.ABANDONED] + shares[Status.UNKNOWN] == 24


def test_what_was_published_at_the_assembly():
    by_status = at_date(2)
    assert sum(by_status.values()) == 3_072
    assert round(100 * (by_status[Status.DONE] + by_status[Status.IN_PROGRESS]) / 3_072) == 56


@pytest.mark.parametrize("rank", range(1, len(MOVES)))
def test_each_table_begins_where_the_one_before_ends(rank):
    leaving: Counter = Counter()
    for (before, _), n in MOVES[rank].items():
        leaving[before] += n
    del leaving[OUT]
    assert leaving == at_date(rank)


def test_the_project_managers_that_were_published():
    at = [sum(n for there, n in PRESENCE.items() if there[rank]) for rank in range(4)]
    assert at[1:3] == [162, 164]
    assert sum(PRESENCE.values()) == 183
    for rank, count in enumerate(REPLACED):
        stay = sum(n for there, n in PRESENCE.items() if there[rank] and there[rank + 1])
        assert count <= stay


def test_each_move_is_made_of_steps_that_exist():
    for moves in MOVES:
        for before, after in moves:
            if after is OUT or before == after:
                continue
            starts = ENTERING[after] if before is OUT else [before]
            for start in starts:
                if start == after:
                    continue
                for path in PATHS[start, after]:
                    status = start
                    for verb in path:
                        assert status in TRANSITIONS[verb].sources
                        status = TRANSITIONS[verb].target
                    assert status == after


def test_apportion_keeps_what_adds_up_and_shares_the_rest():
    assert apportion({"a": 3, "b": 4}, 7) == {"a": 3, "b": 4}
    assert apportion({"a": 1, "b": 1, "c": 1}, 5) == {"a": 2, "b": 2, "c": 1}
    assert apportion({"a": 1}, 0) == {"a": 0}
    assert apportion({}, 0) == {}


def test_what_has_left_a_plan_does_not_come_back():
    assert next_of(MOVES[1], OUT, 2, Random(1)) == [OUT, OUT]


def test_what_is_drawn_is_what_the_table_says():
    count = sum(n for (before, _), n in MOVES[1].items() if before == Status.IN_PROGRESS)
    drawn = Counter(next_of(MOVES[1], Status.IN_PROGRESS, count, Random(1)))
    assert drawn == {Status.IN_PROGRESS: 798, Status.DONE: 206, Status.ABANDONED: 4}
    assert sum(born(MOVES[1]).values()) == 312


def a_profile(number: int) -> TerritoryProfile:
    territory = Territory(name=f"Territoire {number}", lead_region=Region(name="Une région"))
    return TerritoryProfile(territory, number, 1, 0, ["CC d’essai"], ["Essai"], INDUSTRIES[:4])


def status_of(life: Life, day: date) -> Status | None:
    """The status recorded of an action by the end of a day; None outside the plan."""
    if life.withdrawn_on and life.withdrawn_on <= day:
        return OUT
    past = [step for step in life.moves if max(step.recorded_on, step.effective_on) <= day]
    return past[-1].status if past else OUT


@pytest.mark.parametrize("rank", range(3))
def test_the_lives_of_the_whole_programme_are_as_published(rank):
    profiles = [a_profile(number) for number in range(1, 184)]
    lives = [life for plan in plans(profiles, 1, Random(1)) for life in plan.lives]
    found = Counter(status_of(life, DATES[rank]) for life in lives)
    del found[OUT]
    assert found == at_date(rank)
