"""Territories name those of the period before that share a member; they count as relabelled."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.territories import periods
from usine.territories.measures import subject_of
from usine.territories.models import Period, Succession
from usine.territories.successions import name_predecessors
from usine.territories.tests.factories import (
    ALBATRE,
    DIEPPE,
    LABEL,
    SAINT_OMER,
    SOEURS,
    THIRD,
    VIMEU,
    labelled,
    listed,
    load,
    territory,
)

pytestmark = pytest.mark.usefixtures("code")


def load_first() -> None:
    load(
        listed("ti-1", "Flandre", SAINT_OMER, "80001"),
        listed("ti-2", "Vallée", SOEURS),
        listed("ti-3", "Côte", DIEPPE),
        period="T1",
    )


def load_second(**options) -> list[str]:
    """Of the codes ti-1 to ti-3, only one is where it was."""
    return load(
        listed("ti-1", "Audomarois", SAINT_OMER, SOEURS),
        listed("ti-2", "Vimeu", VIMEU, "80001"),
        listed("ti-3", "Albâtre", ALBATRE),
        **options,
    ).succeeding


def predecessors(period: str = "T2") -> dict[str, list[str]]:
    rows = Succession.objects.filter(successor__period=period)
    predecessors: dict[str, list[str]] = {}
    for successor, predecessor in rows.order_by(
        "successor__place", "predecessor__place"
    ).values_list("successor__place", "predecessor__place"):
        predecessors.setdefault(successor, []).append(predecessor)
    return predecessors


EXPECTED = {"T2-ti-1": ["T1-ti-1", "T1-ti-2"], "T2-ti-2": ["T1-ti-1"]}


def relabelled(day: date) -> int:
    return balance("relabelled", as_of=day).get((), 0)


def test_they_are_named_whichever_period_is_loaded_first():
    assert load_second() == []
    load_first()
    assert predecessors() == EXPECTED


def test_they_count_from_the_label_once_named():
    load_first()
    assert load_second() == ["T2-ti-1", "T2-ti-2"]
    assert predecessors() == EXPECTED
    assert [relabelled(day) for day in (date(2023, 11, 8), LABEL)] == [0, 2]
    assert balance("relabelled", as_of=LABEL, by=("place",)) == {("T2-ti-1",): 1, ("T2-ti-2",): 1}
    assert verify() == []


def test_the_event_tells_them():
    load_second()
    load_first()
    about_it = Event.objects.latest("number").payloads.get(
        subject=subject_of(territory("ti-2")), content__contains='"predecessors":["T1-ti-1"]'
    )
    assert about_it.event.verb == "territories.load"


def test_loading_again_writes_nothing():
    load_first()
    load_second()
    events = Event.objects.count()
    assert load_second() == []
    assert (Event.objects.count(), predecessors()) == (events, EXPECTED)


def test_a_member_that_enters_later_does_not_change_what_was_labelled():
    load_first()
    load_second()
    load(listed("ti-3", "Albâtre", ALBATRE, DIEPPE), effective_on=date(2025, 1, 1))
    assert predecessors() == EXPECTED


def test_another_perimeter_of_the_period_before_is_followed():
    load_first()
    load_second()
    changed = load(listed("ti-1", "Flandre", "80001"), period="T1", effective_on=date(2022, 1, 1))
    assert changed.succeeding == ["T2-ti-1"]
    assert predecessors() == EXPECTED | {"T2-ti-1": ["T1-ti-2"]}
    load(listed("ti-2", "Vallée", ALBATRE), period="T1", effective_on=date(2022, 1, 1))
    assert predecessors() == {"T2-ti-2": ["T1-ti-1"], "T2-ti-3": ["T1-ti-2"]}
    assert relabelled(LABEL) == 2
    assert verify() == []


def test_a_third_period_takes_over_from_the_second_alone():
    load_first()
    load_second()
    periods.open_period(**THIRD, by=None)
    load(listed("ti-1", "Côte", DIEPPE), listed("ti-2", "Vimeu", VIMEU), period="T3")
    assert predecessors("T3") == {"T3-ti-2": ["T2-ti-2"]}
    assert predecessors() == EXPECTED
    assert [relabelled(date(year, 12, 31)) for year in (2027, 2028)] == [2, 1]


def test_naming_them_costs_the_same_for_one_territory_as_for_three(django_assert_num_queries):
    load_first()
    for load_more in (lambda: load(listed("ti-1", "Audomarois", SAINT_OMER, SOEURS)), load_second):
        load_more()
        Succession.objects.all().delete()
        with django_assert_num_queries(8):
            name_predecessors(Period.objects.get(pk="T2"))
    assert predecessors() == EXPECTED


def test_nobody_takes_over_from_oneself_nor_twice():
    periods.open_official_periods(by=None)
    before, after = labelled("T1"), labelled("T2")
    Succession.objects.create(successor=after, predecessor=before)
    for pair in ((after, before), (after, after)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Succession.objects.create(successor=pair[0], predecessor=pair[1])
