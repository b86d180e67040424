"""Running totals at the end of every day on which something moved.

They make a balance cost what the number of accounts costs, not the number of entries.
A movement in the past moves the totals of every later day: as vectors, that is quick.
"""

import zlib
from collections.abc import Mapping
from datetime import date

import numpy as np
from django.db import connection

from .models import Closing

TOTALS = np.dtype("<i8")

# By day, the ranks of the accounts that move and by how much, a rank perhaps several times.
Moved = Mapping[date, tuple[list[int], list[int]]]


def unpack(totals: bytes | memoryview, size: int) -> np.ndarray:
    """The totals of a closing as `size` 64-bit integers, zero for accounts opened since.

    Raises ValueError when `totals` is not what `pack` gives, or holds more than `size`.
    """
    vector = np.zeros(size, TOTALS)
    if totals:
        try:
            known = np.frombuffer(zlib.decompress(totals), TOTALS)
        except zlib.error as error:
            raise ValueError("These are not the totals of a closing.") from error
        vector[: len(known)] = known
    return vector


def pack(vector: np.ndarray) -> bytes:
    # Level 1: six times smaller for a tenth of a millisecond.
    return zlib.compress(vector.tobytes(), level=1)


def post(measure: str, moved: Moved, size: int) -> None:
    """Add movements to the closings of their day and of all later ones.

    `size` is the number of accounts of the measure.
    """
    first = min(moved)
    closings = {
        closing.on: closing for closing in Closing.objects.filter(measure=measure, on__gte=first)
    }
    before = Closing.objects.filter(measure=measure, on__lt=first).order_by("-on").first()
    old = unpack(before.totals if before else b"", size)
    running = np.zeros(size, TOTALS)
    created, changed = [], []
    for day in sorted(closings.keys() | moved.keys()):
        if day in moved:
            ranks, amounts = moved[day]
            np.add.at(running, ranks, amounts)
        if closing := closings.get(day):
            old = unpack(closing.totals, size)
            changed.append(closing)
        else:
            closing = Closing(measure=measure, on=day)
            created.append(closing)
        closing.totals = pack(old + running)
    Closing.objects.bulk_create(created, batch_size=200)
    _update(changed)


def _update(closings: list[Closing]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_closing SET totals = %s WHERE id = %s",
            [(bytes(closing.totals), closing.pk) for closing in closings],
        )
