"""Timelines: what a subject counts for, from each day on, as rooms tell the ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from .models import DIMENSIONS


class Posting(NamedTuple):
    """What a subject counts for in one account: an amount in the measure's smallest unit."""

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

# From each day on, and until the next one, the subject counts for exactly these postings.
Timeline = Mapping[date, Sequence[Posting]]

# (account, day) → by how much the account moves on that day.
Movements = dict[tuple[AccountKey, date], int]


def movements(timeline: Timeline) -> Movements:
    """The movements of a subject's timeline, without those that cancel out.

    >>> to_start = Posting("actions", state="to_start")
    >>> done = Posting("actions", state="done")
    >>> sorted(movements({date(2024, 1, 1): [to_start], date(2024, 2, 1): [done]}).values())
    [-1, 1, 1]
    """
    moved: Movements = defaultdict(int)
    before: list[tuple[AccountKey, int]] = []
    for day in sorted(timeline):
        counted = [(posting.account, posting.amount) for posting in timeline[day]]
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
