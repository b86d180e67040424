"""Days and periods, as people write them."""

import math
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.reading.values.dates import parse_date, parse_period
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
    ],
)
def test_a_date_is_read_with_its_precision(written, expected):
    assert parse_date(written) == expected


@pytest.mark.parametrize(
    "written", [None, "", "?", "-", "NC", "à définir", "en continu", "Permanent", "à venir"]
)
def test_a_date_may_be_missing(written):
    assert parse_date(written) is None
    assert parse_period(written) == (None, None)


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
        ("1905", "L’année 1905 est hors"),
        ("28/03/2101", "L’année 2101 est hors"),
        (on(1905, 7, 17), "L’année 1905 est hors"),
        (45000.0, "ne contient pas une date"),
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
    ],
)
def test_one_cell_may_give_a_start_and_an_end(written, start, end):
    first, last = parse_period(written)
    assert (first and str(first.first), last and str(last.last)) == (start, end)


@pytest.mark.parametrize("written", ["n’importe", "phase 1 - phase 2", "2024-youpi", "23, 24"])
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
