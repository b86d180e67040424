"""Texts, ticks and names, as people write them."""

from datetime import date

import pytest

from usine.reading.grid import BrokenCell, Shown
from usine.reading.memory import LONGEST
from usine.reading.values.marks import is_marked
from usine.reading.values.nothing import says_later, says_nothing
from usine.reading.values.texts import (
    line_of,
    names_of,
    paragraph_of,
    text_of,
    title_and_rest,
)
from usine.reading.wording import in_french, quoted
from usine.values.dates import PartialDate, Precision

DAY = PartialDate(date(2025, 3, 28))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (BrokenCell("error", "#REF!"), ""),
        (Shown(1, "001"), "001"),
        ("  a   b \n\n c\u00a0d ", "a b\n\nc d"),
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "VRAI"),
        (False, "FAUX"),
        (DAY, "28/03/2025"),
        (PartialDate(date(2025, 3, 1), Precision.MONTH), "03/2025"),
    ],
)
def test_a_cell_is_read_as_it_shows(cell, text):
    assert text_of(cell) == text


def test_a_text_that_says_nothing_is_nothing():
    assert line_of("  CCI\nGrand Est ") == "CCI Grand Est"
    assert line_of("NC") == line_of("à définir") == paragraph_of("tbd") == ""
    assert paragraph_of("à définir") == "à définir"
    assert paragraph_of("a\nb") == "a\nb"
    long = "non renseigné " * 40
    assert len(long) > LONGEST
    assert paragraph_of(long) == long.strip()
    assert not says_nothing(long)


@pytest.mark.parametrize(
    ("cell", "title", "rest"),
    [
        ("\n Titre  court \nsur deux\n\nPhasage ", "Titre court sur deux", "Phasage"),
        (
            "Créer une filière de\nréemploi\n(phase 2)",
            "Créer une filière de réemploi (phase 2)",
            "",
        ),
        ("Réseau de chaleur\nIndustriel", "Réseau de chaleur Industriel", ""),
        ("Réseau\nIl desservira trois usines.", "Réseau", "Il desservira trois usines."),
        ("Réseau.\nTrois usines", "Réseau.", "Trois usines"),
        ("Réseau\n- Étude\n- Travaux", "Réseau", "- Étude\n- Travaux"),
        ("Réseau\nObjectif : réduire les rejets", "Réseau", "Objectif : réduire les rejets"),
        ("a" * 80 + "\n" + "b" * 79, "a" * 80 + " " + "b" * 79, ""),
        ("a" * 80 + "\n" + "b" * 80, "a" * 80, "b" * 80),
        (2025.0, "2025", ""),
        ("…\nObjectif", "", "Objectif"),
        (None, "", ""),
    ],
)
def test_the_lines_of_a_title_are_joined_and_paragraphs_follow_it(cell, title, rest):
    assert title_and_rest(cell) == (title, rest)


@pytest.mark.parametrize(
    ("cell", "marked"),
    [
        *(
            (cell, True)
            for cell in (True, 1.0, 1, "x", " X ", "oui", "VRAI", "1", "✔", "✔️", "☑", "✅")
        ),
        *((cell, False) for cell in (False, 0.0, 0, "non", "Faux", "0", "☐", "❌")),
        *(
            (cell, None)
            for cell in (None, "", "-", "0 %", "peut-être", 2.0, "à voir avec la CCI", DAY)
        ),
    ],
)
def test_a_tick_is_read(cell, marked):
    assert is_marked(cell) is marked


def test_a_pictogram_says_something_and_a_dash_nothing():
    assert [says_nothing(sign) for sign in ("🟢", "✔", "●", "—", "?", "…", "=")] == [
        *(False, False, False),
        *(True, True, True, True),
    ]
    assert line_of("🟢") == "🟢"
    assert (says_later("À définir"), says_later("NC"), says_later("à définir " * 9)) == (
        *(True, False, False),
    )


def test_names_are_parted_by_semicolons_commas_and_lines():
    assert names_of("Bpifrance, CCI ; UIMM\nRégion") == ("Bpifrance", "CCI", "UIMM", "Région")
    assert names_of("- CCI (Lille, Arras)\n- Région [Hauts, Bas];cci (lille, arras)") == (
        "CCI (Lille, Arras)",
        "Région [Hauts, Bas]",
    )
    assert names_of("CCI (Lille\nRégion, EPF)") == ("CCI (Lille", "Région", "EPF)")
    assert names_of("NC, -; ") == names_of(None) == ()


def test_sentences_are_set_as_french_sets_them():
    assert (
        in_french("« a » : 12 % ou 3 € ?") == "«\u00a0a\u00a0»\u00a0: 12\u00a0% ou 3\u00a0€\u00a0?"
    )
    assert quoted("un\ndeux") == "« un deux »"
    assert quoted("mot " * 30) == "« " + ("mot " * 10)[:39].rstrip() + "… »"
