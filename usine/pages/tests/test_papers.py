"""Papers as documents to read and as slides to change: what they say, how accessible they are."""

import io
import json
from dataclasses import replace

import openpyxl
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from usine.pages.charts import Series
from usine.pages.papers import (
    Block,
    ChartedTable,
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
    visible,
)
from usine.pages.printing import MISSING, as_images, as_pdf, drawn
from usine.pages.slides import as_slides

DONE, WAITING = (
    Series("done", "Réalisée", "#18753c"),
    Series("wait", "À initier", "#e3e3fd", "#6a6af4"),
)
MARKUP = "*gras* #let x = 1 $x$ @note <balise> `brut` // \\ [x] = &amp;"


def table(*rows: tuple[str, str], is_summed: bool = False) -> PaperTable:
    return PaperTable(
        "Les actions",
        [PaperColumn("Action", 3), PaperColumn("Budget", 1, is_number=True)],
        [[PaperCell(name, "en retard"), PaperCell(amount)] for name, amount in rows],
        "Aucune action.",
        is_summed=is_summed,
    )


def timeline(count: int) -> PaperTimeline:
    bar = PaperBar("Étude de sol", "2024 à 2025", DONE, [Span(0, 10, is_sure=False), Span(10, 40)])
    return PaperTimeline("Calendrier", [(0, "2024"), (50, "2025")], [bar] * count, "Rien.", 60)


def money(*rows: tuple[str, int, int]) -> ChartedTable:
    """What each one asked and was granted, in cents."""
    amounts = [(name, {"done": asked, "wait": granted}) for name, asked, granted in rows]
    return ChartedTable(
        table(*[(name, f"{a} cts") for name, a, _ in rows]), [DONE, WAITING], amounts
    )


def paper(
    *blocks: Block, title: str = "Comité du 2 juin", opening: tuple[Block, ...] = ()
) -> Paper:
    return Paper(
        title=title,
        author="Pays de Lacq",
        lines=["Pays de Lacq", "Chiffres au 2 juin"],
        foot="Registre nº 12",
        sections=[PaperSection("En bref", blocks)],
        opening=opening,
    )


