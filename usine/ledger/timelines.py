"""What a subject counts for, and since when: the language in which rooms speak to the ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from .models import DIMENSIONS


class Line(NamedTuple):
    """An amount of a measure under its dimensions, in the measure's smallest unit."""

    measure: str
    amount: int = 1
    place: str = ""
    axis: str = ""
    state: str = ""
    scheme: str = ""
    funder: str = ""
    year: str = ""

    @property
    def account(self) -> "AccountKey":
        return (
            self.measure,
            self.place,
            self.axis,
            self.state,
            self.scheme,
            self.funder,
            self.year,
        )


# The measure, then its dimensions.
AccountKey = tuple[str, ...]

# From each day on, and until the next one, the subject counts for exactly these lines.
Timeline = Mapping[date, Sequence[Line]]

# (account, day) → by how much the account moves on that day.
Movements = dict[tuple[AccountKey, date], int]


def movements(timeline: Timeline) -> Movements:
    """The movements that bring a subject through its timeline; those that cancel out are left out.

    >>> to_start, done = Line("actions", state="to_start"), Line("actions", state="done")
    >>> sorted(movements({date(2024, 1, 1): [to_start], date(2024, 2, 1): [done]}).values())
    [-1, 1, 1]
    """
    moved: Movements = defaultdict(int)
    before: list[tuple[AccountKey, int]] = []
    for day in sorted(timeline):
        counted = [(line.account, line.amount) for line in timeline[day]]
        for account, amount in counted:
            moved[account, day] += amount
        for account, amount in before:
            moved[account, day] -= amount
        before = counted
    return {key: amount for key, amount in moved.items() if amount}


def check_dimension(name: str) -> None:
    """Raise ValueError when `name` is not a dimension of the ledger."""
    if name not in DIMENSIONS:
        raise ValueError(f"{name!r} is not a dimension of the ledger: {', '.join(DIMENSIONS)}")
