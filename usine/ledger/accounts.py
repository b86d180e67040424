"""The accounts of a measure, found or opened; read once, since they never change."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from .models import DIMENSIONS, Account
from .seals import account_id, account_seal
from .timelines import AccountKey

FIELDS = ("measure", *DIMENSIONS)


class Opened(NamedTuple):
    """An account as the ledger's arithmetic needs it."""

    id: int
    rank: int


class Accounts:
    """The accounts of one measure, in the order of their rank."""

    def __init__(self, rows: Iterable[tuple]) -> None:
        self.seal = ""
        self.keys: list[AccountKey] = []
        self.by_key: dict[AccountKey, Opened] = {}
        for pk, rank, seal, *key in rows:
            self.keys.append(tuple(key))
            self.by_key[tuple(key)] = Opened(pk, rank)
            self.seal = seal


@lru_cache(maxsize=16)
def _read(measure: str, seal: str) -> Accounts:
    """Kept by the seal of the last account, which names the whole list.

    So an account whose opening was rolled back is never served.
    """
    return Accounts(
        Account.objects.filter(measure=measure)
        .order_by("rank")
        .values_list("id", "rank", "seal", *FIELDS)
    )


def current(measure: str) -> Accounts:
    """The accounts of a measure as they are now."""
    last = Account.objects.filter(measure=measure).order_by("-rank")
    return _read(measure, last.values_list("seal", flat=True).first() or "")


def opened(measure: str, keys: Iterable[AccountKey]) -> Accounts:
    """The accounts of a measure, once those of `keys` that were missing are opened.

    The caller holds the head of the chain: nobody else opens accounts meanwhile.
    """
    known = current(measure)
    missing = sorted(set(keys) - known.by_key.keys())
    if not missing:
        return known
    seal, rows = known.seal, []
    for rank, key in enumerate(missing, start=len(known.keys)):
        seal = account_seal(seal, key, rank)
        fields = dict(zip(FIELDS, key, strict=True))
        rows.append(Account(id=account_id(key), rank=rank, seal=seal, **fields))
    Account.objects.bulk_create(rows)
    return current(measure)
