"""Rules of periods, labels and perimeters, on plain values."""

from datetime import date

import pytest

from usine.territories.rules import Gap, departement_in_siren, gaps, lead_region, slugs


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


def test_slugs_are_distinct():
    assert slugs(
        {"ti-2": "littoral", "ti-1": "littoral", "ti-3": "pays", "TI-4": ""}, frozenset({"pays"})
    ) == {"ti-1": "littoral", "ti-2": "littoral-ti-2", "ti-3": "pays-ti-3", "TI-4": "ti-4"}


def test_an_address_of_another_period_is_not_given_again():
    addresses = slugs(
        {"ti-1": "littoral", "ti-2": "littoral", "ti-3": "pays"},
        {"pays"},
        period="T3",
        elsewhere={"littoral", "loire"},
    )
    assert addresses == {"ti-1": "littoral-t3", "ti-2": "littoral-t3-ti-2", "ti-3": "pays-ti-3"}


@pytest.mark.parametrize(
    ("code", "lead"),
    [("ti-2809", "28"), ("ti-3201", "32"), ("ti-9301", "32"), ("demo-28", "32"), ("", "32")],
)
def test_the_lead_region_is_that_of_the_code_when_the_perimeter_touches_it(code, lead):
    assert lead_region({"28": 38_609, "32": 40_007}, code) == lead


def test_gaps_are_the_days_between_periods():
    first, second = (date(2020, 1, 1), date(2022, 12, 31)), (date(2023, 1, 1), date(2027, 12, 31))
    third, fourth = (date(2028, 1, 2), date(2029, 1, 1)), (date(2030, 1, 1), date(2031, 1, 1))
    assert gaps({}) == gaps({"Un": first}) == gaps({"Deux": second, "Un": first}) == []
    assert gaps({"Quatre": fourth, "Trois": third, "Un": first, "Deux": second}) == [
        Gap("Deux", "Trois", date(2028, 1, 1), date(2028, 1, 1)),
        Gap("Trois", "Quatre", date(2029, 1, 2), date(2029, 12, 31)),
    ]
