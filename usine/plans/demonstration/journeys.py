"""The lives of actions from one official date to the next, as tables that add up.

Everything else of the demonstration (where, what, by whom, on which day) is drawn at random from a
fixed seed; what is published is written here, and the tests add it up.
"""

from collections.abc import Mapping, Sequence
from random import Random

from usine.plans.states import Status
from usine.values.shares import apportion

OUT = None  # not in the plan yet, or no longer
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


def opening() -> dict[Status, int]:
    """How many actions the plans begin with, by status."""
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

# The status with which an action enters a plan, by its status at the next date.
ENTERING: Mapping[Status, Sequence[Status]] = {
    U: [U],
    T_: [T_],
    R: [T_, R],
    P: [T_, R, P],
    D: [P, T_],
    A: [T_],
}
