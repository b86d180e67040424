import re
from datetime import date
from threading import Event

import pytest

from usine.pages import charts
from usine.pages.charts import Series

DONE = Series("done", "Réalisée", *charts.FINISHED)
UNKNOWN = Series("unknown", "Non renseignée", *charts.UNKNOWN)


def test_a_chart_over_time_is_drawn_and_told():
    points = {date(2024, 1, 1): {"done": 3}, date(2025, 1, 1): {"done": 5, "unknown": 1200}}
    chart = charts.over_time("Actions & statuts", points, [DONE, UNKNOWN])
    assert chart.header == ["Date", "Réalisée", "Non renseignée", "Total"]
    assert chart.rows == [
        ["1er\u00a0janvier 2024", "3", "0", "3"],
        ["1er\u00a0janvier 2025", "5", "1\u00a0200", "1\u00a0205"],
    ]
    for drawing in (chart.wide, chart.narrow):
        assert 'role="img" aria-label="Actions &amp; statuts"' in drawing
        assert {DONE.color, UNKNOWN.color} <= set(re.findall(r'fill="(#\w+)"', drawing))
    assert ">juil. 2024<" in chart.wide


def test_a_drawing_says_nothing_that_a_strict_policy_refuses():
    chart = charts.bars("Par axe", "Axe", [("<Foncier>", {"done": 3})], [DONE], whole=True)
    for drawing in (chart.wide, chart.narrow):
        assert drawing.count("<svg") == 1
        assert not re.search(r"style=|<style|<script|javascript:|\bon\w+=", drawing)
        assert "&lt;Foncier&gt;" in drawing
        assert "%" in drawing


def test_a_drawing_is_made_once(monkeypatch):
    drawn = []

    def draw(spec, **options):
        drawn.append(spec)
        return f'<svg width="1"><text>{len(drawn)}</text></svg>'

    monkeypatch.setattr(charts.vl_convert, "vegalite_to_svg", draw)
    first = charts.draw({"mark": "bar"}, "Un")
    assert charts.draw({"mark": "bar"}, "Un") == first
    assert charts.draw({"mark": "bar"}, "Deux") != first
    assert len(drawn) == 2


def test_a_server_draws_once_before_anybody_asks(monkeypatch):
    drawn = Event()
    monkeypatch.setattr(charts.vl_convert, "vegalite_to_svg", lambda spec: drawn.set())
    charts.warm()
    assert drawn.wait(5)


def test_each_series_is_seen_against_white():
    """WCAG 1.4.11: the fill or the border of a graphic has a contrast of 3:1."""
    for fill, border in (
        charts.FINISHED,
        charts.ACTIVE,
        charts.NEARLY,
        charts.WAITING,
        charts.STOPPED,
        charts.UNKNOWN,
    ):
        assert max(_contrast(fill), _contrast(border) if border else 0) >= 3


def _contrast(color: str) -> float:
    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(color[i : i + 2], 16)) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 1, 1), date(2024, 1, 2), ["1er janv.", "2 janv."]),
        (date(2023, 11, 30), date(2024, 1, 15), ["1er déc.", "11 déc.", "21 déc.", "31 déc."]),
        (date(2024, 1, 1), date(2024, 4, 30), ["janv. 2024", "févr. 2024"]),
        (date(2023, 11, 9), date(2026, 11, 22), ["janv. 2024", "janv. 2025", "janv. 2026"]),
    ],
)
def test_dates_of_a_chart_are_few_and_told_once(first, last, expected):
    points = {first: {"done": 3}, last: {"done": 5}}
    chart = charts.over_time("Actions", points, [DONE])
    for drawing in (chart.wide, chart.narrow):
        labels = [
            text.replace("\u00a0", " ")
            for text in re.findall(r"<text[^>]*>([^<]+)</text>", drawing)
            if not text.replace("\u00a0", "").replace(",", "").isdigit()
        ]
        assert len(labels) == len(set(labels)) <= 6
        assert labels[: len(expected)] == expected
