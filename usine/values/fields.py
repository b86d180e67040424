"""What a subject holds, each field declared once: plain declarations, and what each kind is.

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
"""What is shown where there is no value."""

Changes = dict[str, tuple[Any, Any]]
"""{field: (old, new)}"""

Labels = Sequence[tuple[str, str]]
"""(code, label) of each choice, in order."""


class Kind(StrEnum):
    """What a field holds, and so how it is stored, typed, read and shown."""

    REFERENCE = "reference"  # a short text that names the subject
    TITLE = "title"  # a text on one line, never empty
    TEXT = "text"  # a text on one line
    LONG_TEXT = "long_text"  # a text on several lines
    NAMES = "names"  # a list of texts
    MONEY = "money"  # whole cents, None when not known
    DATE = "date"  # a PartialDate or None
    PERIOD = "period"  # a start and an end in one cell: read, never kept as such
    CHOICE = "choice"  # one code of a list
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Field:
    """One thing that a subject holds.

    `help` is for those who type it; `private` fields are for mandates alone. `choices` are the
    (code, label) of a choice, or, when they are data, what gives them; `initial` is the code at
    first, `unchosen` what a list shows when there is none. `max_length` counts characters. `lines`
    is the height of its box in a form; `header` and `width` (in characters) are those of its
    column in a file, the header being the label when none is given.
    """

    name: str
    label: str
    kind: Kind
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
        """The header of its column in a file."""
        return self.header or self.label

    @property
    def labels(self) -> Labels:
        """The (code, label) of each choice."""
        return self.choices() if callable(self.choices) else self.choices

    def encode(self, value: Any) -> Any:
        """A value as JSON."""
        if isinstance(value, PartialDate):
            return [value.first.isoformat(), str(value.precision)]
        return value

    def decode(self, encoded: Any) -> Any:
        """The reverse of `encode`."""
        if self.kind == Kind.DATE and encoded is not None:
            first, precision = encoded
            return PartialDate(date.fromisoformat(first), Precision(precision))
        return encoded

    def show(self, value: Any) -> str:
        """A value as a user reads it; a dash when there is none."""
        if value in (None, "", []):
            return NOTHING
        match self.kind:
            case Kind.CHOICE:
                return self.label_of(value)
            case Kind.NAMES:
                return " ; ".join(value)
            case Kind.YES_NO:
                return "oui" if value else "non"
            case Kind.MONEY:
                return format_cents(value)
        return str(value)

    def label_of(self, code: str) -> str:
        """The label of a choice; the code itself when it is no choice any more."""
        return dict(self.labels).get(code, code)


class Fields(Mapping[str, Field]):
    """The fields of one kind of subject, by name, in the order in which they are read."""

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
        """The values that are not already those of the subject.

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

    def shown(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """(label, value) of those of these values that are declared, as a user reads them."""
        for name, field in self.items():
            if name in values:
                yield field.label, field.show(values[name])

    def shown_changes(self, changes: Changes) -> Iterator[tuple[str, str, str]]:
        """(label, old, new) of these changes, as a user reads them."""
        for name, field in self.items():
            if name in changes:
                old, new = changes[name]
                yield field.label, field.show(old), field.show(new)
