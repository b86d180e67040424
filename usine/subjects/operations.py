"""Rows of subjects, kept in step by the operations of the rooms; they decide nothing themselves.

Nothing is recorded in the ledger here: these rows follow from others, whose events say all.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import transaction

from . import sources, words
from .models import Audience, Subject
from .sources import Entry

BATCH = 1_000
FIELDS = ("kind", "title", "path", "place", "words")

T = TypeVar("T")


class Differences(NamedTuple):
    """How many rows were not what the rooms say."""

    missing: int
    changed: int
    superfluous: int


@transaction.atomic
def put(entries: Iterable[Entry]) -> None:
    """Write the rows of these subjects and of their audiences, whatever was there before.

    To be called by the operation that changed what they follow from, in its transaction.
    """
    for batch in _batches(entries):
        Subject.objects.bulk_create(
            [_row(entry) for entry in batch],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=FIELDS,
        )
        _open(batch)


@transaction.atomic
def remove(keys: Collection[str]) -> None:
    """Forget subjects that their room no longer keeps."""
    for batch in _batches(keys):
        Subject.objects.filter(pk__in=batch).delete()


def refresh(places: Collection[str]) -> None:
    """Write again the subjects that lie in some places, of every room: their perimeter moved."""
    put(sources.entries(places))


@transaction.atomic
def rebuild() -> Differences:
    """Make every row again from what the rooms say; returns what had to be mended."""
    before = rows()
    wanted = {entry.key: entry for entry in sources.entries()}
    put(wanted.values())
    remove(superfluous := before.keys() - wanted.keys())
    after = rows()
    known = before.keys() & wanted.keys()
    return Differences(
        len(wanted.keys() - before.keys()),
        sum(before[key] != after[key] for key in known),
        len(superfluous),
    )


def rows() -> dict[str, tuple]:
    """Everything that is kept: {key: (*fields, audience)}, to be compared."""
    audience: dict[str, set[str]] = {}
    for key, token in Audience.objects.values_list("subject", "token"):
        audience.setdefault(key, set()).add(token)
    return {
        key: (*fields, frozenset(audience.get(key, ())))
        for key, *fields in Subject.objects.values_list("key", *FIELDS)
    }


def _row(entry: Entry) -> Subject:
    return Subject(
        key=entry.key,
        kind=entry.kind,
        title=entry.title,
        path=entry.path,
        place=entry.place,
        words=words.of(entry.title, entry.text) if entry.is_searched else "",
    )


def _open(entries: Collection[Entry]) -> None:
    """Give these subjects their audiences, and close them to others."""
    wanted = {(entry.key, token) for entry in entries for token in entry.audience}
    open_to = Audience.objects.filter(subject__in=[entry.key for entry in entries])
    kept = {(key, token): pk for pk, key, token in open_to.values_list("pk", "subject", "token")}
    closed = [pk for pair, pk in kept.items() if pair not in wanted]
    if closed:
        Audience.objects.filter(pk__in=closed).delete()
    Audience.objects.bulk_create(
        Audience(subject_id=key, token=token) for key, token in sorted(wanted - kept.keys())
    )


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
