"""Every write to the ledger: `record` an event, `settle` what it changes, `erase` a payload."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from django.db import connection, transaction
from django.db.models import Sum

from usine.values import clock
from usine.values.errors import Refused

from . import accounts, closings, seals
from .models import Entry, Event, Head, Payload
from .timelines import AccountKey, Movements, Timeline, movements

ERASE = "ledger.erase"

# Subjects whose entries are read in one statement; SQLite takes at most 32,766 parameters.
SUBJECTS_A_QUERY = 10_000

# Entries that are sent to PostgreSQL before they are sealed: about what its socket holds.
ENTRIES_A_TURN = 1_000


def record(verb: str, *, subject: str, by, payload: dict | None = None) -> Event:
    """Add an event to the chain and return it; `settle` then posts what it changes.

    `verb` is "room.verb", `subject` "kind:identifier", `by` a user or None for the system.
    Personal data goes in `payload` only. To be called inside `transaction.atomic()`:
    the event and what it says stand or fall together.
    """
    head = _held_head()
    # A server's clock may be set back; the order in which we learnt things may not.
    now = clock.now()
    recorded_at = max(now, head.recorded_at) if head.recorded_at else now
    content = seals.canonical(payload or {})
    event = Event(
        number=head.number + 1,
        verb=verb,
        subject=subject,
        actor_id=by.pk if by is not None else None,
        recorded_at=recorded_at,
        payload_digest=seals.digest(content),
        previous_seal=head.seal,
        entries_seal=head.entries_seal,
    )
    event.seal = seal_of(event)
    event.save(force_insert=True)
    Payload(event=event, content=content).save(force_insert=True)
    Head.objects.filter(pk=head.number).update(
        number=event.number, seal=event.seal, entries_seal="", recorded_at=recorded_at
    )
    return event


def seal_of(event: Event) -> str:
    """The seal that the event must bear, computed from its fields."""
    return seals.event_seal(
        number=event.number,
        verb=event.verb,
        subject=event.subject,
        actor_id=event.actor_id,
        recorded_at=event.recorded_at,
        payload_digest=event.payload_digest,
        previous_seal=event.previous_seal,
        entries_seal=event.entries_seal,
    )


def settle(subject: str, timeline: Timeline, *, event: Event) -> int:
    """Post what separates the subject's timeline from what its entries already add up to.

    Returns the number of entries posted, 0 when nothing changed. `event` must be the latest.
    """
    return settle_many({subject: timeline}, event=event)


def settle_many(timelines: Mapping[str, Timeline], *, event: Event) -> int:
    """`settle` for many subjects, in a few statements."""
    head = _held_head()
    if head.number != event.number:
        raise ValueError(f"Event {event.number} is sealed: entries go with the latest event.")
    due: list[tuple[str, AccountKey, date, int]] = []
    for subjects in _batched(timelines, SUBJECTS_A_QUERY):
        posted = posted_movements(subjects)
        for subject in subjects:
            wanted = movements(timelines[subject])
            due.extend(
                (subject, key, day, amount)
                for (key, day), amount in _difference(wanted, posted.get(subject, {}))
            )
    if due:
        head.entries_seal = _insert(event.number, _close(due), head.entries_seal)
        head.save(update_fields=["entries_seal"])
    return len(due)


@transaction.atomic
def erase(number: int, *, by, reason: str) -> Event:
    """Empty the payload of an event, as the law may ask; the chain stays whole.

    Raises Refused when there is nothing to erase or when the event is itself an erasure.
    """
    _held_head()
    payload = Payload.objects.select_related("event").filter(event=number).first()
    if payload is None or payload.content is None:
        raise Refused(f"L’événement {number} n’a pas de contenu à effacer.")
    if payload.event.verb == ERASE:
        raise Refused("La trace d’un effacement ne s’efface pas.")
    event = record(ERASE, subject=f"event:{number}", by=by, payload={"reason": reason})
    payload.content = None
    payload.save()
    return event


def _held_head() -> Head:
    """The head of the chain, held until the end of the transaction: writers come one by one."""
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


def _close(due: list[tuple[str, AccountKey, date, int]]) -> list[tuple[int, str, str, int]]:
    """Open the accounts that are missing, bring closings up to date, return the lines to post."""
    keys: dict[str, set[AccountKey]] = defaultdict(set)
    for key in {key for _, key, _, _ in due}:
        keys[key[0]].add(key)
    charts = {measure: accounts.opened(measure, keys[measure]) for measure in sorted(keys)}
    places = {key: charts[key[0]].by_key[key] for wanted in keys.values() for key in wanted}
    days = {day: day.isoformat() for day in {day for _, _, day, _ in due}}
    moved: dict[str, closings.Moved] = {
        measure: defaultdict(lambda: ([], [])) for measure in charts
    }
    rows = []
    for subject, key, day, amount in due:
        account_id, rank = places[key]
        ranks, amounts = moved[key[0]][day]
        ranks.append(rank)
        amounts.append(amount)
        rows.append((account_id, subject, days[day], amount))
    for measure, chart in charts.items():
        closings.post(measure, moved[measure], len(chart.keys))
    # Neighbours in the index of accounts are written together: a fifth of the time on PostgreSQL.
    return sorted(rows)


def _insert(event: int, rows: Sequence[tuple[int, str, str, int]], seal: str) -> str:
    """Entries in bulk, by the quickest way that each engine has; `seal` carried on over them.

    They are sealed on the way: PostgreSQL stores some while others are sealed.
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
