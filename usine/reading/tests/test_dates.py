"""Days and periods, as people write them."""

import math
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.reading.grid import Shown
from usine.reading.refusals import KeptWords
from usine.reading.values.dates import (
    Order,
    order_of,
    parse_date,
    parse_end,
    parse_period,
    parse_start,
    says_more,
)
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

DAY, MONTH, QUARTER, HALF, YEAR = Precision


def on(year: int, month: int = 1, day: int = 1, precision: Precision = DAY) -> PartialDate:
    return PartialDate(date(year, month, day), precision)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("28/03/2026", on(2026, 3, 28)),
        ("28-03-26", on(2026, 3, 28)),
        ("28.03.2026", on(2026, 3, 28)),
        ("28 03 2026", on(2026, 3, 28)),
        (32_874, on(1990)),
        (73_415, on(2100, 12, 31)),
        ("1/1/25", on(2025)),
        ("28/03/99", on(1999, 3, 28)),
        ("28/03/2026 10:00", on(2026, 3, 28)),
        ("2026-03-28", on(2026, 3, 28)),
        ("2026-03-28T00:00:00", on(2026, 3, 28)),
        ("29/02/2024", on(2024, 2, 29)),
        ("28 mars 2026", on(2026, 3, 28)),
        ("1er mars 2026", on(2026, 3, 1)),
        ("lundi 28 mars 2026", on(2026, 3, 28)),
        ("28-mars-26", on(2026, 3, 28)),
        ("le 28/03/2026", on(2026, 3, 28)),
        (on(2026, 3, 28), on(2026, 3, 28)),
        ("mars 2026", on(2026, 3, precision=MONTH)),
        ("Mars-26", on(2026, 3, precision=MONTH)),
        ("janv. 2026", on(2026, 1, precision=MONTH)),
        ("Août 2025", on(2025, 8, precision=MONTH)),
        ("décembre2025", on(2025, 12, precision=MONTH)),
        ("03/2026", on(2026, 3, precision=MONTH)),
        ("2026-03", on(2026, 3, precision=MONTH)),
        ("03/26", on(2026, 3, precision=MONTH)),
        ("fin mars 2026", on(2026, 3, precision=MONTH)),
        ("mi-mars 2026", on(2026, 3, precision=MONTH)),
        ("T3 2025", on(2025, 7, precision=QUARTER)),
        ("t3-25", on(2025, 7, precision=QUARTER)),
        ("T1/2025", on(2025, 1, precision=QUARTER)),
        ("2025-T4", on(2025, 10, precision=QUARTER)),
        ("Q2 2025", on(2025, 4, precision=QUARTER)),
        ("3T2025", on(2025, 7, precision=QUARTER)),
        ("3e trimestre 2025", on(2025, 7, precision=QUARTER)),
        ("2ème trim. 2025", on(2025, 4, precision=QUARTER)),
        ("troisième trimestre 2025", on(2025, 7, precision=QUARTER)),
        ("trimestre 4 2025", on(2025, 10, precision=QUARTER)),
        ("fin du 1er trimestre 2025", on(2025, 1, precision=QUARTER)),
        ("fin 2026", on(2026, 10, precision=QUARTER)),
        ("Fin d’année 2025", on(2025, 10, precision=QUARTER)),
        ("début 2025", on(2025, 1, precision=QUARTER)),
        ("mi-2025", on(2025, 4, precision=QUARTER)),
        ("été 2025", on(2025, 7, precision=QUARTER)),
        ("d’ici fin 2026", on(2026, 10, precision=QUARTER)),
        ("S1 2025", on(2025, 1, precision=HALF)),
        ("2025 S2", on(2025, 7, precision=HALF)),
        ("2S 2025", on(2025, 7, precision=HALF)),
        ("1ᵉʳ semestre 2025", on(2025, 1, precision=HALF)),
        ("2e semestre 2024", on(2024, 7, precision=HALF)),
        ("Second semestre 2024", on(2024, 7, precision=HALF)),
        ("semestre 2 2024", on(2024, 7, precision=HALF)),
        ("2025", on(2025, precision=YEAR)),
        ("2025.0", on(2025, precision=YEAR)),
        (2025, on(2025, precision=YEAR)),
        (2025.0, on(2025, precision=YEAR)),
        ("en 2025", on(2025, precision=YEAR)),
        ("Prévu en 2026", on(2026, precision=YEAR)),
        ("2025 (prévisionnel)", on(2025, precision=YEAR)),
        ("(2025)", on(2025, precision=YEAR)),
        ("à partir de 2025", on(2025, precision=YEAR)),
        ("2026 ?", on(2026, precision=YEAR)),
        ("sept.-25", on(2025, 9, precision=MONTH)),
        ("46752", on(2027, 12, 31)),
        (46752.0, on(2027, 12, 31)),
        (46752.75, on(2027, 12, 31)),
        (Shown(46752, "046752"), on(2027, 12, 31)),
        ("2024-02-29T23:00:00Z", on(2024, 3, 1)),
        ("2024-02-29T23:00:00.000Z", on(2024, 3, 1)),
        ("2024-02-29 22:59 UTC", on(2024, 2, 29)),
        ("2025-09-14T22:00:00+00:00", on(2025, 9, 15)),
        ("20241231T230000Z", on(2025, 1, 1)),
        ("20241231T2200+0000", on(2024, 12, 31)),
        ("Feb-25", on(2025, 2, precision=MONTH)),
        ("Apr-25", on(2025, 4, precision=MONTH)),
        ("May-25", on(2025, 5, precision=MONTH)),
        ("Aug-25", on(2025, 8, precision=MONTH)),
        ("3 August 2025", on(2025, 8, 3)),
        ("2025-09-14T22:00:00.5+0000", on(2025, 9, 15)),
        ("2025-09-15T00:00:00+02:00", on(2025, 9, 15)),
        ("2025-01-15T00:00:00+02:00", on(2025, 1, 15)),
        ("au plus tard le 30/06/2026", on(2026, 6, 30)),
        ("An 2026", on(2026, precision=YEAR)),
        ("2026 (octobre)", on(2026, 10, precision=MONTH)),
        ("Lun 03/03/25", on(2025, 3, 3)),
        ("mar. 04/03/2025 08:00", on(2025, 3, 4)),
    ],
)
def test_a_date_is_read_with_its_precision(written, expected):
    assert parse_date(written) == expected


