"""Proof that the ledger is whole: nothing altered, closings exact, entries equal to the domain."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

import numpy as np
from django.db import DatabaseError, connection
from django.db.models import Sum

from . import seals, triggers
from .accounts import FIELDS
from .closings import TOTALS, unpack
from .models import Account, Closing, Entry, Event, Head, Payload
from .operations import ERASE, REMAINS, posted_movements, seal_of
from .sources import registered
from .timelines import Movements, movements

BATCH = 5_000

# (event, subject) → the digest of what an erasure left there, None when it left nothing.
Left = dict[tuple[int, str], str | None]


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


def _triggers() -> Iterator[str]:
    for name in triggers.missing(connection):
        yield f"Le déclencheur {name}, qui interdit de réécrire le registre, manque ou a changé."


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
    left = _left()
    lines = _lines_by_event()
    behind = next(lines, None)
    previous = entries = ""
    number, recorded_at = 0, None
    events = Event.objects.order_by("number").prefetch_related("payloads")
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
        yield from _payloads(event, place, left)
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


def _payloads(event: Event, place: str, left: Left) -> Iterator[str]:
    """What the event recorded about each subject, or what erasures left of it."""
    payloads = list(event.payloads.all())
    digests = {payload.subject: payload.digest for payload in payloads}
    if seals.payloads_digest(digests) != event.payloads_digest:
        yield f"{place} : la liste de ses contenus a été altérée."
    for payload in payloads:
        expected = left.get((event.number, payload.subject), payload.digest)
        found = None if payload.content is None else seals.digest(payload.content)
        if found == expected:
            continue
        if found is None:
            yield f"{place} : son contenu a été vidé sans effacement enregistré."
        elif expected != payload.digest:
            yield f"{place} : son contenu n’est pas ce qu’un effacement en a laissé."
        else:
            yield f"{place} : son contenu a été altéré."


def _left() -> Left:
    """What erasures left of the payloads that they touched, the last one having the last word."""
    erasures = Payload.objects.filter(event__verb=ERASE).order_by("event")
    return {
        (int(number), payload.subject): digest
        for payload in erasures.iterator(BATCH)
        for number, digest in (payload.decoded or {}).get(REMAINS, {}).items()
    }


def erased() -> list[str]:
    """What was lawfully erased and can no longer be proved, in French, in the order of events."""
    left = sorted(_left().items())
    return [
        f"Événement {number}, {subject} : {'effacé' if digest is None else 'effacé en partie'}."
        for (number, subject), digest in left
    ]


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
    "Déclencheurs": _triggers,
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
