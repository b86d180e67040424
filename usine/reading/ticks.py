"""Columns that hold a value each, ticked where it holds: a status, a year, a quarter, a month."""

import re
from datetime import date
from typing import Any, NamedTuple

from usine.reading.choices import ProgressChoice
from usine.reading.memory import remembered
from usine.reading.paths import Path
from usine.reading.values.dates import parse_date
from usine.reading.vocabulary import Vocabulary
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

_YEAR = re.compile(r"\b(20[0-4]\d)\b")
_YEARS = re.compile(r"(20[0-4]\d)\s*[-–/]\s*((?:20)?[0-4]\d)")
_RANK = re.compile(r"(?:ann[ée]e|an)\s*n?[°º]?\s*\d{1,2}", re.IGNORECASE)
LONGEST = 40


class Tick(NamedTuple):
    """A column whose ticked cells give `value` to the field: a code, "" when it only says what
    blocks or postpones, or the two ends of a period. In the columns of its field, checks and
    crosses may be mixed."""

    value: Any
    label: str
    is_mixed: bool = False


@remembered
def date_of(leaf: str, groups: tuple[str, ...] = ()) -> PartialDate | None:
    """The year, the quarter or the month that a path heads; a group above may give the year."""
    years = [year for group in groups for year in _YEAR.findall(group)]
    for written in (leaf, *(f"{leaf} {year}" for year in years[-1:])):
        try:
            partial = parse_date(written)
        except Refused:
            continue
        if partial and partial.precision != Precision.DAY:
            return partial
    return None


@remembered
def date_on(written: str) -> PartialDate | None:
    """The day that a head says; None when it is none of the calendar."""
    try:
        return parse_date(written)
    except Refused:
        return None


def tick_of(path: Path, vocabulary: Vocabulary, likely: str = "") -> tuple[str, Tick] | None:
    """The field and the value that a column gives where it is ticked; `likely` is tried first."""
    leaf = path[-1] if path else ""
    if not leaf or len(leaf) > LONGEST:
        return None
    if period := vocabulary.period:
        partial = date_of(leaf, path[:-1])
        if ends := (partial, partial) if partial else years_of(leaf):
            return period, Tick(ends, leaf)
    blockers = vocabulary.blockers
    if blockers and likely == blockers.field:
        likely = blockers.kind
    choices = sorted(vocabulary.choices.items(), key=lambda each: each[0] != likely)
    for name, choice in choices:
        if blockers and name == blockers.kind != likely:
            continue  # « Foncier » says what blocks under « Type de blocage » alone
        try:
            code = choice.read(leaf)
        except Refused:
            continue
        if isinstance(choice, ProgressChoice) and _YEAR.search(leaf):
            continue  # a cross under « Mise en service 2027 » does not say that it is done
        if code or (isinstance(choice, ProgressChoice) and choice.progress(leaf).flag):
            return name, Tick(code or "", leaf)
    return None


def years_of(written: str) -> tuple[PartialDate, PartialDate] | None:
    """The years that a head spans: « 2024-2025 », « 2023/24 »."""
    years = _YEARS.fullmatch(written.strip())
    if not years:
        return None
    first, last = int(years[1]), 2000 + int(years[2][-2:])
    return (_of_year(first), _of_year(last)) if first < last else None


def _of_year(year: int) -> PartialDate:
    return PartialDate(date(year, 1, 1), Precision.YEAR)


def is_rank_of_year(written: str) -> bool:
    """Whether a head is a year by its rank alone, which no calendar places: « Année 1 »."""
    return bool(_RANK.fullmatch(written.strip()))
