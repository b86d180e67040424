"""Where a likeness is enough, and where it is not: a case on each side of every threshold."""

from datetime import date

import pytest

from usine.reading.columns import Headers
from usine.reading.grid import Grid
from usine.reading.headers import find_header
from usine.reading.values import dates, money, nothing
from usine.reading.wording import Lexicon
from usine.values.dates import PartialDate
from usine.values.errors import Refused
from usine.values.text import fold

from .readings import PLAN

AXES = PLAN.choices["axis"]
WORDS = Lexicon({"lead": ["partenaire", "référence", "statut", "porte"]}, fold)


@pytest.mark.parametrize(
    ("word", "corrected"),
    [
        ("penaire", "partenaire"),  # alike at 82.4
        ("rrence", "rrence"),  # at 80
        ("statu", "statut"),  # 5 letters
        ("port", "port"),  # 4 letters: they mean something else
        ("artenaire", "artenaire"),  # those who misspell begin well
    ],
)
def test_a_word_is_corrected_when_it_is_like_one_that_is_known(word, corrected):
    assert WORDS.corrected(word) == corrected


@pytest.mark.parametrize("known", [["montre", "montée"], ["montée", "montre"]])
def test_of_two_words_as_like_it_is_always_the_same_one(known):
    """Not the order of a set, which changes from one process to the next."""
    assert Lexicon({"x": known}, fold).corrected("montae") == "montee"
    assert Lexicon({"x": ["abcdeg", "abcdef"]}, fold).corrected("abcdeh") == "abcdef"


@pytest.mark.parametrize(
    ("text", "is_heading"),
    [
        ("Mobilisation d’un foncier industriel", True),  # alike at 86.6
        ("Préparer un foncier industriel adapté", False),  # at 83.8
        ("un foncier industriel", True),  # 21 characters
        ("le recrutement afin", False),  # 19: as likely a title
    ],
)
def test_a_heading_is_told_by_its_likeness_to_the_wording_of_an_axis(text, is_heading):
    assert AXES.is_heading(text) == is_heading


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["terminé", "en cours", "rouge", "bleu"], "status"),  # 2 of 4
        (["terminé", "en cours", "rouge", "bleu", "vert"], None),  # 2 of 5
        (["terminé", *["bleu"] * 2, "prévu", "fait", None], "status"),  # blanks do not count
    ],
)
def test_a_doubtful_header_of_status_is_confirmed_by_half_of_its_cells(cells, field):
    rows = {1: ("Axe", "Action", "État")}
    rows |= {n: ("TEE", "Réseau", cell) for n, cell in enumerate(cells, start=2)}
    header = find_header(Grid("Plan", rows), Headers(PLAN, {}))
    assert header is not None
    assert header.columns[2].field == field


@pytest.mark.parametrize(
    ("cells", "header", "scale"),
    [
        ([0, 1], "Stade", 0),  # ticks
        ([0, 1], "Taux", 1),
        ([0, 0.5, 1], "Stade", 1),
        ([0, 1.5], "Stade", 0),
        ([0, 10], "Stade", 0),
        ([0, 10], "Taux", 100),
        ([0, 10.5], "Stade", 100),
    ],
)
def test_numbers_above_ten_are_shares_of_a_hundred(cells, header, scale):
    assert PLAN.choices["status"].scale(cells, header) == scale


@pytest.mark.parametrize(("written", "year"), [("1/1/90", 1990), ("1/1/89", 2089)])
def test_a_year_of_two_digits_is_of_the_last_century_from_90_on(written, year):
    assert dates.parse_date(written) == PartialDate(date(year, 1, 1))


def test_a_text_is_read_up_to_a_length():
    """Beyond, it is prose: no pattern is tried on it."""
    assert nothing.says_nothing("-".ljust(60))
    assert not nothing.says_nothing("-".ljust(61))
    assert money.parse_amount("5 €".ljust(120)) == 500
    with pytest.raises(Refused):
        money.parse_amount("5 €".ljust(121))
    assert str(dates.parse_date("2026".ljust(80))) == "2026"
    with pytest.raises(Refused):
        dates.parse_date("2026".ljust(81))
