"""The process apart that extracts a file: what it answers, within which bounds."""

import json
from io import BytesIO

import pytest

from usine.reading.extraction import child
from usine.reading.extraction.grids import extract
from usine.reading.extraction.survey import Limits, Refusal

from .spreadsheets import ROW, xlsx


def test_the_child_answers_in_json():
    for content, key in ((xlsx(ROW), "sheets"), (b"%PDF", "refused")):
        target = BytesIO()
        child.answer(BytesIO(content), target)
        assert list(json.loads(target.getvalue())) == [key]


def test_the_child_bounds_itself_before_it_reads(monkeypatch):
    bounds, timers = {}, []

    def set_limit(what, limits):
        if what == child.resource.RLIMIT_AS:
            raise ValueError("as macOS does")
        bounds[what] = limits

    class Streams:
        buffer = BytesIO(xlsx(ROW))

    monkeypatch.setattr(child.resource, "setrlimit", set_limit)
    monkeypatch.setattr(child.signal, "setitimer", lambda *timer: timers.append(timer))
    monkeypatch.setattr(child.sys, "stdin", Streams)
    monkeypatch.setattr(child.sys, "stdout", Streams)
    child.main()
    assert bounds == {child.resource.RLIMIT_CORE: (0, 0), child.resource.RLIMIT_FSIZE: (0, 0)}
    assert timers == [(child.signal.ITIMER_PROF, child.CPU_SECONDS)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (xlsx(sheets={str(n): [] for n in range(4)}), "plus de 3 feuilles"),
        (xlsx(*[[1]] * 11), "plus de 10 lignes"),
        (xlsx([1] * 6), "La cellule F1 est remplie au-delà de la 5e colonne"),
        (xlsx(*[[]] * 9, [1, 1, 1]), "La cellule C10 est remplie très loin"),
        (xlsx(sheets={"a": [[1] * 4] * 3, "b": [[1] * 4] * 3}), "sont trop étendues"),
    ],
)
def test_a_workbook_out_of_bounds_is_refused(content, why):
    limits = Limits(sheets=3, filled_rows=10, columns=5, area=20)
    with pytest.raises(Refusal, match=why):
        extract(content, limits)
