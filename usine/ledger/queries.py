"""Figures at any date, as known at any moment, and the evidence behind them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter

from django.db.models import Max, Q, QuerySet, Sum

from . import accounts
from .accounts import FIELDS
from .closings import unpack
from .models import Closing, Entry, Event
from .timelines import AccountKey, check_dimension

Where = Mapping[str, str | Collection[str]]
Cells = dict[tuple[str, ...], int]
Totals = tuple[Sequence[AccountKey], Sequence[int]]


def balance(
    measure: str,
    *,
    as_of: date,
    known_at: datetime | None = None,
    by: Sequence[str] = (),
    where: Where | None = None,
) -> Cells:
    """The totals of a measure at the end of a day, by the dimensions asked, zero cells left out.

    `known_at` asks what we knew at that moment, now by default. `where` keeps the accounts whose
    dimension has the value given, or one of those given. With no `by`, the one key is `()`.
    Raises ValueError on a dimension that does not exist.
    """
    return balances(measure, as_of=[as_of], known_at=known_at, by=by, where=where)[as_of]


def balances(
    measure: str,
    *,
    as_of: Collection[date],
    known_at: datetime | None = None,
    by: Sequence[str] = (),
    where: Where | None = None,
) -> dict[date, Cells]:
    """`balance` at several dates, for the same number of queries."""
    for name in (*by, *(where or {})):
        check_dimension(name)
    last = _last_event_known(known_at)
    totals = _closed(measure, as_of) if last is None else _recounted(measure, as_of, last)
    return {day: _cells(keys, amounts, by, where or {}) for day, (keys, amounts) in totals.items()}


def evidence(
    measure: str,
    *,
    as_of: date,
    known_at: datetime | None = None,
    where: Where | None = None,
) -> QuerySet:
    """The subjects behind a cell, as rows (subject, amount) in the order of subjects.

    Their amounts add up to `balance` for the same question.
    """
    entries = _known(as_of, _last_event_known(known_at)).filter(account__measure=measure)
    for name, value in (where or {}).items():
        check_dimension(name)
        lookup = "" if isinstance(value, str) else "__in"
        entries = entries.filter(**{f"account__{name}{lookup}": value})
    return (
        entries.order_by("subject")
        .values_list("subject")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
    )


def _last_event_known(known_at: datetime | None) -> int | None:
    """The number of the last event recorded by `known_at`; None when nothing came since."""
    if known_at is None or not Event.objects.filter(recorded_at__gt=known_at).exists():
        return None
    known = Event.objects.filter(recorded_at__lte=known_at)
    return known.aggregate(last=Max("number"))["last"] or 0


def _known(as_of: date, last: int | None) -> QuerySet:
    entries = Entry.objects.filter(effective_on__lte=as_of)
    return entries if last is None else entries.filter(event__lte=last)


def _closed(measure: str, as_of: Collection[date]) -> dict[date, Totals]:
    """For each day, the totals at its last closing."""
    asked = dict(enumerate(as_of))
    last = Closing.objects.filter(measure=measure).aggregate(
        **{f"d{i}": Max("on", filter=Q(on__lte=day)) for i, day in asked.items()}
    )
    found = Closing.objects.filter(measure=measure, on__in=set(last.values()) - {None})
    closings = dict(found.values_list("on", "totals"))
    # Read after the closings, the accounts hold at least those that totals are laid on.
    keys = accounts.current(measure).keys
    totals = {}
    for i, day in asked.items():
        vector = unpack(closings.get(last[f"d{i}"], b""), len(keys))
        totals[day] = (keys, vector.tolist())
    return totals


def _recounted(measure: str, as_of: Collection[date], last: int) -> dict[date, Totals]:
    """For each day, the totals counted again from the entries known at the time."""
    asked = dict(enumerate(as_of))
    rows = (
        _known(max(as_of), last)
        .filter(account__measure=measure)
        .order_by()
        .values("account")
        .annotate(
            **{
                f"d{i}": Sum("amount", filter=Q(effective_on__lte=day), default=0)
                for i, day in asked.items()
            }
        )
    )
    rows = list(rows)
    key_of = {opened.id: key for key, opened in accounts.current(measure).by_key.items()}
    keys = [key_of[row["account"]] for row in rows]
    return {day: (keys, [row[f"d{i}"] for row in rows]) for i, day in asked.items()}


def _cells(
    keys: Sequence[AccountKey], amounts: Sequence[int], by: Sequence[str], where: Where
) -> Cells:
    kept = _filter(where)
    cell_of = _cell(by)
    cells: Cells = defaultdict(int)
    for key, amount in zip(keys, amounts, strict=True):
        if amount and (kept is None or kept(key)):
            cells[cell_of(key)] += amount
    return {cell: amount for cell, amount in cells.items() if amount}


def _cell(by: Sequence[str]) -> Callable[[AccountKey], tuple[str, ...]]:
    places = [FIELDS.index(name) for name in by]
    if len(places) > 1:
        return itemgetter(*places)
    return lambda key: tuple(key[place] for place in places)


def _filter(where: Where) -> Callable[[AccountKey], bool] | None:
    if not where:
        return None
    wanted = [
        (FIELDS.index(name), {value} if isinstance(value, str) else frozenset(value))
        for name, value in where.items()
    ]
    return lambda key: all(key[place] in values for place, values in wanted)
