"""Answers that somebody typed to the questions of a call, as facts."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from usine.calls.eligibility.facts import UNKNOWN, Book, DatedAid, Given, fits
from usine.calls.format.codes import ANSWER, FIELD_KINDS, SOURCES
from usine.calls.format.expressions import Reference, names_in
from usine.calls.format.faults import quoted
from usine.calls.format.form import FormField
from usine.calls.format.model import CallFile
from usine.values.errors import Refused
from usine.values.siren import compact

from .covering import commune_facts, place_facts
from .territories import Facts
from .vantage import Vantage

TYPED = "réponse"
# What predicates read besides facts, and the sources of it.
_NAMED = {
    Reference.ASK: "agreement",
    Reference.DOCUMENT: "document",
    Reference.CALL: "award",
}


def typed_book(call: CallFile, answers: Mapping[str, Any], vantage: Vantage) -> Book:
    """The facts that answers give, {name: JSON}: by the key of a field, the code of a fact, or a
    source. What they say of a place or of a body is looked up.

    Raises Refused on a name that the call does not read, or a value that is not of its unit.
    """
    readable = readable_names(call)
    if unread := sorted(answers.keys() - readable.keys()):
        raise Refused(f"L’appel ne lit pas {', '.join(map(quoted, unread))}.")
    typed = {}
    for name, value in answers.items():
        source, unit = readable[name]
        if unit:
            typed[source] = Given(_read(name, value, unit), TYPED)
    return Book(_looked_up(call, typed, vantage) | typed)


def readable_names(call: CallFile) -> dict[str, tuple[str, str]]:
    """{name: (source, unit)} of all that may be typed; a field that no rule can read has no unit,
    and a field comes before a fact of its name."""
    return {
        **{source: (source, unit) for source, unit in SOURCES.items()},
        **{each.code: (f"fact:{each.code}", each.unit) for each in call.facts},
        **{name: (name, "yes_no") for name in sources_named(call)},
        **{each.key: (f"{ANSWER}{each.key}", _unit_of(each)) for each in call.fields},
    }


def sources_named(call: CallFile) -> Iterator[str]:
    """The sources of what the rules read that is no fact: "agreement:CODE", "document:CODE",
    "award:CODE"."""
    for rule in call.rules:
        for kind, code in names_in(rule.expect):
            if kind in _NAMED:
                yield f"{_NAMED[kind]}:{code}"


def _unit_of(field: FormField) -> str:
    units = FIELD_KINDS[field.kind]
    if field.kind == "table" and not {"on", "amount"} <= {each.key for each in field.columns}:
        return ""
    return units[0] if units else ""


def _date(value: Any) -> Any:
    return value if value is False else date.fromisoformat(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "date": _date,
    "codes": tuple,
    "aids": lambda rows: tuple(DatedAid(_date(row["on"]), row["amount"]) for row in rows),
}


def _read(name: str, value: Any, unit: str) -> Any:
    """A value of a unit, from JSON; null was not given."""
    if value is None:
        return UNKNOWN
    try:
        read = _READERS[unit](value) if unit in _READERS else value
        is_so = fits(read, unit)
    except (KeyError, TypeError, ValueError):
        is_so = False
    if not is_so:
        raise Refused(f"{quoted(name)}\u00a0: {quoted(value)} n’est pas {_EXPECTED[unit]}.")
    return read


_EXPECTED = {
    "cents": "un montant en centimes, entier",
    "count": "un nombre entier",
    "basis_points": "un taux en points de base, entier",
    "date": "un jour AAAA-MM-JJ",
    "code": "un code entre guillemets",
    "codes": "une liste de codes",
    "yes_no": "true ou false",
    "text": "un texte",
    "aids": 'une liste d’aides {"on": jour, "amount": centimes}',
}


def _looked_up(call: CallFile, typed: Facts, vantage: Vantage) -> Facts:
    """What follows from the commune, the territory and the body that were typed."""

    def answer(key: str, source: str = "") -> Any:
        given = typed.get(source) or typed.get(f"{ANSWER}{key}", Given())
        return given.value if given.is_known else None

    reads = call.reads
    facts: Facts = {}
    if siret := answer(reads.siret):
        siren = compact(siret)[:9]
        facts["body:siren"] = Given(siren, TYPED)
    for name in ("asked", "public_aid"):
        facts[f"candidacy:{name}"] = typed.get(f"{ANSWER}{getattr(reads, name)}", Given())
    if commune := answer(reads.commune, "project:commune"):
        facts |= commune_facts(commune, vantage)
    if place := answer(reads.territory, "territory:place"):
        facts |= place_facts(place, vantage)
    return facts
