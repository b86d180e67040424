from datetime import date

import pytest

from usine.calls.eligibility.facts import DatedAid, Spell
from usine.calls.eligibility.words import in_words, listed, part_of_sentence
from usine.values.dates import PartialDate, Precision

from .terms import spaced

DAY = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (123_456, "cents", "1 234,56 €"),
        (10_000, "basis_points", "100 %"),
        (8_005, "basis_points", "80,05 %"),
        (1, "days", "1 jour"),
        (30, "days", "30 jours"),
        (1_000, "count", "1 000"),
        (True, "yes_no", "oui"),
        (False, "date", "aucun"),
        (DAY, "date", "1er janvier 2025"),
        (PartialDate(DAY, Precision.YEAR), "date", "2025"),
        (("62", "59", "80"), "codes", "62, 59 et 80"),
        (
            (Spell(DAY), Spell(DAY, DAY)),
            "date",
            "depuis le 1er janvier 2025 et du 1er janvier 2025 au 1er janvier 2025",
        ),
        ((DatedAid(DAY, 100),), "aids", "1 € le 1er janvier 2025"),
        ("rolling-3", "period", "3 années glissantes"),
        ("fiscal-1", "period", "1 exercice"),
        ("B", "code", "B"),
    ],
)
def test_values_in_words(value, unit, words):
    assert spaced(in_words(value, unit)) == (words,)


def test_a_list_in_words():
    assert [listed(list(names), "ou") for names in ("", "a", "ab")] == ["", "a", "a ou b"]


def test_a_sentence_within_another():
    sentences = ("L’assiette n’est pas connue.", "SIRET inconnu", "À dire.")
    assert [part_of_sentence(each) for each in sentences] == [
        "l’assiette n’est pas connue",
        "SIRET inconnu",
        "à dire",
    ]
