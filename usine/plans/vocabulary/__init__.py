"""The vocabulary with which plans are read, from the `.toml` files of this folder."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from usine.plans.codes import BLOCKERS, RESULT_CODES
from usine.plans.codes import SIDES as SIDES_OF_RESULTS
from usine.plans.fields import FIELDS, PERIOD, in_files
from usine.plans.rules import ends_before_it_starts
from usine.reading import (
    Blockers,
    Counted,
    Financing,
    NumberedChoice,
    Part,
    PartsBeside,
    PlainChoice,
    ProgressChoice,
    Rule,
    Vocabulary,
)
from usine.reading.blockers import OTHER_CAUSE
from usine.territories.calendar import axes_of, sector_labels
from usine.territories.periods import words_of
from usine.territories.rules import PERIODS, AxisWords
from usine.territories.sectors import FIRST
from usine.values.fields import Field, FieldKind, Labels

from .attached import attached


class AxisOfPeriod(Protocol):
    """An axis, of whatever period."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def short(self) -> str: ...
    @property
    def goal(self) -> str: ...


def of(
    axes: Iterable[AxisOfPeriod],
    fields: Iterable[Field] = tuple(FIELDS.values()),
    sectors: Labels = FIRST,
) -> Vocabulary:
    """The vocabulary of a plan whose axes are these, in the order of their numbers."""
    axes = tuple(axes)
    lists = {"axis": [(axis.code, axis.label) for axis in axes], "sectors": sectors}
    fields = [
        replace(each, choices=lists[each.name]) if each.name in lists else each for each in fields
    ]
    columns = words("columns")
    named = columns["fields"]
    return Vocabulary(
        fields=_read(fields),
        names={name: each["names"] for name, each in named.items()},
        doubtful={name: each["doubtful"] for name, each in named.items() if "doubtful" in each},
        otherwise=named["title"]["otherwise"],
        ignored=columns["ignored"]["names"],
        kept_columns=columns["kept"]["columns"],
        kept_sheets=columns["kept"]["sheets"],
        objects=columns["objects"]["words"],
        totals=columns["totals"]["words"],
        choices=_choices(axes, fields),
        heading="axis",
        spans={PERIOD.name: ("start", "end")},
        rest="description",
        followed="comment",
        progress_on=STATUS_ON.name,
        rules=[_ORDER],
        missing={name: each["missing"] for name, each in named.items() if "missing" in each},
        financing=_financing(),
        blocked=BLOCKED.name,
        blockers=Blockers(words("blockers")),
        counted=Counted(words("results")),
        attached=tuple(attached()),
        parts_beside=PartsBeside(columns["beside"]["sheets"], columns["beside"]["dates"]),
    )


def of_period(period: str) -> Vocabulary:
    """The vocabulary of the plans of a period."""
    return _of_words(tuple(words_of(axis) for axis in axes_of(period)), tuple(sector_labels()))


def of_official(period: str) -> Vocabulary:
    """The vocabulary of a period in the words of the programme, without a database."""
    return _of_words(PERIODS[period].axes, FIRST)


def of_columns() -> Vocabulary:
    """The vocabulary that all plans share: columns, without axes."""
    return _of_words((), FIRST)


@lru_cache(maxsize=8)
def _of_words(axes: tuple[AxisWords, ...], sectors: tuple[tuple[str, str], ...]) -> Vocabulary:
    return of(axes, sectors=sectors)


@lru_cache
def words(name: str) -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text())


@lru_cache
def _financing() -> Financing:
    return Financing(words("funding"))


FUNDING = Field("funding", "Financements", FieldKind.LINES)
STEPS = Field("steps", "Étapes", FieldKind.STEPS)
STATUS_ON = Field("status_on", "Date du statut", FieldKind.DATE)
COMMUNES = Field("communes", "Communes", FieldKind.NAMES)
BLOCKED = Field("blocked", "Blocage", FieldKind.LONG_TEXT)
BLOCKED_KIND = Field("blocked_kind", "Nature du blocage", FieldKind.CHOICE, choices=BLOCKERS)
BLOCKED_SINCE = Field("blocked_since", "Bloqué depuis", FieldKind.DATE)
RESULTS = [Field(code, label, FieldKind.NUMBER) for code, label in RESULT_CODES]
"""Only in files: an action has them as details."""

SIDES = [replace(each, kind=FieldKind.CHOICE, choices=SIDES_OF_RESULTS) for each in RESULTS]
"""What is asked of a column of results: the side that it holds."""


_ORDER = Rule(
    "end",
    "La fin précède le début : corrigez l’une des deux dates.",
    lambda values: not ends_before_it_starts(values.get("start"), values.get("end")),
)


def _read(fields: Iterable[Field]) -> Sequence[Field]:
    """The fields that a file may give: a period as well, for the two dates."""
    read: list[Field] = []
    for field in in_files(fields):
        read += [field, PERIOD] if field.name == "end" else [field]
    of_files = [STATUS_ON, STEPS, FUNDING, COMMUNES, BLOCKED, BLOCKED_KIND, BLOCKED_SINCE]
    return [*read, *of_files, *RESULTS]


def _choices(axes: Iterable[AxisOfPeriod], fields: Iterable[Field]) -> dict[str, Any]:
    labels = {f.name: f.labels for f in fields if f.kind in (FieldKind.CHOICE, FieldKind.CHOICES)}
    plain = {name: _plain(each) for name, each in labels.items()}
    priorities = words("priorities")
    return plain | {
        "axis": _axes(axes),
        "sectors": _sectors(labels.get("sectors", ())),
        "status": ProgressChoice(words("statuses")),
        "priority": PlainChoice(
            priorities["phrases"],
            unknown=priorities["unknown"],
            write=priorities["write"],
            before=priorities["before"],
            marked=priorities["marked"],
            unsure=priorities["unsure"],
        ),
        BLOCKED_KIND.name: _blockers(),
    }


def _plain(labels: Labels) -> PlainChoice:
    """A choice without words of its own is known by its labels."""
    write = f"écrivez l’un de\u00a0: {', '.join(label for _, label in labels)}"
    phrases = {code: [label] for code, label in labels}
    return PlainChoice(phrases, unknown="n’est pas compris", write=write)


def _blockers() -> PlainChoice:
    kinds = words("blockers")["kinds"]
    phrases = {code: [label, *kinds[code]] for code, label in BLOCKERS}
    labels = ", ".join(label.lower() for _, label in BLOCKERS)
    return PlainChoice(
        {"": kinds[""], **phrases},
        unknown="n’est pas une nature de blocage comprise",
        write=f"écrivez {labels}",
        marked={"yes": OTHER_CAUSE, "no": ""},
    )


def _sectors(labels: Labels) -> PlainChoice:
    written = words("sectors")
    return PlainChoice(
        {code: [label, *written["phrases"].get(code, ())] for code, label in labels},
        unknown=written["unknown"],
        write=written["write"],
        before=written["before"],
    )


def _axes(axes: Iterable[AxisOfPeriod]) -> NumberedChoice:
    written = words("axes")

    def part(axis: AxisOfPeriod) -> Part:
        named = written["axes"].get(axis.code) or {"strong": axis.short.split()}
        strengths = {strength: tuple(each) for strength, each in named.items()}
        return Part(axis.code, axis.label, axis.short, axis.goal, **strengths)

    return NumberedChoice(
        [part(axis) for axis in axes],
        sentences=written["sentences"],
        announced_by=written["words"]["announced_by"],
        numbered_by=written["words"]["numbered_by"],
        distinct=written["words"]["distinct"],
        empty=written["words"]["empty"],
    )
