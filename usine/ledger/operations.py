"""All writes to the ledger: `record` events, `settle` what they change, `erase` as the law asks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter

import numpy as np
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum

from usine.values import clock
from usine.values.errors import Refused

from . import accounts, closings, erasers, seals
from .measures import check_declared
from .models import Entry, Event, Head, Payload
from .timelines import AccountKey, Movements, Timeline, movements

ERASE = "ledger.erase"
# The key, in an erasure's payloads, of {event number: digest of what remains of its payload}.
REMAINS = "remains"

# How many subjects' entries one statement reads; SQLite takes at most 32,766 parameters.
SUBJECTS_A_QUERY = 10_000

# How many entries are sent to PostgreSQL before we seal them: about what its socket holds.
ENTRIES_A_TURN = 1_000


def record(
    verb: str,
    *,
    subject: str,
    by,
    payload: dict | None = None,
    about: Mapping[str, dict] | None = None,
) -> Event:
    """Add an event to the chain and return it; `settle` then posts what it changes.

    `verb` is "room.verb", `subject` "kind:identifier", `by` a user or None for the system.
    `payload` is what the event records about its own subject, `about` what it records about other
    subjects: `queries.history` lists the event under each. Only payloads may hold personal data.
    The caller opens the transaction: the event and the change that it records commit together.
    """
    payloads = _payloads(subject, payload or {}, about or {})
    head = _held_head()
    # A server's clock may go back; the order of events may not.
    now = clock.now()
    recorded_at = max(now, head.recorded_at) if head.recorded_at else now
    event = Event(
        number=head.number + 1,
        verb=verb,
        subject=subject,
        actor_id=by.pk if by is not None else None,
        recorded_at=recorded_at,
        payloads_digest=seals.payloads_digest({each.subject: each.digest for each in payloads}),
        previous_seal=head.seal,
        entries_seal=head.entries_seal,
    )
    event.seal = seal_of(event)
    event.save(force_insert=True)
    for each in payloads:
        each.event = event
    Payload.objects.bulk_create(payloads)
    full = head.entries >= closings.VOLUME
    Head.objects.filter(pk=head.number).update(
        number=event.number,
        seal=event.seal,
        entries_seal="",
        recorded_at=recorded_at,
        volume=event.number if full else head.volume,
        entries=0 if full else head.entries,
    )
    return event


def _payloads(subject: str, payload: dict, about: Mapping[str, dict]) -> list[Payload]:
    """The payloads of an event that is still to come: its seal covers their digests."""
    if subject in about:
        raise ValueError(f"What the event says of its own subject, {subject}, is its payload.")
    contents = {subject: payload, **about}
    written = {each: seals.canonical(content) for each, content in contents.items()}
    return [
        Payload(subject=each, content=content, digest=seals.digest(content))
        for each, content in written.items()
    ]


def seal_of(event: Event) -> str:
    """The seal of an event, computed from its fields."""
    return seals.event_seal(
        number=event.number,
        verb=event.verb,
        subject=event.subject,
        actor_id=event.actor_id,
        recorded_at=event.recorded_at,
        payloads_digest=event.payloads_digest,
        previous_seal=event.previous_seal,
        entries_seal=event.entries_seal,
    )


def settle(subject: str, timeline: Timeline, *, event: Event) -> int:
    """Post the difference between a subject's timeline and the sum of its entries.

    Returns the number of entries posted, 0 when nothing changed. `event` must be the latest.
    Raises ValueError on an undeclared measure, or on a dimension that the measure does not have.
    """
    return settle_many({subject: timeline}, event=event)


def settle_many(timelines: Mapping[str, Timeline], *, event: Event) -> int:
    """`settle` for many subjects, in a few statements."""
    head = _held_head()
    if head.number != event.number:
        raise ValueError(f"Event {event.number} is sealed: entries go with the latest event.")
    due: list[tuple[str, AccountKey, date, int]] = []
    counted: set[AccountKey] = set()
    for subjects in _batched(timelines, SUBJECTS_A_QUERY):
        posted = posted_movements(subjects)
        for subject in subjects:
            wanted = movements(timelines[subject])
            counted.update(key for key, _ in wanted)
            due.extend(
                (subject, key, day, amount)
                for (key, day), amount in _difference(wanted, posted.get(subject, {}))
            )
    check_declared(counted)
    if due:
        rows = _close(due, head.volume)
        head.entries_seal = _insert(event.number, rows, head.entries_seal)
        head.entries += len(due)
        head.save(update_fields=["entries_seal", "entries"])
    return len(due)


@transaction.atomic
def erase(
    subject: str,
    *,
    by,
    reason: str,
    signed_by: int | None = None,
    numbers: Collection[int] | None = None,
    eraser: erasers.Eraser | None = None,
) -> Event:
    """Erase the payloads about a subject, as the law may ask; the chain stays whole.

    When the subject is a person, `signed_by` is their identifier: the payloads that they signed
    about other subjects are erased too. `numbers` narrows the erasure to some events. The room of
    each subject decides what remains (`erasers.register`), unless `eraser` takes away less:
    `verify` proves it, and lists what it can no longer prove. `reason` stays for ever, so it must
    name nobody.

    Raises Refused when nothing is left to erase.
    """
    _held_head()
    remaining = dict(_remaining(_concerned(subject, signed_by, numbers), eraser))
    if not remaining:
        raise Refused(f"Il n’y a rien à effacer de «\u00a0{subject}\u00a0».")
    digests: dict[str, dict[str, str | None]] = defaultdict(dict, {subject: {}})
    for payload, content in remaining.items():
        digest = None if content is None else seals.digest(content)
        digests[payload.subject][str(payload.event_id)] = digest
    own_payload = {"reason": reason, REMAINS: digests.pop(subject)}
    about = {each: {REMAINS: by_event} for each, by_event in digests.items()}
    event = record(ERASE, subject=subject, by=by, payload=own_payload, about=about)
    for payload, content in remaining.items():
        payload.content = content
        payload.save(update_fields=["content"])
    return event


def _concerned(
    subject: str, signed_by: int | None, numbers: Collection[int] | None
) -> QuerySet[Payload]:
    """The payloads about a subject, or signed by a person, except those of erasures."""
    concerned = Q(subject=subject)
    if signed_by is not None:
        concerned |= Q(event__actor_id=signed_by)
    if numbers is not None:
        concerned &= Q(event__in=numbers)
    return Payload.objects.filter(concerned, content__isnull=False).exclude(event__verb=ERASE)


def _remaining(
    payloads: Iterable[Payload], eraser: erasers.Eraser | None
) -> Iterator[tuple[Payload, str | None]]:
    """The payloads that lose something, each with what remains of its content."""
    for payload in payloads:
        recorded = payload.decoded or {}
        left = eraser(recorded) if eraser else erasers.remains(payload.subject, recorded)
        content = None if left is None else seals.canonical(left)
        if content != payload.content:
            yield payload, content


def _held_head() -> Head:
    """The head of the chain, locked until the end of the transaction: writers come one by one."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is written in a transaction.")
    return Head.objects.select_for_update()[:1].get()


