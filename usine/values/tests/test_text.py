"""Text compared as people read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.values.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Pays de Saint‑Omer – ÉTUDE d’impact ", "pays de saint omer etude d impact"),
        ("Cœur d'Ardenne_Nord", "coeur d ardenne nord"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("…", ""),
    ],
)
def test_accents_case_punctuation_and_spaces_aside(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
