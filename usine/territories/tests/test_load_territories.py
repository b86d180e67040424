"""A load makes the territories of a period say what a list says, and records what changed."""

import json
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
import shapely
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from shapely import from_geojson

from usine.geography.models import DepartementOutline, Region
from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.territories.locating import BY_OUTLINE, BY_PREVIOUS
from usine.territories.models import Member, Period, Territory, TerritoryOutline
from usine.territories.reading import ListedMember, ListedTerritory
from usine.territories.tests.factories import (
    ALBATRE,
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

POINTS = {"type": "MultiPoint", "coordinates": [[2.0, 50.0], [3.0, 51.0]]}
MIXED = {
    "type": "GeometryCollection",
    "geometries": [{"type": "Point", "coordinates": [9, 9]}, outline_at(2)],
}


def count(day: date) -> int:
    return balance("territories", as_of=day, by=()).get((), 0)


class TestWhatALoadWrites:
    def test_a_territory_with_all_that_the_list_and_the_code_tell(self):
        loaded = load(listed("ti-3201", "Pays de Saint-Omer", SAINT_OMER, "62002"))

        assert loaded.created == ["ti-3201"]
        written = territory()
        assert str(written) == "Pays de Saint-Omer"
        assert (written.slug, written.search_name) == ("pays-de-saint-omer", "pays de saint omer")
        assert (written.labelled_on, written.unlabelled_on) == (LABEL, None)
        assert written.place == "T2-ti-3201"
        assert not written.is_demonstration
        rows = written.members.order_by("code").values_list(
            "kind", "code", "name", "since", "until"
        )
        assert list(rows) == [
            ("epci", SAINT_OMER, "CA du Pays de Saint-Omer", LABEL, None),
            ("commune", "62002", "Sainte-Œuvre", LABEL, None),
        ]
        period = Period.objects.get(code="T2")
        assert str(period) == "Temps II (2023-2027)"
        assert (period.source, period.starts_on) == ("liste.geojson", LABEL)

    def test_members_are_linked_to_the_geographic_code(self):
        load(listed("ti-3201", "A", SAINT_OMER, ALBATRE, "21800010", "200099999", "210000001"))

        rows = territory().members.order_by("code")
        assert list(rows.values_list("code", "kind", "grouping", "commune")) == [
            (SAINT_OMER, "epci", SAINT_OMER, None),
            (ALBATRE, "ept", ALBATRE, None),
            ("200099999", "epci", None, None),
            ("210000001", "commune", None, None),
            ("80001", "commune", None, "80001"),
        ]

    def test_a_commune_listed_by_its_siren_and_by_its_code_is_one_member(self):
        load(listed("ti-3201", "A", "80001", "21800010"))

        assert [code for code, _, _ in members()] == ["80001"]

    def test_the_nature_in_the_list_types_a_member_that_the_code_does_not_know(self):
        unknown = (ListedMember("200099999", "T9", "EPT"), ListedMember("62765", "Saint-Omer"))
        load(ListedTerritory("ti-1", "A", unknown))

        ept = Member.objects.get(code="200099999")
        assert (ept.kind, ept.name, str(ept)) == ("ept", "T9", "T9")

    def test_the_lead_region_has_the_most_people_and_all_regions_are_kept(self):
        load(listed("ti-1", "Vallée", SOEURS, VIMEU))

        written = territory("ti-1")
        assert written.lead_region_id == "32"
        assert {each.code for each in written.regions.all()} == {"28", "32"}
        assert {each.code for each in written.departements.all()} == {"62", "76", "80"}

    def test_two_territories_of_the_same_name_have_two_addresses(self):
        load(listed("ti-2", "Littoral"), listed("ti-1", "Littoral", VIMEU))

        assert territory("ti-1").slug == "littoral"
        assert territory("ti-2").slug == "littoral-ti-2"

    def test_a_code_used_again_in_another_period_is_another_territory(self):
        load(listed("ti-3201", "Ancien", VIMEU), period="T1")
        load(listed("ti-3201", "Nouveau"))

        assert territory(period="T1").name == "Ancien"
        assert territory().name == "Nouveau"
        assert list(Territory.objects.current()) == [territory()]
        assert list(Territory.objects.in_region(Region.objects.get(code="28"))) == []

    def test_dates_of_label_may_be_given(self):
        load(listed(), labelled_on=date(2024, 3, 1))

        assert territory().labelled_on == date(2024, 3, 1)
        assert members() == [(SAINT_OMER, date(2024, 3, 1), None)]


class TestOutlines:
    def test_neighbours_share_their_border_without_a_gap(self):
        load(
            listed("ti-1", "Ouest", outline=outline_at(2)),
            listed("ti-2", "Est", VIMEU, outline=outline_at(3)),
        )

        west, east = (from_geojson(territory(code).outline.geometry) for code in ("ti-1", "ti-2"))
        assert shapely.get_num_coordinates(west) < 60
        assert shapely.coverage_is_valid([west, east])
        assert west.intersection(east).length == pytest.approx(1, abs=0.01)

    def test_the_point_of_a_territory_lies_within_its_outline(self):
        load(listed(outline=outline_at(2)))

        written = territory()
        assert from_geojson(written.outline.geometry).contains(
            shapely.Point(written.longitude, written.latitude)
        )

    def test_an_outline_of_points_gives_a_place_but_no_outline(self):
        load(listed(outline=POINTS))

        written = territory()
        assert (written.longitude, written.latitude) == (2.5, 50.5)
        assert not TerritoryOutline.objects.exists()

    def test_of_a_mixed_outline_the_surface_is_kept(self):
        load(listed(outline=MIXED))

        assert from_geojson(territory().outline.geometry).bounds[2] < 4

    def test_without_an_outline_territories_stand_apart_near_their_prefectures(self):
        load(listed("ti-1", "A"), listed("ti-2", "B", "62002"))

        written, other = territory("ti-1"), territory("ti-2")
        assert (written.longitude, written.latitude) == (2.78, 50.29)
        assert (other.longitude, other.latitude) != (written.longitude, written.latitude)

    def test_a_list_without_outlines_keeps_those_that_are_there(self):
        load(listed(outline=outline_at(2)))
        before = territory()
        outline = before.outline.geometry

        loaded = load(listed("ti-3201", "Autre nom"))

        assert loaded.outlines == []
        after = territory()
        assert after.outline.geometry == outline
        assert (after.longitude, after.latitude) == (before.longitude, before.latitude)


class TestRegionsThatMembersDoNotTell:
    def test_the_siren_tells_the_departement(self):
        load(listed("ti-1", "A", "247600999"))

        assert territory("ti-1").lead_region_id == "28"

    def test_else_the_outline_does(self):
        DepartementOutline.objects.create(place_id="62", geometry=json.dumps(outline_at(1.7)))
        DepartementOutline.objects.create(place_id="76", geometry=json.dumps(outline_at(2.69)))

        loaded = load(listed("ti-1", "A", "200099999", outline=outline_at(2)))

        assert loaded.deduced == {"ti-1": BY_OUTLINE}
        assert territory("ti-1").lead_region_id == "32"
        assert {each.code for each in territory("ti-1").departements.all()} == {"62", "76"}

    def test_a_sliver_of_a_departement_does_not_count(self):
        DepartementOutline.objects.create(place_id="62", geometry=json.dumps(outline_at(2.01)))
        DepartementOutline.objects.create(place_id="76", geometry=json.dumps(outline_at(1.01)))

        load(listed("ti-1", "A", "200099999", outline=outline_at(2)))

        assert {each.code for each in territory("ti-1").departements.all()} == {"62"}

    def test_else_what_was_known_before_stays(self):
        load(listed("ti-1", "A", SOEURS, VIMEU))

        loaded = load(
            listed("ti-1", "A", "200099999", outline=POINTS), effective_on=date(2025, 1, 1)
        )

        assert loaded.deduced == {"ti-1": BY_PREVIOUS}
        written = territory("ti-1")
        assert written.lead_region_id == "32"
        assert {each.code for each in written.regions.all()} == {"28", "32"}

    @pytest.mark.parametrize("outline", [None, outline_at(2)])
    def test_else_the_load_is_refused_and_nothing_is_written(self, outline):
        with pytest.raises(Refused, match=r"B \(ti-2\).*sa région est introuvable"):
            load(listed("ti-1", "A"), listed("ti-2", "B", "200099999", outline=outline))

        assert (Territory.objects.count(), Period.objects.count()) == (0, 0)
        assert Event.objects.count() == 0


class TestWhatIsCounted:
    def test_a_territory_counts_from_its_label_on(self):
        load(listed("ti-1", "A"), listed("ti-2", "B", VIMEU))

        assert (count(LABEL - timedelta(1)), count(LABEL), count(date(2030, 1, 1))) == (0, 2, 2)
        assert balance("territories", as_of=LABEL, by=("place",)) == {
            ("T2-ti-1",): 1,
            ("T2-ti-2",): 1,
        }
        assert verify() == []

    def test_territories_of_a_past_period_stop_counting_with_it(self):
        load(listed(), period="T1")

        assert territory(period="T1").unlabelled_on == date(2022, 12, 31)
        assert [count(date(2022, 12, 31)), count(date(2023, 1, 1))] == [1, 0]
        assert verify() == []

    def test_the_end_of_a_period_may_be_corrected(self):
        load(listed(), period="T1")

        loaded = load(listed(), period="T1", ends_on=date(2023, 6, 30))

        assert loaded.changes == {"ends_on": "2023-06-30"}
        assert [count(date(2023, 6, 30)), count(date(2023, 7, 1))] == [1, 0]
        assert verify() == []

    def test_one_event_tells_what_a_load_changed(self):
        load(listed("ti-1", "A", SAINT_OMER, VIMEU))
        user = get_user_model().objects.create(email="equipe@exemple.fr")

        load(
            listed("ti-1", "Neuf", SAINT_OMER),
            listed("ti-2", "B", "62002"),
            by=user,
            effective_on=date(2025, 1, 1),
        )

        event = Event.objects.latest("number")
        assert (event.verb, event.subject, event.actor_id) == (
            "territories.load",
            "period:T2",
            user.pk,
        )
        assert event.payloads.get(subject="period:T2").content == (
            '{"created":["ti-2"],"members_in":{"ti-2":["62002"]},'
            '"members_out":{"ti-1":["200000002"]},"other":["ti-1"],"outlines":["ti-1"],'
            '"renamed":{"ti-1":["A","Neuf"]},"source":"liste.geojson"}'
        )

    def test_facts_are_recorded_at_the_time_of_the_clock(self):
        moment = datetime(2023, 11, 9, 9, tzinfo=UTC)

        with clock.set_to(moment):
            load(listed())

        assert set(Event.objects.values_list("recorded_at", flat=True)) == {moment}
        assert Period.objects.get(code="T2").loaded_at == moment

    def test_a_load_that_breaks_leaves_nothing(self):
        with (
            patch("usine.territories.operations.settle_many", side_effect=RuntimeError),
            pytest.raises(RuntimeError),
        ):
            load(listed())

        assert (Territory.objects.count(), Event.objects.count()) == (0, 0)


class TestRefusals:
    def test_an_unknown_period(self):
        with pytest.raises(Refused, match="La période T3 est inconnue"):
            load(listed(), period="T3")

    def test_a_period_that_ends_before_it_starts(self):
        with pytest.raises(Refused, match="doit suivre son début"):
            load(listed(), ends_on=LABEL)

    def test_a_label_after_the_end_of_the_period(self):
        with pytest.raises(Refused, match="après la fin de la période T1, le 31/12/2022"):
            load(listed(), period="T1", labelled_on=date(2023, 1, 1))

    @pytest.mark.parametrize("there", [True, False])
    def test_real_and_demonstration_territories_never_mix(self, there):
        load(listed("ti-1", "A"), is_demonstration=there)
        assert territory("ti-1").is_demonstration is there

        kind = "de démonstration" if there else "réels"
        with pytest.raises(Refused, match=f"Des territoires {kind} sont déjà chargés"):
            load(listed("ti-1", "A"), is_demonstration=not there)


class TestWhatTheDatabaseRefuses:
    def test_a_label_that_ends_before_it_starts(self):
        load(listed())
        with pytest.raises(IntegrityError), transaction.atomic():
            Territory.objects.update(unlabelled_on=LABEL - timedelta(1))

    def test_a_member_that_leaves_before_it_enters(self):
        load(listed())
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.update(until=LABEL - timedelta(1))
