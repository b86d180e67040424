"""Points as people type them."""

import pytest

from usine.values.errors import Refused
from usine.values.points import format_point, read_point, short_point


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("48.85, 2.35", (2.35, 48.85)),
        (" 48.85,2.35 ", (2.35, 48.85)),
        ("48,85 ; 2,35", (2.35, 48.85)),
        ("48,85, 2,35", (2.35, 48.85)),
        ("48.85 2.35", (2.35, 48.85)),
        ("−20.9, 55.5", (55.5, -20.9)),
        ("14.6, -61.07", (-61.07, 14.6)),
        ("", None),
        (None, None),
    ],
)
def test_a_point_is_read(text, point):
    assert read_point(text) == point


@pytest.mark.parametrize(
    "text", ["48.85", "48, 2", "48°51′24″ N, 2°21′03″ E", "ici", "1.5, 2.5, 3.5"]
)
def test_what_is_no_point_is_refused(text):
    with pytest.raises(Refused, match="la latitude d’abord"):
        read_point(text)


def test_a_point_is_written():
    assert format_point(2.35, 48.85) == "48.850000, 2.350000"
    assert (short_point(2.35, 48.0), short_point(None, None)) == ("48.0, 2.35", "")
    assert read_point(short_point(-61.071234, -20.1)) == (-61.071234, -20.1)
