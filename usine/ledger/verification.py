"""Proof that the ledger is whole: nothing altered, closings exact, entries equal to the domain."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

import numpy as np
from django.db import DatabaseError
from django.db.models import Sum

from . import seals
from .accounts import FIELDS
from .closings import TOTALS, unpack
from .models import Account, Closing, Entry, Event, Head, Payload
from .operations import ERASE, posted_movements, seal_of
from .sources import registered
from .timelines import Movements, movements

BATCH = 5_000


def verify() -> list[str]:
    """Every fault found, in French, the most fundamental first; an empty list is the proof.

    Reads the whole ledger: minutes, not milliseconds, on millions of entries.
    """
    faults: list[str] = []
    for what, check in CHECKS.items():
        try:
            faults.extend(check())
        except (ValueError, TypeError, LookupError, ArithmeticError, DatabaseError) as error:
            # What was altered may no longer even be a date, a number or a text.
            faults.append(f"{what} : une valeur altérée ne se lit plus ({error}).")
    return faults


def _accounts() -> Iterator[str]:
    rows = Account.objects.order_by("measure", "rank").values_list("id", "rank", "seal", *FIELDS)
    for measure, group in groupby(rows.iterator(BATCH), key=lambda row: row[3]):
        seal = ""
        for expected, (pk, rank, found, *key) in enumerate(group):
            seal = seals.account_seal(seal, tuple(key), expected)
            if (pk, rank, found) != (seals.account_id(tuple(key)), expected, seal):
                yield f"Compte {rank} de la mesure « {measure} » : altéré."
                break


def _chain() -> Iterator[str]:
    """The seals of events, of their payloads and of their entries, in one pass."""
    erased = set(
        Event.objects.filter(verb=ERASE, subject__startswith="event:").values_list(
            "subject", flat=True
        )
    )
    lines = _lines_by_event()
    behind = next(lines, None)
    previous = entries = ""
    number, recorded_at = 0, None
    events = Event.objects.order_by("number").select_related("payload")
    for event in events.iterator(BATCH):
        number += 1
        place = f"Événement {event.number} ({event.verb}, {event.subject})"
        if event.number != number:
            yield f"{place} : il manque des événements avant lui."
            number = event.number
        if event.previous_seal != previous:
            yield f"{place} : il ne suit pas l’événement précédent, la chaîne est rompue."
        if event.entries_seal != entries:
            yield f"{place} : les écritures de l’événement précédent ont été altérées."
        if seal_of(event) != event.seal:
            yield f"{place} : altéré."
        yield from _payload(event, place, erased)
        previous, entries, recorded_at = event.seal, "", event.recorded_at
        if behind is not None and behind[0] == event.number:
            entries = behind[1]
            behind = next(lines, None)
    if behind is not None:
        yield f"Des écritures portent un événement inconnu ou mal placé ({behind[0]})."
    head = Head.objects.first() or Head()
    if head.number != number:
        yield f"La chaîne s’arrête à l’événement {number}, {head.number} attendu."
    elif (head.seal, head.entries_seal, head.recorded_at) != (previous, entries, recorded_at):
        yield f"Événement {number} : lui ou ses écritures ont été altérés."


def _lines_by_event() -> Iterator[tuple[int, str]]:
    """(event, seal of its entries) in the order of posting."""
    rows = Entry.objects.order_by("id").values_list(
        "event_id", "account_id", "subject", "effective_on", "amount"
    )
    for event, lines in groupby(rows.iterator(BATCH), key=lambda row: row[0]):
        yield event, seals.entries_seal("", (line[1:] for line in lines))


def _payload(event: Event, place: str, erased: set[str]) -> Iterator[str]:
    try:
        content = event.payload.content
    except Payload.DoesNotExist:
        yield f"{place} : son contenu a disparu."
        return
    if content is None:
        if f"event:{event.number}" not in erased:
            yield f"{place} : son contenu a été vidé sans effacement enregistré."
    elif seals.digest(content) != event.payload_digest:
        yield f"{place} : son contenu a été altéré."


def _closings() -> Iterator[str]:
    """Closings recomputed from entries, day after day."""
    accounts = Account.objects.values_list("id", "measure", "rank")
    places = {pk: (measure, rank) for pk, measure, rank in accounts}
    sizes: dict[str, int] = {}
    for measure, rank in places.values():
        sizes[measure] = max(sizes.get(measure, 0), rank + 1)
    running = {measure: np.zeros(size, TOTALS) for measure, size in sizes.items()}
    closings = {
        (closing.measure, closing.on): closing for closing in Closing.objects.order_by("on")
    }
    moved = (
        Entry.objects.order_by("effective_on")
        .values_list("effective_on", "account_id")
        .annotate(total=Sum("amount"))
    )
    for day, rows in groupby(moved.iterator(BATCH), key=lambda row: row[0]):
        touched = set()
        for _, account, total in rows:
            if account not in places:
                yield f"Une écriture du {day:%d/%m/%Y} porte un compte inconnu ({account})."
                continue
            measure, rank = places[account]
            running[measure][rank] += total
            touched.add(measure)
        for measure in sorted(touched):
            yield from _closing(closings.pop((measure, day), None), measure, day, running[measure])
    for measure, day in closings:
        yield f"Clôture de « {measure} » au {day:%d/%m/%Y} : aucune écriture ce jour-là."


def _closing(
    closing: Closing | None, measure: str, day: date, expected: np.ndarray
) -> Iterator[str]:
    place = f"Clôture de « {measure} » au {day:%d/%m/%Y}"
    if closing is None:
        yield f"{place} : absente."
    elif not _closed_at(closing, expected):
        yield f"{place} : ses totaux ne sont pas ceux des écritures."


def _closed_at(closing: Closing, expected: np.ndarray) -> bool:
    try:
        return np.array_equal(unpack(closing.totals, len(expected)), expected)
    except ValueError:
        return False


def _domain() -> Iterator[str]:
    """Entries held against what the rooms say that their objects count for."""
    sources = registered()
    known: set[str] = set()
    for source in sources.values():
        batch: dict[str, Movements] = {}
        for subject, timeline in source():
            known.add(subject)
            batch[subject] = movements(timeline)
            if len(batch) == BATCH:
                yield from _compare(batch)
                batch = {}
        yield from _compare(batch)
    subjects = Entry.objects.order_by("subject").values_list("subject", flat=True).distinct()
    for subject in subjects.iterator(BATCH):
        if subject.partition(":")[0] in sources and subject not in known:
            yield f"{subject} : des écritures, mais l’objet n’existe plus."


def _compare(batch: dict[str, Movements]) -> Iterator[str]:
    posted = posted_movements(list(batch))
    for subject, wanted in batch.items():
        found = {place: amount for place, amount in posted.get(subject, {}).items() if amount}
        if found != wanted:
            yield f"{subject} : les écritures ne disent pas ce que dit l’objet."


CHECKS = {
    "Comptes": _accounts,
    "Chaîne des événements": _chain,
    "Clôtures": _closings,
    "Objets": _domain,
}


def count() -> dict[str, int]:
    """How much there is to prove: events, entries, accounts, closings."""
    return {
        "événements": Event.objects.count(),
        "écritures": Entry.objects.count(),
        "comptes": Account.objects.count(),
        "clôtures": Closing.objects.count(),
    }
