"""The eight calls of the programme, as files; and no scheme in the code."""

import re

import pytest
from django.conf import settings

from usine.calls.format import canonical
from usine.calls.format.parse import parsed
from usine.calls.models import Call
from usine.calls.operations import import_call, step_call
from usine.ledger.verification import verify

ROOMS = settings.BASE_DIR / "usine"
FILES = sorted((ROOMS / "calls" / "library").glob("*.json"))
# `isprintable` is Python's.
SCHEMES = re.compile(r"fonds.?vert|rebond|(?<!i)sprint", re.IGNORECASE)
ELSEWHERE = {"tests", "demo", "demonstration", "migrations"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_in_canonical_form_and_named_by_its_code(path):
    data = path.read_bytes()
    assert canonical.write(canonical.read(data)) == data
    assert parsed(data).call.code == path.stem


@pytest.mark.django_db
def test_the_eight_calls_come_in_and_open():
    for path in FILES:
        call = import_call(path.read_bytes(), by=None).version.call
        step_call(call, "open_call", by=None)
    assert set(Call.objects.values_list("code", flat=True)) == {
        "fonds-vert-ti-2024",
        "fonds-vert-ti-2025",
        "ingenierie",
        "label-2023",
        "rebond-a",
        "rebond-b",
        "sites-2023",
        "sprint-innovation",
    }
    assert verify() == []


def test_what_is_not_known_is_left_without_value():
    """Rates, caps and lists that nobody published: never a refusal."""
    unknown = {
        (path.stem, parameter.code)
        for path in FILES
        for parameter in parsed(path.read_bytes()).parameters
        if not parameter.values
    }
    assert unknown == {
        ("fonds-vert-ti-2024", "taux_max"),
        ("fonds-vert-ti-2025", "taux_max"),
        ("ingenierie", "plafond"),
        ("rebond-b", "taux_max"),
        ("sprint-innovation", "departements"),
    }


def test_no_scheme_is_named_in_the_code():
    code = [
        path
        for path in ROOMS.rglob("*.py")
        if not ELSEWHERE & set(path.relative_to(ROOMS).with_suffix("").parts)
    ]
    assert len(code) > 100
    assert [str(path) for path in code if SCHEMES.search(path.read_text())] == []
