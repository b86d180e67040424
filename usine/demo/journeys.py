"""The lives of actions and of mandates from one official date to the next, as tables that add up.

Everything else of the demonstration (where, what, by whom, on which day) is drawn at random from a
fixed seed; what is published is written here, and the tests add it up.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from random import Random
from typing import TypeVar

from usine.plans.states import Status

T = TypeVar("T", bound=Hashable)

LABELLED = date(2023, 11, 9)
REVIEW = date(2025, 1, 31)
ASSEMBLY = date(2025, 5, 27)
END = date(2025, 6, 30)
DATES = (LABELLED, REVIEW, ASSEMBLY, END)

OUT = None  # not in the plan: not yet, or no longer
U, T_, R, P, D, A = (
    Status.UNKNOWN,
    Status.TO_START,
    Status.UNDER_REVIEW,
    Status.IN_PROGRESS,
    Status.DONE,
    Status.ABANDONED,
)

# How many actions go from one status to another between two dates.
Moves = Mapping[tuple[Status | None, Status | None], int]

MOVES: tuple[Moves, Moves, Moves] = (
    # 2,150 actions on 9 November 2023, 2,800 on 31 January 2025: 8, 36, 13 and 19 % done, in
    # progress, under review and to start; the 24 % that were not published, abandoned or unknown.
    {
        (U, U): 314, (U, R): 74, (U, P): 132, (U, A): 50, (U, OUT): 25,
        (T_, T_): 332, (T_, R): 150, (T_, P): 300, (T_, D): 50, (T_, A): 70, (T_, OUT): 35,
        (R, R): 30, (R, P): 180, (R, D): 40, (R, A): 18,
        (P, P): 210, (P, D): 120, (P, A): 20,
        (OUT, U): 190, (OUT, T_): 200, (OUT, R): 110, (OUT, P): 186, (OUT, D): 14, (OUT, A): 10,
    },
    # 3,072 on 27 May 2025, 56 % of them done or in progress.
    {
        (U, U): 230, (U, R): 100, (U, P): 120, (U, A): 29, (U, OUT): 25,
        (T_, T_): 326, (T_, R): 110, (T_, P): 75, (T_, A): 6, (T_, OUT): 15,
        (R, R): 131, (R, P): 225, (R, A): 8,
        (P, P): 798, (P, D): 206, (P, A): 4,
        (D, D): 224,
        (A, A): 168,
        (OUT, U): 50, (OUT, T_): 130, (OUT, R): 60, (OUT, P): 72,
    },
    # What follows is nobody's publication.
    {
        (U, U): 262, (U, P): 12, (U, OUT): 6,
        (T_, T_): 424, (T_, R): 18, (T_, P): 14,
        (R, R): 367, (R, P): 31, (R, A): 3,
        (P, P): 1241, (P, D): 49,
        (D, D): 430,
        (A, A): 213, (A, T_): 2,
        (OUT, T_): 24, (OUT, P): 6,
    },
)  # fmt: skip

# How many territories have a chef de projet on each of the dates: 162 on 31 January 2025, 164 on
# 27 May, and vacancies that move.
PRESENCE: Mapping[tuple[bool, bool, bool, bool], int] = {
    (True, True, True, True): 95,
    (True, True, True, False): 1,
    (True, True, False, False): 3,
    (True, False, True, True): 2,
    (True, False, False, True): 2,
    (False, True, True, True): 57,
    (False, True, True, False): 1,
    (False, True, False, False): 5,
    (False, False, True, True): 8,
    (False, False, False, True): 2,
    (False, False, False, False): 7,
}

# Of those who stay from one date to the next, how many leave and are replaced meanwhile.
REPLACED = (31, 12, 0)

COORDINATORS = 15


def apportion(weights: Mapping[T, float], total: int) -> dict[T, int]:
    """`total` shared in proportion to weights, to the unit (largest remainder).

    Weights that add up to `total` are given back as they are.
    """
    whole = sum(weights.values())
    exact = {key: weight * total / whole for key, weight in weights.items()}
    shares = {key: int(value) for key, value in exact.items()}
    order = {key: i for i, key in enumerate(weights)}
    rest = sorted(exact, key=lambda key: (shares[key] - exact[key], order[key]))
    for key in rest[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def opening() -> dict[Status, int]:
    """How many actions the plans open with, by status."""
    return {status: n for status, n in _leaving(MOVES[0]).items() if status is not OUT}


def born(moves: Moves) -> dict[Status, int]:
    return {after: n for (before, after), n in moves.items() if before is OUT and after}


def next_of(moves: Moves, before: Status | None, count: int, random: Random) -> list[Status | None]:
    """What becomes of `count` actions that have this status, in an order drawn at random.

    Those that have left their plan do not come back.
    """
    if before is OUT:
        return [OUT] * count
    rows = {after: n for (status, after), n in moves.items() if status == before}
    drawn = [after for after, n in apportion(rows, count).items() for _ in range(n)]
    random.shuffle(drawn)
    return drawn


def _leaving(moves: Moves) -> dict[Status | None, int]:
    total: dict[Status | None, int] = {}
    for (before, _), n in moves.items():
        total[before] = total.get(before, 0) + n
    return total


# The steps that lead from one status to another; the first of each list is the usual way.
PATHS: Mapping[tuple[Status, Status], Sequence[Sequence[str]]] = {
    (U, R): [["review"]],
    (U, P): [["start"], ["review", "start"]],
    (U, A): [["abandon"]],
    (T_, R): [["review"]],
    (T_, P): [["review", "start"], ["start"]],
    (T_, D): [["start", "complete"], ["review", "start", "complete"]],
    (T_, A): [["abandon"], ["review", "abandon"]],
    (R, P): [["start"]],
    (R, D): [["start", "complete"]],
    (R, A): [["abandon"]],
    (P, D): [["complete"]],
    (P, A): [["abandon"]],
    (A, T_): [["resume"]],
}

# With which status an action enters a plan, when it is to have this one by the next date.
ENTERING: Mapping[Status, Sequence[Status]] = {
    U: [U],
    T_: [T_],
    R: [T_, R],
    P: [T_, R, P],
    D: [P, T_],
    A: [T_],
}
