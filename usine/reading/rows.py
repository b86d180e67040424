"""The rows of a table as read: what each says of its subject, what it leaves unsaid, or why it is
refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from usine.reading.accounting import shown
from usine.reading.answers import AMOUNTS, COLOUR, MARK, TICKED, WORD, Answers, Asked, word_key
from usine.reading.breakdown import PaidBy, Share
from usine.reading.choices import ProgressChoice
from usine.reading.columns import UNIT, Column
from usine.reading.grid import Address, Broken, Cell, Original, original
from usine.reading.layout import Layout, PlacedCell, SubjectRow
from usine.reading.marks import Mark
from usine.reading.money import Funding
from usine.reading.values.dates import says_more
from usine.reading.values.marks import is_marked, is_sign
from usine.reading.values.money import parse_amount
from usine.reading.values.nothing import says_nothing
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused
from usine.values.fields import Field, FieldKind
from usine.values.formats import format_counted


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the cell by its A1 name (or the row, when no column has the field), the
    field, and what to do. With `if_new`, it only refuses a subject that is not known yet."""

    cell: str
    field: str
    message: str
    if_new: bool = False


class Incomplete(NamedTuple):
    """A filled cell whose field stays empty: its words, and why."""

    sheet: str
    row: int
    cell: str
    field: str
    words: str
    why: str


class Doubt(NamedTuple):
    """What must be verified of a row that is taken, with the file's own words."""

    cell: str
    field: str
    message: str
    words: str = ""


class Note(NamedTuple):
    """Words of the file kept with the header of their column."""

    cell: str
    column: str
    words: str


@dataclass
class Row:
    """A row of the table; `number` is the one that the spreadsheet shows, `last` that of the last
    of its lines.

    `values` are by field, without those of empty cells. `cells` are those of the file, in the order
    of the columns of the sheet. `reference_cell` and `title_cell` gave these. `amounts` are
    what each column of amounts says, in cents; `parted` the totals that its parts should make.
    """

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cells: tuple[Original, ...] = ()
    reference_cell: str = ""
    title_cell: str = ""
    last: int = 0
    incomplete: list[Incomplete] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    amounts: dict[int, int] = field(default_factory=dict)
    parted: list[tuple[Address, int, int]] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.problems)

    def refuse(self, cell: str, name: str, message: str, *, if_new: bool = False) -> None:
        self.problems.append(Problem(cell, name, in_french(message), if_new))

    def is_at_fault(self, name: str) -> bool:
        return any(problem.field == name for problem in self.problems)


@dataclass(frozen=True)
class Settled:
    """What is known before a row is read: the answers of users, and what colours say in a legend
    of the file."""

    answers: Answers = field(default_factory=Answers)
    legend: Mapping[str, str] = field(default_factory=dict)


NOTHING_SETTLED = Settled()


def read_row(layout: Layout, subject: SubjectRow, settled: Settled = NOTHING_SETTLED) -> Row:
    """One subject, read cell by cell."""
    return _RowReader(layout, subject, settled).read()