@pytest.mark.parametrize("written", [None, "", "?", "-", "NC", "sans objet"])
def test_a_date_may_be_missing(written):
    assert parse_date(written) is None
    assert parse_period(written) == (None, None)


@pytest.mark.parametrize(
    "written", ["à définir", "en continu", "Permanent", "à venir", "chaque année", "tous les ans"]
)
def test_words_that_are_no_date_are_kept(written):
    for parse in (parse_date, parse_period):
        with pytest.raises(KeptWords, match="ne donne pas de date"):
            parse(written)


def test_a_beginning_is_no_end():
    assert parse_start("à partir de 2026") == on(2026, precision=YEAR)
    assert parse_end("jusqu’à 2026") == parse_end("2026") == on(2026, precision=YEAR)
    with pytest.raises(KeptWords, match="« à partir de 2026 » ne donne pas une fin"):
        parse_end("à partir de 2026")
    with pytest.raises(KeptWords, match="« avant 2026 » ne donne pas un début"):
        parse_start("avant 2026")
    assert parse_start(None) is parse_end(None) is None


@pytest.mark.parametrize(
    ("written", "more"),
    [
        *(
            ("à partir de 2026", True),
            ("au plus tôt 2027", True),
            ("dès 2025", True),
            ("horizon 2030", True),
            ("2026 ?", True),
            ("mars 2025 (à confirmer)", True),
            ("(estimée) 2026", True),
        ),
        *(
            ("mars 2026", False),
            ("2025 (T3)", False),
            ("(2026)", False),
            ("le 28/03/2026", False),
            (2026.0, False),
            (None, False),
        ),
    ],
)
def test_a_cell_may_say_more_than_its_date(written, more):
    assert says_more(written) is more


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/28/2026", "01/05/2026", None], Order.MONTH),
        (["28/03/2026", "01/05/2026"], Order.DAY),
        (["01/05/2026", "mars 2026", 2026.0], Order.UNSAID),
        (["28/03/2026", "03/28/2026"], Order.BOTH),
        (["03/28/2026", on(2026, 5, 1)], Order.BOTH),  # turned round by a spreadsheet
        (["03/28/2026", on(2026, 5, 13)], Order.MONTH),
        ([on(2026, 5, 1)], Order.UNSAID),
        ([], Order.UNSAID),
    ],
)
def test_what_comes_first_is_decided_over_the_column(cells, order):
    assert order_of(cells) == order


