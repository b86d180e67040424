"""What is printed or projected: a paper of sections, whose blocks `printing` and `slides` lay out.

A paper holds plain texts and numbers only: whatever they hold is data for both, never markup.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .charts import Series


@dataclass(frozen=True)
class Prose:
    """Paragraphs, under a heading of their own when it has one; `quoted` ones are somebody's."""

    kind: str = field(default="prose", init=False)
    text: str
    heading: str = ""
    quoted: bool = False


@dataclass(frozen=True)
class PaperFigure:
    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class PaperFigures:
    """A few figures, side by side."""

    kind: str = field(default="figures", init=False)
    figures: Sequence[PaperFigure]


@dataclass(frozen=True)
class PaperColumn:
    """`width` is its share of the width of the table."""

    label: str
    width: float = 1
    is_number: bool = False


@dataclass(frozen=True)
class PaperCell:
    """A text, and what is told of it in small print."""

    text: str
    aside: str = ""


@dataclass(frozen=True)
class PaperTable:
    """Rows of texts, the first cell of each naming it; `empty` is the sentence of no row."""

    kind: str = field(default="table", init=False)
    caption: str
    columns: Sequence[PaperColumn]
    rows: Sequence[Sequence[PaperCell]]
    empty: str
    # The last row is a total.
    is_summed: bool = False


@dataclass(frozen=True)
class StackedRows:
    """How each row splits into the series: counts, drawn as bars."""

    kind: str = field(default="stacked", init=False)
    caption: str
    series: Sequence[Series]
    rows: Sequence[tuple[str, Mapping[str, int]]]


@dataclass(frozen=True)
class ChartedTable:
    """A table of amounts, which slides also draw in a chart beside it: cents by series for each row
    that is not a total."""

    kind: str = field(default="charted", init=False)
    table: PaperTable
    series: Sequence[Series]
    rows: Sequence[tuple[str, Mapping[str, int]]]

    @property
    def is_drawn(self) -> bool:
        """Whether there is any amount to draw."""
        return any(any(amounts.values()) for _, amounts in self.rows)


@dataclass(frozen=True)
class Span:
    """A part of a bar: where it begins and how wide it is, out of 100; whether it is sure."""

    x: float
    width: float
    is_sure: bool = True


@dataclass(frozen=True)
class PaperBar:
    """A row of a timeline: what it names, its dates in words, its bar."""

    label: str
    dates: str
    series: Series
    spans: Sequence[Span]


@dataclass(frozen=True)
class PaperTimeline:
    """Bars under graduations (where, name); `now` is where its day is, if it is on it."""

    kind: str = field(default="timeline", init=False)
    caption: str
    graduations: Sequence[tuple[float, str]]
    bars: Sequence[PaperBar]
    empty: str
    now: float | None = None
    # What the look of a part that is not sure means.
    unsure: str = field(default="plus clair ou hachuré\u00a0: date approchée", init=False)


Block = Prose | PaperFigures | PaperTable | ChartedTable | StackedRows | PaperTimeline


@dataclass(frozen=True)
class PaperSection:
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Paper:
    """`lines` stand under its title, `foot` on each of its pages."""

    title: str
    author: str
    lines: Sequence[str]
    foot: str
    sections: Sequence[PaperSection]
    # What its first page holds besides its lines.
    opening: Sequence[Block] = field(default=())


# Controls, formats, halves of characters, separators of lines and of paragraphs.
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")


def visible(text: str) -> str:
    """A text without its invisible characters, save the ends of its lines."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        each for each in composed if each == "\n" or unicodedata.category(each) not in _INVISIBLE
    )
