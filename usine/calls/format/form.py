"""What a file asks an applicant: sections of fields, and documents."""

from dataclasses import dataclass
from typing import Any

from . import codes, readers
from .conditions import source
from .expression_reading import answers_of, on_answers
from .expressions import Expression, Reference, names_in
from .faults import quoted
from .reading import FAULTY, Spot, an_object, asked, many, maybe

_COUNT = readers.whole(0, readers.LARGEST_AMOUNT)


@dataclass(frozen=True)
class FormChoice:
    code: str = asked(readers.VALUE_CODE)
    label: str = asked(readers.LINE)


_choices = many(an_object(FormChoice), unique="code", at_least=1)


@dataclass(frozen=True)
class FormColumn:
    """Of a table."""

    key: str = asked(readers.KEY)
    kind: str = asked(readers.one_of(codes.COLUMN_KINDS))
    label: str = asked(readers.LINE)
    choices: tuple[FormChoice, ...] = maybe(_choices, ())

    def check(self, at: Spot) -> None:
        _check_given(at, "choices", bool(self.choices), self.kind in codes.WITH_CHOICES, self.kind)


def _check_given(at: Spot, key: str, given: bool, wanted: bool, kind: str) -> None:
    if given and not wanted:
        at.key(key).fault(f"Cette clé n’a pas de sens pour la nature {quoted(kind)}.")
    elif wanted and not given:
        at.key(key).fault(f"Cette clé manque, pour la nature {quoted(kind)}.")


def shown_when(value: Any, at: Spot) -> Any:
    """A condition on the answers to fields that come before."""
    read = on_answers(value, at)
    if read is FAULTY:
        return FAULTY
    facts = [code for kind, code in names_in(read) if kind is Reference.FACT]
    for fact in facts:
        for key in answers_of(fact, at):
            if not _comes_before(key, at):
                return at.fault(f"Le champ {quoted(key)} ne vient pas avant celui-ci.")
    return read


def _comes_before(key: str, at: Spot) -> bool:
    """Whether the form asks this field before the one whose condition is read."""
    for name, path in at.paths.items():
        if at.path.startswith(path):
            return False
        if name == key:
            return True
    # One of the two has no key, or is not there: that is told where it is.
    return True


@dataclass(frozen=True)
class FormField:
    """`min` and `max` bound a number, or how many there are. What is `private` is business data,
    what is `identifying` is hidden from reviewers who read blind, what is `copied` is kept by
    « copier depuis ». `sources` fill it in before anything is typed."""

    key: str = asked(readers.KEY)
    kind: str = asked(readers.one_of(codes.FIELD_KINDS))
    label: str = asked(readers.LINE)
    help: str = maybe(readers.TEXT, "")
    required: bool = maybe(readers.yes_no, False)
    choices: tuple[FormChoice, ...] = maybe(_choices, ())
    columns: tuple[FormColumn, ...] = maybe(many(an_object(FormColumn), unique="key"), ())
    min: int | None = maybe(_COUNT)
    max: int | None = maybe(_COUNT)
    max_length: int | None = maybe(readers.whole(1, readers.LONGEST_TEXT))
    copied: bool = maybe(readers.yes_no, False)
    private: bool = maybe(readers.yes_no, False)
    identifying: bool = maybe(readers.yes_no, False)
    sources: tuple[str, ...] = maybe(many(source), (), key="from")
    shown_when: Expression | None = maybe(shown_when)

    def check(self, at: Spot) -> None:
        _check_given(at, "choices", bool(self.choices), self.kind in codes.WITH_CHOICES, self.kind)
        _check_given(at, "columns", bool(self.columns), self.kind == "table", self.kind)
        bounded = self.kind in codes.WITH_BOUNDS
        for key, value in (("min", self.min), ("max", self.max)):
            _check_given(at, key, value is not None, bounded and value is not None, self.kind)
        measured = self.kind in codes.WITH_LENGTH and self.max_length is not None
        _check_given(at, "max_length", self.max_length is not None, measured, self.kind)
        if self.min is not None and self.max is not None and self.max < self.min:
            at.key("max").fault("Le plus grand est plus petit que le plus petit.")


@dataclass(frozen=True)
class FormSection:
    """A page of the form."""

    code: str = asked(readers.CODE)
    title: str = asked(readers.LINE)
    fields: tuple[FormField, ...] = asked(many(an_object(FormField), at_least=1))
    help: str = maybe(readers.TEXT, "")


@dataclass(frozen=True)
class DocumentSpec:
    """A document asked: always, or when a condition on the answers is met."""

    code: str = asked(readers.CODE)
    title: str = asked(readers.LINE)
    help: str = maybe(readers.TEXT, "")
    required: bool = maybe(readers.yes_no, False)
    when: Expression | None = maybe(on_answers)
    identifying: bool = maybe(readers.yes_no, False)
