"""What the columns under a header hold: the fields that it names, confirmed by the cells below."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from usine.reading.bars import are_bars
from usine.reading.choices import PlainChoice
from usine.reading.columns import MAPPED, Column, Headers, Meanings
from usine.reading.drafts import (
    BY_USER,
    FOREIGN,
    SECOND,
    UNKNOWN,
    ColumnDraft,
    is_spare,
    strength_of,
    tell_mixed,
    tell_title,
)
from usine.reading.financing import Financing, FundingShare
from usine.reading.grid import BrokenCell, Cell, Grid
from usine.reading.likeness import (
    FITTING,
    are_amounts,
    are_numbers,
    is_by_signs,
    is_number,
    is_ticked,
)
from usine.reading.naming import IGNORED, SURE, Understood, undated
from usine.reading.paths import Path, joined
from usine.reading.payers import tell_payers
from usine.reading.refusals import KeptWords
from usine.reading.ticks import Tick, is_rank_of_year, tick_of
from usine.reading.twins import tell_hidden, tell_repeats, tell_total, tell_twins
from usine.reading.units import notes_of, settled
from usine.reading.values.marks import is_marked
from usine.reading.values.money import is_foreign, unit_noted
from usine.values.errors import Refused
from usine.values.fields import FieldKind

SAMPLE = 40
"""How many cells below a doubtful header are looked at."""

HALF = 0.5
"""The same for how far actions are, of which more words are written than known: they are asked."""

TICKED = 80
"""The confidence of a column of ticks."""

TEXTS = (FieldKind.REFERENCE, FieldKind.TITLE, FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.NAMES)

UNNAMED = "colonne sans en-tête"
NOT_TAKEN = "colonne que le plan ne reprend pas"
KEPT = "colonne tenue par la plateforme, que l’import ne lit pas"
SPENT = "montants dépensés : le plan ne reprend que ce qui est prévu"
UNDATED = "année qui n’est pas dite : écrivez-la dans l’en-tête, par exemple 2025"
UNLIKE = "son contenu ne ressemble pas à ce que dit son en-tête"


def columns_of(
    grid: Grid, paths: Sequence[Path], below: Sequence[int], headers: Headers
) -> tuple[Column, ...]:
    """What each column holds. The surest column gives a field, unless several may feed it."""
    return _Columns(grid, paths, below, headers).read()


class _Columns:
    def __init__(
        self, grid: Grid, paths: Sequence[Path], below: Sequence[int], headers: Headers
    ) -> None:
        self.headers, self.vocabulary = headers, headers.vocabulary
        self.grid, self.below = grid, below
        self.rows = rows = [grid.rows[number] for number in below]
        self.noted = unit_noted(notes_of(grid, paths, below))
        filled = set(below)
        coloured: dict[int, set[str]] = defaultdict(set)
        for row, column in grid.colours:
            if row in filled and (colour := grid.blank_colour(row, column)):
                coloured[column].add(colour)
        self.drafts = [
            ColumnDraft(
                index,
                paths[index] if index < len(paths) else (),
                # What users write again does not change what a column is.
                grid.column(index, below, as_came=True),
                coloured[index],
                index in grid.hidden_columns,
            )
            for index in range(max([len(paths), *map(len, rows)]))
        ]

    def read(self) -> tuple[Column, ...]:
        for draft in self.drafts:
            self._understand(draft)
        tell_title(self.drafts, self.vocabulary)
        if self.vocabulary.financing:
            tell_payers(self.drafts, self.vocabulary.financing)
        self._find_marks()
        tell_mixed(self.drafts, self.rows)
        self._find_statuses()
        self._find_colours()
        self._find_years()
        self._find_natures()
        if self.vocabulary.financing:
            tell_total(self.drafts, self.vocabulary.financing)
            tell_repeats(self.drafts, self.vocabulary.financing)
            tell_twins(self.drafts, self.vocabulary.financing)
            tell_hidden(self.drafts, self.vocabulary.financing)
        self._find_reference()
        surest = self._surest()
        return tuple(self._column(draft, surest) for draft in self.drafts)

    def _understand(self, draft: ColumnDraft) -> None:
        meanings = self.headers.named(draft.path) if draft.path else self._unnamed(draft)
        draft.why = UNDATED if is_rank_of_year(draft.leaf) else draft.why
        for meaning in meanings:
            if meaning.field == IGNORED:
                is_chosen = meaning.confidence == MAPPED
                draft.why = BY_USER if is_chosen else self._not_taken(draft)
                return
            if self._is_foreign(meaning, draft):
                draft.why = FOREIGN
                return
            if meaning.confidence >= SURE or self._confirm(meaning, draft):
                draft.meaning = meaning
                return
            draft.why = UNLIKE

    def _is_foreign(self, meaning: Understood, draft: ColumnDraft) -> bool:
        """Whether a column gives amounts that its heads count in another money."""
        is_share = isinstance(meaning.facet, FundingShare)
        is_amount = is_share or self.vocabulary.is_money(meaning.field)
        return is_amount and is_foreign(" ".join(draft.path))

    def _not_taken(self, draft: ColumnDraft) -> str:
        """Why a column that is understood is left aside."""
        financing = self.vocabulary.financing
        return SPENT if financing and financing.is_spent(draft.path) else NOT_TAKEN

    def _unnamed(self, draft: ColumnDraft) -> Meanings:
        """The meaning of a column without a name: its cells, often merged, may name parts."""
        heading, cells = self.vocabulary.heading, draft.cells[:SAMPLE]
        draft.why = UNNAMED
        is_heading = bool(heading and cells) and all(
            isinstance(cell, str) and self._fits(heading, cell) for cell in cells
        )
        return (Understood(heading, 60, 0),) if is_heading else ()

    def _confirm(self, meaning: Understood, draft: ColumnDraft) -> bool:
        """True when most of the cells below a doubtful header look like its field."""
        whole = [cell for cell in draft.cells[:SAMPLE] if not isinstance(cell, BrokenCell)]
        if isinstance(meaning.facet, FundingShare):
            return are_amounts(whole)
        if meaning.field == self.vocabulary.title and are_numbers(whole):
            return True  # `_find_reference` says of what
        if meaning.field in self.vocabulary.choices and is_by_signs(whole, draft.is_coloured):
            return True
        fitting = sum(self._fits(meaning.field, cell) for cell in whole)
        share = HALF if meaning.field == self.vocabulary.progress else FITTING
        return bool(whole) and fitting >= share * len(whole)

    def _fits(self, name: str, cell: Cell) -> bool:
        kind = self.vocabulary.by_name[name].kind
        if kind in TEXTS:
            # A name is no tick: « Commune » over crosses says who pays, not where.
            return isinstance(cell, str) and (kind != FieldKind.NAMES or is_marked(cell) is None)
        try:
            self.vocabulary.read(name, cell)
        except KeptWords:
            return True
        except Refused:
            return False
        return True

    def _find_marks(self) -> None:
        """Tell the columns of ticks, each by the value that it ticks; one without ticks, or with
        other words, is known by the others of its field."""
        named: dict[int, tuple[str, Tick]] = {}
        for draft in self.drafts:
            group = next(iter(self.headers.named(draft.path[:-1])), None)
            ticking = tick_of(draft.path, self.vocabulary, group.field if group else "")
            if not ticking or self._is_sure(draft, ticking[0]) or self._reads_ticks(draft):
                continue
            # « Points de blocage » over sentences is no column of ticks.
            if ticking[1].value or not draft.cells or self._is_ticked(draft, ticking[0]):
                named[draft.index] = ticking
        used = {of for at, (of, _) in named.items() if self._is_ticked(self.drafts[at], of)}
        for index, (name, mark) in named.items():
            if name in used:
                self.drafts[index].meaning = Understood(name, TICKED, 0, mark)

    def _is_ticked(self, draft: ColumnDraft, name: str) -> bool:
        """Whether a column holds ticks, or bars where it is of a calendar."""
        is_bar = name == self.vocabulary.period and are_bars(self.grid, self.below, draft.index)
        return is_bar or is_ticked(draft.cells[:SAMPLE], draft.is_coloured)

    def _find_statuses(self) -> None:
        """Tell the columns of dated comments that say how far actions are and nothing else, where
        no column does: one for each committee."""
        name = self.vocabulary.progress
        if not name or any(draft.meaning and draft.meaning.field == name for draft in self.drafts):
            return
        kinds = ((each.name, each.kind) for each in self.vocabulary.fields)
        texts = [text for text, kind in kinds if kind == FieldKind.LONG_TEXT]
        for draft in self.drafts:
            is_dated = undated(draft.leaf) != draft.leaf
            if is_dated and self._may_be(draft, *texts) and self._says_progress(draft):
                draft.meaning = Understood(name, TICKED, 0)

    def _says_progress(self, draft: ColumnDraft) -> bool:
        """Whether every cell of a column, of two at least, says how far an action is."""
        read, name = (
            self.vocabulary.choices[self.vocabulary.progress].read,
            self.vocabulary.progress,
        )
        return len(draft.cells) > 1 and all(
            isinstance(cell, str) and self._fits(name, cell) and read(cell)
            for cell in draft.cells[:SAMPLE]
        )

    def _find_colours(self) -> None:
        """Tell the one column of texts without a word whose colours say how far actions are, where
        no column says it."""
        name = self.vocabulary.progress
        if not name or any(draft.meaning and draft.meaning.field == name for draft in self.drafts):
            return
        unsaid = [draft for draft in self.drafts if draft.path and self._is_by_colours(draft)]
        if len(unsaid) == 1:
            unsaid[0].meaning = Understood(name, TICKED, 0)

    def _is_by_colours(self, draft: ColumnDraft) -> bool:
        """Whether a column holds several colours and nothing else, whatever a text it is named."""
        if draft.cells or len(draft.colours) < 2 or draft.why == BY_USER:
            return False
        meaning = draft.meaning
        if meaning is None:
            return True
        kind = self.vocabulary.by_name[meaning.field].kind
        return kind == FieldKind.LONG_TEXT and meaning.confidence != MAPPED

    def _find_years(self) -> None:
        """Tell the amounts that stand under years alone, and their total, where nothing else gives
        the amount of an action."""
        financing = self.vocabulary.financing
        if not financing or self._has_amounts(financing):
            return
        years = {
            draft.index: year
            for draft in self.drafts
            if (year := financing.bare_year(draft.path)) and are_amounts(draft.cells)
        }
        if len(set(years.values())) < 2:
            return
        for draft in self.drafts:
            if draft.index in years:
                share = FundingShare(year=years[draft.index])
                draft.meaning = Understood(financing.field, SURE, 0, share)
            elif self._is_total_of(years, draft, financing) and are_amounts(draft.cells):
                draft.meaning = Understood(financing.total, SURE, 0)

    def _is_total_of(
        self, years: Mapping[int, int], draft: ColumnDraft, financing: Financing
    ) -> bool:
        """Whether a column closes years, or stands as they do: « Total › Prévu »."""
        is_beside = not years.keys().isdisjoint((draft.index - 1, draft.index + 1))
        is_total = any(map(financing.is_total, draft.path)) and not financing.spends(draft.path)
        return is_total and (is_beside or len(draft.path) > 1)

    def _find_natures(self) -> None:
        """Tell the costs of two natures, which add up where no column gives the whole."""
        financing = self.vocabulary.financing
        if not financing:
            return
        natures = {
            draft.index: nature
            for draft in self.drafts
            if not draft.year
            and (nature := financing.nature_of(draft.path))
            and are_amounts(draft.cells)
        }
        is_whole = any(
            draft.meaning and draft.meaning.field == financing.total and draft.index not in natures
            for draft in self.drafts
        )
        if len(set(natures.values())) < 2:
            return
        for index, nature in natures.items():
            if is_whole and not financing.is_relative(self.drafts[index].path):
                continue
            share = FundingShare(label=nature)
            self.drafts[index].meaning = Understood(financing.field, SURE, 0, share)

    def _find_reference(self) -> None:
        """Tell the column of « Fiche » that numbers the actions, beside that of their titles, or
        of the only texts that say what they are."""
        vocabulary = self.vocabulary
        titles = [draft for draft in self.drafts if self._may_be(draft, vocabulary.title)]
        numbers = [draft for draft in titles if are_numbers(draft.cells)]
        if len(numbers) == len(titles):
            numbers = [draft for draft in numbers if all(map(is_number, draft.cells))]
            texts = [draft for draft in self.drafts if self._may_be(draft, vocabulary.rest)]
            if not numbers or len(texts) != 1 or are_numbers(texts[0].cells):
                for draft in numbers:
                    if draft.meaning and draft.meaning.confidence < SURE:
                        draft.meaning, draft.why = None, UNLIKE
                return
            texts[0].meaning = Understood(vocabulary.title, TICKED, 0)
        is_numbered = not vocabulary.reference or vocabulary.reference in self._surest()
        for place, draft in enumerate(numbers):
            is_reference = not is_numbered and not place
            draft.meaning, draft.why = None, SECOND
            if is_reference:
                draft.meaning = Understood(vocabulary.reference, TICKED, 0)

    def _may_be(self, draft: ColumnDraft, *names: str) -> bool:
        """Whether a header, not a user, gives one of these fields to a column."""
        meaning = draft.meaning
        return bool(meaning and meaning.field in names and meaning.confidence != MAPPED)

    def _has_amounts(self, financing: Financing) -> bool:
        return any(
            draft.meaning and draft.meaning.field in (financing.field, financing.total)
            for draft in self.drafts
        )

    def _is_sure(self, draft: ColumnDraft, name: str) -> bool:
        """Whether a column is sure to be no column of ticks: its head names a field, and is none of
        the values of that field."""
        meaning = draft.meaning
        return bool(meaning and meaning.confidence >= SURE and meaning.field != name)

    def _reads_ticks(self, draft: ColumnDraft) -> bool:
        """Whether a column says yes or no of its field, alone: « Action prioritaire »."""
        meaning = draft.meaning
        choice = self.vocabulary.choices.get(meaning.field) if meaning else None
        if not meaning or not isinstance(choice, PlainChoice) or not choice.marked:
            return False
        named = [
            each for each in self.drafts if each.meaning and each.meaning.field == meaning.field
        ]
        return meaning.confidence >= SURE and len(named) == 1

    def _surest(self) -> dict[str, int]:
        """The column that gives each field; a span is left out beside a column of its ends."""
        surest: dict[str, ColumnDraft] = {}
        for draft in self.drafts:
            if not draft.meaning or draft.meaning.facet:
                continue
            name = draft.meaning.field
            rival = surest.get(name)
            if rival is None or self._strength(draft, name) > self._strength(rival, name):
                surest[name] = draft
        for span, ends in self.vocabulary.spans.items():
            if not surest.keys().isdisjoint(ends):
                surest[span] = next(surest[end] for end in ends if end in surest)
        return {name: draft.index for name, draft in surest.items()}

    def _strength(self, draft: ColumnDraft, name: str) -> tuple[int, ...]:
        """How well a column gives a field: of two progresses, sentences lose against words."""
        progress = self.vocabulary.progress
        return strength_of(draft, progress, name != progress or self._is_likely(draft, name))

    def _is_likely(self, draft: ColumnDraft, name: str) -> bool:
        cells = draft.cells[:SAMPLE]
        fitting = sum(self._fits(name, cell) for cell in cells)
        return is_by_signs(cells, draft.is_coloured) or fitting >= HALF * len(cells)

    def _column(self, draft: ColumnDraft, surest: Mapping[str, int]) -> Column:
        meaning, label = draft.meaning, joined(draft.path)
        if meaning is None:
            return Column(draft.index, label, None, 0, why=self._why_unread(draft))
        confidence = min(meaning.confidence, 100)
        column = Column(draft.index, label, meaning.field, confidence, facet=meaning.facet)
        cells = self.grid.column(draft.index, self.below)
        column = settled(column, cells, self.grid, self.below, self.headers, self.noted)
        if self._is_kept(draft, meaning, surest):
            return column
        taken = self.drafts[surest[meaning.field]]
        spare = column if is_spare(draft, column, taken, self.vocabulary) else None
        return Column(draft.index, label, None, 0, why=SECOND, spare=spare)

    def _why_unread(self, draft: ColumnDraft) -> str:
        if draft.why != BY_USER and draft.leaf in self.vocabulary.kept_columns:
            return KEPT
        financing = self.vocabulary.financing
        is_spent = financing and financing.spends(draft.path) and are_amounts(draft.cells)
        return SPENT if is_spent and draft.why == UNKNOWN else draft.why

    def _is_kept(self, draft: ColumnDraft, meaning: Understood, surest: Mapping[str, int]) -> bool:
        if isinstance(meaning.facet, Tick):
            return meaning.field not in surest or meaning.field == self.vocabulary.progress
        is_alone = not meaning.facet and meaning.field not in self.vocabulary.several
        return not is_alone or surest[meaning.field] == draft.index
