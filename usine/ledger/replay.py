"""Whether tables hold what the register recorded: payloads read again, from the first."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Any

from .columns import UNSET, Columns, Reader, registered
from .models import Payload
from .seals import canonical, digest

# How many rows are compared at once: two statements each time, and no more rows in memory.
BATCH = 5_000


class Erased(Enum):
    """The mark of a value whose payload was erased: it can no longer be proved."""

    ERASED = "erased"


def faults() -> Iterator[str]:
    """In French, each column whose value is not the last one that an event gave it."""
    for kind, columns in registered().items():
        table = columns.model._base_manager.order_by("pk").values("pk", *columns.proved)
        rows = table.iterator(BATCH)
        while batch := list(islice(rows, BATCH)):
            yield from _compare({f"{kind}:{row.pop('pk')}": row for row in batch}, columns)


def _compare(rows: Mapping[str, dict[str, Any]], columns: Columns) -> Iterator[str]:
    recorded = _last_recorded(rows.keys(), columns.proved)
    for subject, row in _as_recorded(rows, columns.digested).items():
        for name, value in row.items():
            last = recorded[subject].get(name, UNSET)
            if last is UNSET:
                yield f"{subject} : le registre ne dit rien de « {name} », la table {_text(value)}."
            elif last not in (value, Erased.ERASED):
                yield (
                    f"{subject} : pour « {name} », le registre dit {_text(last)}, "
                    f"la table {_text(value)}."
                )


def _last_recorded(
    subjects: Collection[str], readers: Mapping[str, Reader]
) -> dict[str, dict[str, Any]]:
    """{subject: {column: the last value that an event gave it}}."""
    recorded: dict[str, dict[str, Any]] = defaultdict(dict)
    payloads = Payload.objects.filter(subject__in=subjects).order_by("event", "subject")
    rows = payloads.values_list("subject", "event__verb", "content")
    for subject, verb, content in rows.iterator(BATCH):
        if content is None:
            recorded[subject].update(dict.fromkeys(readers, Erased.ERASED))
            continue
        decoded = json.loads(content)
        values = {name: read(verb, decoded) for name, read in readers.items()}
        recorded[subject] |= {name: value for name, value in values.items() if value is not UNSET}
    return recorded


def _as_recorded(
    rows: Mapping[str, dict[str, Any]], digested: Collection[str]
) -> dict[str, dict[str, Any]]:
    """The values as payloads write them: days and moments as text, long texts by their digest."""
    for row in rows.values():
        row.update({name: digest(row[name]) for name in digested})
    return json.loads(canonical(dict(rows)))


def _text(value: Any) -> str:
    return "(vide)" if value in (None, "") else f"« {value} »"
