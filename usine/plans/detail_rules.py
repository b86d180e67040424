"""What must hold of the details of an action, and why it does not: plain Python, no database."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from usine.values.dates import PartialDate
from usine.values.formats import format_cents

from .codes import BLOCKERS, PLANNED, STAGES
from .rules import effect_refusal


def step_detail_refusal(title: str, done: bool, done_on: PartialDate | None) -> str | None:
    if not title.strip():
        return "L’étape n’a pas d’intitulé."
    if done_on is not None and not done:
        return "«\u00a0Faite le\u00a0» a une date\u00a0: cochez l’étape comme faite, ou retirez-la."
    return None


# The amounts of a line of financing, in cents: planned, asked, granted, paid.
FundingAmounts = Mapping[str, Any]
FIRST_YEAR, LAST_YEAR = 2000, 2099


def line_refusal(line: FundingAmounts) -> str | None:
    """Why this line of financing may not be, whatever the others."""
    if not line["funder"]:
        return "Dites qui finance."
    year = line["year"]
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return f"L’année {year} n’est pas possible\u00a0: écrivez-la en quatre chiffres."
    return _amounts_refusal(line)


def _amounts_refusal(line: FundingAmounts) -> str | None:
    if any((line.get(stage) or 0) < 0 for stage, _ in (PLANNED, *STAGES)):
        return "Un montant ne peut pas être négatif."
    granted, paid = line.get("granted"), line.get("paid")
    if granted is not None and paid is not None and paid > granted:
        return over_granted(paid, granted)
    return None


def over_granted(paid: int, granted: int) -> str:
    if not granted:
        return f"{format_cents(paid)} seraient versés sans que rien ne soit accordé."
    return (
        f"Le montant versé ({format_cents(paid)}) dépasse le montant accordé "
        f"({format_cents(granted)})."
    )


def funding_refusal(
    lines: Sequence[FundingAmounts], budget: int | None, only: str = ""
) -> str | None:
    """Why an action may not have these lines of financing beside its budget, in cents.

    What is planned, asked, granted or paid (or one of them, `only`) is each at most the whole of
    the budget (public aid: décret n° 2018-514). An action without a known budget may have any.
    """
    if budget is None:
        return None
    for stage, label in (PLANNED, *STAGES):
        total = sum(line.get(stage) or 0 for line in lines)
        if only in ("", stage) and total > budget:
            return (
                f"Les financements dépasseraient le budget de l’action\u00a0: "
                f"{format_cents(total)} {label} pour {format_cents(budget)} de budget."
            )
    return None


class LeftOut(NamedTuple):
    """An amount that a line of financing may not have: its place among the lines, its stage."""

    line: int
    stage: str
    amount: int
    why: str


def fitting(
    lines: Sequence[FundingAmounts],
    budget: int | None,
    before: Sequence[FundingAmounts] = (),
) -> tuple[list[dict[str, Any]], list[LeftOut]]:
    """The lines without the amounts that do not hold, and these amounts.

    `before` are the first of these lines as they stand, whose amounts are kept in place of those
    that do not hold. What lowers an amount comes first, then line after line what would pass the
    budget, or what is paid over what is granted, goes.
    """
    fitted, left_out = _as_they_stand(lines, before), []
    moves = [
        (place, stage, line[stage])
        for place, line in enumerate(lines)
        for stage, _ in (PLANNED, *STAGES)
        if line.get(stage) is not None and line[stage] != fitted[place].get(stage)
    ]
    for is_raised in (False, True):
        for place, stage, amount in moves:
            was = fitted[place].get(stage)
            if (amount > (was or 0)) is not is_raised:
                continue
            fitted[place][stage] = amount
            why = _amounts_refusal(fitted[place]) or (
                funding_refusal(fitted, budget, stage) if is_raised else None
            )
            if why:
                left_out.append(LeftOut(place, stage, amount, why))
                fitted[place][stage] = was
    return fitted, left_out


def _as_they_stand(
    lines: Sequence[FundingAmounts], before: Sequence[FundingAmounts]
) -> list[dict[str, Any]]:
    """The lines with the amounts that they have already, and no other."""
    had = [*before, *({} for _ in lines[len(before) :])]
    return [
        dict(line) | {stage: was.get(stage) for stage, _ in (PLANNED, *STAGES)}
        for line, was in zip(lines, had, strict=True)
    ]


# What people type of a detail is held to more than what files say of it.


def typed_step_refusal(done_on: PartialDate | None, today: date) -> str | None:
    if done_on is not None and done_on.first > today:
        return (
            "Une étape n’est pas faite à une date à venir\u00a0: donnez le jour où elle l’a été, "
            "ou dites son échéance."
        )
    return None


def typed_indicator_refusal(measured_on: PartialDate | None, today: date) -> str | None:
    if measured_on is not None and measured_on.first > today:
        return "Rien n’est constaté à une date à venir\u00a0: donnez le jour du constat."
    return None


def typed_line_refusal(line: FundingAmounts) -> str | None:
    if not line["label"] and all(line[stage] is None for stage, _ in (PLANNED, *STAGES)):
        return "Donnez un montant, ou le nom du financeur ou du dispositif."
    return None


def result_refusal(code: str, target: int | None, measured: int | None) -> str | None:
    if not code:
        return "Choisissez un résultat."
    if target is None and measured is None:
        return "Donnez ce qui est visé ou ce qui est constaté."
    return None


def indicator_refusal(name: str) -> str | None:
    return None if name.strip() else "L’indicateur n’a pas de nom."


def link_refusal(
    *, is_itself: bool, is_gone: bool, is_secret: bool, depends: bool, is_awaited: bool
) -> str | None:
    """Why an action may not be linked to another; `is_awaited`: the other one depends on it."""
    if is_itself:
        return "Une action n’est pas liée à elle-même."
    if is_gone:
        return "L’action liée a quitté son plan."
    if is_secret:
        return "L’accès à cette action est restreint à son territoire."
    if depends and is_awaited:
        return "L’autre action dépend déjà de celle-ci\u00a0: elles s’attendraient l’une l’autre."
    return None


def block_refusal(kind: str, words: str) -> str | None:
    if kind not in dict(BLOCKERS):
        return "Choisissez la nature du blocage."
    if not words.strip():
        return "Dites ce qui bloque, pour qui peut aider."
    return None


def blockage_day_refusal(
    since: date, *, labelled_on: date, last_on: date | None, until: date
) -> str | None:
    """Why what a file, true of the day `until`, says to block an action may not do so since this
    day; None when it may. What the plan says of an earlier day is corrected on the action."""
    if since > until:
        return f"Cette date est après le {until:%d/%m/%Y}, date d’effet de l’import."
    if last_on and since <= last_on:
        return f"Le plan dit autre chose de ce blocage au {last_on:%d/%m/%Y}."
    return effect_refusal(since, labelled_on=labelled_on, today=until)


def lift_refusal(blocked: str, words: str) -> str | None:
    if not blocked:
        return "Cette action n’est pas bloquée."
    return lift_words_refusal(words)


def lift_words_refusal(words: str) -> str | None:
    return None if words.strip() else "Dites comment le blocage a été levé."


def lifts_refusal(kinds: Sequence[str]) -> str | None:
    """Why what blocks an action may not follow each other so: their natures in the order of their
    days, empty for a lift."""
    if any(not kind and not before for before, kind in pairwise(["", *kinds])):
        return "Un blocage serait levé avant d’avoir commencé\u00a0: donnez un autre jour."
    return None


# West, south, east, north, in degrees: the outlines of the official code (`geography`), rounded out
# to a tenth.
FRANCE = (
    (-5.2, 41.3, 9.6, 51.1),  # the mainland and Corsica
    (-61.9, 15.8, -60.9, 16.6),  # Guadeloupe
    (-61.3, 14.3, -60.8, 14.9),  # Martinique
    (-54.7, 2.1, -51.6, 5.8),  # Guyane
    (55.2, -21.4, 55.9, -20.8),  # La Réunion
    (44.9, -13.1, 45.4, -12.6),  # Mayotte
)


def point_refusal(longitude: float | None, latitude: float | None) -> str | None:
    if (longitude is None) != (latitude is None):
        return "Un point a une longitude et une latitude."
    if longitude is None or latitude is None or _is_in_france(longitude, latitude):
        return None
    if _is_in_france(latitude, longitude):
        return "Ce point est hors de France\u00a0: la latitude s’écrit d’abord, puis la longitude."
    return "Ce point est hors de France\u00a0: vérifiez la latitude et la longitude."


def _is_in_france(longitude: float, latitude: float) -> bool:
    return any(
        west <= longitude <= east and south <= latitude <= north
        for west, south, east, north in FRANCE
    )
