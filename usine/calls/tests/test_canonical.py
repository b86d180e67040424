"""Bytes to plain JSON and back: one form for one content, and nothing that hurts."""

import json
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.calls.format import canonical
from usine.calls.format.faults import CallRefused

from .documents import example

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=20
)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS | st.none(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(TEXTS, parts, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=5)


def refusal(data: bytes) -> str:
    with pytest.raises(CallRefused) as refused:
        canonical.read(data)
    return str(refused.value)


@given(OBJECTS)
def test_what_is_written_reads_the_same(value):
    assert canonical.read(canonical.write(value)) == value


@given(OBJECTS, st.randoms(use_true_random=False), st.sampled_from([None, 1, 4]), st.booleans())
def test_another_layout_gives_the_same_bytes(value, chance, indent, ascii_only):
    def shuffled(part):
        if isinstance(part, dict):
            items = list(part.items())
            chance.shuffle(items)
            return {key: shuffled(item) for key, item in items}
        return [shuffled(item) for item in part] if isinstance(part, list) else part

    text = json.dumps(shuffled(value), indent=indent, ensure_ascii=ascii_only)
    once = canonical.write(canonical.read(f"\ufeff\n{text}\n\n".encode()))
    assert once == canonical.write(value)
    assert canonical.write(canonical.read(once)) == once


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused(data):
    with suppress(CallRefused):
        assert isinstance(canonical.read(data), dict)


def test_canonical_form():
    assert canonical.write({"b": [1, {}], "a": "é €"}) == (
        '{\n  "a": "é €",\n  "b": [\n    1,\n    {}\n  ]\n}\n'.encode()
    )


def test_the_digest_does_not_depend_on_the_layout():
    document = example()
    keys = list(document)
    random.Random(1).shuffle(keys)
    other = json.dumps({key: document[key] for key in keys}).encode()
    digests = {
        canonical.digest(canonical.write(canonical.read(data)))
        for data in (other, canonical.write(document))
    }
    assert len(digests) == 1
    assert len(digests.pop()) == 64


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Le fichier n’est pas du JSON\u00a0: ligne 1, colonne 1."),
        (b"{", "Le fichier n’est pas du JSON\u00a0: ligne 1, colonne 2."),
        (b'{"a": "\xe9"}', "Le fichier n’est pas en UTF-8 (octet 7)."),
        (b"[]", "Le fichier doit contenir un objet JSON, entre accolades."),
        (b'{"a": 1, "a": 2, "a": 3}', "La clé «\u00a0a\u00a0» est écrite deux fois."),
        (b'{"a": {"b": 1, "b": 1}}', "a\u00a0: La clé «\u00a0b\u00a0» est écrite deux fois."),
        (
            b'{"a": [1, 1.5]}',
            "a[1]\u00a0: «\u00a01.5\u00a0» n’est pas un nombre entier de 64 bits.",
        ),
        (b'{"a": NaN}', "a\u00a0: «\u00a0NaN\u00a0» n’est pas un nombre entier de 64 bits."),
        (b'{"a": 1e3}', "a\u00a0: «\u00a01e3\u00a0» n’est pas un nombre entier de 64 bits."),
        (
            b'{"a": 9223372036854775808}',
            "a\u00a0: «\u00a09223372036854775808\u00a0» n’est pas un nombre entier de 64 bits.",
        ),
        (b'{"a": "\\ud800"}', "a\u00a0: Ce texte contient un caractère qui ne s’écrit pas."),
        (b'{"a": "\\u0000"}', "a\u00a0: Ce texte contient un caractère qui ne s’écrit pas."),
        (b'{"\\u0007": 1}', "Une clé contient un caractère qui ne s’écrit pas."),
    ],
)
def test_what_no_call_holds_is_refused(data, sentence):
    assert sentence in refusal(data).splitlines()


def test_faults_are_told_together_with_their_paths():
    lines = refusal(b'{"a": 1.5, "b": {"c": "\\udfff"}, "d": [2.5]}').splitlines()
    assert lines[0] == "Ce fichier d’appel a 3\u00a0fautes."
    assert [line.split("\u00a0")[0] for line in lines[1:]] == ["a", "b.c", "d[0]"]


def test_many_faults_are_counted_and_the_first_are_told():
    with pytest.raises(CallRefused) as refused:
        canonical.read(json.dumps({"a": [0.5] * 1_234}).encode())
    assert refused.value.count == 1_234
    assert len(refused.value.faults) == 100
    assert refused.value.summary == (
        "Ce fichier d’appel a 1\u00a0234\u00a0fautes, dont voici les 100\u00a0premières."
    )


@pytest.mark.parametrize("levels", [31, 500, 100_000])
def test_what_is_too_deep_is_refused(levels):
    assert "emboîte plus de 30 niveaux" in refusal(b'{"a":' * levels + b"1" + b"}" * levels)


def test_thirty_levels_are_read():
    data = b'{"a":' * 30 + b"1" + b"}" * 30
    assert canonical.write(canonical.read(data)).count(b"{") == 30


def test_a_number_of_a_million_digits_is_refused():
    assert "n’est pas un nombre entier" in refusal(b'{"a": ' + b"9" * 900_000 + b"}")


def test_what_is_too_large_is_refused_as_sent_and_as_written():
    assert "dépasse un mégaoctet" in refusal(b" " * 1_000_001)
    compact = b'{"a": [' + b"1," * 300_000 + b"1]}"
    with pytest.raises(CallRefused, match="sous sa forme canonique"):
        canonical.write(canonical.read(compact))


def test_a_key_that_is_hostile_is_cut_in_the_path():
    sentence = refusal(json.dumps({"x" * 5_000: 1.5}).encode())
    assert len(sentence) < 300
