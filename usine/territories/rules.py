"""The rules of periods, axes, lead regions and addresses: plain values in, plain values out."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple


class AxisWords(NamedTuple):
    code: str
    label: str
    short: str
    goal: str = ""


@dataclass(frozen=True)
class OfficialPeriod:
    name: str
    starts_on: date  # also the day of the label, unless another is given
    ends_on: date
    axes: tuple[AxisWords, ...]


# T1: announced 22 November 2018, contracts until the end of 2022 (known to the year only:
# the command takes another end). T2: result of 9 November 2023, programme of 2023-2027; its axes in
# the words of its launch (13 November 2023), in short those of its one-year review.
PERIODS = {
    "T1": OfficialPeriod(
        "Temps I (2018-2022)",
        date(2018, 11, 22),
        date(2022, 12, 31),
        tuple(
            AxisWords(label.lower(), label, label)
            for label in ("Recruter", "Innover", "Attirer", "Simplifier")
        ),
    ),
    "T2": OfficialPeriod(
        "Temps II (2023-2027)",
        date(2023, 11, 9),
        date(2027, 12, 31),
        (
            AxisWords(
                "transition",
                "Transition écologique et énergétique",
                "Transition",
                "accélérer la transition écologique et énergétique des Territoires d’industrie",
            ),
            AxisWords(
                "innovation",
                "Innovation",
                "Innovation",
                "faire des territoires des écosystèmes d’innovation ambitieux",
            ),
            AxisWords(
                "competences",
                "Compétences et recrutement",
                "Compétences",
                "lever les freins au recrutement afin de développer les compétences "
                "dans les territoires industriels attractifs",
            ),
            AxisWords(
                "foncier",
                "Foncier industriel",
                "Foncier",
                "mobiliser un foncier industriel adapté aux enjeux et besoins "
                "des industriels comme des collectivités",
            ),
        ),
    ),
}


Days = tuple[date, date]


def moves_past(before: date, after: date, today: date) -> bool:
    """Whether a last day moves that is past, or becomes so."""
    return before != after and min(before, after) < today


def state_on(day: date, days: Days) -> tuple[str, str]:
    """How pages name the state of a period on a day, and the tone of its badge."""
    if day < days[0]:
        return "À venir", "info"
    return ("En cours", "success") if day <= days[1] else ("Terminée", "")


def why_not_opened(
    code: str, days: Days, axes: Sequence[AxisWords], others: Mapping[str, Days]
) -> str:
    """Why a period cannot be opened, "" when it can. `days` are its first and last days; `others`
    those of the existing periods, by name."""
    if not re.fullmatch(r"T[1-9]", code):
        return "Le code d’une période s’écrit T1, T2, T3…"
    if not axes:
        return "Une période a au moins un axe."
    return why_not_axes(axes) or why_not_between(days, others)


def why_not_between(days: Days, others: Mapping[str, Days]) -> str:
    """Why a period cannot have these first and last days, "" when it can."""
    first, last = days
    if last <= first:
        return "La fin d’une période doit suivre son début."
    for name, (start, end) in others.items():
        if first <= end and start <= last:
            return (
                f"{name} court du {start:%d/%m/%Y} au {end:%d/%m/%Y}\u00a0: deux périodes ne se "
                "chevauchent pas. Changez d’abord la fin de l’une."
            )
    return ""


class Gap(NamedTuple):
    """The days that no period covers, both included, between two that follow each other."""

    before: str
    after: str
    first: date
    last: date


def gaps(periods: Mapping[str, Days]) -> list[Gap]:
    """The days between periods, given by their names, that none of them covers."""
    in_order = sorted(periods.items(), key=lambda each: each[1])
    return [
        Gap(before, after, end + timedelta(days=1), start - timedelta(days=1))
        for (before, (_, end)), (after, (start, _)) in pairwise(in_order)
        if start - end > timedelta(days=1)
    ]


def why_not_named(name: str, others: Collection[str]) -> str:
    """Why a period cannot have this name, "" when it can."""
    if name in others:
        return f"Une autre période s’appelle déjà «\u00a0{name}\u00a0»."
    return ""


def why_not_axes(axes: Sequence[AxisWords]) -> str:
    """Why a period cannot have these axes together, "" when it can."""
    for axis in axes:
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,15}", axis.code):
            return (
                f"«\u00a0{axis.code}\u00a0» ne peut être le code d’un axe\u00a0: seize lettres "
                "minuscules sans accent, chiffres ou tirets au plus, en commençant par une lettre."
            )
        if not (axis.label and axis.short):
            return f"L’axe «\u00a0{axis.code}\u00a0» n’a pas d’intitulé, ou pas d’intitulé court."
    for name, values in (
        ("code", [axis.code for axis in axes]),
        ("intitulé", [axis.label for axis in axes]),
        ("intitulé court", [axis.short for axis in axes]),
    ):
        if twice := next((each for each in values if values.count(each) > 1), ""):
            return f"Deux axes ont pour {name} «\u00a0{twice}\u00a0»."
    return ""


def lead_region(weights: Mapping[str, int], code: str = "") -> str:
    """The région that an official code names ("ti-2809": 28), when the perimeter touches it.

    Otherwise the région with the largest weight; of two equal ones, the first code.
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


def slugs(
    addresses: Mapping[str, str],
    taken: Collection[str] = (),
    *,
    period: str = "",
    elsewhere: Collection[str] = (),
) -> dict[str, str]:
    """A distinct slug for each official code: its address, plus the code when it is taken.

    `addresses` gives the address of each name. A name that a territory of another period has
    (`elsewhere`) takes the period at its end: two territories never have one slug.
    """
    slugs_by_code: dict[str, str] = {}
    used = {*taken, *elsewhere}
    for code, address in sorted(addresses.items()):
        wanted = f"{address}-{period.lower()}" if address in elsewhere else address
        slug = wanted if wanted and wanted not in used else f"{wanted}-{code}".strip("-").lower()
        used.add(slug)
        slugs_by_code[code] = slug
    return slugs_by_code
