"""Amounts and their units, as people write them."""

import math
from datetime import date

import pytest

from usine.reading.drafts import FOREIGN
from usine.reading.grid import Shown
from usine.reading.refusals import DoubtfulUnit, KeptWords, SeveralValues
from usine.reading.values.money import (
    gives_amount,
    is_foreign,
    parse_amount,
    suspect_amounts,
    tax_of,
    typed_amount,
    unit_noted,
    unit_of,
    units_in_doubt,
)
from usine.values.dates import PartialDate
from usine.values.errors import Refused

from .readings import grid, read_grids

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
        ("350000HT", "350000"),
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
        *(None, "", "-", "–", "?", "/", "NC", "N.C.", "n.c", "nc", "ND", "N/A"),
        *("non communiqué", "sans objet", "sans budget"),
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
        ("1 200-", "ne peut pas être négatif"),
        ("1 200 -", "ne peut pas être négatif"),
        ("300-400 k€", "donne plusieurs nombres"),
        ("300 à 400 k€", "donne plusieurs nombres"),
        ("entre 300 et 400 k€", "donne plusieurs nombres"),
        ("2 x 350 k€", "donne plusieurs nombres"),
        ("300 k€ (+ 50 k€)", "n’est pas un montant compris"),
        ("> 1 M€", "n’est pas un montant compris"),
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
    "written",
    [
        *("50 k€/an", "45 000 €/an", "45 000 € par an", "1 200 € / mois", "12 000 € annuels"),
        *("à préciser", "À définir", "A déterminer", "en cours de chiffrage", "à chiffrer"),
    ],
)
def test_words_that_are_no_amount_are_kept(written):
    with pytest.raises(KeptWords, match="n’est pas un montant"):
        parse_amount(written)


@pytest.mark.parametrize(
    "written",
    [
        *("50 000 à 80 000 €", "2 x 350 000 €", "350 k€ HT (420 k€ TTC)"),
        "1,2 M€ (étude : 50 k€)",
    ],
)
def test_two_amounts_in_one_cell_are_several(written):
    with pytest.raises(SeveralValues, match="donne plusieurs nombres"):
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
        ("Montant (x 1000 €)", 1000),
        ("Montants x 1000", 1000),
        ("Budget × 1 000", 1000),
        ("Coût (1 000 €)", 1000),
        ("Montant en 1 000 000 €", 1_000_000),
        ("Budget (000 €)", 1000),
        ("Budget en K", 1000),
        ("Budget (K)", 1000),
        ("Budget (M)", 1_000_000),
        ("Investissement (Md€)", 1_000_000_000),
        ("Coût en milliards", 1_000_000_000),
        ("Montant M", 1),
        ("Coût 1 000 €", 1000),
        ("Aides de plus de 1000 €", 1),
        ("Enveloppe de 10 000 €", 1),
        ("Budget (10³ €)", 1000),
        ("Coût (x 10^3 €)", 1000),
        ("Coût 10**6 €", 1_000_000),
        ("Montant (10⁶ €)", 1_000_000),
        ("Budget (en 000 €)", 1000),
        ("Budget (€ 000)", 1000),
        ("Budget (kilo€)", 1000),
        ("Montants en kilo-euros", 1000),
        ("Coût (en mille euros)", 1000),
        ("Budget (en €k)", 1000),
        ("Budget (€M)", 1_000_000),
        ("Budget (mio €)", 1_000_000),
        ("Budget MEUR", 1_000_000),
    ],
)
def test_a_header_gives_the_unit_of_the_numbers_below(header, unit):
    assert unit_of(header) == unit


@pytest.mark.parametrize(
    ("text", "tax"),
    [
        ("Budget (€ HT)", "ht"),
        ("300 K€ H.T.", "ht"),
        ("hors taxes", "ht"),
        ("1 200 000,00 € TTC", "ttc"),
        ("Coût toutes taxes comprises", "ttc"),
        ("Budget", ""),
        ("Budget HT ou TTC", ""),
        ("Achat de chute", ""),
    ],
)
def test_a_header_or_a_cell_says_whether_taxes_are_counted(text, tax):
    assert tax_of(text) == tax


