"""The measures of territories: what they count for, from when, and their lines of evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from usine.ledger.measures import Asked, EvidenceLine, EvidenceRow, Measure
from usine.ledger.timelines import Posting, Timeline

from .models import Territory


def subject_of(territory: Territory) -> str:
    return f"territory:{territory.pk}"


def timeline(territory: Territory) -> Timeline:
    """A territory counts for one from its first to its last labelled day, and also for one
    relabelled when it has predecessors (a caller with many territories reads these first)."""
    postings = [Posting(TERRITORIES.code, place=territory.place)]
    if territory.predecessors.all():
        postings.append(Posting(RELABELLED.code, place=territory.place))
    days: dict[date, list[Posting]] = {territory.labelled_on: postings}
    if territory.unlabelled_on:
        days[territory.unlabelled_on + timedelta(days=1)] = []
    return days


def timelines() -> Iterator[tuple[str, Timeline]]:
    for territory in Territory.objects.prefetch_related("predecessors").iterator(2_000):
        yield subject_of(territory), timeline(territory)


def place_names() -> dict[str, str]:
    """{place: name} of the territories of every period."""
    return dict(Territory.objects.values_list("place", "name"))


def _lines(rows: Sequence[EvidenceRow], asked: Asked) -> list[EvidenceLine]:
    names = place_names()
    return [EvidenceLine(names[row.place], territory=row.place) for row in rows]


TERRITORIES = Measure(
    code="territories",
    unit="count",
    dimensions=("place",),
    label="Territoires labellisés",
    labels={"place": place_names},
    lines=_lines,
    noun="Territoire",
    columns={"territoire": "label", "region": "region"},
)
RELABELLED = replace(TERRITORIES, code="relabelled", label="Territoires relabellisés")
