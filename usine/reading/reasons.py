"""Why a row under a header is no action: of a table of reasons, the first that holds tells."""

import re
import string
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from usine.reading.french import WORDS
from usine.reading.grid import Cell
from usine.reading.headers import Header
from usine.reading.paths import label_of
from usine.reading.values.marks import is_sign
from usine.reading.values.money import parse_amount
from usine.reading.values.texts import text_of
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import singular
from usine.values.dates import PartialDate
from usine.values.errors import Refused
from usine.values.text import fold


class Why(StrEnum):
    """Why a sheet, or some of its rows, are no action; users read the value."""

    HIDDEN = "feuille masquée"
    EMPTY = "feuille vide"
    NO_TABLE = "notice, ou feuille sans tableau d’actions"
    KEPT = "feuille tenue par la plateforme, que l’import ne lit pas"
    ARCHIVE = "archive ou modèle, à côté du plan"
    COPY = "copie d’une autre feuille"
    BESIDE = "d’autres colonnes pour les mêmes actions : rassemblez-les dans un seul tableau"
    SUMMARY = "synthèse, comparée à ce qui est lu"
    ABOVE = "titre ou notice au-dessus du tableau"
    HEADER = "en-tête répété"
    FILLING = "types ou consignes de remplissage"
    EXAMPLE = "exemple de remplissage"
    BLANK = "ligne vide"
    TO_FILL = "ligne à remplir, sans action"
    NUMBER_ONLY = "numéro ou texte seul sur sa ligne, sans action"
    GROUP = "titre d’un groupe de lignes, que le plan ne reprend pas"
    ELSEWHERE = "rien dans les colonnes comprises"
    HEADING = "titre de partie"
    TOTAL = "total"
    COUNT = "nombre d’actions"
    LEGEND = "légende"
    NOTE = "note ou texte isolé"
    AGAIN = "ligne déjà écrite plus haut, comptée une fois"


@dataclass(frozen=True)
class FilledRow:
    """A row under the header: what it holds, by column, without the formulas that have no result,
    and the fields of the columns that it fills."""

    number: int
    cells: tuple[Cell, ...]
    substance: dict[int, Cell]
    texts: dict[int, str]
    fields: frozenset[str]
    is_total: bool


class TableRows(Protocol):
    """What is to be known of a table to say what its rows are."""

    header: Header
    vocabulary: Vocabulary
    title: int
    part: str | None

    @property
    def fields(self) -> Mapping[int, str]: ...

    @property
    def grouping(self) -> Collection[int]: ...

    @property
    def numbered_parts(self) -> Collection[int]: ...

    @property
    def names_of_groups(self) -> Collection[int]: ...

    @property
    def banners(self) -> Collection[tuple[int, int]]: ...

    def is_near_top(self, number: int) -> bool: ...


IS_STRUCTURE = frozenset(
    {
        *(Why.ABOVE, Why.HEADER, Why.FILLING, Why.EXAMPLE, Why.BLANK),
        *(Why.HEADING, Why.TOTAL, Why.COUNT, Why.LEGEND, Why.NOTE),
    }
)
"""What stands around actions in a table; the rest is set aside."""

LONGEST_COUNT = 60

LONGEST_NUMBER = 20
"""In characters: a longer text, alone in the column of references, is a note."""

FEW = 3
"""How many cells number the columns at least, or name them."""

TOP = 3
"""How many rows under the header may say how to fill it in."""

MOST = 0.6
"""The share of the texts of such a row that must say so."""

