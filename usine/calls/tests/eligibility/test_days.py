from datetime import UTC, date, datetime

import pytest

from usine.calls.eligibility.facts import Spell
from usine.calls.eligibility.windows import is_open
from usine.calls.format.expressions import DateBefore, LabelledAt, Negation, WindowOpen
from usine.values.dates import PartialDate, Precision

from .terms import AT, JULY, MAY, a_window, fact, parameter, seen, terms, told

LABELLED = LabelledAt("label")
LABEL = fact("label", "date")
NOVEMBER = Spell(date(2023, 11, 9))
SUMMER = "du 2 mai 2025 à 11 h 00 au 2 juillet 2025 à 11 h 00"
NONE = "sans label à cette date : 2 juin 2025"
TOO_LATE = "pas avant cette date : 15 avril 2025"
Q2 = PartialDate(date(2025, 4, 1), Precision.QUARTER)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ((NOVEMBER,), ("met", "depuis le 9 novembre 2023", "")),
        (
            (Spell(date(2018, 11, 22), date(2022, 12, 31)),),
            ("unmet", "du 22 novembre 2018 au 31 décembre 2022", NONE),
        ),
        (
            (Spell(date(2025, 6, 3)),),
            ("unmet", "depuis le 3 juin 2025", NONE),
        ),
        ((Spell(date(2018, 1, 1), date(2022, 1, 1)), NOVEMBER), "met"),
        (date(2025, 6, 2), ("met", "2 juin 2025", "")),
        (date(2025, 6, 3), "unmet"),
        (False, ("unmet", "aucun", NONE)),
        (Q2, ("unknown", "T2 2025", "le jour exact n’est pas connu")),
        (PartialDate(date(2025, 1, 1), Precision.QUARTER), "met"),
        (PartialDate(date(2025, 7, 1), Precision.QUARTER), "unmet"),
        (None, ("unknown", "", "à préciser : Assiette")),
        ((), "unknown"),
    ],
)
def test_a_label_on_the_day_of_the_question(label, expected):
    answer = seen(LABELLED, terms(LABEL), label=label)
    assert (answer if isinstance(expected, tuple) else answer[0]) == expected


def test_a_label_on_the_closing_day():
    expect = LabelledAt("label", "closing")
    until_june = (Spell(date(2023, 11, 9), date(2025, 6, 30)),)
    asked = terms(LABEL, a_window(MAY, JULY))
    assert seen(expect, asked, label=until_june)[::2] == (
        "unmet",
        "sans label à cette date : 2 juillet 2025",
    )
    assert seen(expect, asked, label=(NOVEMBER,))[0] == "met"
    assert seen(expect, terms(LABEL, a_window(MAY)), label=(NOVEMBER,))[::2] == (
        "unknown",
        "la date de clôture n’est pas connue",
    )


def test_a_label_on_a_day_that_is_a_fact():
    expect = LabelledAt("label", "start")
    asked = terms(LABEL, fact("start", "date"))
    ends_in_may = (Spell(date(2023, 11, 9), date(2025, 5, 31)),)
    assert seen(expect, asked, label=(NOVEMBER,), start=Q2)[0] == "met"
    assert seen(expect, asked, label=ends_in_may, start=Q2)[::2] == (
        "unknown",
        "le jour exact n’est pas connu",
    )
    assert seen(expect, asked, label=ends_in_may, start=date(2025, 6, 1))[0] == "unmet"
    assert seen(expect, asked, label=(NOVEMBER,))[0] == "unknown"
    assert seen(expect, asked, label=(NOVEMBER,), start=(NOVEMBER,))[0] == "unknown"


def test_a_label_that_must_not_be():
    gap = seen(Negation(LABELLED), terms(LABEL), label=(NOVEMBER,))[2]
    assert gap == "labellisé à cette date : 2 juin 2025"


