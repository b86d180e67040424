"""What holds for labels and perimeters: plain values in, plain values out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from usine.territories.models import CURRENT_PERIOD


@dataclass(frozen=True)
class PeriodDates:
    name: str
    starts_on: date  # also the day of the label, unless another is given
    ends_on: date


# T1: announced 22 November 2018, contracts until the end of 2022 (known to the year only:
# the command takes another end). T2: result of 9 November 2023, programme of 2023-2027.
PERIODS = {
    "T1": PeriodDates("Temps I (2018-2022)", date(2018, 11, 22), date(2022, 12, 31)),
    "T2": PeriodDates("Temps II (2023-2027)", date(2023, 11, 9), date(2027, 12, 31)),
}


def unlabelled_on(period: str, ends_on: date) -> date | None:
    """The last day of a label: its period's when another period followed, unknown until then."""
    return None if period == CURRENT_PERIOD else ends_on


def lead_region(weights: Mapping[str, int], code: str = "") -> str:
    """The région that an official code names ("ti-2809": 28), when the perimeter touches it.

    Else the one that holds the most of the perimeter; of two equal ones, the first code.
    `weights`: inhabitants (or area) by region code, not empty.
    Source: the codes of both periods, whose two first figures are those of a région.
    """
    named = re.fullmatch(r"ti-(\d\d)\d\d", code)
    if named and named[1] in weights:
        return named[1]
    return min(weights, key=lambda region: (-weights[region], region))


def departement_in_siren(siren: str) -> str | None:
    """The département that older SIREN of local authorities carry, None for the others.

    21DDCCCX is a commune, 24DDXXXX a grouping founded before 2010. Later ones (200XXXXXX)
    say nothing, and 20 stands for both départements of Corse.
    """
    if siren[:2] not in ("21", "24") or siren[2:4] == "20":
        return None
    return siren[2:5] if siren[2:4] == "97" else siren[2:4]


def slugs(addresses: Mapping[str, str], taken: frozenset[str] = frozenset()) -> dict[str, str]:
    """A distinct slug for each code: its address, followed by the code when it is taken.

    `addresses`: address of the name by official code.
    """
    given: dict[str, str] = {}
    used = set(taken)
    for code, wanted in sorted(addresses.items()):
        slug = wanted if wanted and wanted not in used else f"{wanted}-{code}".strip("-").lower()
        used.add(slug)
        given[code] = slug
    return given
