"""The fields of a subject, each declared once, and the kinds of fields.

Columns of a model, fields of a form, columns of a spreadsheet in and out, history and
documentation derive from the declaration: see `usine/plans/fields.py` for one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from .dates import PartialDate, Precision
from .formats import format_cents

NOTHING = "–"
"""The text that stands for a missing value."""

Changes = dict[str, tuple[Any, Any]]
"""{field: (old, new)}"""

Labels = Sequence[tuple[str, str]]
"""(code, label) of each choice, in order."""


class FieldKind(StrEnum):
    """The nature of a value, which decides how the field is stored, typed, read and shown."""

    REFERENCE = "reference"  # a short text that names the subject
    TITLE = "title"  # a text on one line, never empty
    TEXT = "text"  # a text on one line
    LONG_TEXT = "long_text"  # a text on several lines
    NAMES = "names"  # a list of texts
    MONEY = "money"  # whole cents, None when not known
    DATE = "date"  # a PartialDate or None
    PERIOD = "period"  # a start and an end in one cell of a file: stored as two dates
    CHOICE = "choice"  # one code of a list
    CHOICES = "choices"  # several codes of a list
    NUMBER = "number"  # a whole number, None when not known
    YES_NO = "yes_no"
    LINES = "lines"  # lines of money, each of who pays or of a year: see `reading/breakdown.py`
    STEPS = "steps"  # steps with a title, and the day on which each is due


OF_PARTS = (FieldKind.LINES, FieldKind.STEPS)
"""Kinds whose value is a list of parts, each {name: value}."""


def _encoded(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return [value.first.isoformat(), str(value.precision)]
    return value


def _decoded(encoded: Any) -> Any:
    if isinstance(encoded, list):
        first, precision = encoded
        return PartialDate(date.fromisoformat(first), Precision(precision))
    return encoded


@dataclass(frozen=True)
class Field:
    """One field of a subject.

    `help` guides whoever types the value; only holders of a mandate read `private` fields.
    `choices` lists (code, label), or is a callable that reads them from the database; `initial` is
    the default code, `unchosen` the label of the empty choice. `max_length` counts characters.
    `lines` is the height of the box in a form; `header` and `width` (in characters) describe the
    column in a file, and the label replaces an empty header.
    """

    name: str
    label: str
    kind: FieldKind
    help: str = ""
    required: bool = False
    private: bool = False
    choices: Labels | Callable[[], Labels] = ()
    initial: str = ""
    unchosen: str = ""
    max_length: int | None = None
    lines: int = 4
    header: str = ""
    width: int = 14

    @property
    def column(self) -> str:
        """The header of the field's column in a file."""
        return self.header or self.label

    @property
    def labels(self) -> Labels:
        """The (code, label) of each choice."""
        return self.choices() if callable(self.choices) else self.choices

    def encode(self, value: Any) -> Any:
        """A value as JSON."""
        if self.kind in OF_PARTS and value is not None:
            return [{name: _encoded(each) for name, each in part.items()} for part in value]
        return _encoded(value)

    def decode(self, encoded: Any) -> Any:
        """The reverse of `encode`."""
        if self.kind == FieldKind.DATE:
            return _decoded(encoded)
        if self.kind in OF_PARTS and encoded is not None:
            return [{name: _decoded(each) for name, each in part.items()} for part in encoded]
        return encoded

    def show(self, value: Any) -> str:
        """A value as a user reads it, a dash when it is missing."""
        if value in (None, "", []):
            return NOTHING
        match self.kind:
            case FieldKind.CHOICE:
                return self.label_of(value)
            case FieldKind.CHOICES:
                labels = dict(self.labels)
                return " ; ".join(labels.get(code, code) for code in value)
            case FieldKind.NAMES:
                return " ; ".join(value)
            case FieldKind.YES_NO:
                return "oui" if value else "non"
            case FieldKind.MONEY:
                return format_cents(value)
        return str(value)

    def label_of(self, code: str) -> str:
        """The label of a choice, or the code itself once the choice is removed."""
        return dict(self.labels).get(code, code)


class Fields(Mapping[str, Field]):
    """The fields of one kind of subject, by name, in the order in which pages show them."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = {field.name: field for field in fields}

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def values_of(self, subject: object) -> dict[str, Any]:
        return {name: getattr(subject, name) for name in self}

    def difference(self, subject: object, values: Mapping[str, Any]) -> Changes:
        """The values that differ from those of the subject.

        Raises ValueError on a name that is not declared.
        """
        if unknown := values.keys() - self.keys():
            raise ValueError(f"No such field: {', '.join(sorted(unknown))}")
        return {
            name: (getattr(subject, name), values[name])
            for name in self
            if name in values and getattr(subject, name) != values[name]
        }

    def encode(self, changes: Changes) -> dict[str, list]:
        """Changes as JSON: {field: [old, new]}."""
        return {
            name: [self[name].encode(old), self[name].encode(new)]
            for name, (old, new) in changes.items()
        }

    def decode(self, encoded: Mapping[str, Sequence]) -> Changes:
        """The reverse of `encode`."""
        return {
            name: (self[name].decode(old), self[name].decode(new))
            for name, (old, new) in encoded.items()
        }

    def encode_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self[name].encode(value) for name, value in values.items()}

    def decode_values(self, encoded: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self[name].decode(value) for name, value in encoded.items()}

    def shown_values(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """(label, value) of each declared field that has a value here, as a user reads them."""
        for name, field in self.items():
            if name in values:
                yield field.label, field.show(values[name])

    def shown_changes(self, changes: Changes) -> Iterator[tuple[str, str, str]]:
        """(label, old, new) of each change, as a user reads them."""
        for name, field in self.items():
            if name in changes:
                old, new = changes[name]
                yield field.label, field.show(old), field.show(new)
