"""A column on its way to be understood, and how well it gives its field beside another."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from usine.reading.choices.progress import is_share
from usine.reading.columns import MAPPED, Column, may_be_spare
from usine.reading.financing import FundingShare
from usine.reading.french import WORDS
from usine.reading.grid import Cell
from usine.reading.naming import Understood, undated
from usine.reading.paths import Path
from usine.reading.ticks import Tick, date_of, date_on
from usine.reading.values.marks import are_mixed, is_cross, is_letter
from usine.reading.vocabulary import Vocabulary
from usine.values.text import fold

UNKNOWN = "colonne qui n’est pas comprise"
BY_USER = "colonne que vous avez laissée de côté"
FOREIGN = "montants dans une autre monnaie que l’euro"
SECOND = "une autre colonne est prise à sa place"

OTHERWISE = 80
"""The confidence of the column of a title that another head would have named better."""

_PREFERRED = frozenset(WORDS["headers"]["prefer"])
_YIELDING = frozenset(WORDS["headers"]["yield"])

DAY = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b")
_VERSION = re.compile(r"\bv ?(\d{1,2})\b")


@dataclass
class ColumnDraft:
    """A column on its way to be understood."""

    index: int
    path: Path
    cells: list[Cell]
    colours: set[str]
    is_hidden: bool
    meaning: Understood | None = None
    why: str = UNKNOWN

    @property
    def is_coloured(self) -> bool:
        return bool(self.colours)

    @property
    def is_by_shares(self) -> bool:
        """Whether a column says how far actions are by figures alone."""
        return bool(self.cells) and all(map(is_share, self.cells))

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def year(self) -> int | None:
        share = self.meaning.facet if self.meaning else None
        return share.year if isinstance(share, FundingShare) else None


def tell_title(drafts: Sequence[ColumnDraft], vocabulary: Vocabulary) -> None:
    """Tell the first column of texts whose head names the title where no other column gives it."""
    title = vocabulary.title
    if any(draft.meaning and draft.meaning.field == title for draft in drafts):
        return
    for draft in drafts:
        is_mapped = draft.meaning is not None and draft.meaning.confidence == MAPPED
        is_text = draft.cells and all(isinstance(cell, str) for cell in draft.cells)
        if vocabulary.is_title_otherwise(draft.leaf) and is_text and not is_mapped:
            draft.meaning = Understood(title, OTHERWISE, 0)
            return


def strength_of(draft: ColumnDraft, progress: str, is_likely: bool) -> tuple[int, ...]:
    """How well a column gives its field: what users mapped, what is shown, what its cells look
    like, of how far actions are the words before the shares, the plainest name."""
    assert draft.meaning
    dated = date_of(draft.leaf.removeprefix(undated(draft.leaf)).strip())
    preference = preference_of(draft.path[-1:])
    _, confidence, rank, _ = draft.meaning
    is_mapped = confidence == MAPPED
    day = DAY.search(draft.leaf)
    on = date_on(day[0]) if day else dated
    month = on.first.toordinal() if on else 0
    version = max(map(int, _VERSION.findall(fold(draft.leaf))), default=0)
    is_shown = is_mapped or not draft.is_hidden
    is_worded = draft.meaning.field == progress and preference >= 0 and not draft.is_by_shares
    before = is_shown, is_mapped, is_likely, is_worded
    return *before, preference, version, month, confidence, -rank


def is_spare(
    draft: ColumnDraft, column: Column, taken: ColumnDraft, vocabulary: Vocabulary
) -> bool:
    """Whether a column is read where the one that is taken is blank: shares beside the words of
    how far actions are, those of before aside."""
    if draft.is_hidden or not may_be_spare(column, vocabulary):
        return False
    is_of_now = draft.is_by_shares and undated(draft.leaf) == draft.leaf
    return column.field != vocabulary.progress or (is_of_now and not taken.is_by_shares)


def tell_mixed(drafts: Sequence[ColumnDraft], rows: Sequence[Sequence[Cell]]) -> None:
    """Tell the columns of ticks of a field over which checks and crosses stand together, unless
    each of these rows ticks in its own way."""
    ticked = [
        (draft, draft.meaning, draft.meaning.facet)
        for draft in drafts
        if draft.meaning and isinstance(draft.meaning.facet, Tick)
    ]
    columns: dict[str, list[int]] = defaultdict(list)
    for draft, meaning, _ in ticked:
        columns[meaning.field].append(draft.index)
    mixed = {field: _are_mixed(rows, places) for field, places in columns.items()}
    for draft, meaning, tick in ticked:
        draft.meaning = meaning._replace(facet=tick._replace(is_mixed=mixed[meaning.field]))


def _are_mixed(rows: Sequence[Sequence[Cell]], places: Sequence[int]) -> bool:
    """Whether a cross may say the contrary of a check, in the columns at these places: not where
    letters tick several of them, and no row has both."""
    lines = [[row[place] if place < len(row) else None for place in places] for row in rows]
    every = [cell for line in lines for cell in line]
    if not are_mixed(every) or any(map(are_mixed, lines)):
        return are_mixed(every)
    crossed = {at for line in lines for at, cell in enumerate(line) if is_cross(cell)}
    are_letters = all(is_letter(cell) for cell in every if is_cross(cell))
    return len(crossed) < 2 or not are_letters


def preference_of(path: Path) -> int:
    """How much the words of a path go before those of another that gives the same."""
    words = {word for head in path for word in fold(head).split()}
    return len(words & _PREFERRED) - 2 * len(words & _YIELDING)