_LIKE_TOTAL = re.compile(r"\W*(?:sous|tota|somme|cumul|montant|budget|co|d[eé]p)", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:sous )?tota(?:l|ux)\b|(?:somme|cumul)\b"
    r"|(?:montant|budget|cout|depense)s? (?:tota(?:l|ux)|globa(?:l|ux))\b"
)
_TOTAL_WORDS = frozenset(WORDS["totals"]["words"])
_COUNT = re.compile(r"(?:nombre|nb|nbre|total) (?:d |des? )?(\w+)")
_SEVERAL = re.compile(r"\b(?:nombre|nb)\b|s \d+\b")
_AVERAGE = re.compile(r"(?:moyenne|mediane|minimum|maximum|ecart type)s?\b.{0,30}")
_HINT = re.compile(r"\s*\([^()]*\)\s*")  # under a header, how to fill in the column
_TO_FILL = re.compile(
    r"\s*(?:\[[^\[\]]+\]|<[^<>]+>"
    r"|(?:action|fiche|projet)\s*(?:n°?\s*)?\d{1,3}\s*(?::|…|\.{2,}|_{2,}))\s*",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\s*(?:"
    r"(?:n\.?b|nota(?: bene)?|note|remarque|source|l[ée]gende|attention|rappel)s?\s*[.:\-–—*)]"
    r"|\*|\(\d\)\s|[¹²³])",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"\s*(?:l[ée]gende|codes? couleurs?)\b", re.IGNORECASE)
_FILLING = {name: frozenset(words) for name, words in WORDS["filling"].items()}
_INSTRUCTION = re.compile(rf"(?:{'|'.join(sorted(_FILLING['instructions'], reverse=True))})\b")
_LIST = re.compile(r"\s*(?:liste|choix|menu)\b[^:]*:", re.IGNORECASE)
_EXAMPLE = re.compile(
    rf"(?:{'|'.join(sorted(_FILLING['examples'], reverse=True))})(?:\W|$)", re.IGNORECASE
)


def why(layout: TableRows, row: FilledRow, *, is_after: bool) -> Why | None:
    """Why a row is no action; None when it is one, complete or not. `is_after`: the actions of
    the table are above, and notes may follow."""
    for reason, holds in REASONS:
        if holds(layout, row, is_after):
            return reason
    return None


def is_total(
    layout: TableRows, substance: dict[int, Cell], texts: dict[int, str], fields: frozenset[str]
) -> bool:
    """True for a label of total with figures only, or for figures alone."""
    if not texts:
        return bool(fields) and all(map(layout.vocabulary.is_figure, fields))
    labels = ((i, fold(text)) for i, text in texts.items() if _LIKE_TOTAL.match(text))
    index, folded = next(((i, text) for i, text in labels if _TOTAL.match(text)), (-1, ""))
    if not folded:
        return False
    figures = {i for i, c in substance.items() if _figure(c) or _counts(layout, i, c)}
    worded = {layout.fields.get(i) for i in substance.keys() - figures - {index}}
    # "Total Énergies" may be an action; "Total axe 2" never is, even with its axis filled.
    words = _TOTAL_WORDS | layout.vocabulary.total_words
    if all(word in words or word.isdigit() for word in folded.split()):
        return worded <= {layout.vocabulary.heading, layout.vocabulary.reference, None}
    return not worded and index == next(iter(texts))


def is_header(layout: TableRows, row: FilledRow, _is_after: bool = False) -> bool:
    """Whether a row is the header again."""
    texts = list(row.texts.values())
    if len(texts) > 1 and all(label_of(text) for text in texts):
        return all(" ".join(text.split()).casefold() in layout.header.texts for text in texts)
    return False


def _is_names(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    """True for a row near the top that names its columns again: « date_debut »."""
    texts = row.texts
    if not layout.is_near_top(row.number) or len(texts) < max(FEW, len(row.substance)):
        return False
    understand = layout.vocabulary.naming.understand
    named = (
        (layout.fields.get(i), understand(text.replace("_", " "))) for i, text in texts.items()
    )
    same = sum(bool(field and name and name.field == field) for field, name in named)
    return same >= MOST * len(texts)


def _is_numbering(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    """True for a row near the top that numbers its columns: 1, 2, 3… or A, B, C…"""
    if not layout.is_near_top(row.number) or len(row.substance) < FEW:
        return False
    labels = [text.strip("() ").upper() for text in map(text_of, row.substance.values())]
    count = len(labels)
    numbers, letters = map(str, range(1, count + 1)), string.ascii_uppercase[:count]
    return labels == [*numbers] or labels == [*letters]


def _is_hint(_layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    texts = list(row.texts.values())
    return len(texts) > 1 and all(map(_HINT.fullmatch, texts))


def _is_filling(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    """True for a row near the top whose cells are types ("Champ texte") or instructions."""
    if not layout.is_near_top(row.number) or len(row.texts) < 2:
        return False
    texts = [fold(text.replace("€", "euro")) for text in row.texts.values()]
    listed = sum(bool(_LIST.match(text)) for text in row.texts.values())
    told = listed + sum(_is_type(text) or bool(_INSTRUCTION.match(text)) for text in texts)
    sure = listed or any(
        _INSTRUCTION.match(text) or not _FILLING["sure"].isdisjoint(text.split()) for text in texts
    )
    return bool(sure) and told >= MOST * len(row.substance)


def _is_type(text: str) -> bool:
    return bool(text) and all(word in _FILLING["types"] or word.isdigit() for word in text.split())


def _is_example(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    """True for a row near the top that begins by saying that it is an example."""
    if not layout.is_near_top(row.number):
        return False
    first = next(iter(row.texts.values()), "")
    return any(map(_EXAMPLE.match, (first.strip(" (["), row.texts.get(layout.title, ""))))


def _is_to_fill(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    """True for a row whose title is left to be written: « [Nom de l’action] », « Action 5 : »."""
    return bool(_TO_FILL.fullmatch(row.texts.get(layout.title, "")))


def _is_count(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    [text, *others] = row.texts.values() or [""]
    objects = layout.vocabulary.objects
    counted = _COUNT.fullmatch(fold(text))
    if counted and singular(counted[1]) in objects and len(row.substance) > 1:
        return all(_figure(cell) for cell in row.substance.values() if cell != text)
    return not others and count_in(text, objects) is not None


def count_in(text: str, objects: Iterable[str]) -> int | None:
    """The number of actions that a text announces and nothing else: « 12 actions »."""
    if len(text) > LONGEST_COUNT:
        return None
    named = f"(?:{'|'.join(sorted(objects))})s?"
    count = re.fullmatch(
        rf"(?:(?:synthese|bilan|recapitulatif) )?(?:plan d actions? )?"
        rf"(?:(?:total|soit|nombre|nb|ensemble|general|du plan|plan) )*(?:(?:le|ce|notre) )?"
        rf"(?:plan (?:d actions? )?(?:compte|comprend|comporte|contient) )?(?:(?:d|de|des|du) )*"
        rf"(?:(\d{{1,5}}) {named}|{named} (\d{{1,5}}))(?: au total| en tout| pour [\w ]{{1,20}})?",
        fold(text),
    )
    is_name = count and count[2] and not _SEVERAL.search(count[0])  # « Total action 2 »
    return int(count[1] or count[2]) if count and not is_name else None


def count_beside(label: Cell, figure: Cell, objects: Collection[str]) -> int | None:
    """The number of actions that two cells announce: « Nombre d’actions », then 12."""
    counted = _COUNT.fullmatch(fold(label)) if isinstance(label, str) else None
    is_count = isinstance(figure, int | float) and not isinstance(figure, bool)
    if not counted or singular(counted[1]) not in objects or not is_count:
        return None
    return int(figure) if figure == int(figure) else None  # type: ignore[arg-type]


def _is_legend(layout: TableRows, row: FilledRow, is_after: bool) -> bool:
    """True for what says that it is a legend, and for a sign with its words under the table."""
    texts = list(row.texts.values())
    if not texts or len(texts) < len(row.substance):
        return False
    return bool(_LEGEND.match(texts[0])) or (is_after and is_of_legend(row))


def is_of_legend(row: FilledRow) -> bool:
    """Whether a row is a sign and its words alone."""
    texts = list(row.texts.values())
    return len(texts) == len(row.substance) == 2 and is_sign(texts[0])


def _is_heading(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    parts, texts = layout.vocabulary.parts, list(row.texts.items())
    if parts is None or len(texts) != 1:
        return row.number in layout.numbered_parts
    index, text = texts[0]
    if row.number in layout.numbered_parts or parts.is_heading(text):
        return True
    if len(row.fields) > 1 or not parts.is_keyword(text):
        return False
    if layout.part and not parts.is_another(text, layout.part):
        return False
    # "Innovation" alone is a heading, unless it stands where titles do beside an axis.
    if row.number in layout.names_of_groups:
        return True
    return index != layout.title or layout.vocabulary.heading not in layout.fields.values()


def _is_group(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    if row.number in layout.names_of_groups:
        return True
    return len(row.substance) == 1 and not row.texts.keys().isdisjoint(layout.grouping)


def _is_note(layout: TableRows, row: FilledRow, is_after: bool) -> bool:
    index, text = next(iter(row.texts.items()), (-1, ""))
    if len(row.texts) != 1:
        return len(row.substance) == 2 and bool(_NOTE.match(text))
    if len(row.substance) > 1 or not _is_isolated(layout, row.number, index, text, is_after):
        return False
    is_number = len(text) <= LONGEST_NUMBER and not _NOTE.match(text)
    return not (is_number and _is_numbered_only(layout, row, is_after))


def _is_average(_layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    """True for a row that sums up figures otherwise than by their total."""
    [text, *others] = row.texts.values() or [""]
    figures = [cell for cell in row.substance.values() if cell != text]
    return (
        not others
        and bool(figures and _AVERAGE.fullmatch(fold(text)))
        and all(map(_figure, figures))
    )


def is_marked_note(text: str) -> bool:
    """Whether a text says that it is a note: « NB : montants HT », « * hors études »."""
    return bool(_NOTE.match(text))


def _is_isolated(layout: TableRows, number: int, index: int, text: str, is_after: bool) -> bool:
    """True for a text alone on its row that is no title of an action."""
    return (
        index != layout.title
        or is_after
        or (number, index) in layout.banners
        or bool(_NOTE.match(text))
    )


def _is_numbered_only(layout: TableRows, row: FilledRow, _is_after: bool) -> bool:
    return row.fields == {layout.vocabulary.reference}


REASONS: tuple[tuple[Why, Callable[[TableRows, FilledRow, bool], bool]], ...] = (
    (Why.BLANK, lambda _, row, __: not row.substance),
    (Why.HEADER, is_header),
    (Why.TOTAL, lambda _, row, __: row.is_total),
    (Why.HEADER, _is_hint),
    (Why.HEADER, _is_names),
    (Why.HEADER, _is_numbering),
    (Why.FILLING, _is_filling),
    (Why.EXAMPLE, _is_example),
    (Why.TO_FILL, _is_to_fill),
    (Why.COUNT, _is_count),
    (Why.LEGEND, _is_legend),
    (Why.HEADING, _is_heading),
    (Why.GROUP, _is_group),
    (Why.NOTE, _is_note),
    (Why.NOTE, _is_average),
    (Why.ELSEWHERE, lambda _, row, __: not row.fields),
    (Why.NUMBER_ONLY, _is_numbered_only),
)


def _counts(layout: TableRows, index: int, cell: Cell) -> bool:
    """Whether a cell is the number of a result with its unit: « 3,5 ha »."""
    counted, of = layout.vocabulary.counted, layout.fields.get(index)
    return bool(counted and of in counted.units) and text_of(cell)[:1].isdigit()


def _figure(cell: Cell) -> bool:
    """True for a number, an amount, a percentage, or a cell without a value."""
    if isinstance(cell, str):
        if cell.rstrip().endswith("%"):
            return True
        with suppress(Refused):
            return parse_amount(cell) is not None
        return False
    return not isinstance(cell, PartialDate)