class _RowReader:
    def __init__(self, layout: Layout, subject: SubjectRow, settled: Settled) -> None:
        self.layout, self.subject, self.settled = layout, subject, settled
        self.vocabulary: Vocabulary = layout.vocabulary
        columns = layout.header.columns
        cells = (*map(original, subject.cells), *[None] * len(columns))[: len(columns)]
        first = layout.grid.address(subject.number, max(layout.title, 0))
        self.row = Row(first.sheet, first.row, cells=cells)
        self.of: dict[str, list[PlacedCell]] = {name: [] for name in self.vocabulary.by_name}
        for placed in chain.from_iterable(subject.lines):
            self.of[placed.column.field or ""].append(placed)
        self.unread: set[str] = set()
        self._add_colour()
        self.row.last = subject.numbers[-1] if len(subject.numbers) > 1 else first.row

    def _add_colour(self) -> None:
        """The colour of the row, where the legend of the file, or a user, says what one means."""
        colour = self.layout.row_colours.get(self.subject.number, "")
        name = self.vocabulary.progress
        known = {*self.settled.legend, *self.settled.answers.words.get(name, ())}
        if colour and not known.isdisjoint(self.layout.row_colours.values()):
            at = self.layout.grid.address(self.subject.number, self.layout.title)
            column = Column(self.layout.title, "", name, 0)
            self.of[name] = [PlacedCell(None, column, *at, fill=colour)]

    def read(self) -> Row:
        for each in self.vocabulary.fields:
            if self.of[each.name]:
                value = self._value(each)
                if value not in (None, "", []):
                    self._keep(each, value)
        self._read_parts()
        if self.vocabulary.breakdown:
            Funding(self, self.vocabulary.breakdown).read()
        self._check_needed()
        self._check_rules()
        if reference := self.of.get(self.vocabulary.reference):
            self.row.reference_cell = reference[0].name
        self.row.title_cell = self.of[self.vocabulary.title][0].name
        self._settle()
        return self.row

    # What each kind of field makes of its cells.

    def _value(self, each: Field) -> Any:
        match each.kind:
            case FieldKind.LINES:
                return None  # told by `Funding`, once the rest is known
            case FieldKind.STEPS:
                return self._steps(each)
            case FieldKind.LONG_TEXT:
                return _joined(*(value for _, value in self._values(each.name) if value))
            case FieldKind.NAMES:
                names = (value for _, value in self._values(each.name) if value)
                return list(dict.fromkeys(name for several in names for name in several))
            case FieldKind.CHOICE:
                return self._choice(each)
        values = [(placed, value) for placed, value in self._values(each.name) if value is not None]
        if each.name in self.unread:
            return self._refuse_others(each, values)
        match each.kind:
            case FieldKind.MONEY:
                return self._sum(each, values)
            case FieldKind.DATE:
                return self._date(each, [value for _, value in values])
            case FieldKind.PERIOD:
                return self._period(each, [value for _, value in values])
            case FieldKind.TEXT:
                return " ; ".join(dict.fromkeys(value for _, value in values if value))
        return values[0][1] if values else None

    def _refuse_others(self, each: Field, values: list[tuple[PlacedCell, Any]]) -> None:
        """The field stays empty when one of its cells is not understood: the others say nothing."""
        for placed, _ in values:
            self.lack(placed, each.name, OTHER_LINE)

    def _filled(self, name: str) -> list[PlacedCell]:
        """The cells of a field that say something."""
        return [
            placed
            for placed in self.of[name]
            if placed.cell is not None
            and not (isinstance(placed.cell, str) and says_nothing(placed.cell))
            and not isinstance(placed.column.facet, Mark)
        ]

    def _values(self, name: str) -> list[tuple[PlacedCell, Any]]:
        """The cells of a field that are understood, with their values."""
        tried = ((placed, self.attempt(placed, name)) for placed in self.of[name])
        return [(placed, value) for placed, value in tried if placed.is_read]

    def attempt(self, placed: PlacedCell, name: str, cell: Cell = None) -> Any:
        """The value of a cell, or of another in its place; None when it has none, or is not
        understood, which is noted."""
        cell = placed.cell if cell is None else cell
        if cell is None or isinstance(placed.column.facet, Mark):
            return None
        if placed.row in placed.column.suspects:
            key = f"{placed.sheet}!{placed.name}".lstrip("!")
            cell = self.settled.answers.word(placed.column.field or "", key) or cell
        if isinstance(cell, Broken):
            self.lack(placed, name, cell.why(placed.name))
            return None
        if self._is_in_doubt(placed, name, cell):
            return None
        try:
            value = self._value_of(placed, name, cell)
        except Refused as refusal:
            self.lack(placed, name, str(refusal))
            return None
        placed.is_read = True
        return value

    def _value_of(self, placed: PlacedCell, name: str, cell: Cell) -> Any:
        column = placed.column
        if isinstance(column.facet, Share | PaidBy):
            return parse_amount(cell, column.unit)
        value = self.vocabulary.read(name, cell, column.unit, month_first=column.month_first)
        if self.vocabulary.by_name[name].kind in DATES and says_more(cell):
            message = "La date est lue sans les mots qui l’entourent."
            self.row.doubts.append(Doubt(placed.name, name, message, shown(cell)))
        return value

    def _is_in_doubt(self, placed: PlacedCell, name: str, cell: Cell) -> bool:
        """Whether a cell waits for what users say of its column, or of itself; it is asked."""
        column = placed.column
        if column.asks and is_doubtful(column.asks.kind, cell):
            why = UNSAID_UNIT if column.asks.kind == UNIT else UNSAID_ORDER
            self.lack(placed, name, why)
            asked = Asked(column.asks.kind, column.field or "", column.key, column.header, "")
            self._ask(asked._replace(cell=placed.name, options=column.asks.options))
            return True
        if placed.row in column.suspects and placed.cell is cell:
            self.lack(placed, name, SUSPECT)
            key, words = f"{placed.sheet}!{placed.name}".lstrip("!"), shown(cell)
            options = tuple((each, each) for each in (f"{words} €", f"{words} k€"))
            self._ask(Asked(AMOUNTS, column.field or "", key, words, placed.name, options))
            return True
        return False

    def lack(self, placed: PlacedCell, name: str, why: str) -> None:
        """Note a filled cell whose field stays empty."""
        self.unread.add(name)
        if not placed.is_lacking:
            placed.is_read, placed.is_lacking = False, True
            place = placed.sheet, placed.row, placed.name
            self.row.incomplete.append(Incomplete(*place, name, shown(placed.cell), in_french(why)))

    def _sum(self, each: Field, values: list[tuple[PlacedCell, int]]) -> int | None:
        """The amounts of the lines added up; the same one on each line may be the whole, or a
        part: it is left empty."""
        for placed, amount in values:
            index = placed.column.index
            self.row.amounts[index] = self.row.amounts.get(index, 0) + amount
        amounts = [amount for _, amount in values]
        unclear = ""
        if len(amounts) > 1 and len(set(amounts)) == 1:
            unclear = SAME_AMOUNT
        elif len(amounts) > 2 and amounts[0] == sum(amounts[1:]):
            unclear = FIRST_IS_SUM
        if unclear:
            for placed, _ in values:
                self.lack(placed, each.name, unclear)
            return None
        return sum(amounts) if amounts else None

    def _date(self, each: Field, values: list[PartialDate]) -> PartialDate | None:
        """The earliest of the dates that begin, the latest of those that end."""
        if not values:
            return None
        begins = any(each.name == start for start, _ in self.vocabulary.spans.values())
        return min(values, key=_first) if begins else max(values, key=_last)

    def _period(self, each: Field, values: list[Any]) -> Any:
        ticked = self._ticked(each.name)
        starts = [start for start, _ in values if start] + [mark.value for mark in ticked]
        ends = [end for _, end in values if end] + [mark.value for mark in ticked]
        if not starts and not ends:
            return None
        return min(starts, key=_first, default=None), max(ends, key=_last, default=None)

    def _choice(self, each: Field) -> str | None:
        """The only code that the cells of a field give; two are asked."""
        codes: dict[str, list[PlacedCell]] = {}
        for placed in self.of[each.name]:
            code = self._code(each, placed)
            if code:
                codes.setdefault(code, []).append(placed)
        for mark in self._ticked(each.name):
            placed = next(p for p in self.of[each.name] if p.column.facet == mark)
            codes.setdefault(mark.value, []).append(placed)
        if len(codes) < 2:
            return next(iter(codes), None)
        several = [placed for group in codes.values() for placed in group]
        words = " + ".join(
            placed.column.facet.label if placed.column.facet else shown(placed.cell)
            for placed in several
        )
        answer = self.settled.answers.word(each.name, word_key(words))
        if answer is not None:
            return answer
        for placed in several:
            self.lack(placed, each.name, f"« {words} » : {SEVERAL}.")
        self._ask(Asked(WORD, each.name, word_key(words), words, several[0].name))
        return None

    def _code(self, each: Field, placed: PlacedCell) -> str | None:
        """The code that a cell gives, by its words, or by its colour when it has none."""
        if isinstance(placed.column.facet, Mark):
            return None
        cell, kind, key = placed.cell, WORD, ""
        if cell is None:
            if not placed.fill:
                return None
            cell, kind, key = self.settled.legend.get(placed.fill), COLOUR, placed.fill
        elif isinstance(cell, str) and is_sign(cell):
            key = word_key(cell)
            cell, kind = self.settled.legend.get(key), MARK
        if each.name in self.settled.answers.words:
            for known in (key, word_key(cell)):
                answer = self.settled.answers.word(each.name, known)
                if answer is not None:
                    placed.is_read = True
                    return answer
        if cell is None:
            word = key if kind == COLOUR else shown(placed.cell)
            self._ask(Asked(kind, each.name, key, word, placed.name))
            self.lack(placed, each.name, UNSAID_COLOUR if kind == COLOUR else UNSAID_SIGN)
            return None
        before = len(self.row.incomplete)
        code = self.attempt(placed, each.name, cell)
        if len(self.row.incomplete) > before and not isinstance(cell, Broken):
            self._ask(Asked(WORD, each.name, word_key(cell), shown(cell), placed.name))
        elif placed.is_read:
            self._note_flag(each, placed, cell)
        return code

    def _note_flag(self, each: Field, placed: PlacedCell, cell: Cell) -> None:
        """Keep what a cell says of what blocks or postpones, with its words."""
        choice = self.vocabulary.choices[each.name]
        if not self.vocabulary.blocked or not isinstance(choice, ProgressChoice):
            return
        progress = choice.progress(cell, placed.column.unit)
        if progress.flag:
            flag = {"kind": progress.cause or OTHER_CAUSE, "reason": progress.words}
            self.row.values[self.vocabulary.blocked] = flag | {"flag": progress.flag}
            message = "Ces mots disent aussi ce qui retient l’action : elle est signalée."
            self.row.doubts.append(Doubt(placed.name, each.name, message, progress.words))

    def _ask(self, asked: Asked) -> None:
        self.row.asked.append(asked)

    def _ticked(self, name: str) -> list[Mark]:
        """The columns of ticks that are ticked on the row; what is no tick is asked."""
        ticked = []
        for placed in self.of[name]:
            mark = placed.column.facet
            if not isinstance(mark, Mark) or (placed.cell is None and not placed.fill):
                continue
            is_ticked = self._is_ticked(placed, name)
            if is_ticked is not None:
                placed.is_read = True
            if is_ticked:
                ticked.append(mark)
        return ticked

    def _is_ticked(self, placed: PlacedCell, name: str) -> bool | None:
        is_ticked = True if placed.cell is None else is_marked(placed.cell)
        if is_ticked is not None:
            return is_ticked
        if isinstance(placed.cell, str) and says_nothing(placed.cell):
            return False
        key = word_key(placed.cell)
        answer = self.settled.answers.word(name, key)
        if answer is not None:
            return answer == TICKED[0][0]
        self.lack(placed, name, NO_TICK)
        self._ask(Asked(MARK, name, key, shown(placed.cell), placed.name, TICKED))
        return None

    def _steps(self, each: Field) -> list[dict[str, Any]]:
        steps = []
        for line in self.subject.lines:
            for placed in line:
                if placed.column.field == each.name and (text := self.attempt(placed, each.name)):
                    due = self._due(line) if len(self.subject.lines) > 1 else None
                    titles = [title.strip(" -–•") for title in text.split("\n")]
                    steps += [step_of(title, due) for title in titles if title]
        return steps

    def _due(self, line: tuple[PlacedCell, ...]) -> PartialDate | None:
        """The end that a line gives to its step."""
        ends = {end for _, end in self.vocabulary.spans.values()}
        for placed in line:
            name = placed.column.field or ""
            if (
                placed.column.facet
                or placed.cell is None
                or name not in {*ends, *self.vocabulary.spans}
            ):
                continue
            try:
                value = self.vocabulary.read(name, placed.cell)
            except Refused:
                continue
            return value if name in ends else value[1]
        return None

    def _read_parts(self) -> None:
        """The indented sub-actions: each is a step, and gives what the action itself lacks."""
        for line in self.subject.parts:
            for placed in line:
                if placed.column.field == self.vocabulary.title and placed.cell is not None:
                    title = shown(placed.cell).strip(" -–—•▪·>↳→")
                    placed.is_read = True
                    step = step_of(title, self._due(line))
                    self.row.values.setdefault(self.vocabulary.steps, []).append(step)

    # What is kept of a value.

    def _keep(self, each: Field, value: Any) -> None:
        values = self.row.values
        match each.kind:
            case FieldKind.PERIOD:
                ends = zip(self.vocabulary.spans[each.name], value, strict=True)
                values.update({name: end for name, end in ends if end is not None})
            case FieldKind.TITLE:
                self._keep_title(each, *value)
            case FieldKind.LONG_TEXT:
                values[each.name] = _joined(values.get(each.name, ""), value)
            case _ if self._is_too_long(each, value):
                why = f"Ce texte compte {len(value)} caractères : raccourcissez-le à "
                for placed in self._filled(each.name):
                    self.lack(placed, each.name, f"{why}{each.max_length} au plus.")
            case _:
                values[each.name] = value

    def _is_too_long(self, each: Field, value: Any) -> bool:
        return bool(
            each.max_length and each.kind != FieldKind.CHOICE and len(value) > each.max_length
        )

    def _keep_title(self, each: Field, title: str, rest: str) -> None:
        """Keep the first line of a title; the others go to the field `rest`, or stay in it. What
        is beyond its length goes there too, and is told."""
        if rest and not self.vocabulary.rest:
            title, rest = " ".join(f"{title} {rest}".split()), ""
        if self._is_too_long(each, title):
            assert each.max_length
            rest = _joined(title, rest) if self.vocabulary.rest else rest
            placed = self._filled(each.name)[0]
            message = (
                f"L’intitulé compte {len(title)} caractères : il est coupé à {each.max_length}."
            )
            self.row.doubts.append(Doubt(placed.name, each.name, in_french(message), title))
            title = title[: each.max_length - 1].rsplit(" ", 1)[0] + "…"
        if title:
            self.row.values[each.name] = title
        if rest:
            self.row.values[self.vocabulary.rest] = rest

    # What a row needs.

    def _check_needed(self) -> None:
        """Refuse a row that would leave a new subject without its title or its part."""
        title, heading = self.vocabulary.title, self.vocabulary.heading
        if title not in self.row.values:
            placed = self.of[title][0]
            why = f"{self.vocabulary.lack_of(title)} : remplissez {placed.name}."
            if isinstance(placed.cell, Broken):
                why = placed.cell.why(placed.name)
            self.row.refuse(placed.name, title, why, if_new=not isinstance(placed.cell, Broken))
        if not heading or heading in self.row.values:
            return
        if unread := [entry for entry in self.row.incomplete if entry.field == heading]:
            self.row.refuse(unread[0].cell, heading, unread[0].why)
        elif part := self._part(heading):
            self.row.values[heading] = part

    def _part(self, heading: str) -> str | None:
        """The part that a heading, or the whole sheet, gives to a subject that names none."""
        parts = self.vocabulary.parts
        assert parts is not None
        above = self.subject.heading
        if above:
            key = word_key(above.cell)
            answer = self.settled.answers.word(heading, key)
            if answer:
                return answer
            try:
                return parts.read(above.cell)
            except Refused as refusal:
                self.row.refuse(above.name, heading, str(refusal))
                self._ask(Asked(WORD, heading, key, shown(above.cell), above.name))
                return None
        if self.layout.part is None:
            label = self.vocabulary.labels[heading]
            missing = self.vocabulary.lack_of(heading)
            if placed := self.of[heading]:
                self.row.refuse(placed[0].name, heading, f"{missing} : {parts.write}.", if_new=True)
            else:
                why = f"{missing} : ajoutez une colonne {label}, et {parts.write}."
                self.row.refuse(f"ligne {self.row.number}", heading, why, if_new=True)
        return self.layout.part

    def _check_rules(self) -> None:
        """Leave empty the field at fault of a rule that does not hold."""
        for rule in self.vocabulary.rules:
            if rule.holds(self.row.values):
                continue
            every = [p for name in self.vocabulary.columns_of(rule.field) for p in self.of[name]]
            if self.row.values.pop(rule.field, None) is None:
                self.row.refuse(every[0].name, rule.field, rule.message)
            for placed in every:
                if placed.is_read:
                    self.lack(placed, rule.field, rule.message)

    def _settle(self) -> None:
        """Note what columns that feed one text say apart, and lines read as one action."""
        for name in self.layout.shared_texts:
            self.row.notes += [
                Note(placed.name, placed.column.header, shown(placed.cell))
                for placed in self._filled(name)
            ]
        for placed in chain.from_iterable(self.subject.lines):
            if hung := self.layout.grid.notes.get((placed.row, placed.index)):
                self.row.notes.append(Note(placed.name, placed.column.header, hung))
        heading = self.of.get(self.vocabulary.heading, [])
        if self.subject.number in self.layout.carried and heading:
            message = (
                f"{self.vocabulary.labels[self.vocabulary.heading]} repris de {heading[0].name}."
            )
            words = shown(heading[0].cell)
            self.row.doubts.append(Doubt(heading[0].name, self.vocabulary.heading, message, words))
        if self.subject.is_guessed:
            title = self.of[self.vocabulary.title][0]
            message = (
                f"Les lignes {self.row.number} à {self.row.last} sont lues comme une seule action."
            )
            self.row.doubts.append(Doubt(title.name, self.vocabulary.title, message))


