"""The lines of a financing that a file names otherwise than the plan: in more words, for a year."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from usine.plans.models import FundingLine

from .details import AMOUNTS

UNSURE = (
    "Le plan a déjà «\u00a0{}\u00a0», que ce fichier ne nomme plus\u00a0: si c’est la même ligne, "
    "donnez-lui ce nom au plan\u00a0; sinon, ajoutez celle-ci."
)


class Key(NamedTuple):
    """The code of who pays, the folded label and the year: see `plans.funding.LINE`."""

    funder: str
    label: str
    year: int | None


Lines = Mapping[Any, Mapping[str, Any]]


class Renamed(NamedTuple):
    """`was` are the lines that complete one of the plan, by their keys; `unsure` those that may be
    a line of the plan, and why they are not added beside it."""

    was: dict[Any, Any]
    unsure: dict[Any, str]


def renamed(given: Lines, known: Mapping[Any, FundingLine]) -> Renamed:
    """Which lines given are lines of the plan that the file does not name any more."""
    unnamed = {key: line for key, line in known.items() if key not in given}
    new = {key: line for key, line in given.items() if key not in known}
    completed = {key: [old for old in unnamed if _completes(Key(*key), Key(*old))] for key in new}
    claims = Counter(old for olds in completed.values() for old in olds)
    was = {
        key: olds[0] for key, olds in completed.items() if len(olds) == 1 and claims[olds[0]] == 1
    }
    left = {old: line for old, line in unnamed.items() if old not in was.values()}
    unsure = {}
    for key in (key for key in new if key not in was):
        alike = (
            line
            for old, line in left.items()
            if old in completed[key] or _is_alike(Key(*key), new[key], Key(*old), line)
        )
        if line := next(alike, None):
            unsure[key] = UNSURE.format(line)
    return Renamed(was, unsure)


def _completes(new: Key, old: Key) -> bool:
    """Whether a line says more of the same: « ADEME, Fonds chaleur » of « ADEME »."""
    is_longer = new.label == old.label or bool(old.label and new.label.startswith(f"{old.label} "))
    return new.funder == old.funder and is_longer and old.year in (None, new.year)


def _is_alike(new: Key, line: Mapping[str, Any], old: Key, known: FundingLine) -> bool:
    """Whether the same kind of funder gives the same amounts, for the same year."""
    given = {stage: line[stage] for stage in AMOUNTS if line.get(stage)}
    is_same = bool(given) and all(getattr(known, stage) == given[stage] for stage in given)
    return is_same and (new.funder, new.year) == (old.funder, old.year)
