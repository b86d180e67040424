import pytest

from usine.calls.eligibility.naf import path_of
from usine.calls.format.expressions import ChoiceIn, NafIn, Negation, PlaceIn

from .terms import book, fact, parameter, seen, terms, told

REGIONS = {"94": "Corse", "04": "La Réunion", "32": "Hauts-de-France"}
OVERSEAS = PlaceIn("region", codes=("94", "04"))
PLACE = terms(fact("region", "code"), named=lambda source, code: REGIONS[code])


def test_a_place_of_a_list():
    assert seen(OVERSEAS, PLACE, region="94") == ("met", "Corse", "")
    assert seen(OVERSEAS, PLACE, region="32") == (
        "unmet",
        "Hauts-de-France",
        "hors de la liste : Hauts-de-France",
    )
    assert seen(OVERSEAS, PLACE) == ("unknown", "", "à préciser : Assiette")


def test_a_place_that_is_excluded():
    assert seen(Negation(OVERSEAS), PLACE, region="94") == (
        "unmet",
        "Corse",
        "dans la liste : Corse",
    )
    rule = told(Negation(OVERSEAS), PLACE, book(region="32"))
    assert (rule.verdict, rule.finding.threshold) == ("met", "Corse ou La Réunion")


def test_one_of_several_is_enough():
    asked = terms(fact("region", "codes"), parameter("list", "codes", ("62", "59")))
    expect = PlaceIn("region", "list")
    assert seen(expect, asked, region=("80", "62"))[:2] == ("met", "80 et 62")
    assert seen(expect, asked, region=("80", "02", "60"))[:2] == ("unmet", "80, 02 et 60")
    assert seen(expect, asked, region=())[0] == "unknown"


@pytest.mark.parametrize("values", [(), ((),)])
def test_an_empty_list_is_unknown_never_a_refusal(values):
    asked = terms(fact("region", "code"), parameter("list", "codes", *values))
    assert seen(PlaceIn("region", "list"), asked, region="62")[::2] == (
        "unknown",
        "aucune valeur publiée à cette date : Seuil",
    )
    assert seen(Negation(ChoiceIn("region", "list")), asked, region="62")[0] == "unknown"


def test_a_list_of_the_rule_that_is_empty_is_unknown():
    assert seen(ChoiceIn("region"), PLACE, region="94")[0] == "unknown"


def test_a_long_list_is_told_by_its_label():
    codes = tuple(str(number) for number in range(10, 90))
    asked = terms(fact("region", "code"), parameter("list", "codes", codes, label="départements"))
    assert told(PlaceIn("region", "list"), asked).finding.threshold == "départements (80)"


NAF = terms(fact("naf", "code"))


@pytest.mark.parametrize(
    ("code", "codes", "verdict"),
    [
        ("25.62B", ("B", "C", "D", "E"), "met"),
        ("2562B", ("25",), "met"),
        ("25.62B", ("25.62",), "met"),
        ("25.62B", ("25.62A",), "unmet"),
        ("05.10Z", ("B",), "met"),
        ("39.00Z", ("B", "C", "D", "E"), "met"),
        ("41.10A", ("B", "C", "D", "E"), "unmet"),
        ("03.11Z", ("B", "C", "D", "E"), "unmet"),
        ("C", ("25",), "unknown"),
        ("F", ("25",), "unmet"),
        ("25", ("25.62B", "10"), "unknown"),
        ("34.10Z", ("C",), "unknown"),
        ("n’importe", ("C",), "unknown"),
        ("25.62B", ("X9",), "unknown"),
    ],
)
def test_an_activity_is_in_its_division_and_its_section(code, codes, verdict):
    assert seen(NafIn("naf", codes=codes), NAF, naf=code)[0] == verdict


def test_an_activity_that_is_not_precise_enough_says_so():
    assert seen(NafIn("naf", codes=("25",)), NAF, naf="C") == (
        "unknown",
        "C",
        "« C » ne suffit pas à le dire",
    )


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("25.62B", ("C", "25", "6", "2", "B")),
        ("c 25.6", ("C", "25", "6")),
        ("A25", None),
        ("34", None),
        ("4", None),
        ("25.6B", None),
        ("", None),
    ],
)
def test_the_levels_of_a_code(code, path):
    assert path_of(code) == path


def test_each_division_is_in_one_section():
    """NAF rév. 2 has 88 divisions in 21 sections."""
    divisions = {f"{n:02}": path_of(f"{n:02}") for n in range(1, 100)}
    known = {division: path for division, path in divisions.items() if path}
    assert len(known) == 88
    assert len({path[0] for path in known.values()}) == 21