def put(windows, at=AT, moment=None):
    return terms(*windows, at=at, moment=moment)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (date(2025, 5, 2), ("met", "")),
        (date(2025, 7, 2), ("met", "")),
        (
            date(2025, 7, 3),
            ("unmet", "dépôt possible du 2 mai 2025 à 11 h 00 au 2 juillet 2025 à 11 h 00"),
        ),
    ],
)
def test_a_window_on_a_day(at, expected):
    assert seen(WindowOpen(), put([a_window(MAY, JULY)], at))[::2] == expected


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        (datetime(2025, 7, 2, 8, 59, 59, 999_999, tzinfo=UTC), "met"),
        (datetime(2025, 7, 2, 9, tzinfo=UTC), "unmet"),
        (datetime(2025, 5, 2, 9, tzinfo=UTC), "met"),
        (datetime(2025, 5, 2, 8, 59, 59, 999_999, tzinfo=UTC), "unmet"),
    ],
)
def test_a_window_runs_to_just_before_it_closes(moment, verdict):
    asked = put([a_window(MAY, JULY)], moment.date(), moment)
    assert seen(WindowOpen(), asked)[0] == verdict
    assert is_open(a_window(MAY, JULY), moment) is (verdict == "met")


def test_a_moment_is_on_its_day():
    with pytest.raises(ValueError, match="falls on its day"):
        put([], AT, JULY)


def test_of_several_windows_the_one_to_come_is_told():
    spring, autumn = a_window(MAY, MAY), a_window(JULY)
    words = "dépôt possible à partir du 2 juillet 2025 à 11 h 00"
    assert seen(WindowOpen(), put([spring, autumn]))[2] == words
    assert (
        seen(WindowOpen(), put([a_window(None, MAY)]))[2]
        == "dépôt possible jusqu’au 2 mai 2025 à 11 h 00"
    )


def test_a_call_without_dates_is_unknown_and_one_without_bounds_permanent():
    assert seen(WindowOpen(), put([]))[::2] == ("unknown", "les dates de dépôt ne sont pas connues")
    assert seen(WindowOpen(), put([a_window()]))[0] == "met"
    assert told(WindowOpen(), put([a_window()])).finding.threshold == "en permanence"
    assert seen(Negation(WindowOpen()), put([a_window()]))[2] == "dépôt ouvert en permanence"


BEFORE = DateBefore("start", "limit")
DATES = terms(fact("start", "date"), parameter("limit", "date", date(2025, 4, 15)))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2025, 4, 14), ("met", "14 avril 2025", "")),
        (date(2025, 4, 15), ("unmet", "15 avril 2025", TOO_LATE)),
        (Q2, ("unknown", "T2 2025", "le jour exact n’est pas connu")),
        (PartialDate(date(2025, 3, 1), Precision.MONTH), ("met", "mars 2025", "")),
        (
            PartialDate(date(2025, 5, 1), Precision.MONTH),
            ("unmet", "mai 2025", TOO_LATE),
        ),
        ((NOVEMBER,), ("unknown", "depuis le 9 novembre 2023", "le jour exact n’est pas connu")),
        (None, ("unknown", "", "à préciser : Assiette")),
    ],
)
def test_a_date_before_another(start, expected):
    assert seen(BEFORE, DATES, start=start) == expected


def test_a_date_before_that_of_another_fact():
    asked = terms(fact("start", "date"), fact("end", "date", unknown="la fin n’est pas connue"))
    expect = DateBefore("start", other="end")
    start = date(2025, 4, 14)
    assert seen(expect, asked, start=start, end=Q2)[0] == "unknown"
    assert seen(expect, asked, start=start, end=date(2025, 4, 15))[0] == "met"
    assert seen(expect, asked, start=start)[::2] == ("unknown", "la fin n’est pas connue")


def test_a_date_before_an_unpublished_one_is_unknown():
    asked = terms(fact("start", "date"), parameter("limit", "date"))
    assert seen(BEFORE, asked, start=AT)[::2] == (
        "unknown",
        "aucune valeur publiée à cette date : Seuil",
    )


def test_a_date_that_must_not_come_before():
    gap = seen(Negation(BEFORE), DATES, start=date(2025, 1, 1))[2]
    assert gap == "avant cette date : 15 avril 2025"


def test_a_window_that_closes_at_midnight_ends_on_the_eve():
    midnight = datetime(2025, 6, 30, 22, tzinfo=UTC)
    asked = put([a_window(MAY, midnight)])
    assert asked.closing == date(2025, 6, 30)
    assert seen(WindowOpen(), put([a_window(MAY, midnight)], date(2025, 7, 1)))[0] == "unmet"
