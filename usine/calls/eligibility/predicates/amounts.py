"""Amounts, rates and ceilings of aid: whole cents, compared without any division."""

from collections.abc import Sequence
from datetime import date

from usine.calls.format.expressions import (
    AmountAtLeast,
    DeMinimisLeft,
    PublicAidAtMost,
    RateAtMost,
)
from usine.values.formats import format_cents

from ..facts import DatedAid
from ..findings import Finding
from ..logic import truth_of
from ..parameters import NO_LIMIT, InForce
from ..terms import Case, Seen
from ..words import in_words, joined, rate_in_words
from .comparing import compared, origin_of, unknown

WHOLE = 10_000
"""Basis points of a whole."""


def amount_at_least(asked: AmountAtLeast, case: Case) -> Finding:
    seen, least = case.see(asked.fact), case.parameter(asked.parameter)
    if not (seen.is_known and least.is_known):
        return unknown([seen], least)
    missing = least.value - seen.value
    return compared(
        truth_of(missing <= 0),
        [seen],
        least,
        gap=f"il manque {in_words(missing, least.unit)}",
        excess=f"le seuil est dépassé de {in_words(-missing, least.unit)}"
        if missing
        else "le seuil est atteint",
    )


def rate_at_most(asked: RateAtMost, case: Case) -> Finding:
    return _rate([case.see(asked.part)], case.see(asked.whole), case.parameter(asked.parameter))


def public_aid_at_most(asked: PublicAidAtMost, case: Case) -> Finding:
    parts = [case.see(source) for source in asked.sources]
    return _rate(parts, case.see(asked.eligible), case.parameter(asked.parameter))


def _rate(parts: Sequence[Seen], whole: Seen, most: InForce) -> Finding:
    """The parts together over the whole. Those that are known may already be too much."""
    known = [part for part in parts if part.is_known]
    if not (known and whole.is_known and most.is_known):
        return unknown([*parts, whole], most)
    if whole.value == 0:
        return unknown([*parts, whole], most, "le taux d’une base nulle ne se calcule pas")
    total = sum(part.value for part in known)
    allowed = most.value * whole.value // WHOLE
    if total <= allowed and len(known) < len(parts):
        return unknown([*parts, whole], most)
    return compared(
        truth_of(total <= allowed),
        [Seen(total, _rate_in_words(total, whole.value), origin_of(*known, whole))],
        most,
        gap=f"{format_cents(total - allowed)} de trop",
        excess="le taux n’est pas dépassé",
    )


def _rate_in_words(part: int, whole: int) -> str:
    """Rounded up, so that what is over a rate never reads as the rate."""
    rate = rate_in_words(-(-part * WHOLE // whole))
    return f"{format_cents(part)} sur {format_cents(whole)}, soit {rate}"


def de_minimis_left(asked: DeMinimisLeft, case: Case) -> Finding:
    """What is asked and what was received over the period. When fiscal years are not known to the
    day, an aid may count or not: it decides only if both say the same."""
    ask, received = case.see(asked.asked), case.see(asked.received)
    most = case.parameter(asked.parameter)
    period = case.parameter(asked.period) if asked.period else NO_LIMIT
    if not (ask.is_known and received.is_known and most.is_known):
        return unknown([ask, received], most)
    if isinstance(received.value, int):
        return _left(ask, received, most, (received.value, received.value), period)
    if not period.value:
        return unknown([ask, received], most, "la période à compter n’est pas publiée")
    return _left(ask, received, most, _over(received.value, period.value, case.terms.at), period)


def _left(
    ask: Seen, received: Seen, most: InForce, bounds: tuple[int, int], period: InForce
) -> Finding:
    """`bounds` are the least and the most that may have been received."""
    least, highest = (ask.value + received for received in bounds)
    if least <= most.value < highest:
        return unknown([ask, received], most, "les dates des exercices ne sont pas connues")
    total = highest if highest <= most.value else least
    words = joined((f"{format_cents(total)} demandés et reçus", period.words()), " sur ")
    return compared(
        truth_of(total <= most.value),
        [Seen(total, words, origin_of(ask, received))],
        most,
        gap=f"{format_cents(total - most.value)} de trop",
        excess=f"il reste {format_cents(most.value - total)}",
    )


def _over(aids: Sequence[DatedAid], period: str, at: date) -> tuple[int, int]:
    """The least and the most that was received over a period that ends on a day, in cents."""
    kind, _, years = period.partition("-")
    surely = int(years) if kind == "rolling" else int(years) - 1
    return _since(aids, surely, at), _since(aids, int(years), at)


def _since(aids: Sequence[DatedAid], years: int, at: date) -> int:
    after = _years_before(at, years)
    return sum(aid.amount for aid in aids if after < aid.on <= at)


def _years_before(day: date, years: int) -> date:
    """The same day, years before; 29 February gives 28 February."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)