OTHER_CAUSE = "other"
DATES = (FieldKind.DATE, FieldKind.PERIOD)
UNSAID_UNIT = "l’unité de la colonne n’est pas sûre : dites en quoi elle compte"
UNSAID_ORDER = (
    "la colonne écrit tantôt le jour, tantôt le mois d’abord : dites lequel vient d’abord"
)
SUSPECT = "mille fois plus, ou moins, que les autres montants de la colonne : vérifiez l’unité"
OTHER_LINE = "une autre cellule de la même action n’est pas comprise"
SAME_AMOUNT = (
    "le même montant est écrit sur chaque ligne de l’action : dites s’il est le total, ou une part"
)
FIRST_IS_SUM = (
    "le premier montant de l’action est la somme des suivants : dites s’il en est le total"
)
SEVERAL = "plusieurs valeurs pour une seule action, n’en gardez qu’une"
UNSAID_SIGN = "rien dans le fichier ne dit ce que ce signe veut dire"
UNSAID_COLOUR = "la cellule est vide et en couleur : dites ce que cette couleur veut dire"
NO_TICK = "la cellule n’est ni cochée, ni vide"


def is_doubtful(kind: str, cell: Cell) -> bool:
    """Whether a cell depends on what is asked of its column: a bare number, a day in figures."""
    if kind == UNIT:
        return not isinstance(cell, str) or (not any(map(str.isalpha, cell)) and "€" not in cell)
    if isinstance(cell, str):
        return bool(_DAY.search(cell))
    return isinstance(cell, PartialDate) and cell.precision == Precision.DAY


_DAY = re.compile(r"\b\d{1,2}[/-]\d{1,2}[/-]\d")


def step_of(title: str, due: PartialDate | None) -> dict[str, Any]:
    return {"title": title, "due": due, "done_on": None}


def _first(partial: PartialDate) -> Any:
    return partial.first


def _last(partial: PartialDate) -> Any:
    return partial.last


def _joined(*paragraphs: str) -> str:
    return "\n".join(dict.fromkeys(paragraph for paragraph in paragraphs if paragraph))
