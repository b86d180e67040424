"""Rules of labels and perimeters, on plain values."""

from datetime import date

import pytest

from usine.territories.rules import departement_in_siren, lead_region, slugs, unlabelled_on


def test_the_lead_region_holds_most_of_the_people():
    assert lead_region({"28": 38_609, "32": 40_007}) == "32"


def test_of_two_equal_regions_the_first_code_leads():
    assert lead_region({"32": 0, "28": 0}) == "28"


@pytest.mark.parametrize(
    ("siren", "departement"),
    [
        ("245804406", "58"),
        ("219722253", "972"),
        ("210600334", "06"),
        ("242010056", None),  # Corse, but which half?
        ("200072460", None),
    ],
)
def test_older_siren_tell_the_departement(siren, departement):
    assert departement_in_siren(siren) == departement


def test_the_label_of_a_past_period_ended_with_it():
    assert unlabelled_on("T1", date(2022, 12, 31)) == date(2022, 12, 31)
    assert unlabelled_on("T2", date(2027, 12, 31)) is None


def test_slugs_are_distinct():
    assert slugs(
        {"ti-2": "littoral", "ti-1": "littoral", "ti-3": "pays", "TI-4": ""}, frozenset({"pays"})
    ) == {"ti-1": "littoral", "ti-2": "littoral-ti-2", "ti-3": "pays-ti-3", "TI-4": "ti-4"}


@pytest.mark.parametrize(
    ("code", "lead"),
    [("ti-2809", "28"), ("ti-3201", "32"), ("ti-9301", "32"), ("demo-28", "32"), ("", "32")],
)
def test_the_lead_region_is_that_of_the_code_when_the_perimeter_touches_it(code, lead):
    assert lead_region({"28": 38_609, "32": 40_007}, code) == lead
