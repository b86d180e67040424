"""The code that the cells of a choice give: by words, signs, colours, or columns of ticks."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from usine.reading.accounting import on_one_line
from usine.reading.answers import COLOUR, MARK, TICKED, WORD, AskedCell, word_key
from usine.reading.bars import ACROSS, BEYOND, ends_of, is_words
from usine.reading.blockers import OTHER_CAUSE, flagged
from usine.reading.cells import Cells
from usine.reading.choices import NumberedChoice, PlainChoice, ProgressChoice
from usine.reading.choices.progress import BLOCKED, Advancement
from usine.reading.columns import Column
from usine.reading.grid import BrokenCell, Cell
from usine.reading.placed import PlacedCell
from usine.reading.rows import RowDoubt, RowNote
from usine.reading.ticks import Tick, date_on
from usine.reading.values.colours import colour_name
from usine.reading.values.marks import is_box, is_cross, is_marked, is_sign
from usine.reading.values.nothing import says_nothing, says_unknown
from usine.reading.values.texts import names_of
from usine.reading.wording import in_french
from usine.values.dates import PartialDate
from usine.values.errors import Refused
from usine.values.fields import Field

SEVERAL = "plusieurs valeurs pour une seule action, n’en gardez qu’une"
UNSAID_SIGN = "rien dans le fichier ne dit ce que ce signe veut dire"
UNSAID_COLOUR = "la cellule est vide, sur fond {} : dites ce que cette couleur veut dire"
FLAG_ALONE = "Ces mots disent ce qui retient l’action, non où elle en est : dites son statut."
LONGEST_LETTERS = 2
"""In characters: what a legend may say the meaning of, « R » or « EC »."""

ITS_MARK = "Le fichier met un point d’interrogation."
NO_TICK = "la cellule n’est ni cochée, ni vide"
CROSS = "des coches et des croix sont ensemble : dites ce que la croix veut dire"


class Choosing:
    """Reads the choices of one subject."""

    def __init__(self, cells: Cells) -> None:
        self.cells, self.row = cells, cells.row
        self.answers, self.legend = cells.settled.answers, cells.settled.legend
        self.vocabulary = cells.vocabulary
        self.flagged: list[tuple[PlacedCell, str]] = []  # cells that tell what blocks, no status

    def code_of(self, each: Field) -> str | None:
        """The only code that the cells of a field give; two are asked."""
        codes: dict[str, list[PlacedCell]] = {}
        for placed in self.cells.of[each.name]:
            code = self._code(each, placed)
            if code:
                codes.setdefault(code, []).append(placed)
        before = len(self.row.incomplete)
        ticked = self.ticked(each.name)
        if len(self.row.incomplete) > before:
            self.cells.lack_all(ticked, each.name)
            self._tell_unsure(each.name, is_given=False)
            return None
        for placed in ticked:
            codes.setdefault(placed.column.facet.value, []).append(placed)
        self._tell_unsure(each.name, is_given=bool(codes))
        self._raise_flags(each, codes)
        if len(codes) < 2:
            return next(iter(codes), None) or self._beside_flags(each)
        several = [placed for group in codes.values() for placed in group]
        words = " + ".join(map(_words_of, several))
        answer = self.answers.word(each.name, word_key(words))
        if answer is not None:
            return answer
        for placed in several:
            self.cells.lack(placed, each.name, f"« {words} » : {SEVERAL}.")
        self.cells.ask(AskedCell(WORD, each.name, word_key(words), words, several[0].name))
        return None

    def _raise_flags(self, each: Field, codes: dict[str, list[PlacedCell]]) -> None:
        """Keep what a tick says of what blocks or postpones, and leave the statuses; what never
        goes with a status is asked with it."""
        choice = self.vocabulary.choices[each.name]
        for placed in codes.get("", []) if self.vocabulary.blocked else ():
            assert isinstance(choice, ProgressChoice)
            progress = choice.progress(placed.column.facet.label)
            if progress.flag == BLOCKED and not choice.ended.isdisjoint(codes):
                return
            self._flag(progress)
            self.flagged.append((placed, placed.column.facet.label))
        codes.pop("", None)

    def _beside_flags(self, each: Field) -> str | None:
        """The code that users said of words which tell what blocks and no more; else it is asked,
        unless it is known how far the subject is."""
        for placed, words in self.flagged:
            answer = self.answers.word(each.name, word_key(words))
            if answer is not None:
                return answer
            self.cells.lack_if_new(placed, each.name, words, FLAG_ALONE)
            self.cells.ask(
                AskedCell(WORD, each.name, word_key(words), words, placed.name, if_new=True)
            )
        return None

    def codes_of(self, each: Field) -> list[str]:
        """The codes that the cells of a field name, each once; a word that is not known is asked,
        and leaves the others."""
        codes = [
            code for placed in self.cells.filled(each.name) for code in self._codes(each, placed)
        ]
        codes += [placed.column.facet.value for placed in self.ticked(each.name)]
        self._tell_unsure(each.name, is_given=bool(codes))
        return list(dict.fromkeys(codes))

    def _codes(self, each: Field, placed: PlacedCell) -> Iterator[str]:
        if isinstance(placed.cell, BrokenCell):
            self.cells.attempt(placed, each.name)
            return
        placed.is_read, why = True, ""
        for name in names_of(placed.cell):
            code = self.answers.word(each.name, word_key(name))
            try:
                code = self.vocabulary.choices[each.name].read(name) if code is None else code
            except Refused as refusal:
                why = why or str(refusal)
                self.cells.ask(AskedCell(WORD, each.name, word_key(name), name, placed.name))
            if code:
                yield code
        if why:
            self.cells.lack(placed, each.name, why)

    def _code(self, each: Field, placed: PlacedCell) -> str | None:
        """The code that a cell gives, by its words, or by its colour when it has none."""
        if isinstance(placed.column.facet, Tick):
            return None
        cell, kind, key = placed.cell, WORD, ""
        if cell is None:
            if not placed.fill:
                return None
            cell, kind, key = self.legend.get(placed.fill), COLOUR, placed.fill
        elif isinstance(cell, str) and is_sign(cell):
            key, kind = word_key(cell), MARK
            cell = self.legend.get(key) or self._box(each, cell)
        elif isinstance(cell, str) and len(cell.strip()) <= LONGEST_LETTERS:
            cell = self.legend.get(word_key(cell), cell)
        if each.name in self.answers.words:
            for known in (key, word_key(cell)):
                answer = self.answers.word(each.name, known)
                if answer is not None:
                    placed.is_read = True
                    self._note_beside(each, placed, cell, answer)
                    return answer
        if cell is None:
            word = key if kind == COLOUR else on_one_line(placed.cell)
            self.cells.ask(AskedCell(kind, each.name, key, word, placed.name))
            of_colour = UNSAID_COLOUR.format(colour_name(placed.fill))
            self.cells.lack(placed, each.name, of_colour if kind == COLOUR else UNSAID_SIGN)
            return None
        before = len(self.row.incomplete)
        code = self.cells.attempt(placed, each.name, cell)
        is_lost = isinstance(cell, BrokenCell) or (isinstance(cell, str) and says_unknown(cell))
        if len(self.row.incomplete) > before and not is_lost:
            self.cells.ask(
                AskedCell(WORD, each.name, word_key(cell), on_one_line(cell), placed.name)
            )
        elif placed.is_read:
            self._note_flag(each, placed, cell)
            self._note_number(each, placed, cell)
            self._note_question(each, placed, cell)
        return code

    def _box(self, each: Field, cell: str) -> str | None:
        """A box that ticks a column of yes and no: « Prioritaire »; None for another sign."""
        choice = self.vocabulary.choices[each.name]
        is_tick = isinstance(choice, PlainChoice) and choice.marked and is_box(cell)
        return cell if is_tick else None

    def _note_question(self, each: Field, placed: PlacedCell, cell: Cell) -> None:
        """Tell a value that its author is not sure of: « terminé ? »."""
        is_asked = isinstance(cell, str) and cell.rstrip().endswith("?")
        if is_asked and not says_nothing(str(cell)):
            self.row.doubts.append(RowDoubt(placed.name, each.name, ITS_MARK, on_one_line(cell)))

    def _note_number(self, each: Field, placed: PlacedCell, cell: Cell) -> None:
        """Tell a part that is read by its words, where its number is that of another."""
        choice = self.vocabulary.choices[each.name]
        if not isinstance(choice, NumberedChoice) or not isinstance(cell, str):
            return
        if choice.is_renumbered(cell):
            message = "Le numéro est celui d’un autre axe : les mots ont décidé."
            self.row.doubts.append(RowDoubt(placed.name, each.name, message, on_one_line(cell)))

    def _note_flag(self, each: Field, placed: PlacedCell, cell: Cell) -> None:
        """Keep what a cell says of what blocks or postpones, with its words."""
        choice = self.vocabulary.choices[each.name]
        if not self.vocabulary.blocked or not isinstance(choice, ProgressChoice):
            return
        progress = choice.progress(cell, placed.column.unit)
        if progress.flag and not progress.code:
            self.flagged.append((placed, on_one_line(cell)))
        if progress.code and progress.is_doubtful:
            label = dict(each.labels)[progress.code]
            message = in_french(f"Ces mots sont lus « {label} » : est-ce ce qu’ils veulent dire ?")
            self.row.doubts.append(RowDoubt(placed.name, each.name, message, on_one_line(cell)))
        self._tell_flag(each, placed, progress)

    def _note_beside(self, each: Field, placed: PlacedCell, cell: Cell, answer: str) -> None:
        """Keep what blocks beside the status that users said of the same words."""
        choice = self.vocabulary.choices[each.name]
        if self.vocabulary.blocked and isinstance(choice, ProgressChoice):
            with suppress(Refused):
                progress = choice.progress(cell, placed.column.unit)
                if answer not in choice.ended:
                    self._tell_flag(each, placed, progress)

    def _tell_flag(self, each: Field, placed: PlacedCell, progress: Advancement) -> None:
        if progress.flag:
            message = flagged(self._flag(progress))
            self.row.doubts.append(RowDoubt(placed.name, each.name, message, progress.words))

    def _flag(self, progress: Advancement) -> str:
        """Keep what blocks; the label of its kind."""
        kind, blockers = progress.cause or OTHER_CAUSE, self.vocabulary.blockers
        flag = {"kind": kind, "reason": progress.words}
        self.row.values[self.vocabulary.blocked] = flag | {"flag": progress.flag}
        return dict(self.vocabulary.by_name[blockers.kind].labels)[kind] if blockers else ""

    def ticked(self, name: str) -> list[PlacedCell]:
        """The cells ticked in the columns of ticks of a field; what is no tick is asked."""
        ticked = []
        for placed in self._marks(name):
            isticked = self._is_ticked(placed, name)
            if isticked is not None:
                placed.is_read = True
            if isticked:
                ticked.append(placed)
        return ticked

    def _marks(self, name: str) -> list[PlacedCell]:
        """The cells of the columns of ticks of a field that say something."""
        return [
            placed
            for placed in self.cells.of[name]
            if isinstance(placed.column.facet, Tick) and (placed.cell is not None or placed.fill)
        ]

    def _tell_unsure(self, name: str, *, is_given: bool) -> None:
        """Tell the question marks of columns of ticks: beside what gives the field, or alone."""
        for placed in self._marks(name):
            if not _is_unsure(placed.cell):
                continue
            placed.is_read = is_given
            if is_given:
                words = on_one_line(placed.cell)
                self.row.doubts.append(RowDoubt(placed.name, name, ITS_MARK, words))
            else:
                self.cells.lack(placed, name, NO_TICK)

    def periods(self, name: str, columns: Mapping[int, Column]) -> Iterator[tuple[PlacedCell, Any]]:
        """The cells ticked in the columns of a calendar, with the start and the end of each; those
        of a bar are told."""
        ticked = self.ticked(name)
        self._tell_unsure(name, is_given=bool(ticked))
        for placed in ticked:
            ends = placed.column.facet.value
            if placed.across:
                ends = ends_of(placed, columns)
                if ends is None:
                    self.cells.lack(placed, name, BEYOND)
                    continue
                message = f"La période est lue de la barre : de {ends[0]} à {ends[1]}."
                doubt = RowDoubt(placed.name, name, in_french(message), on_one_line(placed.cell))
                self.row.doubts.append(doubt)
            yield placed, ends

    def _is_ticked(self, placed: PlacedCell, name: str) -> bool | None:
        if placed.across and name in self.vocabulary.choices:
            self.cells.lack(placed, name, ACROSS)
            return None
        if placed.across and is_words(placed.cell) and is_marked(placed.cell) is None:
            words = on_one_line(placed.cell)
            self.row.notes.append(RowNote(placed.name, placed.column.header, words))
            return True
        is_ticked = True if placed.cell is None else is_marked(placed.cell)
        is_doubtful = placed.column.facet.is_mixed and is_cross(placed.cell)
        is_ticked = None if is_doubtful else is_ticked
        if is_ticked is not None:
            return is_ticked
        if isinstance(placed.cell, str) and says_nothing(placed.cell):
            return False
        if name in self.vocabulary.choices and _is_day(placed.cell):
            message = "La date est lue comme une croix."
            words = on_one_line(placed.cell)
            self.row.doubts.append(RowDoubt(placed.name, name, message, words))
            return True
        key = word_key(placed.cell)
        answer = self.answers.word(name, key)
        if answer is not None:
            return answer == TICKED[0][0]
        self.cells.lack(placed, name, CROSS if is_doubtful else NO_TICK)
        self.cells.ask(AskedCell(MARK, name, key, on_one_line(placed.cell), placed.name, TICKED))
        return None


def _is_unsure(cell: Cell) -> bool:
    """Whether a cell is a mere question mark: « ? », « (?) »."""
    return isinstance(cell, str) and says_nothing(cell) and says_unknown(cell)


def _words_of(placed: PlacedCell) -> str:
    """What a cell says among others: the head that it ticks, its words, or its colour."""
    if placed.column.facet:
        return str(placed.column.facet.label)
    return on_one_line(placed.cell) if placed.cell is not None else colour_name(placed.fill)


def _is_day(cell: Cell) -> bool:
    """Whether a cell is a date, which ticks the status that it is under."""
    return isinstance(cell, PartialDate) or (isinstance(cell, str) and bool(date_on(cell)))
