"""The seals of events, entries and accounts: each covers all that came before (SHA-256)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from django.core.serializers.json import DjangoJSONEncoder


def canonical(payload: dict) -> str:
    """A payload as JSON, written in one way only, so that equal payloads have equal digests."""
    return json.dumps(
        payload,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        cls=DjangoJSONEncoder,
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def payloads_digest(digests: Mapping[str, str]) -> str:
    """The digest of what an event recorded, from the digest of its payload about each subject."""
    return digest("\n".join(f"{subject} {digests[subject]}" for subject in sorted(digests)))


def event_seal(
    *,
    number: int,
    verb: str,
    subject: str,
    actor_id: int | None,
    recorded_at: datetime,
    payloads_digest: str,
    previous_seal: str,
    entries_seal: str,
) -> str:
    parts = (
        previous_seal,
        entries_seal,
        str(number),
        verb,
        subject,
        str(actor_id),
        recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        payloads_digest,
    )
    return digest("\n".join(parts))


def head_seal(seal: str, entries: str) -> str:
    """The seal of the chain once an event was recorded and its entries posted."""
    return digest(f"{seal}\n{entries}")


def entries_seal(seal: str, lines: Iterable[tuple[int, str, date | str, int]]) -> str:
    """`seal` carried on over more entries (account id, subject, ISO day, amount), one by one.

    The result is the same whether the entries come in one call or in many.
    """
    sealed = seal.encode()
    sha256 = hashlib.sha256
    for account, subject, day, amount in lines:
        sealed = (
            sha256(sealed + f"|{account}|{subject}|{day}|{amount}".encode()).hexdigest().encode()
        )
    return sealed.decode()


def account_id(key: tuple[str, ...]) -> int:
    """60 bits of the digest of an account's measure and dimensions."""
    return int(digest(_written(key))[:15], 16)


def account_seal(previous: str, key: tuple[str, ...], rank: int) -> str:
    return digest("\n".join((previous, str(rank), _written(key))))


def _written(key: tuple[str, ...]) -> str:
    """The key without its last empty dimensions, so that a new dimension changes no account."""
    last = max(place for place, value in enumerate(key) if value)
    return "\n".join(key[: last + 1])
