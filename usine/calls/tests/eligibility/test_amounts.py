from datetime import date

import pytest

from usine.calls.eligibility.facts import DatedAid
from usine.calls.format.expressions import (
    AmountAtLeast,
    DeMinimisLeft,
    Negation,
    PublicAidAtMost,
    RateAtMost,
)

from .terms import a_value, book, fact, parameter, seen, spaced, terms, told

LEAST = AmountAtLeast("base", "least")
BASE = fact("base", unknown="l’assiette n’est pas connue")
FLOOR = parameter("least", "cents", 40_000_000)


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        (38_800_000, ("unmet", "388 000 €", "il manque 12 000 €")),
        (39_999_999, ("unmet", "399 999,99 €", "il manque 0,01 €")),
        (40_000_000, ("met", "400 000 €", "")),
        (50_000_000, ("met", "500 000 €", "")),
        (None, ("unknown", "", "l’assiette n’est pas connue")),
        (-1, ("unknown", "", "l’assiette n’est pas connue, cette réponse ne se lit pas")),
        ("388000", ("unknown", "", "l’assiette n’est pas connue, cette réponse ne se lit pas")),
    ],
)
def test_an_amount_at_least(cents, expected):
    assert seen(LEAST, terms(BASE, FLOOR), base=cents) == expected


def test_a_rule_names_its_threshold_and_where_it_is_written():
    rule = told(LEAST, terms(BASE, FLOOR), book(base=38_800_000))
    assert spaced(rule.sentence, rule.finding.threshold, rule.source, rule.finding.seen_from) == (
        "Le seuil est 400 000 €.",
        "400 000 €",
        "Il y a un seuil (version 1) ; Il est haut (guide, depuis le 1er janvier 2021)",
        "réponse",
    )
    assert rule.hint == "Écrivez."


def test_a_count_at_least():
    asked = terms(fact("base", "count"), parameter("least", "count", 50))
    assert seen(LEAST, asked, base=48) == ("unmet", "48", "il manque 2")


def test_an_amount_that_must_not_be_reached():
    asked = terms(BASE, FLOOR)
    negation = Negation(LEAST)
    assert seen(negation, asked, base=40_000_000) == ("unmet", "400 000 €", "le seuil est atteint")
    assert seen(negation, asked, base=41_000_000)[2] == "le seuil est dépassé de 10 000 €"
    assert seen(negation, asked, base=39_000_000) == ("met", "390 000 €", "")
    assert seen(negation, asked)[0] == "unknown"


@pytest.mark.parametrize(
    "values",
    [
        (),
        (a_value(40_000_000, date(2025, 6, 3)),),
        (a_value(40_000_000, until=date(2025, 6, 1)),),
    ],
)
def test_a_parameter_without_a_value_in_force_is_unknown(values):
    rule = told(LEAST, terms(BASE, parameter("least", "cents", *values)), book(base=1))
    assert spaced(rule.verdict, rule.gap, rule.sentence) == (
        "unknown",
        "aucune valeur publiée à cette date : Seuil",
        "Le seuil est un seuil non publié.",
    )


def test_the_value_in_force_is_that_of_the_day():
    values = (
        a_value(10, date(2024, 1, 1), date(2024, 12, 31)),
        a_value(20, date(2025, 1, 1), date(2025, 5, 31)),
        a_value(30, date(2025, 6, 1)),
    )
    dated = parameter("least", "cents", *values)
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 5, 31), date(2025, 6, 1)]
    told_on = [told(LEAST, terms(BASE, dated, at=day)).finding.threshold for day in days]
    assert spaced(*told_on) == ("0,10 €", "0,20 €", "0,20 €", "0,30 €")


RATE = RateAtMost("aid", "base", "most")
RATES = terms(fact("aid"), BASE, parameter("most", "basis_points", 8050))


@pytest.mark.parametrize(
    ("aid", "base", "expected"),
    [
        (80_500, 100_000, ("met", "805 € sur 1 000 €, soit 80,5 %", "")),
        (80_501, 100_000, ("unmet", "805,01 € sur 1 000 €, soit 80,51 %", "0,01 € de trop")),
        (None, 100_000, ("unknown", "1 000 €", "à préciser : Assiette")),
        (80_500, None, ("unknown", "805 €", "l’assiette n’est pas connue")),
        (1, 0, ("unknown", "0,01 € ; 0 €", "le taux d’une base nulle ne se calcule pas")),
    ],
)
def test_a_rate_at_most(aid, base, expected):
    assert seen(RATE, RATES, aid=aid, base=base) == expected


def test_a_rate_over_by_less_than_it_shows_never_reads_as_the_rate():
    assert seen(RATE, RATES, aid=8_050_000_001, base=10_000_000_000)[1:] == (
        "80 500 000,01 € sur 100 000 000 €, soit 80,51 %",
        "0,01 € de trop",
    )


