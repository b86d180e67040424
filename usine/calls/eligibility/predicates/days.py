"""Days: labels, windows and dates, some of which are known to the month or the year only."""

from datetime import date
from typing import Any

from usine.calls.format.expressions import CLOSING, TODAY, DateBefore, LabelledAt, WindowOpen
from usine.values.dates import PartialDate
from usine.values.formats import format_day, format_moment

from ..facts import Spell
from ..findings import Finding
from ..logic import Truth, any_of, truth_of
from ..parameters import InForce
from ..terms import Case, Seen, unset
from ..windows import window_in_words
from ..words import in_words
from .comparing import compared, unknown

NO_DAY = "le jour exact n’est pas connu"


def labelled_at(asked: LabelledAt, case: Case) -> Finding:
    label, on = case.see(asked.fact), _day(asked.on, case)
    if not (label.is_known and on.is_known):
        return unknown([label, Seen(gap=on.gap)])
    days = _bounds(on.value)
    truth = _labelled(label.value, *days) if days else Truth.UNKNOWN
    if truth is Truth.UNKNOWN:
        return unknown([label], why=NO_DAY)
    day = f" à cette date\u00a0: {in_words(on.value, 'date')}"
    return compared(truth, [label], gap=f"sans label{day}", excess=f"labellisé{day}")


def _day(on: str | None, case: Case) -> Seen:
    if on == CLOSING:
        return Seen(case.terms.closing, gap="la date de clôture n’est pas connue")
    return Seen(case.terms.at) if on in (None, TODAY) else case.see(on)


def _labelled(label: Any, first: date, last: date) -> Truth:
    """`label` is the spells of a label, or the day from which it runs; False: there never was
    one."""
    if label is False:
        return Truth.UNMET
    if isinstance(label, tuple):
        return any_of(_within(spell, first, last) for spell in label)
    earliest, latest = (_within(Spell(day), first, last) for day in _since(label))
    return earliest if earliest is latest else Truth.UNKNOWN


def _since(label: date | PartialDate) -> tuple[date, date]:
    return (label.first, label.last) if isinstance(label, PartialDate) else (label, label)


def _within(spell: Spell, first: date, last: date) -> Truth:
    """Whether a day between two, both included, is in a spell."""
    if spell.covers(first) and spell.covers(last):
        return Truth.MET
    starts_after, ended_before = last < spell.since, spell.until and spell.until < first
    return Truth.UNMET if starts_after or ended_before else Truth.UNKNOWN


def window_open(asked: WindowOpen, case: Case) -> Finding:
    terms = case.terms
    if terms.nearest is None:
        return unknown([], why="les dates de dépôt ne sont pas connues")
    words = format_moment(terms.moment) if terms.moment else format_day(terms.at)
    limit = InForce("dépôt", "text", window_in_words(terms.nearest), "dates de l’appel")
    return compared(
        truth_of(terms.window is not None),
        [Seen(terms.at, words)],
        limit,
        gap=f"dépôt possible {limit.value}",
        excess=f"dépôt ouvert {limit.value}",
    )


def date_before(asked: DateBefore, case: Case) -> Finding:
    """The same day is not before. A month is before a day when all of it is."""
    seen, other, limit = case.see(asked.fact), *_other(asked, case)
    if not (seen.is_known and other.is_known):
        return unknown([seen, Seen(gap=other.gap)], limit)
    truth = _before(_bounds(seen.value), _bounds(other.value))
    if truth is Truth.UNKNOWN:
        return unknown([seen], limit, NO_DAY)
    day = f"avant cette date\u00a0: {in_words(other.value, 'date')}"
    return compared(truth, [seen], limit, gap=f"pas {day}", excess=day)


def _other(asked: DateBefore, case: Case) -> tuple[Seen, InForce]:
    """The day to come before, and how it is told."""
    if asked.parameter:
        limit = case.parameter(asked.parameter)
        return Seen(limit.value, gap=unset(limit)), limit
    other = case.see(asked.other or "")
    return other, InForce("", "date", other.value or "", other.origin)


def _before(first: tuple[date, date] | None, second: tuple[date, date] | None) -> Truth:
    if first is None or second is None:
        return Truth.UNKNOWN
    if first[1] < second[0]:
        return Truth.MET
    return Truth.UNMET if first[0] >= second[1] else Truth.UNKNOWN


def _bounds(value: Any) -> tuple[date, date] | None:
    """The first and the last day that a date may be; None of the days of a label."""
    match value:
        case PartialDate():
            return value.first, value.last
        case date():
            return value, value
    return None
