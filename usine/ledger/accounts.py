"""The accounts of a measure, read or opened; read once, since they never change."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from .models import DIMENSIONS, Account
from .seals import account_id, account_seal
from .timelines import AccountKey

FIELDS = ("measure", *DIMENSIONS)


class RankedAccount(NamedTuple):
    """An account as the ledger's arithmetic needs it."""

    id: int
    rank: int


class Breakdown(NamedTuple):
    """The cells of a breakdown: the account of rank `r` falls into the cell `keys[places[r]]`."""

    keys: list[tuple[str, ...]]
    places: np.ndarray


class Accounts:
    """The accounts of one measure, in the order of their rank: those of `before`, then `rows`."""

    def __init__(self, rows: Iterable[tuple], before: "Accounts | None" = None) -> None:
        self.seal: str = before.seal if before else ""
        self.keys: list[AccountKey] = [*before.keys] if before else []
        self.by_key: dict[AccountKey, RankedAccount] = {**before.by_key} if before else {}
        for pk, rank, seal, *key in rows:
            self.keys.append(tuple(key))
            self.by_key[tuple(key)] = RankedAccount(pk, rank)
            self.seal = seal
        self._cells: dict[tuple[str, ...], Breakdown] = {}

    def cells(self, by: Sequence[str]) -> Breakdown:
        """The cells of the breakdown by these dimensions, in a stable order; computed once."""
        if tuple(by) not in self._cells:
            fields = [FIELDS.index(name) for name in by]
            keys = [tuple(key[field] for field in fields) for key in self.keys]
            distinct = {key: place for place, key in enumerate(dict.fromkeys(keys))}
            places = np.array([distinct[key] for key in keys], np.intp)
            self._cells[tuple(by)] = Breakdown(list(distinct), places)
        return self._cells[tuple(by)]

    def holding(self, name: str, wanted: str | Collection[str]) -> np.ndarray:
        """For each account, whether the dimension `name` has the wanted value, or one of them."""
        field = FIELDS.index(name)
        values = {wanted} if isinstance(wanted, str) else set(wanted)
        return np.fromiter((key[field] in values for key in self.keys), bool, len(self.keys))


# Cache key: (measure, seal of its last account). The seal chains all accounts, so a list cached in
# a transaction that was rolled back can never match again.
_cache: OrderedDict[tuple[str, str], Accounts] = OrderedDict()
# Twice the measures that there are: one page reads most of them, each in its turn.
_CACHE_MAX = 48


def _cached(measure: str, accounts: Accounts) -> Accounts:
    if len(_cache) >= _CACHE_MAX:
        _cache.popitem(last=False)
    _cache[measure, accounts.seal] = accounts
    return accounts


def current(measure: str) -> Accounts:
    """The accounts of a measure as they are now."""
    accounts = Account.objects.filter(measure=measure)
    if not any(cached_measure == measure for cached_measure, _ in _cache):
        return _cached(measure, Accounts(_rows(accounts)))
    last = accounts.order_by("-rank").values_list("seal", flat=True).first() or ""
    if (cached := _cache.get((measure, last))) is not None:
        return cached
    return _cached(measure, Accounts(_rows(accounts)))


def _rows(accounts: QuerySet[Account]) -> QuerySet:
    return accounts.order_by("rank").values_list("id", "rank", "seal", *FIELDS)


def opened(measure: str, keys: Iterable[AccountKey]) -> Accounts:
    """Open the accounts of `keys` that are missing; return all accounts of the measure.

    The caller holds the head of the chain: nobody else opens accounts meanwhile.
    """
    known = current(measure)
    # The difference of a set and of the keys of a dictionary would go through all of these.
    missing = sorted(key for key in set(keys) if key not in known.by_key)
    if not missing:
        return known
    seal, rows = known.seal, []
    for rank, key in enumerate(missing, start=len(known.keys)):
        seal = account_seal(seal, key, rank)
        fields = dict(zip(FIELDS, key, strict=True))
        rows.append(Account(id=account_id(key), rank=rank, seal=seal, **fields))
    Account.objects.bulk_create(rows)
    new = ((row.id, row.rank, row.seal, *key) for row, key in zip(rows, missing, strict=True))
    return _cached(measure, Accounts(new, known))