def test_a_rate_that_must_be_exceeded():
    assert seen(Negation(RATE), RATES, aid=1, base=100)[2] == "le taux n’est pas dépassé"


def test_a_rate_that_nobody_published_is_unknown():
    asked = terms(fact("aid"), BASE, parameter("most", "basis_points"))
    assert seen(RATE, asked, aid=1, base=2)[::2] == (
        "unknown",
        "aucune valeur publiée à cette date : Seuil",
    )


PUBLIC = PublicAidAtMost(("state", "region"), "base", "most")
SOURCES = terms(
    fact("state"),
    fact("region", unknown="l’aide de la Région n’est pas connue"),
    BASE,
    parameter("most", "basis_points", 10_000),
)


def test_public_aid_adds_up_its_sources():
    assert seen(PUBLIC, SOURCES, state=60, region=40, base=100)[0] == "met"
    assert seen(PUBLIC, SOURCES, state=60, region=41, base=100)[::2] == ("unmet", "0,01 € de trop")


def test_what_is_known_of_public_aid_may_already_be_too_much():
    assert seen(PUBLIC, SOURCES, state=101, base=100)[::2] == ("unmet", "0,01 € de trop")
    assert seen(PUBLIC, SOURCES, state=100, base=100)[::2] == (
        "unknown",
        "l’aide de la Région n’est pas connue",
    )
    assert seen(PUBLIC, SOURCES, base=100)[0] == "unknown"


# 300 000 € over three rolling years since 2024, 200 000 € over three fiscal years before.
LEFT = DeMinimisLeft("asked", "received", "ceiling", "period")
CEILING = parameter(
    "ceiling",
    "cents",
    a_value(20_000_000, date(2014, 1, 1), date(2023, 12, 31)),
    a_value(30_000_000, date(2024, 1, 1)),
)
PERIOD = parameter(
    "period",
    "period",
    a_value("fiscal-3", date(2014, 1, 1), date(2023, 12, 31)),
    a_value("rolling-3", date(2024, 1, 1)),
)


def left(at, received, asked=10_000_000):
    unit = "cents" if isinstance(received, int) else "aids"
    put = terms(fact("asked"), fact("received", unit), CEILING, PERIOD, at=at)
    return seen(LEFT, put, asked=asked, received=received)


def test_de_minimis_over_three_rolling_years():
    day = date(2025, 6, 2)
    just_out = DatedAid(date(2022, 6, 2), 30_000_000)
    within = DatedAid(date(2022, 6, 3), 20_000_000)
    later = DatedAid(date(2025, 6, 3), 30_000_000)
    words = "300 000 € demandés et reçus sur 3 années glissantes"
    assert left(day, (just_out, within, later)) == ("met", words, "")
    assert left(day, (within, DatedAid(day, 100)))[::2] == ("unmet", "1 € de trop")


def test_three_years_before_a_29_february_is_a_28():
    day = date(2028, 2, 29)
    assert left(day, (DatedAid(date(2025, 2, 28), 30_000_000),))[0] == "met"
    assert left(day, (DatedAid(date(2025, 3, 1), 30_000_000),))[0] == "unmet"


def test_de_minimis_over_three_fiscal_years_whose_dates_are_not_known():
    day = date(2023, 6, 2)
    surely = DatedAid(date(2021, 6, 3), 10_000_000)
    perhaps = DatedAid(date(2021, 6, 2), 100)
    words = "200 000 € demandés et reçus sur 3 exercices"
    assert left(day, (surely,)) == ("met", words, "")
    assert left(day, (surely, perhaps))[::2] == (
        "unknown",
        "les dates des exercices ne sont pas connues",
    )
    assert left(day, (surely, DatedAid(date(2022, 1, 1), 100), perhaps))[::2] == (
        "unmet",
        "1 € de trop",
    )


def test_de_minimis_of_a_total():
    day = date(2025, 6, 2)
    assert left(day, 20_000_000)[0] == "met"
    assert left(day, 20_000_100)[::2] == ("unmet", "1 € de trop")
    assert left(day, None)[0] == "unknown"


def test_de_minimis_that_must_be_used_up():
    asked = terms(fact("asked"), fact("received"), CEILING, PERIOD)
    assert seen(Negation(LEFT), asked, asked=1, received=1)[2] == "il reste 299 999,98 €"


@pytest.mark.parametrize("period", [None, "period"])
def test_dated_aids_without_a_period_are_unknown(period):
    asked = terms(fact("asked"), fact("received", "aids"), CEILING, parameter("period", "period"))
    expect = DeMinimisLeft("asked", "received", "ceiling", period)
    aids = (DatedAid(date(2025, 1, 1), 1),)
    assert seen(expect, asked, asked=1, received=aids)[::2] == (
        "unknown",
        "la période à compter n’est pas publiée",
    )
