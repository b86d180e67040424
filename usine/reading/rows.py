"""The rows of a table as read: what each says of its subject, or why it is refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from usine.reading.grid import BrokenCell, Original, original
from usine.reading.layout import Layout, PlacedCell, SubjectRow
from usine.reading.refusals import KeptWords
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
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


@dataclass
class Row:
    """A row of the table; `number` is the one that the spreadsheet shows.

    `values` are by field, without those of empty cells. `cells` are those of the file, in the order
    of the columns of the sheet. `reference_cell` is the one that gave the reference."""

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cells: tuple[Original, ...] = ()
    reference_cell: str = ""

    @property
    def is_refused(self) -> bool:
        return bool(self.problems)

    def refuse(self, cell: str, name: str, message: str, *, if_new: bool = False) -> None:
        self.problems.append(Problem(cell, name, in_french(message), if_new))

    def is_at_fault(self, name: str) -> bool:
        return any(problem.field == name for problem in self.problems)


def read_row(layout: Layout, subject: SubjectRow) -> Row:
    """One subject, read cell by cell."""
    return _RowReader(layout, subject).read()


class _RowReader:
    def __init__(self, layout: Layout, subject: SubjectRow) -> None:
        self.layout, self.subject = layout, subject
        self.vocabulary: Vocabulary = layout.vocabulary
        columns = layout.header.columns
        cells = (*map(original, subject.cells), *[None] * len(columns))[: len(columns)]
        self.row = Row(layout.grid.name, subject.number, cells=cells)
        self.units = {column.field: column.unit for column in columns}

    def read(self) -> Row:
        for each in self.vocabulary.fields:
            value = self._value(each)
            if value not in (None, "", []):
                self._keep(each, value)
        self._check_needed()
        self._check_rules()
        if reference := self.subject.by_field.get(self.vocabulary.reference):
            self.row.reference_cell = reference[0].name
        return self.row

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
            case _:
                values[each.name] = value
                self._check_length(each, value)

    def _keep_title(self, each: Field, title: str, rest: str) -> None:
        """Keep the first line of a title; the others go to the field `rest`, or stay in it."""
        if rest and not self.vocabulary.rest:
            title, rest = " ".join(f"{title} {rest}".split()), ""
        if title:
            self.row.values[each.name] = title
            self._check_length(each, title)
        if rest:
            self.row.values[self.vocabulary.rest] = rest

    def _value(self, each: Field) -> Any:
        match each.kind:
            case FieldKind.LONG_TEXT:
                return _joined(*(self._read(each, placed) for placed in self._cells(each.name)))
            case FieldKind.NAMES:
                names = (self._read(each, placed) for placed in self._cells(each.name))
                return list(dict.fromkeys(name for several in names for name in several))
        for placed in self._cells(each.name):
            try:
                return self._read(each, placed)
            except KeptWords:
                continue
            except Refused as refusal:
                self.row.refuse(placed.name, each.name, str(refusal))
        return None

    def _read(self, each: Field, placed: PlacedCell) -> Any:
        return self.vocabulary.read(each.name, placed.cell, self.units[each.name])

    def _cells(self, name: str) -> Iterator[PlacedCell]:
        """The cells that give a field; one that holds an error of calculation refuses the row."""
        for placed in self.subject.by_field.get(name, ()):
            if isinstance(placed.cell, BrokenCell):
                self.row.refuse(placed.name, name, placed.cell.why(placed.name))
            elif placed.cell is not None:
                yield placed

    def _check_length(self, each: Field, value: Any) -> None:
        if each.max_length and each.kind != FieldKind.CHOICE and len(value) > each.max_length:
            self.row.refuse(
                self.subject.by_field[each.name][0].name,
                each.name,
                f"Ce texte compte {format_counted(len(value), 'caractère', 'caractères')}\u00a0: "
                f"raccourcissez-le à "
                f"{each.max_length} au plus.",
            )

    def _check_needed(self) -> None:
        """Refuse a row that would leave a new subject without its title or its part."""
        title, heading = self.vocabulary.title, self.vocabulary.heading
        placed = self.subject.by_field[title][0]
        if title not in self.row.values and not isinstance(placed.cell, BrokenCell):
            why = f"{self.vocabulary.lack_of(title)} : remplissez {placed.name}."
            self.row.refuse(placed.name, title, why, if_new=True)
        if not heading or heading in self.row.values or self.row.is_at_fault(heading):
            return
        if part := self._part(heading):
            self.row.values[heading] = part

    def _part(self, heading: str) -> str | None:
        """The part that a heading, or the whole sheet, gives to a subject that names none."""
        parts = self.vocabulary.parts
        assert parts is not None
        above = self.subject.heading
        if above:
            try:
                return parts.read(above.cell)
            except Refused as refusal:
                self.row.refuse(above.name, heading, str(refusal))
                return None
        if self.layout.part is None:
            label = self.vocabulary.labels[heading]
            missing = self.vocabulary.lack_of(heading)
            if placed := self.subject.by_field.get(heading):
                self.row.refuse(placed[0].name, heading, f"{missing} : {parts.write}.", if_new=True)
            else:
                why = f"{missing} : ajoutez une colonne {label}, et {parts.write}."
                self.row.refuse(f"ligne {self.row.number}", heading, why, if_new=True)
        return self.layout.part

    def _check_rules(self) -> None:
        for rule in self.vocabulary.rules:
            if not rule.holds(self.row.values):
                placed = next(
                    cells[0]
                    for name in self.vocabulary.columns_of(rule.field)
                    if (cells := self.subject.by_field.get(name))
                )
                self.row.refuse(placed.name, rule.field, rule.message)


def _joined(*paragraphs: str) -> str:
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)
