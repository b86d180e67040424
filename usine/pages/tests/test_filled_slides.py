"""How the rows of a table fill slides: on one when that can be, and no row alone on the next."""

import io

import pytest
from pptx import Presentation

from usine.pages.papers import Paper, PaperCell, PaperColumn, PaperSection, PaperTable
from usine.pages.slides import as_slides
from usine.pages.slides.sizes import SMALL, USUAL, fitting, printed


@pytest.mark.parametrize(
    ("rows", "first", "others", "counts"),
    [
        (5, 5, 5, [5]),
        (0, 5, 5, [0]),
        # The last slide takes enough rows of the one before.
        (9, 8, 8, [6, 3]),
        (10, 8, 8, [7, 3]),
        (11, 8, 8, [8, 3]),
        (17, 8, 8, [8, 6, 3]),
        # It leaves to the one before as many as it has.
        (4, 3, 8, [2, 2]),
        (3, 2, 8, [2, 1]),
        (2, 1, 8, [1, 1]),
        # No more than it has room for.
        (9, 8, 2, [7, 2]),
    ],
)
def test_the_last_slide_has_rows_enough(rows, first, others, counts):
    cut = list(fitting([1.0] * rows, first, others))
    assert [part.stop - part.start for part in cut] == counts
    assert [each for part in cut for each in range(rows)[part]] == list(range(rows))


def test_a_row_too_high_for_any_slide_has_its_own():
    assert list(fitting([1, 9, 1], 3, 3)) == [slice(0, 1), slice(1, 2), slice(2, 3)]


WIDTHS = (8.0, 4.0)


def row(n: int) -> list[PaperCell]:
    return [PaperCell(f"Action {n}", "note"), PaperCell("1 €")]


def test_a_table_is_printed_small_when_that_has_it_fit():
    rows = [row(n) for n in range(10)]
    usual, small = sum(USUAL.rows(rows, WIDTHS)), sum(SMALL.rows(rows, WIDTHS))
    assert small < usual
    rooms = (usual, usual - 0.01, small, small - 0.01)
    assert [printed(rows, WIDTHS, room) for room in rooms] == [USUAL, SMALL, SMALL, USUAL]


def axis(rows: int) -> list[tuple[int, set[float]]]:
    """On each slide of an axis, how many rows, and in how many points their names are."""
    columns = [PaperColumn("Action", 8), PaperColumn("Budget", 4)]
    table = PaperTable("Les actions", columns, [row(n) for n in range(rows)], "")
    sections = [PaperSection("Axe", [table]), PaperSection("Autre axe", [table])]
    paper = Paper(title="Comité", author="Lacq", lines=[], foot="", sections=sections)
    slides = list(Presentation(io.BytesIO(as_slides(paper))).slides)
    titled = [slide for slide in slides if slide.shapes.title.text_frame.text.startswith("Axe")]
    tables = [shape.table for slide in titled for shape in slide.shapes if shape.has_table]
    return [
        (
            len(each.rows) - 1,
            {line.cells[0].text_frame.paragraphs[0].runs[0].font.size.pt for line in each.rows},
        )
        for each in tables
    ]


def test_an_axis_has_one_slide_whenever_it_fits():
    assert [axis(rows) for rows in (11, 12, 13, 14)] == [
        [(11, {11})],
        [(12, {10})],
        [(10, {11}), (3, {11})],
        [(11, {11}), (3, {11})],
    ]
