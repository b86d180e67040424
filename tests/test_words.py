"""Whatever the format of a file, a canary in it is read."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import icalendar
import openpyxl
import pypdf
import pytest
from django.http import HttpResponse

from usine.pages.charts import Series
from usine.pages.papers import (
    Paper,
    PaperBar,
    PaperCell,
    PaperColumn,
    PaperFigure,
    PaperFigures,
    PaperSection,
    PaperTable,
    PaperTimeline,
    Prose,
    Span,
    StackedRows,
)
from usine.pages.printing import as_pdf
from usine.pages.slides import as_slides

from .leaks import text_of

# Longer than a column, so that typesetting breaks it.
WORD = "canarihereActionPlannedBudgetOfAnActionWhoseNameIsLong"


def read(file: bytes) -> str:
    return text_of(HttpResponse(file))


def paper(*blocks, **more) -> Paper:
    of = {"title": "Comité", "author": "Lacq", "lines": (), "foot": "", **more}
    return Paper(sections=[PaperSection("En bref", blocks)], **of)


def table(*cells: PaperCell) -> PaperTable:
    columns = [PaperColumn("Nom", 1), *(PaperColumn("Long", 12) for _ in range(2))]
    return PaperTable("Tableau", columns, [[*cells, *[PaperCell("x " * 400)] * 2]], "Rien.")


SERIES = Series("one", "Une", "#000091")
PAPERS = {
    "the title": paper(title=WORD),
    "the author": paper(author=WORD),
    "a line": paper(lines=[WORD]),
    "the foot": paper(foot=WORD),
    "a prose": paper(Prose(f"{'mot ' * 33}{WORD}")),
    "a heading": paper(Prose("", WORD)),
    "a figure": paper(PaperFigures([PaperFigure("1", "a", WORD)] * 6)),
    "a cell": paper(table(PaperCell(WORD))),
    "small print": paper(table(PaperCell("a", WORD))),
    "a bar": paper(StackedRows("Axes", [SERIES], [(WORD, {"one": 1})])),
    "a timeline": paper(PaperTimeline("T", [], [PaperBar("a", WORD, SERIES, [Span(0, 9)])], "")),
}


@pytest.mark.parametrize("where", PAPERS)
@pytest.mark.parametrize("write", [as_pdf, as_slides])
def test_a_word_of_a_paper_is_read(where, write):
    assert WORD in read(write(PAPERS[where]))


def test_a_word_that_the_file_does_not_hold_is_not_read():
    assert WORD not in read(as_pdf(paper()))


def with_words(write: Callable[[pypdf.PdfWriter], object]) -> bytes:
    """A PDF that bears words beside its pages."""
    written, file = pypdf.PdfWriter(), io.BytesIO()
    written.add_blank_page(100, 100)
    write(written)
    written.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "write",
    [
        lambda pdf: pdf.add_metadata({"/Subject": WORD}),
        lambda pdf: pdf.add_attachment("note.txt", WORD.encode()),
        lambda pdf: pdf.add_attachment(f"{WORD}.txt", b"note"),
        lambda pdf: pdf.add_attachment("note.pdf", as_pdf(PAPERS["a prose"])),
        lambda pdf: pdf.add_outline_item(title=WORD, page_number=0),
        lambda pdf: pdf.add_named_destination(title=WORD, page_number=0),
    ],
)
def test_what_a_pdf_bears_beside_its_pages_is_read(write):
    assert WORD in read(with_words(write))


def test_a_workbook_is_read():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = WORD
    book.save(file)
    assert WORD in read(file.getvalue())


def archive(name: str, content: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return file.getvalue()


def test_a_word_that_tags_split_is_read():
    """As Word writes what was typed in several times."""
    runs = f"<w:r><w:t>{WORD[:9]}</w:t></w:r><w:r><w:t>{WORD[9:]}</w:t></w:r>"
    assert WORD in read(archive("word/document.xml", f"<w:document>{runs}</w:document>"))


def test_what_a_document_embeds_is_read():
    """As the workbook of a chart, which is an archive within one."""
    sheet = archive("xl/sharedStrings.xml", f"<t>{WORD}</t>")
    assert WORD in read(archive("ppt/embeddings/sheet.xlsx", sheet))


def test_a_folded_line_of_a_calendar_is_read():
    event = icalendar.Event()
    event.add("summary", f"{'mot ' * 12}{WORD}")
    event.add("dtstart", datetime(2025, 5, 27, tzinfo=UTC))
    file = event.to_ical()
    assert WORD.encode() not in file
    assert WORD in read(file)