def pages_of(paper: Paper) -> list[str]:
    """The text of each page of the PDF."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(as_pdf(paper))).pages]


def tags(file: bytes) -> list[str]:
    """The names of the structure of a PDF, in its order."""

    def walk(node) -> list[str]:
        node = node.get_object()
        if isinstance(node, list):
            return [name for each in node for name in walk(each)]
        if not isinstance(node, dict):
            return []
        name = [str(node["/S"])] if "/S" in node else []
        return name + (walk(node["/K"]) if "/K" in node else [])

    return walk(pypdf.PdfReader(io.BytesIO(file)).trailer["/Root"]["/StructTreeRoot"])


def slides_of(paper: Paper):
    return list(Presentation(io.BytesIO(as_slides(paper))).slides)


def texts(slide) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def cells(slide) -> list[list[str]]:
    [drawn_table] = [shape.table for shape in slide.shapes if shape.has_table]
    return [[cell.text_frame.text for cell in row.cells] for row in drawn_table.rows]


EVERYTHING = paper(
    PaperFigures(
        [PaperFigure("26", "actions", "dont 3 nouvelles"), PaperFigure("88 %", "en cours")]
    ),
    StackedRows("Par axe", [DONE, WAITING], [("Foncier", {"done": 2, "wait": 1}), ("Autre", {})]),
    table(("Étude de sol", "12 €"), ("Total", "12 €"), is_summed=True),
    timeline(3),
    opening=(Prose("Le foncier\n\nLa formation", "Ordre du jour"), Prose("Bien", quoted=True)),
)


class TestDocument:
    def test_it_is_tagged_in_french_and_has_a_title(self):
        file = as_pdf(EVERYTHING)
        reader = pypdf.PdfReader(io.BytesIO(file))
        root = reader.trailer["/Root"]
        shows_title = root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"], shows_title) == ("fr-FR", True, True)
        assert (reader.metadata.title, reader.metadata.author) == (
            "Comité du 2 juin",
            "Pays de Lacq",
        )
        metadata = root["/Metadata"].get_data().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
        named = tags(file)
        # Three tables, whose headers are read as such; headings in their order.
        assert named.count("/Table") == 3
        assert named.count("/TH") == 5 + 2 + 3
        assert [name for name in named if name.startswith("/H")][:3] == ["/H1", "/H2", "/H1"]

    def test_its_letters_are_those_of_the_state(self):
        reader = pypdf.PdfReader(io.BytesIO(as_pdf(EVERYTHING)))
        fonts = {
            font.get_object()["/BaseFont"].partition("+")[2]
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert {name.partition("-")[0] for name in fonts} == {"Marianne"}

    def test_it_says_all_that_the_paper_says(self):
        [page] = pages_of(EVERYTHING)
        assert page.split("\n")[:8] == [
            *("Comité du 2 juin", "Pays de Lacq", "Chiffres au 2 juin", "Ordre du jour"),
            *("Le foncier", "La formation", "Bien", "En bref"),
        ]
        for told in (
            "26",
            "dont 3 nouvelles",
            "Foncier",
            "Étude de sol",
            "en retard",
            "2024 à 2025",
        ):
            assert told in page

    def test_an_empty_table_says_so(self):
        assert "Aucune action." in pages_of(paper(table()))[0]
        assert "Rien." in pages_of(paper(timeline(0)))[0]

    def test_a_timeline_has_one_key(self):
        text = " ".join(pages_of(paper(timeline(3))))
        assert [text.count(words) for words in (DONE.label, "date approchée")] == [1, 1]

    def test_the_table_of_a_chart_is_there(self):
        text = pages_of(paper(money(("État", 12, 5))))[0]
        assert text.split("\n")[4:9] == [
            *("Les actions", "Action Budget", "État", "en retard", "12 cts")
        ]

    def test_markup_is_only_text(self):
        texts = pages_of(paper(table((MARKUP, MARKUP)), Prose(MARKUP, MARKUP), title=MARKUP))
        assert texts[0].startswith(MARKUP)
        assert texts[0].replace("\n", " ").count("#let x = 1 $x$") == 5

    def test_a_word_without_end_stays_in_its_column(self):
        text = pages_of(paper(table(("x" * 300, "12 €"))))[0]
        lines = [line for line in text.split("\n") if line.startswith("xx")]
        assert len(lines) == 3
        assert sum(line.count("x") for line in lines) == 300

    def test_a_long_table_repeats_its_header_on_each_page(self):
        pages = pages_of(paper(table(*[(f"Action {n}", "1 €") for n in range(300)])))
        assert [page.count("Action Budget") for page in pages] == [1] * len(pages)
        assert sum(page.count("en retard") for page in pages) == 300

    def test_the_first_section_follows_the_title_and_the_others_have_their_page(self):
        [section] = EVERYTHING.sections
        pages = pages_of(replace(EVERYTHING, sections=[section, section]))
        assert [page.count("En bref") for page in pages] == [1, 1]

    def test_no_word_is_cut(self):
        words = ["réalisation", "environnementale", "intercommunalité", "Caraïbe"] * 12
        [page] = pages_of(paper(table((" ".join(words), "12 €"))))
        written = page.split()
        assert {word: written.count(word) for word in words} == dict.fromkeys(words, 12)

    def test_its_pages_are_drawn(self):
        images = as_images(EVERYTHING)
        assert [image[:4] for image in images] == [b"\x89PNG"]
        assert len(as_images(paper(title="Un titre"))) == 1


class TestCharacters:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("✅ Fait 😀", "✅ Fait 😀".replace("✅", MISSING).replace("😀", MISSING)),
            ("中文", MISSING * 2),
            ("a\x00b\x07c\ufeffd\u200be\u2028f", "abcdef"),
            ("Été\u202f: l’œuvre – « 12\u00a0€ »…", "Été\u202f: l’œuvre – « 12\u00a0€ »…"),
            ("e\u0301te\u0301", "été"),
            ("Σ Привет", "Σ Привет"),
            ("a😀b", f"a{MISSING}b"),
            ("\ue000", MISSING),
        ],
    )
    def test_what_no_font_draws_is_a_box(self, text, told):
        assert drawn(text) == told

    def test_invisible_ones_leave(self):
        assert visible("un\r\ndeux\ttrois\u00ad") == "un\ndeuxtrois"

    @given(st.text(max_size=60))
    def test_any_text_is_printed_and_projected(self, text):
        written = paper(table((text, text)), Prose(text, text, quoted=True), title=f"T {text}")
        assert as_pdf(written).startswith(b"%PDF")
        assert as_slides(written).startswith(b"PK")


class TestSlides:
    def test_each_has_its_own_title_and_words_in_french(self):
        slides = slides_of(EVERYTHING)
        names = [slide.shapes.title.text_frame.text for slide in slides]
        assert names == ["Comité du 2 juin", "En ouverture", "En bref", "En bref (2)"]
        file = Presentation(io.BytesIO(as_slides(EVERYTHING)))
        about = file.core_properties
        assert (about.title, about.author, about.language) == (
            "Comité du 2 juin",
            "Pays de Lacq",
            "fr-FR",
        )
        languages = {
            run.get("lang")
            for slide in slides
            for run in slide._element.iter(
                "{http://schemas.openxmlformats.org/drawingml/2006/main}rPr"
            )
        }
        assert languages == {"fr-FR"}

    def test_texts_tables_and_charts_are_those_of_powerpoint(self):
        _, opening, first, _ = slides_of(EVERYTHING)
        assert "Le foncier\nLa formation" in texts(opening)
        assert "26\nactions\ndont 3 nouvelles" in texts(first)
        [chart] = [shape.chart for shape in first.shapes if shape.has_chart]
        values = {series.name: tuple(series.values) for series in chart.plots[0].series}
        assert list(chart.plots[0].categories) == ["Foncier", "Autre"]
        assert values == {"Réalisée": (2, 0), "À initier": (1, 0)}
        assert chart.category_axis.reverse_order

    def test_amounts_are_drawn_in_euros_beside_their_table(self):
        [_, slide] = slides_of(paper(money(("État", 12_000_50, 0), ("Région", 700_00, 5_00))))
        [drawn] = [shape for shape in slide.shapes if shape.has_chart]
        [beside] = [shape for shape in slide.shapes if shape.has_table]
        assert [name.split("\n")[0] for name, _ in cells(slide)] == ["Action", "État", "Région"]
        plot = drawn.chart.plots[0]
        assert list(plot.categories) == ["État", "Région"]
        assert {series.name: tuple(series.values) for series in plot.series} == {
            "Réalisée": (12_000.5, 700.0),
            "À initier": (0.0, 5.0),
        }
        sheet = openpyxl.load_workbook(io.BytesIO(drawn.chart.part.chart_workbook.xlsx_part.blob))
        assert list(sheet.active.values) == [
            (None, "Réalisée", "À initier"),
            ("État", 12_000.5, 0),
            ("Région", 700, 5),
        ]
        assert beside.left + beside.width < drawn.left
        assert drawn.top == beside.top
        assert drawn._element.xpath(".//p:cNvPr")[0].get("descr") == (
            "Les actions. État\u00a0: réalisée 12\u00a0000,50\u00a0€ ; "
            "Région\u00a0: réalisée 700\u00a0€, à initier 5\u00a0€"
        )

    @pytest.mark.parametrize(
        ("largest", "step", "form"),
        [
            (9_00, 2, 'General"\u00a0€"'),
            (12_000_00, 5_000, '#,##0,"\u00a0k€"'),
            (4_000_000_00, 1_000_000, '0,,"\u00a0M€"'),
            (99_000_000_00, 20_000_000, '0,,"\u00a0M€"'),
        ],
    )
    def test_an_axis_of_amounts_has_a_few_round_marks(self, largest, step, form):
        [_, slide] = slides_of(paper(money(("État", 1, largest), ("Région", 0, 0))))
        [axis] = [shape.chart.value_axis for shape in slide.shapes if shape.has_chart]
        assert (axis.major_unit, axis.tick_labels.number_format) == (step, form)

    @pytest.mark.parametrize("rows", [(), (("État", 0, 0),)])
    def test_without_an_amount_there_is_no_chart(self, rows):
        [_, slide] = slides_of(paper(money(*rows)))
        assert [shape for shape in slide.shapes if shape.has_chart] == []

    def test_a_chart_finds_its_room_on_another_slide(self):
        rows = [(f"Action {n}", "1 €") for n in range(7)]
        _, first, second = slides_of(paper(table(*rows), money(*[("État", 1, 1)] * 3), table()))
        assert [shape.has_chart for shape in first.shapes].count(True) == 0
        [chart] = [shape for shape in second.shapes if shape.has_chart]
        [empty] = [
            shape
            for shape in second.shapes
            if shape.has_text_frame and shape.text_frame.text == "Aucune action."
        ]
        assert empty.top >= chart.top + chart.height

    def test_what_is_drawn_is_described(self):
        described = [
            properties.get("descr")
            for slide in slides_of(EVERYTHING)
            for properties in slide._element.iter(
                "{http://schemas.openxmlformats.org/presentationml/2006/main}cNvPr"
            )
            if properties.get("descr")
        ]
        assert described[:2] == [
            "Par axe. Foncier\u00a0: réalisée 2, à initier 1 ; Autre\u00a0: ",
            "Tableau\u00a0: Les actions",
        ]
        assert "Étude de sol, réalisée\u00a0: 2024 à 2025" in described
        assert "Le jour de ces chiffres" in described

    def test_a_table_goes_on_over_slides_and_loses_no_row(self):
        rows = [(f"Action {n} {'longue ' * (n % 30)}", f"{n} €") for n in range(60)]
        slides = slides_of(paper(table(*rows, ("Total", "9 €"), is_summed=True)))[1:]
        assert [slide.shapes.title.text_frame.text for slide in slides[:2]] == [
            "En bref",
            "En bref (2)",
        ]
        written = [row for slide in slides for row in cells(slide)[1:]]
        assert [name.split("\n")[0].strip() for name, _ in written] == [
            *(name.strip() for name, _ in rows),
            "Total",
        ]
        assert {tuple(cells(slide)[0]) for slide in slides} == {("Action", "Budget")}

    def test_a_timeline_goes_on_too(self):
        slides = slides_of(paper(timeline(60)))[1:]
        assert sum(len(cells(slide)) - 1 for slide in slides) == 60

    def test_a_timeline_has_its_key_on_each_slide(self):
        for slide in slides_of(paper(timeline(60)))[1:]:
            assert {DONE.label, "plus clair ou hachuré\u00a0: date approchée"} <= set(texts(slide))

    def test_what_is_empty_says_so(self):
        [_, slide] = slides_of(paper(table(), timeline(0)))
        assert {"Aucune action.", "Rien."} <= set(texts(slide))

    def test_markup_is_only_text(self):
        [first, slide] = slides_of(paper(table((MARKUP, "1 €")), title=MARKUP))
        assert first.shapes.title.text_frame.text == MARKUP
        assert cells(slide)[1][0] == f"{MARKUP}\nen retard"

    def test_a_long_prose_goes_on(self):
        text = "\n".join(f"{n} {'mot ' * 60}" for n in range(40))
        slides = slides_of(paper(Prose(text, "Le mot")))[1:]
        written = "\n".join(line for slide in slides for line in texts(slide))
        assert len(slides) > 2
        assert [n for n in range(40) if f"\n{n} mot" not in f"\n{written}"] == []


def test_a_paper_holds_plain_values():
    """What both writers take is what JSON holds."""
    from dataclasses import asdict

    assert json.loads(json.dumps(asdict(EVERYTHING)))["sections"][0]["title"] == "En bref"
