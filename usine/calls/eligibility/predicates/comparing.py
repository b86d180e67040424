"""How every predicate tells what it compared."""

from collections.abc import Callable, Sequence

from ..findings import AND, Finding
from ..logic import Truth
from ..parameters import NO_LIMIT, InForce
from ..terms import Seen, unset
from ..words import joined


def unknown(
    seen: Sequence[Seen], limit: InForce = NO_LIMIT, why: str = "", named: Callable = str
) -> Finding:
    """What is missing of what was to compare, or `why` it cannot be compared."""
    gaps = [*[each.gap for each in seen], unset(limit), why]
    return _told(Truth.UNKNOWN, seen, limit, named, joined(gaps, AND), "")


def compared(
    truth: Truth,
    seen: Sequence[Seen],
    limit: InForce = NO_LIMIT,
    *,
    gap: str,
    excess: str,
    named: Callable = str,
) -> Finding:
    return _told(truth, seen, limit, named, gap, excess)


def _told(
    truth: Truth, seen: Sequence[Seen], limit: InForce, named: Callable, gap: str, excess: str
) -> Finding:
    return Finding(
        truth,
        joined([each.words for each in seen], AND),
        origin_of(*seen),
        limit.words(named),
        limit.written,
        gap,
        excess,
    )


def origin_of(*seen: Seen) -> str:
    return joined([each.origin for each in seen], AND)