@pytest.mark.parametrize(
    ("cell", "unit", "euros"),
    [
        (Shown(350_000, "350", 1000), 1000, 350_000),
        (Shown(350_000, "350", 1000), 1, 350_000),
        (Shown(1_200, "1.2", 1000), 1_000_000, 1_200_000),
        (Shown(350_000, "350000 €"), 1, 350_000),
        (Shown(48_500, "48500.00"), 1, 48_500),
        (Shown(350, "350K"), 1, 350_000),
    ],
)
def test_a_unit_counts_once_whatever_the_format_shows(cell, unit, euros):
    assert parse_amount(cell, unit) == round(100 * euros)


def test_euros_under_thousands_of_euros_are_doubtful():
    with pytest.raises(DoubtfulUnit, match="« 350 € » est en euros, et l’en-tête compte en k€"):
        parse_amount(Shown(350, "350 €"), 1000)


@pytest.mark.parametrize(
    ("header", "cells", "units"),
    [
        ("Budget (k€)", [350.0, 1200.0, None, "NC"], ()),
        ("Budget (k€)", [350_000.0, 1_200_000.0], (1, 1000)),
        ("Budget (k€)", [Shown(350, "350 €"), Shown(480, "480 €")], (1000, 1)),
        ("Budget (k€)", [Shown(350_000, "350000 €")], (1, 1000)),
        ("Budget", [350.0, "1 200", 480.0, "à chiffrer"], (1000, 1)),
        ("Budget", [350.0, 1200.0, "480 €"], ()),
        ("Budget", [350_000.0, 1_200.0, 480_000.0], ()),
        ("Budget (€)", [350.0, 480.0], ()),
        ("Budget", [Shown(350, "350 €")], ()),
        ("Budget (10² €)", [350.0, 480.0], (1000, 1)),
        ("Budget (T€)", [350.0, 480.0], (1000, 1)),
        ("Budget en hecto-euros", [350.0, 480.0], (1000, 1)),
        ("Budget (10² €)", [350_000.0, 480_000.0], ()),
        ("Budget (en € HT, 2024)", [350.0, 480.0], ()),
        ("Budget par financeur (€) › État", [350.0, 480.0], ()),
        ("Fonds européens en euros courants", [350.0, 480.0], ()),
        ("Budget (k€)", ["350 k€", "beaucoup"], ()),
        ("Budget", [], ()),
        ("Budget (k€)", [Shown(350_000, "350", 1000)] * 3, ()),
    ],
)
def test_a_unit_that_amounts_or_formats_contradict_is_in_doubt(header, cells, units):
    assert units_in_doubt(header, cells) == units


@pytest.mark.parametrize(
    ("cells", "unit", "suspect"),
    [
        ([350.0, 1_200_000.0, 480_000.0], 1, [0]),
        (["1 200", 350_000.0, None, 480_000.0], 1, [0]),
        ([350.0, 1200.0, 480.0, 350_000.0], 1000, [3]),
        (["420 k€", "NC", "120"], 1, [2]),
        (["350 €", 1_200_000.0, 480_000.0], 1, []),  # it says its unit
        ([15_000.0, 48_500.0, 1_000.0, 2_750_000.0, 350_000.0], 1, []),
        ([350.0, 480.0, 900_000_000.0], 1, []),  # no thousand between them
        (["12k", 3_200_000.0], 1, []),
        ([12_000.0, 3_200_000.0], 1, []),  # one of two
        ([350_000.0], 1, []),
        (["beaucoup"], 1, []),
        ([], 1, []),
    ],
)
def test_a_number_that_its_neighbours_contradict_by_a_thousand_is_suspect(cells, unit, suspect):
    assert suspect_amounts(cells, unit) == suspect


def test_the_unit_of_a_cell_goes_before_that_of_its_header():
    assert parse_amount(350.0, 1000) == parse_amount("350", 1000) == 350_000_00
    assert parse_amount("1,2", 1_000_000) == 1_200_000_00
    assert parse_amount("350 000 €", 1000) == parse_amount("0,35 M€", 1000) == 350_000_00


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("350 k€", 350_000_00), ("5 000,55", 5_000_55), ("1,2345 M€", 1_234_500_00), ("", None)],
)
def test_what_a_user_types_is_read_as_a_cell_is(typed, cents):
    assert typed_amount(typed) == cents
    assert typed_amount(None) is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("5 000,555", "deux décimales au plus"),
        ("-5", "ne peut pas être négatif"),
        ("12 Md€", "dépasse 10 milliards"),
        ("1e9", "n’est pas un montant compris"),
        ("cher", "n’est pas un montant compris"),
    ],
)
def test_what_a_user_types_is_refused_rather_than_rounded(typed, why):
    with pytest.raises(Refused, match=why):
        typed_amount(typed)


