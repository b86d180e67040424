"""Parts of a whole that add up to 100 %, to the unit that is printed."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def shares(counts: Iterable[int], decimals: int = 0) -> list[Decimal]:
    """The percentage of each count in the total; they add up to 100, or to 0 when all are zero.

    Largest remainder: each share is rounded down to `decimals`, then the shares that lost the most
    get one more unit, the first of equals before the others. Raises ValueError on a negative count.

    >>> [str(share) for share in shares([1, 1, 1])]
    ['34', '33', '33']
    """
    [percentages] = shares_of_groups([list(counts)], decimals)
    return percentages


def shares_of_groups(groups: Sequence[Sequence[int]], decimals: int = 0) -> list[list[Decimal]]:
    """`shares` of counts in groups: the shares of a group add up to the share of its sum.

    >>> shares_of_groups([[1, 1], [1, 0]])  # 67 % and 33 %
    [[Decimal('34'), Decimal('33')], [Decimal('33'), Decimal('0')]]
    """
    if any(count < 0 for counts in groups for count in counts):
        raise ValueError("A part of a whole is not negative.")
    sums = [sum(counts) for counts in groups]
    total = sum(sums)
    units = 100 * 10**decimals if total else 0
    return [
        [Decimal(share).scaleb(-decimals) for share in _apportioned(counts, total, units, of_group)]
        for counts, of_group in zip(groups, _apportioned(sums, total, units, units), strict=True)
    ]


def _apportioned(counts: Sequence[int], total: int, units: int, due: int) -> list[int]:
    """Share `due` units among these counts, when `total` is worth `units`: each count gets its
    exact part, rounded down or up."""
    exact = [divmod(count * units, total or 1) for count in counts]
    parts = [floor for floor, _ in exact]
    lost = sorted(range(len(counts)), key=lambda i: -exact[i][1])
    for i in lost[: due - sum(parts)]:
        parts[i] += 1
    return parts


def apportion(weights: Mapping[T, float], total: int) -> dict[T, int]:
    """Share `total` in proportion to weights, in whole units (largest remainder).

    Weights that add up to `total` come back unchanged.
    """
    whole = sum(weights.values())
    exact = {key: weight * total / whole for key, weight in weights.items()}
    shares = {key: int(value) for key, value in exact.items()}
    order = {key: i for i, key in enumerate(weights)}
    rest = sorted(exact, key=lambda key: (shares[key] - exact[key], order[key]))
    for key in rest[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