def test_months_come_first_when_the_column_says_so():
    assert parse_date("03/12/2026", True) == parse_start("03/12/2026", True) == on(2026, 3, 12)
    assert parse_date("03/12/2026") == parse_end("03/12/2026") == on(2026, 12, 3)
    assert parse_date("12 mars 2026", True) == on(2026, 3, 12)
    assert parse_period("01/02/2025 - 03/28/2025", True) == (on(2025, 1, 2), on(2025, 3, 28))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/02/2024", "n’existe pas dans le calendrier"),
        ("29/02/2023", "n’existe pas dans le calendrier"),
        ("03/28/2026", "n’existe pas dans le calendrier"),
        ("13/2025", "n’existe pas dans le calendrier"),
        ("3e semestre 2025", "n’existe pas dans le calendrier"),
        ("2025-26", "n’existe pas dans le calendrier"),
        ("youpi", "n’est pas une date comprise"),
        ("03/12", "n’est pas une date comprise"),
        ("T5 2025", "n’est pas une date comprise"),
        ("S12 2025", "n’est pas une date comprise"),
        ("hiver 2025", "n’est pas une date comprise"),
        ("mars", "n’est pas une date comprise"),
        ("mars 2025 " * 20, "donne plusieurs dates"),
        ("2024-2026", "donne plusieurs dates"),
        ("15/03/2025 (reporté au 30/06/2025)", "donne plusieurs dates"),
        ("06/2026 (au lieu de 12/25)", "donne plusieurs dates"),
        ("1905", "L’année 1905 est hors"),
        ("28/03/2101", "L’année 2101 est hors"),
        (on(1905, 7, 17), "L’année 1905 est hors"),
        (32873.0, "ne contient pas une date"),  # 31/12/1989
        (73416.0, "ne contient pas une date"),  # 01/01/2101
        ("32873", "n’est pas une date comprise"),
        (Shown(46752, "46752 €"), "ne contient pas une date"),
        ("2024-02-30T23:00:00Z", "n’existe pas dans le calendrier"),
        ("rentrée 2027", "n’est pas une date comprise"),
        (2025.5, "ne contient pas une date"),
        (math.nan, "ne contient pas une date"),
        (True, "ne contient pas une date"),
    ],
)
def test_a_date_that_is_none_is_refused(written, why):
    with pytest.raises(Refused, match=why):
        parse_date(written)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2024-2026", "2024-01-01", "2026-12-31"),
        ("2024/2026", "2024-01-01", "2026-12-31"),
        ("2024 → 2026", "2024-01-01", "2026-12-31"),
        ("2024-26", "2024-01-01", "2026-12-31"),
        ("2025 (mars à juin)", "2025-03-01", "2025-06-30"),
        ("2025 (T3)", "2025-07-01", "2025-09-30"),
        ("2024/25", "2024-01-01", "2025-12-31"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("T1 2024 > T4 2025", "2024-01-01", "2025-12-31"),
        ("de 2024 à 2026", "2024-01-01", "2026-12-31"),
        ("T1 2024 – T4 2025", "2024-01-01", "2025-12-31"),
        ("T1-T2 2025", "2025-01-01", "2025-06-30"),
        ("S1 2024/S2 2025", "2024-01-01", "2025-12-31"),
        ("du 15/01/2024 au 31/12/2025", "2024-01-15", "2025-12-31"),
        ("01/2024-12/2025", "2024-01-01", "2025-12-31"),
        ("janvier à juin 2025", "2025-01-01", "2025-06-30"),
        ("2023, 2024, 2025", "2023-01-01", "2025-12-31"),
        ("2025-10", "2025-10-01", "2025-10-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        (2025.0, "2025-01-01", "2025-12-31"),
        ("dès 2025", "2025-01-01", None),
        ("d’ici 2026", None, "2026-12-31"),
        ("→ 30/06/2026", None, "2026-06-30"),
        ("=> 2026", None, "2026-12-31"),
        ("2025 →", "2025-01-01", None),
        ("mars 2025 -", "2025-03-01", None),
        ("2024-02-29T23:00:00Z", "2024-03-01", "2024-03-01"),
        (46752.0, "2027-12-31", "2027-12-31"),
    ],
)
def test_one_cell_may_give_a_start_and_an_end(written, start, end):
    first, last = parse_period(written)
    assert (first and str(first.first), last and str(last.last)) == (start, end)


@pytest.mark.parametrize(
    "written", ["n’importe", "phase 1 - phase 2", "2024-youpi", "23, 24", "2024 → ?", "→ youpi"]
)
def test_a_period_that_is_none_is_refused(written):
    with pytest.raises(Refused, match="n’est pas une période comprise"):
        parse_period(written)


def test_a_period_too_long_to_be_one_is_refused():
    with pytest.raises(Refused, match="n’est pas une date comprise"):
        parse_period("phase " * 40)


@given(
    st.builds(
        PartialDate,
        st.dates(date(1990, 1, 1), date(2100, 12, 31)),
        st.sampled_from(list(Precision)),
    )
)
def test_a_date_is_read_as_the_product_itself_writes_it(written):
    assert parse_date(str(written)) == written


@given(st.text(max_size=90) | st.floats() | st.booleans())
def test_anything_is_a_date_or_refused(written):
    with suppress(Refused):  # and nothing else
        assert isinstance(parse_date(written), PartialDate | None)
    with suppress(Refused):
        assert len(parse_period(written)) == 2