@pytest.mark.parametrize(
    ("notes", "unit"),
    [
        (["Plan d’action 2025", "Montants exprimés en milliers d’euros"], "(k€)"),
        (["Plan d’action 2025 (k€)"], "(k€)"),
        (["Unité : M€"], "(M€)"),
        (["en K€ HT"], "(k€)"),
        (["Millions d’euros"], "(M€)"),
        (["(1) en milliers d’euros", "Source : DGFiP"], "(k€)"),
        (["Enveloppe de 500 k€ en 2025"], ""),
        (["Projets de plus d’un million d’euros"], ""),
        (["Coûts en k€, aides en euros"], ""),
        (["Dépenses en k€", "Recettes en M€"], ""),
        (["Montants en euros"], ""),
        (["en k€ " * 40], ""),
        ([], ""),
    ],
)
def test_a_note_may_say_what_the_amounts_of_a_table_count_in(notes, unit):
    assert unit_noted(notes) == unit


TWO = (("A1", "TEE", "Four", 12500.0, "ADEME", 500.0), ("A2", "TEE", "Toit", 3000.0, "ADEME", 80.0))


@pytest.mark.parametrize("place", ["above", "below", "beside"])
def test_amounts_count_in_what_a_note_around_their_table_says(place):
    heads = ("N°", "Axe", "Action", "Coût", "Financeur", "Aide (€)")
    note = (None, None, None, "Montants en k€")
    rows = {
        "above": (note, heads, *TWO),
        "below": (heads, *TWO, (note[-1],)),
        "beside": (("Plan", *note[1:]), heads, *TWO),
    }
    reading = read_grids(grid(*rows[place]))
    assert [row.values["planned_budget"] for row in reading.rows] == [12_500_000_00, 3_000_000_00]
    assert [row.values["funding"][0]["planned"] for row in reading.rows] == [500_00, 80_00]


@pytest.mark.parametrize("head", ["Coût ($)", "Coût (CHF)", "Subvention Région (£)"])
def test_amounts_in_another_money_are_left_aside(head):
    heads = ("N°", "Axe", "Action", head, "Financeur", "Montant ($)")
    reading = read_grids(grid(heads, *TWO))
    assert [row.values.get("planned_budget") for row in reading.rows] == [None, None]
    assert {entry.message for entry in reading.aside} == {FOREIGN}
    assert not is_foreign("Coût (€, hors 1000 $)")


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        *((name, False) for name in ("ADEME", "CD 54", "CD62", "FEDER 2021-2027", "France 2030")),
        *((text, True) for text in ("ADEME 50 %", "Région (6 k€)", "État : 300 €", "6000")),
        *((text, True) for text in ("Région 6 000", "État 120000", "1500 Région")),
    ],
)
def test_the_name_of_who_pays_is_no_amount(text, gives):
    assert gives_amount(text) is gives


def test_the_words_of_what_somebody_pays_are_told():
    heads = ("N°", "Axe", "Action", "Coût (€)", "ADEME (€)")
    [row] = read_grids(grid(heads, ("A1", "TEE", "Four", 9000.0, "environ 5 000"))).rows
    assert [(d.cell, d.field, d.words) for d in row.doubts] == [("E2", "funding", "environ 5 000")]


def test_an_amount_of_other_taxes_than_its_column_is_told():
    rows = [("A1", "TEE", "Four", "1,2 M€ TTC"), ("A2", "TEE", "Toit", "300 000 € HT")]
    table = grid(("N°", "Axe", "Action", "Budget HT (€)"), *rows, ("A3", "TEE", "Mur", 50000.0))
    reading = read_grids(table)
    doubts = [(d.cell, d.message) for row in reading.rows for d in row.doubts]
    assert doubts == [
        ("D2", "Ce montant est dit TTC sous un en-tête HT\u00a0: il est pris tel quel."),
    ]
    assert reading.rows[0].values["planned_budget"] == 1_200_000_00
