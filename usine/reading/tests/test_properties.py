"""What holds of any plan: it reads the same from every format, and whatever its cells hold."""

import string
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.plans.states import Priority, Status
from usine.reading import Reading, reader
from usine.reading.extraction.grids import extract
from usine.reading.sandbox import grids_from
from usine.reading.values.money import parse_amount
from usine.values.dates import PartialDate, Precision

from .readings import AXES, read
from .spreadsheets import delimited, ods, ods_row, xls, xlsx

LABELS = {axis.code: axis.label for axis in AXES}
NAMES = (
    *("Référence", "Axe", "Intitulé", "Porteur", "Partenaires", "Budget (€)", "Statut"),
    *("Début", "Fin", "Priorité", "Commentaires", "Emplois créés (objectif)"),
)
BLOCKING = ("Points de blocage", "Type de blocage", "Bloqué depuis")
WIDTH = len(NAMES) + len(BLOCKING)

words = st.text(string.ascii_lowercase + "éèàçœ’", min_size=3, max_size=9)
phrases = st.lists(words, min_size=2, max_size=5).map(" ".join)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
dates = st.builds(PartialDate, days, st.sampled_from(list(Precision)))


@st.composite
def actions(draw: st.DrawFn) -> dict:
    start = draw(dates | st.none())
    after = start and PartialDate(start.last + timedelta(draw(st.integers(0, 3000))))
    values = {
        "reference": f"{draw(st.sampled_from('ABCD'))}{draw(st.integers(1, 10**6))}",
        "axis": draw(st.sampled_from([*LABELS])),
        "title": "Action " + draw(phrases),
        "lead": "Porteur " + draw(words),
        "partners": list({f"Partenaire {word}": 0 for word in draw(st.lists(words, max_size=3))}),
        "planned_budget": draw(st.none() | st.integers(10**5, 5 * 10**9)),
        "status": draw(st.sampled_from([*Status][:-1]) | st.none()),
        "start": start,
        "end": after,
        "priority": draw(st.sampled_from(list(Priority)) | st.none()),
        "comment": "Note " + draw(phrases),
        "jobs_created": draw(st.none() | st.integers(0, 10**6).map(lambda jobs: {"target": jobs})),
    }
    return {name: value for name, value in values.items() if value not in (None, [])}


def cells(action: dict) -> list:
    return [
        action["reference"],
        LABELS[action["axis"]],
        action["title"],
        action["lead"],
        " ; ".join(action.get("partners", ())),
        float(Decimal(action["planned_budget"]) / 100) if "planned_budget" in action else "",
        str(action["status"].label) if "status" in action else "",
        str(action.get("start", "")),
        str(action.get("end", "")),
        str(action["priority"].label) if "priority" in action else "",
        action["comment"],
        float(action["jobs_created"]["target"]) if "jobs_created" in action else "",
    ]


@pytest.fixture(scope="module", autouse=True)
def _in_this_process():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "grids_of", lambda content: grids_from(extract(content)))
        yield


def read_all(rows: list[list]) -> dict[str, Reading]:
    table = "".join(ods_row(*(None if cell == "" else cell for cell in row)) for row in rows)
    return {
        "xlsx": read(xlsx(*rows), "plan.xlsx"),
        "xls": read(
            xls(*([None if cell == "" else cell for cell in row] for row in rows)), "plan.xls"
        ),
        "ods": read(ods({"Plan": table}), "plan.ods"),
        "csv": read(delimited(*rows), "plan.csv"),
    }


@given(st.lists(actions(), min_size=1, max_size=8, unique_by=lambda action: action["reference"]))
def test_a_plan_reads_the_same_from_every_format(plan):
    for name, reading in read_all([[*NAMES], *map(cells, plan)]).items():
        assert [problem for row in reading.rows for problem in row.problems] == [], name
        assert [row.values for row in reading.rows] == plan, name


texts = st.text(st.characters(exclude_categories=["C"]), max_size=30)
# What a sentence made with `format` or `%` would take for its own.
signs = st.text("{}%\\<&0s", max_size=4)
anything = st.none() | texts | signs | st.integers(-(10**9), 10**9) | st.booleans() | days


@given(st.lists(st.lists(anything, min_size=WIDTH, max_size=WIDTH), max_size=6))
def test_whatever_the_cells_hold_each_row_is_taken_refused_or_left_aside(rows):
    reading = read(xlsx([*NAMES, *BLOCKING], *rows), "plan.xlsx")
    aside = {
        number
        for entry in reading.ignored
        for number in range(entry.first_row or 0, (entry.last_row or 0) + 1)
    }
    taken = {row.number for row in reading.rows}
    assert taken.isdisjoint(aside)
    # A line without a title goes on with the row above.
    taken |= {number for row in reading.rows for number in range(row.number, row.last + 1)}
    for number, row in enumerate(rows, start=2):
        filled = [cell for cell in row if cell is not None and str(cell).strip()]
        assert (
            number in taken | aside or not filled or not any(map(str.isprintable, map(str, filled)))
        )
    for row in reading.accepted:
        assert row.values["title"]
        assert row.values["axis"]
        assert row.values.get("planned_budget", 0) >= 0


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "'", ""]))
def test_an_amount_is_read_with_any_space(cents, space):
    euros, rest = divmod(cents, 100)
    written = f"{euros:,}".replace(",", space) + f",{rest:02d} €"
    assert parse_amount(written) == cents


@given(st.integers(0, 10**12))
def test_an_amount_is_read_from_a_number_to_the_cent(cents):
    assert parse_amount(cents / 100) == cents
