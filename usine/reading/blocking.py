"""What blocks a subject, told by columns of their own: its words, its kind, since when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from usine.reading.accounting import on_one_line
from usine.reading.blockers import FLAGGED, OTHER_CAUSE, Blockers, flagged
from usine.reading.cells import Cells
from usine.reading.choices import ProgressChoice
from usine.reading.choices.progress import BLOCKED
from usine.reading.placed import PlacedCell
from usine.reading.rows import RowDoubt, RowNote
from usine.reading.ticks import Tick
from usine.reading.values.marks import is_marked
from usine.reading.values.nothing import says_nothing
from usine.reading.wording import in_french
from usine.values.dates import PartialDate, Precision

LIFTED = "Ces mots disent un blocage levé : ils sont gardés en note, aucun blocage n’est noté."
LEVEL = "Ces mots ne disent pas ce qui bloque : ils sont gardés en note, aucun blocage n’est noté."
ENDED = "L’action est close : ces mots sont gardés en note, aucun blocage n’est noté."
UNNAMED = "Ces mots sont lus comme un blocage dont la nature n’est pas dite : « {} »."
NAMED = "Ces mots sont lus comme un blocage de nature « {} » : est-ce la bonne ?"
DENIED = "Une colonne dit que rien ne bloque, une autre ce qui bloque : aucun blocage n’est noté."
ITS_FIRST = "Le jour n’est pas dit : le blocage compte depuis le {}."
OTHERWISE = "Le statut dit un blocage de nature « {} », cette colonne « {} », qui est retenue."


class Blocking:
    """Reads what blocks one subject, once its other fields are read."""

    def __init__(self, cells: Cells, blockers: Blockers) -> None:
        self.cells, self.row, self.blockers = cells, cells.row, blockers
        self.vocabulary = cells.vocabulary
        self.labels = dict(self.vocabulary.by_name[blockers.kind].labels)

    def read(self) -> None:
        values = self.row.values
        beside = [self.blockers.kind, self.blockers.since]
        kind, since = told = [values.get(name) for name in beside]
        worded = list(self._worded())
        if not (worded or kind or since):
            return
        names = [name for name, value in zip(beside, told, strict=True) if value]
        every = [*worded, *(each for name in names for each in self._read_of(name))]
        first, words = every[0]
        texts = [text for _, text in worded]
        if why := self._why_none(texts):
            self.row.notes += [
                RowNote(placed.name, placed.column.header, on_one_line(placed.cell))
                for placed, _ in every
            ]
            self._doubt(first, why, words)
            return
        spoken = [text for placed, text in worded if is_marked(placed.cell) is None]
        reasons = spoken or texts or [text for _, text in every]
        guessed = self.blockers.kind_of(" ; ".join(spoken))
        self._keep(first, kind or "", guessed, "\n".join(dict.fromkeys(reasons)))
        if since:
            self._date(since)

    def _worded(self) -> Iterator[tuple[PlacedCell, str]]:
        """The cells that say what blocks, with their words; a tick stands after its header."""
        for placed in self.cells.of[self.blockers.field]:
            marked = is_marked(placed.cell)
            if marked is None:
                text = self.cells.attempt(placed, self.blockers.field)
            else:
                placed.is_read, text = True, _quoted(placed) if marked else ""
            if text and not self.blockers.says_none(text):
                yield placed, text

    def _read_of(self, name: str) -> Iterator[tuple[PlacedCell, str]]:
        """The cells of a field that were understood, after their headers; a tick is its header."""
        for placed in self.cells.of[name]:
            cell, header = placed.cell, placed.column.header
            is_blank = is_marked(cell) is False or (isinstance(cell, str) and says_nothing(cell))
            if placed.is_read and not is_blank:
                is_tick = cell is None or isinstance(placed.column.facet, Tick)
                yield placed, header if is_tick else _quoted(placed)

    def _why_none(self, texts: Sequence[str]) -> str:
        """Why these words are no blockage; empty when they are one."""
        name = self.vocabulary.progress
        choice = self.vocabulary.choices.get(name)
        if isinstance(choice, ProgressChoice) and self.row.values.get(name) in choice.ended:
            return ENDED
        if not texts and any(map(self._denies, self.cells.of[self.blockers.field])):
            return DENIED
        if texts and all(map(self.blockers.is_level, texts)):
            return LEVEL
        return LIFTED if texts and all(map(self.blockers.is_lifted, texts)) else ""

    def _denies(self, placed: PlacedCell) -> bool:
        """Whether a cell says in words that nothing blocks: « aucun », no dash."""
        words = on_one_line(placed.cell)
        return is_marked(placed.cell) is False or self.blockers.says_none(words)

    def _keep(self, first: PlacedCell, kind: str, guessed: str, reason: str) -> None:
        """Keep what blocks beside what the status says of it; its own column goes first."""
        before: Mapping[str, Any] = self.row.values.get(self.blockers.field, {})
        named = kind or guessed
        of_status = before.get("kind", OTHER_CAUSE)
        final = named or of_status
        if not kind and guessed:
            self._doubt(first, NAMED.format(self.labels[guessed]), reason)
        elif final == OTHER_CAUSE and not kind:
            self._doubt(first, UNNAMED.format(self.labels[OTHER_CAUSE]), reason)
        if named and of_status not in (OTHER_CAUSE, named):
            labels = (self.labels.get(each, each) for each in (of_status, named))
            self._doubt(first, OTHERWISE.format(*labels), reason)
        self._tell_nature_of_status(self.labels[final])
        if words := before.get("reason", ""):
            reason = "\n".join(dict.fromkeys((reason, words)))
        self.row.values[self.blockers.field] = {
            "kind": final,
            "reason": reason,
            "flag": BLOCKED,
            "cell": first.name,
            "field": self.vocabulary.progress if before else self.blockers.field,
        }

    def _tell_nature_of_status(self, label: str) -> None:
        """Tell the nature that the blockage has in the end beside the words of the status."""
        doubts = self.row.doubts
        for place, told in enumerate(doubts):
            if told.message.startswith(FLAGGED):
                doubts[place] = told._replace(message=flagged(label))

    def _date(self, since: PartialDate) -> None:
        """Keep since when it blocks, from the first day of what the file says."""
        [(placed, _), *_] = self._read_of(self.blockers.since)
        words = on_one_line(placed.cell)
        self.row.values[self.blockers.field]["since"] = [f"{since.first}", placed.name, words]
        if since.precision != Precision.DAY:
            self._doubt(placed, ITS_FIRST.format(PartialDate(since.first)), words)

    def _doubt(self, placed: PlacedCell, message: str, words: str) -> None:
        doubt = RowDoubt(placed.name, self.blockers.field, in_french(message), words)
        self.row.doubts.append(doubt)


def _quoted(placed: PlacedCell) -> str:
    """A cell after its header."""
    return f"{placed.column.header}\u00a0: {on_one_line(placed.cell)}"
