"""Proof that the ledger is whole: nothing altered, exact closings, tables that agree with it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby, zip_longest

import numpy as np
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from usine.values.formats import format_counted

from . import closings, replay, seals, storage, triggers
from .accounts import FIELDS
from .models import Account, Closing, Entry, Event, Grain, Head, Payload
from .operations import ERASE, REMAINS, posted_movements, seal_of
from .queries import head_number, position_at, snapshot
from .sources import registered
from .timelines import Movements, movements

BATCH = 5_000

# The exceptions that reading an altered value may raise.
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    DatabaseError,
    LookupError,
    TypeError,
    ValueError,
)

# (event, subject) → the digest of what an erasure left of the payload, None when nothing is left.
Left = dict[tuple[int, str], str | None]

Check = Callable[[], Iterable[str]]


def verify() -> list[str]:
    """Every fault, in French, the most fundamental first; an empty list is the proof.

    It reads one state of the whole ledger, whoever writes meanwhile: millions of entries take
    minutes.
    """
    with snapshot():
        return [fault for what, check in CHECKS.items() for fault in _faults(what, check)]


def _faults(what: str, check: Check) -> list[str]:
    try:
        with transaction.atomic():  # the next checks still run after an error of the database
            return list(check())
    except UNREADABLE as error:
        # An altered value may no longer be a date, a number or a text at all.
        return [f"{what} : une valeur altérée ne se lit plus ({error})."]


def since(number: int, seal: str) -> list[str]:
    """In French, how the chain differs from the one noted at an event; empty when it does not.

    `seal` may be the beginning of the seal, as in the names of files.

    `verify` proves that the chain is consistent, `since` that it is still the chain of that day: a
    chain rewritten and sealed anew has another seal at this event, a cut one no longer reaches it.
    """
    try:
        position = position_at(number)
    except (Event.DoesNotExist, ValueError, DatabaseError):
        return [f"Événement {number} : la chaîne est rompue après lui."]
    if position is None:
        return [
            f"Le registre s’arrête à l’événement {head_number()}, alors qu’il allait au moins "
            f"jusqu’au {number} : ses derniers événements ont été retirés."
        ]
    if not position.seal.startswith(seal):
        return [
            f"À l’événement {number}, le registre ne porte plus le sceau noté alors : ce qui était "
            "enregistré ce jour-là, ou avant, a été réécrit."
        ]
    return []


def _triggers() -> Iterator[str]:
    for name in triggers.missing(connection):
        yield f"Le déclencheur {name}, qui interdit de réécrire le registre, manque ou a changé."


def _accounts() -> Iterator[str]:
    rows = Account.objects.order_by("measure", "rank").values_list("id", "rank", "seal", *FIELDS)
    for measure, group in groupby(rows.iterator(BATCH), key=lambda row: row[3]):
        seal = ""
        for expected, (pk, rank, stored, *key) in enumerate(group):
            seal = seals.account_seal(seal, tuple(key), expected)
            if (pk, rank, stored) != (seals.account_id(tuple(key)), expected, seal):
                yield f"Compte {rank} de la mesure « {measure} » : altéré."
                break


def _chain() -> Iterator[str]:
    """Faults of the seals of events, payloads and entries, in one pass."""
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
    """Faults of the payloads of an event, or of what erasures left of them."""
    payloads = list(event.payloads.all())
    digests = {payload.subject: payload.digest for payload in payloads}
    if seals.payloads_digest(digests) != event.payloads_digest:
        yield f"{place} : la liste de ses contenus a été altérée."
    for payload in payloads:
        expected = left.get((event.number, payload.subject), payload.digest)
        digest = None if payload.content is None else seals.digest(payload.content)
        if digest == expected:
            continue
        about = f"{place} : son contenu sur {payload.subject}"
        if digest is None:
            yield f"{about} a été vidé sans effacement enregistré."
        elif expected != payload.digest:
            yield f"{about} n’est pas ce qu’un effacement en a laissé."
        else:
            yield f"{about} a été altéré."


def _left() -> Left:
    """What erasures left of the payloads that they touched; the last erasure of each counts."""
    erasures = Payload.objects.filter(event__verb=ERASE).order_by("event")
    return {
        (int(number), payload.subject): digest
        for payload in erasures.iterator(BATCH)
        for number, digest in (payload.decoded or {}).get(REMAINS, {}).items()
    }


def erased() -> list[str]:
    """In French, the payloads that were lawfully erased and are no longer proved, by event."""
    left = sorted(_left().items())
    return [
        f"Événement {number}, {subject} : {'effacé' if digest is None else 'effacé en partie'}."
        for (number, subject), digest in left
    ]


def _closings() -> Iterator[str]:
    """Faults of the closings of all volumes, then of each, computed again from their entries."""
    known = Account.objects.filter(pk=OuterRef("account_id"))
    orphans = Entry.objects.filter(~Exists(known)).order_by("effective_on")
    for day, account in orphans.values_list("effective_on", "account_id").distinct():
        yield f"Une écriture du {day:%d/%m/%Y} porte un compte inconnu ({account})."
    head = Head.objects.first() or Head()
    filled = Entry.objects.filter(event__gte=head.volume).count()
    if head.volume > max(head.number, 1) or head.entries != filled:
        number = format_counted(head.entries, "écriture", "écritures")
        yield f"Volume ouvert à l’événement {head.volume}\u00a0: il n’a pas {number}."
    stored = set(Closing.objects.order_by().values_list("volume", flat=True).distinct())
    yield from _closings_of(closings.ALL, Entry.objects.all())
    volumes = sorted((stored | {head.volume}) - {closings.ALL})
    for volume, following in zip_longest(volumes, volumes[1:], fillvalue=head.number + 1):
        entries = Entry.objects.filter(event__gte=volume, event__lt=following)
        yield from _closings_of(volume, entries)


def _closings_of(volume: int, entries: QuerySet[Entry]) -> Iterator[str]:
    stored = {
        (closing.measure, closing.grain, closing.start): closing
        for closing in Closing.objects.filter(volume=volume)
    }
    for expected in _expected(volume, entries):
        place = f"Clôture « {expected} »"
        closing = stored.pop((expected.measure, expected.grain, expected.start), None)
        if closing is None:
            yield f"{place} : absente."
        elif bytes(closing.moves) != expected.moves:
            yield f"{place} : ses mouvements ne sont pas ceux des écritures."
    for closing in stored.values():
        yield f"Clôture « {closing} » : aucune écriture en ce temps-là."


def _expected(volume: int, entries: QuerySet[Entry]) -> Iterator[Closing]:
    accounts = Account.objects.values_list("id", "measure", "rank")
    places = {pk: (measure, rank) for pk, measure, rank in accounts}
    moved: dict[str, dict[date, list]] = defaultdict(lambda: defaultdict(list))
    sums = entries.order_by().values_list("effective_on", "account_id").annotate(Sum("amount"))
    for day, account, amount in sums.iterator(BATCH):
        if account in places:
            measure, rank = places[account]
            moved[measure][day].append((rank, amount))
    for measure in sorted(moved):
        columns = ((day, np.array(lines).T) for day, lines in sorted(moved[measure].items()))
        by_day = {day: (ranks, amounts) for day, (ranks, amounts) in columns}
        for grain in Grain:
            for start, moves in closings.within(grain, by_day).items():
                packed = closings.pack(moves)
                yield Closing(
                    volume=volume, measure=measure, grain=grain, start=start, moves=packed
                )


def _domain() -> Iterator[str]:
    """Faults of entries that differ from what the rooms' objects count for."""
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
        counted = {place: amount for place, amount in posted.get(subject, {}).items() if amount}
        if counted != wanted:
            yield f"{subject} : les écritures ne disent pas ce que dit l’objet."


CHECKS = {
    "Déclencheurs": _triggers,
    "Écriture des valeurs": storage.faults,
    "Comptes": _accounts,
    "Chaîne des événements": _chain,
    "Clôtures": _closings,
    "Objets": _domain,
    "Colonnes": replay.faults,
}


def counted() -> str:
    """How much there is to prove: events, entries, accounts, closings."""
    counts = (
        format_counted(Event.objects.count(), "événement", "événements"),
        format_counted(Entry.objects.count(), "écriture", "écritures"),
        format_counted(Account.objects.count(), "compte", "comptes"),
        format_counted(Closing.objects.count(), "clôture", "clôtures"),
    )
    return ", ".join(counts)
