"""What a rule expects: predicates, joined by all, any, not and unless.

A predicate names what it reads by code: facts, parameters, asks, documents, calls. The parser has
checked that each is there and has the unit that the predicate takes; `usine.calls.eligibility`
gives their meaning.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

CLOSING = "closing"
"""The day on which the window of a candidacy closes, where a predicate takes a date."""

TODAY = "today"


class Reference(StrEnum):
    """What an argument of a predicate names."""

    FACT = "fact"
    PARAMETER = "parameter"
    ASK = "ask"
    DOCUMENT = "document"
    CALL = "call"


def naming(kind: Reference, *units: str, optional: bool = False, also: tuple[str, ...] = ()) -> Any:
    """An argument that holds a code, or several in a tuple: of a fact or a parameter of one of
    these units, or one of the words `also`."""
    metadata = {"kind": kind, "units": units, "also": also}
    return field(metadata=metadata, default=None) if optional else field(metadata=metadata)


def of_fact(*units: str, **more: Any) -> Any:
    return naming(Reference.FACT, *units, **more)


def of_parameter(*units: str, **more: Any) -> Any:
    return naming(Reference.PARAMETER, *units, **more)


@dataclass(frozen=True)
class AmountAtLeast:
    """The fact reaches the parameter: both in cents, or both counts."""

    fact: str = of_fact("cents", "count")
    parameter: str = of_parameter("cents", "count")


@dataclass(frozen=True)
class PlaceIn:
    """The place, or one of the places, is of the list."""

    fact: str = of_fact("code", "codes")
    parameter: str | None = of_parameter("codes", optional=True)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelledAt:
    """The territory is labelled on a day: `fact` is the day of its label, `on` the code of a fact,
    CLOSING or TODAY."""

    fact: str = of_fact("date")
    on: str = of_fact("date", optional=True, also=(CLOSING, TODAY))


@dataclass(frozen=True)
class WindowOpen:
    """A window of the call is open."""


@dataclass(frozen=True)
class ChoiceIn:
    """The choice, or one of the choices, is of the list."""

    fact: str = of_fact("code", "codes")
    parameter: str | None = of_parameter("codes", optional=True)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declared:
    """The answer is yes."""

    fact: str = of_fact("yes_no")


@dataclass(frozen=True)
class AgreementGiven:
    """The ask was answered favourably."""

    ask: str = naming(Reference.ASK)


@dataclass(frozen=True)
class RateAtMost:
    """The part, divided by the whole, is at most the parameter."""

    part: str = of_fact("cents")
    whole: str = of_fact("cents")
    parameter: str = of_parameter("basis_points")


@dataclass(frozen=True)
class PublicAidAtMost:
    """The sources together, divided by what is eligible, are at most the parameter."""

    sources: tuple[str, ...] = of_fact("cents")
    eligible: str = of_fact("cents")
    parameter: str = of_parameter("basis_points")


@dataclass(frozen=True)
class DeMinimisLeft:
    """What is asked, added to what was received over the period, is at most the parameter.

    What was received is a total, or aids with their days, which the period then chooses from.
    """

    asked: str = of_fact("cents")
    received: str = of_fact("cents", "aids")
    parameter: str = of_parameter("cents")
    period: str | None = of_parameter("period", optional=True)


@dataclass(frozen=True)
class NafIn:
    """The activity is of the list: sections ("B"), divisions ("10") or codes ("10.11Z")."""

    fact: str = of_fact("code")
    parameter: str | None = of_parameter("codes", optional=True)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentPresent:
    document: str = naming(Reference.DOCUMENT)


@dataclass(frozen=True)
class PrerequisiteAward:
    """A candidacy of the same applicant or territory to that call was awarded."""

    call: str = naming(Reference.CALL)


@dataclass(frozen=True)
class DateBefore:
    """The date comes before that of the parameter, or of another fact; the same day is not."""

    fact: str = of_fact("date")
    parameter: str | None = of_parameter("date", optional=True)
    other: str | None = of_fact("date", optional=True)


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Negation:
    part: "Expression"


@dataclass(frozen=True)
class Unless:
    """`rule` must hold, unless `exception` does."""

    exception: "Expression"
    rule: "Expression"


Predicate = (
    AmountAtLeast
    | PlaceIn
    | LabelledAt
    | WindowOpen
    | ChoiceIn
    | Declared
    | AgreementGiven
    | RateAtMost
    | PublicAidAtMost
    | DeMinimisLeft
    | NafIn
    | DocumentPresent
    | PrerequisiteAward
    | DateBefore
)

Expression = AllOf | AnyOf | Negation | Unless | Predicate

PREDICATES: dict[str, type[Predicate]] = {
    "amount_at_least": AmountAtLeast,
    "place_in": PlaceIn,
    "labelled_at": LabelledAt,
    "window_open": WindowOpen,
    "choice_in": ChoiceIn,
    "declared": Declared,
    "agreement_given": AgreementGiven,
    "rate_at_most": RateAtMost,
    "public_aid_at_most": PublicAidAtMost,
    "de_minimis_left": DeMinimisLeft,
    "naf_in": NafIn,
    "document_present": DocumentPresent,
    "prerequisite_award": PrerequisiteAward,
    "date_before": DateBefore,
}

# Predicates that compare with one of several arguments, of which exactly one is given.
ONE_OF: dict[type[Predicate], tuple[str, ...]] = {
    PlaceIn: ("parameter", "codes"),
    ChoiceIn: ("parameter", "codes"),
    NafIn: ("parameter", "codes"),
    DateBefore: ("parameter", "other"),
}


def predicates_of(expression: Expression) -> Iterator[Predicate]:
    """Each predicate that an expression holds, in order."""
    match expression:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from predicates_of(part)
        case Negation(part):
            yield from predicates_of(part)
        case Unless(exception, rule):
            yield from predicates_of(exception)
            yield from predicates_of(rule)
        case predicate:
            yield predicate


def names_in(expression: Expression) -> Iterator[tuple[Reference, str]]:
    """(kind, code) of all that an expression reads."""
    for predicate in predicates_of(expression):
        for argument in fields(predicate):
            if kind := argument.metadata.get("kind"):
                for code in _codes(getattr(predicate, argument.name)):
                    if code not in argument.metadata["also"]:
                        yield kind, code


def _codes(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value
