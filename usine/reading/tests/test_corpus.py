"""The corpus is read as it says, to the unit, whatever clone this is."""

import pytest

from usine.reading import IGNORED
from usine.reading.columns import Headers

from .corpus import FOLDER, LARGEST, Case, CorpusColumn, cases, columns, summary, values_of
from .readings import PLAN, read

pytestmark = pytest.mark.usefixtures("in_this_process")


def encode(name: str, value):
    return PLAN.by_name[name].encode(value)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_file_of_the_corpus_is_read_as_it_says(case: Case):
    """Where reading is not right yet, `today` says what it does: nothing else moves unseen."""
    reading = summary(read(case.content, case.filename), encode)
    assert reading == (case.right if case.today is None else case.today)
    assert case.right != case.today


@pytest.mark.parametrize("column", columns(), ids=lambda column: column.header)
def test_a_column_of_the_corpus_is_understood_as_it_says(column: CorpusColumn):
    understood = Headers(PLAN, {}).named((column.header,))[0]
    assert understood.field == column.field
    if column.field != IGNORED:
        assert values_of(PLAN, column) == [expected for _, expected in column.cells]


def test_the_corpus_says_something_of_every_field():
    files = cases()
    rows = [row for case in files for row in case.right.values()]
    read_fields = {name for row in rows for name in row["values"]}
    read_fields |= {column.field for column in columns()}
    assert read_fields == {*PLAN.labels, IGNORED}
    assert {case.format for case in files} == {"xlsx", "xls", "csv", "ods"}
    faults = {name for row in rows for name in row["at_fault"].values()}
    assert faults >= {"reference", "axis", "title", "planned_budget", "status", "start", "end"}


def test_a_case_is_small_enough_to_be_read():
    assert [path.name for path in FOLDER.iterdir() if path.stat().st_size > LARGEST] == []
