"""SIREN and SIRET: what the check digits find."""

import pytest

from usine.values.siren import compact, grouped, is_number, is_siren, is_siret


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("552081317", True),
        ("000000000", False),
        ("552081371", False),
        ("552081318", False),
        ("55208131", False),
        ("5520813170", False),
        ("55208131a", False),
        ("٥٥٢٠٨١٣١٧", False),
        ("", False),
    ],
)
def test_a_siren_has_nine_digits_that_hold(text, holds):
    assert is_siren(text) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("55208131766522", True),
        ("00000000000000", False),
        ("55208131766523", False),
        ("55208131866522", False),
        ("552081317", False),
        # La Poste: by the sum of the digits, and by the usual check for its head office.
        ("35600000049837", True),
        ("35600000000048", True),
        ("35600000049838", False),
        ("3560000004983a", False),
    ],
)
def test_a_siret_has_five_digits_more(text, holds):
    assert is_siret(text) is holds


@pytest.mark.parametrize(
    "text",
    [
        " 552 081\u00a0317 ",
        "552\u202f081\u202f317",
        "552.081.317",
        "552-081-317",
        "552\u2011081\u2013317",
        "552 - 081 - 317",
    ],
)
def test_a_number_is_kept_without_what_cuts_it(text):
    assert compact(text) == "552081317"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("552.081.318", True),
        ("1-2", True),
        ("École 42", False),
        ("Saint-Omer", False),
        ("A.B.C.", False),
        ("- . -", False),
        ("", False),
    ],
)
def test_a_number_has_digits_alone(text, holds):
    assert is_number(text) is holds


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("552081317", "552\u00a0081\u00a0317"),
        ("55208131766522", "552\u00a0081\u00a0317\u00a066522"),
        ("", ""),
    ],
)
def test_a_number_is_read_in_threes(number, read):
    assert grouped(number) == read
    assert compact(read) == number
