import re
from datetime import date
from threading import Event

from usine.kernel import charts
from usine.kernel.charts import Series

DONE = Series("done", "Réalisée", *charts.FINISHED)
UNKNOWN = Series("unknown", "Non renseignée", *charts.UNKNOWN)


def test_a_chart_over_time_is_drawn_and_told():
    points = {date(2024, 1, 1): {"done": 3}, date(2025, 1, 1): {"done": 5, "unknown": 1200}}
    chart = charts.over_time("Actions & statuts", points, [DONE, UNKNOWN])
    assert chart.header == ["Date", "Réalisée", "Non renseignée", "Total"]
    assert chart.rows == [
        ["1er\u00a0janvier 2024", "3", "0", "3"],
        ["1er\u00a0janvier 2025", "5", "1\u202f200", "1\u202f205"],
    ]
    for drawing in (chart.wide, chart.narrow):
        assert 'role="img" aria-label="Actions &amp; statuts"' in drawing
        assert {DONE.color, UNKNOWN.color} <= set(re.findall(r'fill="(#\w+)"', drawing))
    assert re.search(r">\d\d/2024<", chart.wide)


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
