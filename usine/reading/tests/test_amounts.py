"""Amounts and their units, as people write them."""

import math
from datetime import date

import pytest

from usine.reading.values.money import parse_amount, unit_of
from usine.values.dates import PartialDate
from usine.values.errors import Refused

DAY = PartialDate(date(2025, 3, 28))


@pytest.mark.parametrize(
    ("written", "euros"),
    [
        ("1,2 M€", "1200000"),
        ("1.2M€", "1200000"),
        ("2,75 M€", "2750000"),
        ("1,250 M€", "1250000"),
        ("350 k€", "350000"),
        ("15K€", "15000"),
        ("350 keuros", "350000"),
        ("350 K euros HT", "350000"),
        ("350 (k€)", "350000"),
        ("350 mille euros", "350000"),
        ("0,350 M€", "350000"),
        ("1,2 million d’euros", "1200000"),
        ("1,2 M d'€", "1200000"),
        ("3 Md€", "3000000000"),
        ("1 200 000 €", "1200000"),
        ("48\u00a0500,00", "48500"),
        ("350\u202f000 € HT", "350000"),
        ("1\u2009200\u2009000 €", "1200000"),
        ("1\u200b 200 000", "1200000"),
        ("1'200'000", "1200000"),
        ("1.200.000", "1200000"),
        ("1.200.000,50 €", "1200000.50"),
        ("1,200,000.00", "1200000"),
        ("350.000 €", "350000"),
        ("1200000.00", "1200000"),
        ("350 000,-", "350000"),
        ("350 000 € H.T.", "350000"),
        ("350 000 EUR TTC", "350000"),
        ("€ 350 000", "350000"),
        ("500000€", "500000"),
        ("1 M€\nhors taxes", "1000000"),
        ("env. 300 k€", "300000"),
        ("environ 300 k€", "300000"),
        ("~300k€", "300000"),
        ("estimé à 350 k€", "350000"),
        ("Budget prévisionnel : 350 k€", "350000"),
        ("350 000 € (dont 100 000 € de DSIL)", "350000"),
        ("350 000 €*", "350000"),
        ("48 500.5", "48500.5"),
        ("12 345,678", "12345.68"),
        ("0", "0"),
        ("0 €", "0"),
        (350000.0, "350000"),
        (350000, "350000"),
        (48500.1, "48500.10"),
        (0.1 + 0.2, "0.30"),
        (1234.565, "1234.57"),
        (33333.333333333336, "33333.33"),
    ],
)
def test_an_amount_is_read_to_the_cent(written, euros):
    assert parse_amount(written) == round(float(euros) * 100)


@pytest.mark.parametrize(
    "written",
    [
        *(None, "", "-", "–", "?", "/", "NC", "N.C.", "n.c", "nc", "ND", "N/A", "à définir"),
        *("À définir", "A déterminer", "non communiqué", "sans objet", "en cours de chiffrage"),
    ],
)
def test_no_budget_is_not_a_budget_of_zero(written):
    assert parse_amount(written) is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("beaucoup", "n’est pas un montant compris"),
        ("-500", "ne peut pas être négatif"),
        (-500.0, "ne peut pas être négatif"),
        ("− 1 200 €", "ne peut pas être négatif"),
        ("(1 200 €)", "ne peut pas être négatif"),
        ("300-400 k€", "donne plusieurs nombres"),
        ("300 à 400 k€", "donne plusieurs nombres"),
        ("entre 300 et 400 k€", "donne plusieurs nombres"),
        ("2 x 350 k€", "donne plusieurs nombres"),
        ("300 k€ (+ 50 k€)", "n’est pas un montant compris"),
        ("> 1 M€", "n’est pas un montant compris"),
        ("50 k€/an", "n’est pas un montant compris"),
        ("12 %", "n’est pas un montant compris"),
        ("350 $", "n’est pas un montant compris"),
        ("1 20 000", "peut se lire de deux façons"),
        ("350,000", "peut se lire de deux façons"),
        ("1.250 k€", "peut se lire de deux façons"),
        ("1.200,000.5", "peut se lire de deux façons"),
        ("350 000 " + "€" * 200, "n’est pas un montant compris"),
        (1e300, "vérifiez l’unité"),
        ("20 milliards", "vérifiez l’unité"),
        (math.nan, "ne contient pas un montant"),
        (math.inf, "ne contient pas un montant"),
        (True, "ne contient pas un montant"),
        (DAY, "contient une date"),
    ],
)
def test_an_amount_that_is_none_or_may_be_two_is_refused(written, why):
    with pytest.raises(Refused, match=why):
        parse_amount(written)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Budget (€)", 1),
        ("Budget", 1),
        ("Coût du programme européen", 1),
        ("Budget (k€)", 1000),
        ("Budget K€ HT", 1000),
        ("Montant (en k euros)", 1000),
        ("Coût en milliers d’euros", 1000),
        ("Budget en KE", 1000),
        ("Montant en M€", 1_000_000),
        ("Montant (M d’€)", 1_000_000),
        ("en millions", 1_000_000),
    ],
)
def test_a_header_gives_the_unit_of_the_numbers_below(header, unit):
    assert unit_of(header) == unit


def test_the_unit_of_a_cell_goes_before_that_of_its_header():
    assert parse_amount(350.0, 1000) == parse_amount("350", 1000) == 350_000_00
    assert parse_amount("1,2", 1_000_000) == 1_200_000_00
    assert parse_amount("350 000 €", 1000) == parse_amount("0,35 M€", 1000) == 350_000_00
