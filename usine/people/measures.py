"""The measure of mandates: what they count for, from when, and their lines of evidence."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from usine.geography.models import Region
from usine.ledger.measures import Asked, EvidenceLine, EvidenceRow, Measure
from usine.ledger.timelines import Posting, Timeline
from usine.territories.measures import place_names
from usine.territories.places import is_outside, outside

from .models import Mandate
from .roles import Kind, Role

NATION = "France entière"


def subject_of(mandate: Mandate) -> str:
    return f"mandate:{mandate.pk}"


def timeline(mandate: Mandate) -> Timeline:
    """A mandate counts for one, under its role and place, from its first to its last day."""
    if mandate.cancelled_at is not None:
        return {}
    line = Posting(MANDATES.code, place=place_of(mandate), state=mandate.role)
    days: dict[date, list[Posting]] = {mandate.starts_on: [line]}
    if mandate.ends_on:
        days[mandate.ends_on + timedelta(days=1)] = []
    return days


def place_of(mandate: Mandate) -> str:
    """The place of a mandate in the ledger: a territory, outside any in a region, or the nation."""
    return outside(mandate.code) if mandate.kind == Kind.REGION else mandate.code


def timelines() -> Iterator[tuple[str, Timeline]]:
    for mandate in Mandate.objects.iterator(2_000):
        yield subject_of(mandate), timeline(mandate)


def _places() -> dict[str, str]:
    """{place: name} of the territories, of each region outside them, and of the nation."""
    regions = Region.objects.values_list("code", "name")
    return {"": NATION, **{outside(code): name for code, name in regions}, **place_names()}


def _lines(rows: Sequence[EvidenceRow], asked: Asked) -> list[EvidenceLine]:
    """The role and the place of each mandate, without its holder, whom the territory's page
    names."""
    names = _places()
    return [
        EvidenceLine(_capitalised(Role(row.state).label), territory=row.place)
        if row.place and not is_outside(row.place)
        else EvidenceLine(_capitalised(Role(row.state).label), place=names[row.place])
        for row in rows
    ]


def _capitalised(label: str) -> str:
    return f"{label[0].upper()}{label[1:]}"


MANDATES = Measure(
    code="mandates",
    unit="count",
    dimensions=("place", "state"),
    label="Mandats en cours",
    labels={"place": _places, "state": {role.value: str(role.label) for role in Role}},
    lines=_lines,
    noun="Mandat",
    columns={"role": "label", "lieu": "place", "region": "region"},
)
