"""Texts that some software took for another encoding: mended when that is sure, else refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.reading.extraction.delimited import decode
from usine.reading.extraction.grids import extract
from usine.reading.extraction.mojibake import MISTAKES, may_be_wrong, mended
from usine.reading.extraction.survey import Refusal

from .spreadsheets import xlsx
from .test_formats import read_grids, rows_of

FRENCH = "Réseau de chaleur à l’étude : « coût » – œuvre, ÇÀÉ 350 k€ ✔ 🟢 n° 2…"


def as_taken_for(text: str, encoding: str) -> str:
    """A text in UTF-8 as software that takes it for another encoding shows it."""
    letters = []
    for byte in text.encode():
        try:
            letters.append(bytes([byte]).decode(encoding))
        except UnicodeDecodeError:
            letters.append(chr(byte))
    return "".join(letters)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "mac_roman", "cp850"])
def test_letters_are_put_right(encoding):
    wrong = as_taken_for(FRENCH, encoding)
    assert wrong != FRENCH
    assert may_be_wrong(wrong)
    assert mended(wrong) == FRENCH


def test_letters_that_were_wrong_twice_are_put_right():
    twice = as_taken_for(as_taken_for("Réalisé, l’étude", "cp1252"), "cp1252")
    assert mended(twice) == "Réalisé, l’étude"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_letters_that_were_wrong_several_times_are_put_right(encoding):
    text = wrong = "À initier, École réalisée"
    for _ in range(4):
        wrong = as_taken_for(wrong, encoding)
        assert mended(wrong) == text


def test_a_hostile_text_is_gone_through_a_few_times_only():
    assert mended("Â" * 9 + "\x80") == "Â" * 3 + "\x80"


@pytest.mark.parametrize("mark", ["\ufeff", "ï»¿", "\ufeffï»¿", "ï»¿ï»¿", "Ôªø", "´╗┐"])
def test_the_mark_of_the_byte_order_is_no_letter(mark):
    for text in ("Réf;Intitulé\n", "Ref;Intitule\n"):
        assert decode(f"{mark}{text}".encode()) == text
        assert rows_of(xlsx([f"{mark}Réf"])) == {1: ("Réf",)}
    twice = as_taken_for(as_taken_for("\ufeffRéférence;É", "cp1252"), "cp1252")
    assert decode(twice.encode()) == "Référence;É"


def test_letters_that_a_web_page_names_are_put_right():
    content = b"R&eacute;f;Co&ucirc;t (&euro;)\nA1;R&amp;D &#8211; d&#xE9;but &oelig;uvre\n"
    assert rows_of(content) == {1: ("Réf", "Coût (€)"), 2: ("A1", "R&D – début œuvre")}
    assert rows_of(xlsx(["R&eacute;seau", "R&D; a&b=c"])) == {1: ("Réseau", "R&D; a&b=c")}


def test_a_second_letter_may_have_become_a_space():
    assert mended("Ã initier") == "à initier"
    assert mended("Ã  initier, Ã") == "à  initier, à"


@pytest.mark.parametrize(
    "text", [FRENCH, "bâtiment", "« là-bas »", "ÎLE – ÔTÉE", "São Tomé", "naïf »"]
)
def test_what_is_right_stays_as_it_is(text):
    assert mended(text) == text


french_words = st.text(
    "abcdeiostu" + "éèàâçêëîïôûùÉÈÀÇÊËÎÏÔÛÙœŒæÆ’-", min_size=1, max_size=12
).filter(lambda word: "ÔÇ" not in word and not word.endswith("âœ"))  # in no word: « – », « ✅ »


@given(
    st.lists(french_words),
    st.sampled_from([" ", "\u00a0", " « ", "\u00a0» ", "…", "\u202f€ ", "° "]),
)
def test_no_french_is_ever_mended(words, between):
    text = between.join(words)
    assert mended(text) == text


def test_each_sequence_stands_for_a_letter():
    for mistake in MISTAKES:
        for letter in "éèàçœ’€–✔🟢°":
            assert mistake.mended(as_taken_for(letter, "cp1252")) in (
                letter,
                as_taken_for(letter, "cp1252"),
            )


def test_a_text_file_of_mixed_encodings_is_mended():
    content = "Réf;Intitulé\nA1;École\n".encode("cp1252") + "B1;Forêt à naître\n".encode()
    assert rows_of(content) == {
        1: ("Réf", "Intitulé"),
        2: ("A1", "École"),
        3: ("B1", "Forêt à naître"),
    }


def test_a_workbook_is_mended_too():
    assert rows_of(xlsx(["RÃ©seau", "dâ€™eau"])) == {1: ("Réseau", "d’eau")}


@pytest.mark.parametrize(
    "content",
    [
        "Réf;Intitulé\nA1;R\ufffdseau\n".encode(),
        "Ref;Intitul\nA1;RÃ?seau\n".encode(),
        "Réf;Intitulé\nA1;Réseau dâ€\n".encode(),
        "Réf;Intitulé\nA1;ÃÂ initier\n".encode(),
        b"R?f;Intitul?;D?but\nA1;R?seau de chaleur;2024\n",
    ],
)
def test_letters_that_are_lost_refuse_the_file(content):
    with pytest.raises(Refusal, match="Des lettres du fichier sont perdues") as refusal:
        extract(content)
    assert "CSV UTF-8" in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "Réf;Intitulé\nA1;Prêt?oui, fait?non, aidé?un peu\n",
        "Ref;Lien\nA1;https://a.fr/b?id=1&c?d=2 www.a.fr/e?f=3\n",
        "Ref;Statut\nA1;fini? non\n",
    ],
)
def test_a_question_mark_is_no_lost_letter(text):
    assert decode(text.encode()) == text


def test_what_is_no_text_at_all_is_refused():
    with pytest.raises(Refusal, match="n’est pas un tableau"):
        decode(bytes(range(128, 256)) * 20)


def test_letters_are_whole():
    """NFC: an accent that follows its letter makes one with it."""
    parted = unicodedata.normalize("NFD", "Réalisé")
    assert rows_of(xlsx([parted])) == {1: ("Réalisé",)}
    [grid] = read_grids(xlsx(sheets={parted: [["a"]]}))
    assert grid.name == "Réalisé"
