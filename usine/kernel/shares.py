"""Parts of a whole that add up to 100 %, to the unit that is printed."""

from collections.abc import Iterable
from decimal import Decimal


def shares(counts: Iterable[int], decimals: int = 0) -> list[Decimal]:
    """The percentage of each count in their total; together exactly 100, or 0 when all are zero.

    Largest remainder: each share is rounded down to `decimals`, then those that lost the most get
    one more unit, the first ones when they lost as much. Raises ValueError on a negative count.

    >>> [str(share) for share in shares([1, 1, 1])]
    ['34', '33', '33']
    """
    counts = list(counts)
    if any(count < 0 for count in counts):
        raise ValueError("A part of a whole is not negative.")
    total = sum(counts)
    if not total:
        return [Decimal(0).scaleb(-decimals)] * len(counts)
    units = 100 * 10**decimals
    floors = [count * units // total for count in counts]
    lost = sorted(range(len(counts)), key=lambda i: -(counts[i] * units % total))
    for i in lost[: units - sum(floors)]:
        floors[i] += 1
    return [Decimal(floor).scaleb(-decimals) for floor in floors]
