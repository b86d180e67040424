"""The rows of subjects, which the operations of rooms keep up to date.

The ledger records nothing of them: they follow from other rows, which have their own events.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import models, transaction

from . import sources, words
from .models import Audience, Subject, TitleStem
from .sources import Listing

BATCH = 1_000
FIELDS = ("kind", "title", "path", "place", "words")

T = TypeVar("T")


class Differences(NamedTuple):
    """How many rows differed from what the rooms list."""

    missing: int
    changed: int
    superfluous: int


@transaction.atomic
def put(listings: Iterable[Listing]) -> None:
    """Write the rows of these subjects and of their audiences, whatever was there before.

    The operation that changes a subject calls this in its own transaction.
    """
    for batch in _batches(listings):
        Subject.objects.bulk_create(
            [_row(listing) for listing in batch],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=FIELDS,
        )
        _open(batch)


@transaction.atomic
def remove(keys: Collection[str]) -> None:
    """Remove subjects that their room no longer keeps."""
    for batch in _batches(keys):
        Subject.objects.filter(pk__in=batch).delete()


def refresh(places: Collection[str]) -> None:
    """Write again the subjects of every room in some places, whose perimeters changed."""
    put(sources.listings(places))


@transaction.atomic
def rebuild() -> Differences:
    """Make every row again from what the rooms list; returns how many rows were wrong."""
    before = rows()
    wanted = {listing.key: listing for listing in sources.listings()}
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
    """Every subject as {key: (*fields, audience, stems)}, for comparison."""
    audience: dict[str, set[str]] = {}
    for key, token in Audience.objects.values_list("subject", "token"):
        audience.setdefault(key, set()).add(token)
    stems: dict[str, set[str]] = {}
    for key, stem in TitleStem.objects.values_list("subject", "stem"):
        stems.setdefault(key, set()).add(stem)
    return {
        key: (*fields, frozenset(audience.get(key, ())), frozenset(stems.get(key, ())))
        for key, *fields in Subject.objects.values_list("key", *FIELDS)
    }


def _row(listing: Listing) -> Subject:
    return Subject(
        key=listing.key,
        kind=listing.kind,
        title=listing.title,
        path=listing.path,
        place=listing.place,
        words=words.of(listing.title, listing.text) if listing.is_searched else "",
    )


def _open(listings: Collection[Listing]) -> None:
    """Give these subjects exactly their audiences, and the stems of their titles."""
    tokens = {(listing.key, token) for listing in listings for token in listing.audience}
    stems = {
        (listing.key, stem)
        for listing in listings
        if listing.is_searched
        for stem in words.stems_of(listing.title)
    }
    keys = [listing.key for listing in listings]
    _replace(Audience, "token", keys, tokens)
    _replace(TitleStem, "stem", keys, stems)


def _replace(
    model: type[models.Model], name: str, keys: Collection[str], wanted: set[tuple[str, str]]
) -> None:
    """Give these subjects exactly the wanted rows (key, value) of a model."""
    rows = model._default_manager
    there = {
        (key, value): pk
        for pk, key, value in rows.filter(subject__in=keys).values_list("pk", "subject", name)
    }
    gone = [pk for pair, pk in there.items() if pair not in wanted]
    if gone:
        rows.filter(pk__in=gone).delete()
    rows.bulk_create(
        model(subject_id=key, **{name: value}) for key, value in sorted(wanted - there.keys())
    )


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
