"""A period loaded again: names, perimeters, addresses and outlines follow the new list."""

from datetime import UTC, date, datetime

import pytest

from usine.geography.operations import load_code
from usine.geography.tests.factories import a_commune, a_grouping, small_code, write_package
from usine.ledger.models import Event
from usine.territories.models import Member, Period, Territory
from usine.territories.tests.factories import (
    LABEL,
    SAINT_OMER,
    SOEURS,
    VIMEU,
    listed,
    load,
    members,
    outline_at,
    territory,
)
from usine.values import clock
from usine.values.errors import Refused

pytestmark = pytest.mark.usefixtures("code")


class TestLoadingAgain:
    def test_the_same_list_writes_nothing(self):
        lists = [
            listed("ti-1", "A", SAINT_OMER, "21800010", outline=outline_at(2)),
            listed("ti-2", "B", SOEURS, VIMEU, "200099999"),
        ]
        load(*lists)
        loaded_at = Period.objects.get(code="T2").loaded_at
        events = Event.objects.count()

        loaded = load(*lists, source="autre.geojson")

        assert loaded.changes == {}
        assert Event.objects.count() == events
        period = Period.objects.get(code="T2")
        assert (period.loaded_at, period.source) == (loaded_at, "liste.geojson")

    def test_it_takes_as_many_queries_for_one_territory_as_for_three(
        self, django_assert_max_num_queries
    ):
        lists = [listed(f"ti-{rank}", f"Nom {rank}", f"20000000{rank}") for rank in (1, 2, 3)]
        load(*lists)

        with django_assert_max_num_queries(18) as written:
            load(lists[0])
        with django_assert_max_num_queries(18) as three:
            load(*lists)

        assert len(written) == len(three)

    def test_a_new_name_changes_the_address_too(self):
        load(listed("ti-3201", "Ancien"))

        loaded = load(listed("ti-3201", "Nouveau nom"))

        assert loaded.changes == {"renamed": {"ti-3201": ["Ancien", "Nouveau nom"]}}
        assert territory().slug == "nouveau-nom"

    def test_two_territories_may_swap_their_names(self):
        load(listed("ti-1", "A"), listed("ti-2", "B", VIMEU))

        load(listed("ti-1", "B"), listed("ti-2", "A", VIMEU))

        assert (territory("ti-1").slug, territory("ti-2").slug) == ("b", "a")

    def test_members_leave_and_enter_on_the_day_of_effect(self):
        load(listed("ti-3201", "A", SAINT_OMER, VIMEU))

        loaded = load(listed("ti-3201", "A", SAINT_OMER, "62002"), effective_on=date(2025, 1, 1))

        assert loaded.members_in == {"ti-3201": ["62002"]}
        assert loaded.members_out == {"ti-3201": [VIMEU]}
        assert members() == [
            (SAINT_OMER, LABEL, None),
            (VIMEU, LABEL, date(2024, 12, 31)),
            ("62002", date(2025, 1, 1), None),
        ]
        assert {each.code for each in territory().departements.all()} == {"62"}

    def test_the_day_of_effect_is_today_unless_said(self):
        load(listed("ti-3201", "A", SAINT_OMER, VIMEU))

        with clock.set_to(datetime(2025, 3, 10, 12, tzinfo=UTC)):
            load(listed("ti-3201", "A", SAINT_OMER))

        assert members()[1] == (VIMEU, LABEL, date(2025, 3, 9))

    def test_a_member_may_come_back(self):
        load(listed("ti-3201", "A", SAINT_OMER, VIMEU))
        load(listed("ti-3201", "A", SAINT_OMER), effective_on=date(2024, 1, 1))

        load(listed("ti-3201", "A", SAINT_OMER, VIMEU), effective_on=date(2024, 6, 1))

        assert members()[1:] == [
            (VIMEU, LABEL, date(2023, 12, 31)),
            (VIMEU, date(2024, 6, 1), None),
        ]

    def test_what_entered_and_left_the_same_day_never_was(self):
        day = date(2024, 1, 1)
        load(listed("ti-3201", "A", SAINT_OMER))
        load(listed("ti-3201", "A", SAINT_OMER, VIMEU), effective_on=day)

        load(listed("ti-3201", "A", SAINT_OMER), effective_on=day)

        assert members() == [(SAINT_OMER, LABEL, None)]

    @pytest.mark.parametrize("after", [[SAINT_OMER], [SAINT_OMER, VIMEU, "62002"]])
    def test_a_perimeter_does_not_change_before_its_last_change(self, after):
        load(listed("ti-3201", "A", SAINT_OMER))
        load(listed("ti-3201", "A", SAINT_OMER, VIMEU), effective_on=date(2024, 6, 1))

        with pytest.raises(Refused, match="Le périmètre de A a changé depuis le 01/02/2024"):
            load(listed("ti-3201", "A", *after), effective_on=date(2024, 2, 1))

    def test_a_member_that_left_later_is_a_change_too(self):
        load(listed("ti-3201", "A", SAINT_OMER, VIMEU))
        load(listed("ti-3201", "A", SAINT_OMER), effective_on=date(2024, 6, 1))

        with pytest.raises(Refused, match="a changé depuis"):
            load(listed("ti-3201", "A", SAINT_OMER, VIMEU), effective_on=date(2024, 2, 1))

    def test_territories_that_the_list_leaves_out_stay(self):
        load(listed("ti-1", "A"), listed("ti-2", "B", VIMEU))

        loaded = load(listed("ti-1", "A"))

        assert loaded.absent == ["ti-2"]
        assert loaded.changes == {}
        assert Territory.objects.count() == 2

    def test_a_new_name_never_takes_the_address_of_one_that_stays(self):
        load(listed("ti-1", "A"), listed("ti-2", "B", VIMEU))

        load(listed("ti-1", "B"))

        assert (territory("ti-1").slug, territory("ti-2").slug) == ("b-ti-1", "b")

    def test_an_address_is_freed_when_its_territory_has_another_name(self):
        load(listed("ti-1", "A"), listed("ti-2", "A", VIMEU))

        loaded = load(listed("ti-1", "B"), listed("ti-2", "A", VIMEU))

        assert loaded.changes == {"renamed": {"ti-1": ["A", "B"]}, "other": ["ti-2"]}
        assert (territory("ti-1").slug, territory("ti-2").slug) == ("b", "a")

    def test_a_new_outline_is_told(self):
        load(listed(outline=outline_at(2)))

        assert load(listed(outline=outline_at(3))).changes == {"outlines": ["ti-3201"]}

    def test_a_new_release_of_the_code_moves_members(self, tmp_path):
        load(listed("ti-1", "A", SAINT_OMER, "200000009"))
        assert Member.objects.get(code="200000009").grouping is None
        code = small_code()
        code["epci"].append(a_grouping("200000009", "CC neuve", ["76004"]))
        code["communes"].append(a_commune("76004", "Neuve", "76", 90_000))
        load_code(folder=write_package(tmp_path / "next", code, "6.1.0"))

        loaded = load(listed("ti-1", "A", SAINT_OMER, "200000009"))

        # Between two prefectures now: its point moves as well.
        assert loaded.changes == {"other": ["ti-1"], "outlines": ["ti-1"]}
        assert Member.objects.get(code="200000009").grouping_id == "200000009"
        assert territory("ti-1").lead_region_id == "28"
        assert {each.code for each in territory("ti-1").regions.all()} == {"28", "32"}