def posted_movements(subjects: list[str]) -> dict[str, Movements]:
    """What the entries of these subjects add up to, by account and day."""
    posted: dict[str, Movements] = defaultdict(dict)
    rows = (
        Entry.objects.filter(subject__in=subjects)
        .order_by()
        .values_list("subject", "effective_on", *(f"account__{name}" for name in accounts.FIELDS))
        .annotate(total=Sum("amount"))
    )
    for subject, day, *key, total in rows:
        posted[subject][tuple(key), day] = total
    return posted


def _difference(
    wanted: Movements, posted: Movements
) -> Iterator[tuple[tuple[AccountKey, date], int]]:
    if not posted:
        yield from wanted.items()
        return
    for place in sorted(wanted.keys() | posted.keys()):
        if amount := wanted.get(place, 0) - posted.get(place, 0):
            yield place, amount


def _close(
    due: list[tuple[str, AccountKey, date, int]], volume: int
) -> list[tuple[int, str, str, int]]:
    """Open the missing accounts, update the closings, and return the rows of entries to insert."""
    keys: dict[str, set[AccountKey]] = defaultdict(set)
    for key in {key for _, key, _, _ in due}:
        keys[key[0]].add(key)
    charts = {measure: accounts.opened(measure, keys[measure]) for measure in sorted(keys)}
    places = {key: charts[key[0]].by_key[key] for wanted in keys.values() for key in wanted}
    days = {day: day.isoformat() for day in {day for _, _, day, _ in due}}
    moved: dict[str, dict[date, tuple[list[int], list[int]]]] = {
        measure: defaultdict(lambda: ([], [])) for measure in charts
    }
    rows = []
    for subject, key, day, amount in due:
        account_id, rank = places[key]
        ranks, amounts = moved[key[0]][day]
        ranks.append(rank)
        amounts.append(amount)
        rows.append((account_id, subject, days[day], amount))
    for measure, by_day in moved.items():
        moves = {day: (np.array(ranks), np.array(sums)) for day, (ranks, sums) in by_day.items()}
        closings.post(measure, moves, volume=volume)
    # Rows in the order of the index of accounts take a fifth of the time on PostgreSQL.
    return sorted(rows, key=itemgetter(0))


def _insert(event: int, rows: Sequence[tuple[int, str, str, int]], seal: str) -> str:
    """Insert entries the quickest way that each engine has; return `seal` carried on over them.

    PostgreSQL stores one batch of entries while we seal another.
    """
    table = "ledger_entry (event_id, account_id, subject, effective_on, amount)"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for first in range(0, len(rows), ENTRIES_A_TURN):
                    batch = rows[first : first + ENTRIES_A_TURN]
                    for row in batch:
                        copy.write_row((event, *row))
                    seal = seals.entries_seal(seal, batch)
        else:
            insert = f"INSERT INTO {table} VALUES ({event:d}, %s, %s, %s, %s)"  # noqa: S608
            cursor.executemany(insert, rows)
            seal = seals.entries_seal(seal, rows)
    return seal


def _batched(items: Iterable[str], size: int) -> Iterator[list[str]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
