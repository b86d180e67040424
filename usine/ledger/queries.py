"""Figures at any date, as known at any event, the evidence behind them, and history."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from . import closings
from .accounts import Accounts, current
from .closings import TOTALS
from .models import Entry, Event, Head, Payload
from .seals import head_seal
from .timelines import check_dimension

Where = Mapping[str, str | Collection[str]]
Cells = dict[tuple[str, ...], int]


@contextmanager
def snapshot() -> Iterator[int]:
    """Read one state of the ledger, whoever writes meanwhile; yields the number of its last event.

    The same questions, asked later as known at that number, get the same answers for ever. A
    snapshot writes nothing and waits for nobody. Within a transaction that has already begun, the
    reads are those of the transaction.
    """
    if connection.in_atomic_block:
        yield head_number()
        return
    with _reading(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield head_number()


@contextmanager
def _reading() -> Iterator[None]:
    """On SQLite, transactions that begin in the block take no writers' lock at their beginning."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()  # which sets the mode again
    sqlite: Any = connection
    usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = usual


class Position(NamedTuple):
    """Where the chain stands; noted, it proves later that the past was not rewritten."""

    number: int  # of the last event, 0 before the first one
    seal: str  # of that event, its entries, and all that came before
    recorded_at: datetime | None

    def __str__(self) -> str:
        return f"{self.number} {self.seal}"


def head() -> Position:
    """Where the chain stands now. One query."""
    last = Head.objects.first() or Head()
    return Position(last.number, head_seal(last.seal, last.entries_seal), last.recorded_at)


def position_at(number: int) -> Position | None:
    """Where the chain stood after an event was recorded; None when there is no such event."""
    last = head()
    if number >= last.number:
        return last if number == last.number else None
    after = Event.objects.get(pk=number + 1)
    seal = head_seal(after.previous_seal, after.entries_seal)
    return Position(number, seal, recorded_at(number))


def head_number() -> int:
    """The number of the last event, 0 before the first one."""
    return Head.objects.values_list("number", flat=True).first() or 0


def number_at(moment: datetime) -> int:
    """The number of the last event recorded by a moment, 0 when there was none yet."""
    known = Event.objects.filter(recorded_at__lte=moment).order_by("-recorded_at", "-number")
    return known.values_list("number", flat=True).first() or 0


def recorded_at(number: int) -> datetime | None:
    """When an event was recorded; None before the first one."""
    return Event.objects.filter(pk=number).values_list("recorded_at", flat=True).first()


def history(subject: str) -> QuerySet[Payload]:
    """The payloads about a subject, each with its `event`, the latest first: one query."""
    return Payload.objects.filter(subject=subject).select_related("event").order_by("-event")


def balance(
    measure: str,
    *,
    as_of: date,
    known: int | None = None,
    by: Sequence[str] = (),
    where: Where | None = None,
) -> Cells:
    """The totals of a measure at the end of a day, by some dimensions, without those that are zero.

    `known` is the number of the last known event, by default of the last event of all. `where`
    keeps the accounts whose dimension has a value, or one of several. Without `by`, the one key is
    `()`. Raises ValueError on a dimension that does not exist.
    """
    return balances(measure, as_of=[as_of], known=known, by=by, where=where)[as_of]


def balances(
    measure: str,
    *,
    as_of: Collection[date],
    known: int | None = None,
    by: Sequence[str] = (),
    where: Where | None = None,
) -> dict[date, Cells]:
    """`balance` at several dates, for the same number of queries."""
    for name in (*by, *(where or {})):
        check_dimension(name)
    if known is None or known >= head_number():
        rows = list(closings.read(measure, as_of))
        # Read after the closings, the accounts are at least those that move in them.
        accounts = current(measure)
        totals = closings.add_up(rows, as_of, len(accounts.keys))
    else:
        accounts = current(measure)
        totals = _recounted(measure, accounts, as_of, known)
    return _broken_down(accounts, totals, by, where or {})


def corrections(
    measure: str,
    *,
    as_of: date,
    known: int,
    by: Sequence[str] = (),
    where: Where | None = None,
) -> Cells:
    """By how much later events have corrected the balance of a day that was known at an event.

    The balance known at the event, plus this, is the balance known now.
    """
    for name in by:
        check_dimension(name)
    since = Entry.objects.filter(effective_on__lte=as_of, event__gt=known)
    rows = (
        _under(since, measure, where)
        .order_by()
        .values_list("account__measure", *(f"account__{name}" for name in by))
        .annotate(total=Sum("amount"))
    )
    return {tuple(cell): total for _, *cell, total in rows if total}


def evidence(
    measure: str,
    *,
    as_of: date,
    known: int | None = None,
    by: Sequence[str] = (),
    where: Where | None = None,
) -> QuerySet:
    """The subjects behind a cell, as rows (subject, *by, amount) in the order of subjects.

    Their amounts add up to `balance` for the same question.
    """
    for name in by:
        check_dimension(name)
    entries = _known(as_of, known)
    return (
        _under(entries, measure, where)
        .order_by("subject")
        .values_list("subject", *(f"account__{name}" for name in by))
        .annotate(total=Sum("amount"))
        .exclude(total=0)
    )


def _known(as_of: date, known: int | None) -> QuerySet:
    entries = Entry.objects.filter(effective_on__lte=as_of)
    return entries if known is None else entries.filter(event__lte=known)


def _under(entries: QuerySet, measure: str, where: Where | None) -> QuerySet:
    """The entries of a measure whose dimensions have the values of `where`."""
    entries = entries.filter(account__measure=measure)
    for name, value in (where or {}).items():
        check_dimension(name)
        lookup = "" if isinstance(value, str) else "__in"
        entries = entries.filter(**{f"account__{name}{lookup}": value})
    return entries


def _recounted(
    measure: str, accounts: Accounts, as_of: Collection[date], known: int
) -> dict[date, np.ndarray]:
    """For each day, the totals known at an event: the earlier volumes, then the entries since."""
    rows = closings.read(measure, as_of, known=known)
    totals = closings.add_up(rows, as_of, len(accounts.keys))
    entries = Entry.objects.filter(
        event__gte=closings.volume_after(known),
        event__lte=known,
        effective_on__lte=max(as_of, default=date.min),
    )
    ranks = {opened.id: opened.rank for opened in accounts.by_key.values()}
    lines = [
        (ranks[account], day.toordinal(), amount)
        for account, day, amount in entries.order_by().values_list(
            "account_id", "effective_on", "amount"
        )
        if account in ranks
    ]
    moved, days, amounts = np.array(lines, TOTALS).reshape(-1, 3).T
    for day, vector in totals.items():
        begun = days <= day.toordinal()
        np.add.at(vector, moved[begun], amounts[begun])
    return totals


def _broken_down(
    accounts: Accounts, totals: Mapping[date, np.ndarray], by: Sequence[str], where: Where
) -> dict[date, Cells]:
    selected = np.ones(len(accounts.keys), bool)
    for name, wanted in where.items():
        selected &= accounts.holding(name, wanted)
    cells = accounts.cells(by)
    places = cells.places[selected]
    broken = {}
    for day, vector in totals.items():
        sums = np.zeros(len(cells.keys), TOTALS)
        np.add.at(sums, places, vector[selected])
        rows = zip(cells.keys, sums.tolist(), strict=True)
        broken[day] = {key: amount for key, amount in rows if amount}
    return broken
