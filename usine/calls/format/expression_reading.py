"""Expressions from plain JSON: one key each, that joins others or names a predicate."""

from collections.abc import Callable
from dataclasses import Field, fields
from typing import Any

from . import readers
from .codes import ANSWER
from .expressions import (
    ONE_OF,
    PREDICATES,
    AllOf,
    AnyOf,
    Negation,
    Predicate,
    Reference,
    Unless,
    names_in,
)
from .faults import quoted
from .reading import FAULTY, Spot, is_optional, listed, many


def expression(value: Any, at: Spot) -> Any:
    if not isinstance(value, dict) or len(value) != 1:
        return at.fault("Une condition est attendue ici\u00a0: un objet d’une seule clé.")
    [(name, given)] = value.items()
    spot = at.key(name)
    if name in _JOINTS:
        return _JOINTS[name](given, spot)
    if name in PREDICATES:
        return _predicate(PREDICATES[name], given, spot)
    known = listed([*_JOINTS, *PREDICATES])
    return spot.fault(f"Cette condition n’existe pas. Conditions possibles\u00a0: {known}.")


def on_answers(value: Any, at: Spot) -> Any:
    """An expression that reads answers of the form, and parameters, alone."""
    read = expression(value, at)
    if read is FAULTY:
        return FAULTY
    for kind, code in names_in(read):
        is_answer = kind is Reference.FACT and answers_of(code, at)
        if not is_answer and kind is not Reference.PARAMETER:
            return at.fault(
                f"Cette condition ne lit que des réponses, et {quoted(code)} n’en est pas."
            )
    return read


def answers_of(fact: str, at: Spot) -> list[str]:
    """The keys of the answers that a fact is read from; none unless all of its sources are."""
    sources = at.declared["facts"][fact].get("from")
    names = sources if isinstance(sources, list) else []
    answers = [name for name in names if isinstance(name, str) and name.startswith(ANSWER)]
    return [name.removeprefix(ANSWER) for name in answers] if answers == names else []


def _parts(cls: type) -> Callable[[Any, Spot], Any]:
    def reader(value: Any, at: Spot) -> Any:
        parts = _some(value, at)
        return FAULTY if parts is FAULTY else cls(parts)

    return reader


def _some(value: Any, at: Spot) -> Any:
    before = len(at.faults)
    parts = many(_unnamed, at_least=1)(value, at)
    return FAULTY if len(at.faults) > before else parts


def _unnamed(value: Any, at: Spot) -> Any:
    return expression(value, at)


def _negation(value: Any, at: Spot) -> Any:
    part = expression(value, at)
    return FAULTY if part is FAULTY else Negation(part)


def _unless(value: Any, at: Spot) -> Any:
    parts = _some(value, at)
    if parts is FAULTY:
        return FAULTY
    if len(parts) != 2:
        return at.fault(
            "«\u00a0unless\u00a0» prend deux conditions\u00a0: l’exception, puis ce qui doit être."
        )
    return Unless(*parts)


_JOINTS: dict[str, Callable[[Any, Spot], Any]] = {
    "all": _parts(AllOf),
    "any": _parts(AnyOf),
    "not": _negation,
    "unless": _unless,
}


def _predicate(cls: type[Predicate], value: Any, at: Spot) -> Any:
    if not isinstance(value, dict):
        return at.fault("Un objet est attendu ici, entre accolades.")
    before = len(at.faults)
    arguments = {argument.name: argument for argument in fields(cls)}
    for name in value:
        if name not in arguments:
            at.key(name).fault(
                f"Cette clé n’existe pas. Clés possibles\u00a0: {listed(arguments)}."
            )
    read = {name: _argument(argument, value, at) for name, argument in arguments.items()}
    choices = ONE_OF.get(cls, ())
    if choices and sum(name in value for name in choices) != 1:
        at.fault(f"Cette condition prend une clé, et une seule, parmi\u00a0: {listed(choices)}.")
    return FAULTY if len(at.faults) > before else cls(**read)


def _argument(argument: "Field[Any]", value: Any, at: Spot) -> Any:
    if argument.name not in value:
        if is_optional(argument):
            return argument.default
        return at.key(argument.name).fault("Cette clé manque.")
    given, spot = value[argument.name], at.key(argument.name)
    if argument.name == "codes":
        return many(readers.VALUE_CODE, at_least=1)(given, spot)
    if argument.name == "sources":
        return many(lambda part, at: _name(argument, part, at), at_least=1)(given, spot)
    return _name(argument, given, spot)


_PARTS = {
    Reference.FACT: "facts",
    Reference.PARAMETER: "parameters",
    Reference.ASK: "asks",
    Reference.DOCUMENT: "documents",
}


def _name(argument: "Field[Any]", value: Any, at: Spot) -> Any:
    """A code that the file declares, of a unit that the argument takes."""
    kind, units = argument.metadata["kind"], argument.metadata["units"]
    if kind is Reference.CALL:
        return readers.PUBLIC_CODE(value, at)
    if isinstance(value, str) and value in argument.metadata["also"]:
        return value
    code = readers.declared_in(_PARTS[kind], at, value)
    if code is FAULTY or not units:
        return code
    if (unit := at.declared[_PARTS[kind]][code].get("unit")) in units:
        return code
    return at.fault(f"{quoted(code)} est en {unit}, pas en {' ni en '.join(units)}.")
