"""What changes for the worse, or looks like a slip in the file: the user alone can tell."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz

from usine.plans.fields import STATUS
from usine.plans.models import Action
from usine.plans.states import CLOSED, Status
from usine.values.dates import PartialDate
from usine.values.fields import Changes
from usine.values.formats import format_cents, format_count
from usine.values.text import fold

from .states import Slip

# Below these likenesses, out of 100, two titles name different things, two words are not one with
# another ending.
ALIKE, SAME_WORD = 60, 75
# Shorter words than this are small ones: « de », « pour ».
LONG_WORD = 5
# A slip of unit or of a digit: a new budget out of these bounds, in cents; a budget that many times
# more or less than before; a date that many years away, or that many days from what it was.
LEAST_BUDGET, MOST_BUDGET, TIMES = 100_00, 1_000_000_000_00, 5
FAR, MOVED = 20, 2 * 365
# The statuses of an open action, in the order in which it takes them.
ADVANCE = (Status.TO_START, Status.UNDER_REVIEW, Status.IN_PROGRESS)


class Doubt(NamedTuple):
    """Why the user should check a row that may be applied; `field` is the one whose cells to read
    again, if any, unless `cell` names one of another sheet, which says `words`."""

    why: Slip
    message: str
    field: str = ""
    cell: str = ""
    words: str = ""


def are_alike(title: str, other_title: str) -> bool:
    return fuzz.token_set_ratio(title, other_title) >= ALIKE


def of_title(before: str, after: str, namesake: Action | None) -> Iterator[Doubt]:
    """Doubts on a new title; `namesake` is another action that has it."""
    if namesake:
        yield Doubt(
            Slip.RENAMED,
            "Cet intitulé est celui d’une autre action du plan, "
            f"«\u00a0{namesake}\u00a0»\u00a0: la référence est-elle la bonne\u00a0?",
            "title",
        )
    elif not are_alike(fold(before), fold(after)):
        yield Doubt(
            Slip.RENAMED,
            "La référence est celle d’une action du plan, l’intitulé est tout autre\u00a0: "
            "est-ce la même action\u00a0?",
            "title",
        )
    elif _loses_half(fold(before).split(), fold(after).split()):
        yield Doubt(
            Slip.SHORTENED,
            f"L’intitulé du plan, «\u00a0{before}\u00a0», perd la moitié de ses mots\u00a0: "
            "est-ce voulu\u00a0?",
            "title",
        )
    elif _has_others(fold(before).split(), fold(after).split()):
        yield Doubt(
            Slip.REWORDED,
            f"L’intitulé du plan, «\u00a0{before}\u00a0», change de mots\u00a0: est-ce la même "
            "action\u00a0?",
            "title",
        )


def _loses_half(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether half of the words of a title are not in another."""
    return 2 * len(_lost(before, after)) >= len(before)


def _has_others(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether words of a title give way to others, small ones aside."""
    moved = (_lost(before, after), _lost(after, before))
    return all(any(len(word) >= LONG_WORD for word in words) for words in moved)


def _lost(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The words of a title that are not in another, endings aside."""
    return [word for word in before if all(fuzz.ratio(word, other) < SAME_WORD for other in after)]


def of_status(
    before: str, since: date | None, after: Status, *, is_doubted: bool = False
) -> Iterator[Doubt]:
    """Doubts on a status that takes the place of one that the plan knows `since` a day; the words
    of one that is doubted may say something else."""
    if before in CLOSED and after not in CLOSED:
        yield Doubt(
            Slip.REOPENED,
            f"Le plan dit cette action «\u00a0{Status(before).label}\u00a0» depuis "
            f"le {since:%d/%m/%Y}\u00a0: le fichier la rouvre.",
            STATUS.name,
        )
    elif after == Status.ABANDONED and (
        before == Status.DONE or (is_doubted and before == Status.IN_PROGRESS)
    ):
        yield Doubt(
            Slip.DROPPED,
            f"L’action passe de «\u00a0{Status(before).label}\u00a0» à "
            f"«\u00a0{after.label}\u00a0»\u00a0: est-ce ce que le fichier veut dire\u00a0?",
            STATUS.name,
        )
    elif _goes_back(before, after):
        yield Doubt(
            Slip.BACK,
            f"Le statut recule, de «\u00a0{Status(before).label}\u00a0» à "
            f"«\u00a0{after.label}\u00a0»\u00a0: est-ce ce que le fichier veut dire\u00a0?",
            STATUS.name,
        )


def starts_again(before: str, after: Status | None) -> bool:
    """Whether a status would bring back to its beginning an action that the plan knows further."""
    return after == Status.TO_START and before not in (after, Status.UNKNOWN)


def of_held(before: str) -> Doubt:
    """The doubt on words that hold an action back, and take no status from it."""
    return Doubt(
        Slip.TOLD,
        f"L’action reste «\u00a0{Status(before).label}\u00a0» au plan\u00a0: ces mots disent "
        "ce qui la retient.",
        STATUS.name,
    )


def _goes_back(before: str, after: Status) -> bool:
    return before in ADVANCE and after in ADVANCE and ADVANCE.index(after) < ADVANCE.index(before)


def of_values(changes: Changes, effective_on: date) -> Iterator[Doubt]:
    """Doubts on values that a slip of the unit or of a digit would give."""
    before, budget = changes.get("planned_budget", (None, None))
    if before and budget is not None:
        if why := _of_another_order(before, budget):
            yield Doubt(Slip.AMOUNT, why, "planned_budget")
    elif budget and not LEAST_BUDGET <= budget < MOST_BUDGET:
        is_odd = f"Un budget de {format_cents(budget)}\u00a0: est-ce la bonne unité\u00a0?"
        yield Doubt(Slip.AMOUNT, is_odd, "planned_budget")
    for name, what in (("start", "Le début"), ("end", "La fin")):
        old, new = changes.get(name, (None, None))
        if new and (why := _of_another_year(old, new, effective_on)):
            yield Doubt(Slip.YEAR, f"{what} {why}\u00a0: est-ce la bonne année\u00a0?", name)


def _of_another_order(before: int, budget: int) -> str:
    """The question about a budget that is many times another one; empty when it is not."""
    passes = f"Le budget passe de {format_cents(before)} à {format_cents(budget)}"
    if not budget:
        return f"{passes}\u00a0: est-ce voulu\u00a0?"
    times = max(before, budget) / min(before, budget)
    if times < TIMES:
        return ""
    more = "plus" if budget > before else "moins"
    return f"{passes}, {format_count(int(times))} fois {more}\u00a0: est-ce la bonne unité\u00a0?"


def _of_another_year(old: PartialDate | None, new: PartialDate, effective_on: date) -> str:
    """How a date is years away from that of the plan, or else from the file; empty when it is
    not."""
    if old:
        is_moved = abs((new.first - old.first).days) >= MOVED
        return f"passe de «\u00a0{old}\u00a0» à «\u00a0{new}\u00a0»" if is_moved else ""
    is_far = abs(new.first.year - effective_on.year) >= FAR
    return f"serait «\u00a0{new}\u00a0»" if is_far else ""
