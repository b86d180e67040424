"""Which action of the plan each row of a file is about, and what the row would do to it.

Plain Python over rows and actions already read: no query here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from usine.kernel.text import fold

from .. import rules
from ..changes import Changes, difference
from ..models import EDITABLE, Action
from ..states import Status
from .states import Kind

# Titles that are alike at least so (out of 100) are proposed, three at most for a row.
CLOSE = 88
PROPOSALS = 3
# Beyond so many pairs of titles to compare (three seconds), none are proposed.
PAIRS_MAX = 10_000_000


class Problem(NamedTuple):
    """Why a row is refused: a field of the action ("dates" for both) and a sentence."""

    field: str
    message: str


@dataclass(slots=True)
class Said:
    """What a row says of an action: the cells that are filled, and the rest of its answers."""

    values: Mapping[str, Any]
    # None when the row does not know it: an empty cell, a question mark.
    status: Status | None = None
    refused: bool = False
    # The action that the user named for it, if any.
    same_as: int | None = None


@dataclass(slots=True)
class Effect:
    """What a row would do: create, change, nothing, or be refused and why."""

    kind: Kind
    action: Action | None = None
    changes: Changes = field(default_factory=dict)
    status_before: str = ""
    status_before_on: date | None = None
    problems: list[Problem] = field(default_factory=list)


def match(rows: Sequence[Said], actions: Iterable[Action]) -> list[Action | None]:
    """For each row, the action that it is about; an action is taken by one row only.

    First what the user answered, then the reference, then the title within the axis, then a
    title that is alone of its kind. Of several that fit, the first free one. By its title, a row
    that is refused takes only what the others leave.
    """
    free = {action.pk: action for action in actions}
    found: list[Action | None] = [None] * len(rows)
    if not free:
        return found

    def take(wanted: Iterable[Hashable], known: Mapping[int, Hashable]) -> None:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for pk in reversed(free):
            waiting[known[pk]].append(pk)
        for place, key in enumerate(wanted):
            if key and found[place] is None and waiting.get(key):
                found[place] = free.pop(waiting[key].pop())

    take((row.same_as for row in rows), {pk: pk for pk in free})
    take(
        (row.values.get("reference") for row in rows),
        {pk: action.reference for pk, action in free.items()},
    )
    # Folding is what costs: only what is left is compared so.
    references = {pk: _key(action.reference) for pk, action in free.items()}
    titles = {pk: _key(action.title) for pk, action in free.items()}
    take(_keys(rows, found, "reference"), references)
    said = _keys(rows, found, "title")
    within = [
        title and (row.values.get("axis"), title) for row, title in zip(rows, said, strict=True)
    ]
    by_axis = {pk: (action.axis, titles[pk]) for pk, action in free.items()}
    take(("" if row.refused else key for row, key in zip(rows, within, strict=True)), by_axis)
    take(within, by_axis)
    left = Counter(title for title, action in zip(said, found, strict=True) if action is None)
    there = Counter(titles[pk] for pk in free)
    take((title if left[title] == there[title] == 1 else "" for title in said), titles)
    return found


def _keys(rows: Sequence[Said], found: Sequence[Action | None], name: str) -> list[str]:
    """A field of the rows that have found no action yet, as it is compared."""
    return [
        _key(row.values.get(name)) if action is None else ""
        for row, action in zip(rows, found, strict=True)
    ]


def _key(text: str | None) -> str:
    """Text as it is compared; what is made of signs only is compared as it is."""
    return (text and (fold(text) or text.strip())) or ""


def close_titles(titles: Sequence[str], actions: Collection[Action]) -> list[list[tuple[int, int]]]:
    """For each title, the actions that have a close one: (pk, likeness), the closest first.

    Nothing is proposed when there is too much to compare (`PAIRS_MAX`).
    """
    if not titles or not actions or len(titles) * len(actions) > PAIRS_MAX:
        return [[] for _ in titles]
    keys = [action.pk for action in actions]
    known = [_words(action.title) for action in actions]
    proposals = []
    for start in range(0, len(titles), 500):
        likeness = process.cdist(
            [_words(title) for title in titles[start : start + 500]],
            known,
            scorer=fuzz.ratio,
            score_cutoff=CLOSE,
            dtype=np.uint8,
            workers=2,
        )
        for scores in likeness:
            places = np.flatnonzero(scores)
            best = sorted(places, key=lambda place: (-int(scores[place]), place))
            proposals.append([(keys[i], int(scores[i])) for i in best[:PROPOSALS]])
    return proposals


def _words(title: str) -> str:
    """The words of a title in alphabetical order: their order matters little."""
    return " ".join(sorted(fold(title).split()))


def effect(row: Said, action: Action | None, *, effective_on: date) -> Effect:
    """What the row would do to the action, or to the plan when it has none.

    What the row does not say stays as it is: an empty cell erases nothing, and a status that the
    file does not know never replaces one that the plan knows.
    """
    if row.refused:
        return Effect(Kind.REFUSED, action)
    problems = list(_faults(row, action))
    if action is None:
        return Effect(Kind.REFUSED if problems else Kind.NEW, None, problems=problems)
    done = Effect(Kind.UNCHANGED, action, _changes(row, action))
    if row.status is not None and row.status != action.status:
        done.status_before, done.status_before_on = action.status, action.status_on
        if action.status_on > effective_on:
            problems.append(_later_status(row.status, action))
    if problems:
        return Effect(Kind.REFUSED, action, problems=problems)
    if done.changes or done.status_before:
        done.kind = Kind.CHANGED
    return done


def _changes(row: Said, action: Action) -> Changes:
    return {
        name: (old, new)
        for name, (old, new) in difference(action, row.values).items()
        if not same(old, new)
    }


def same(old: Any, new: Any) -> bool:
    """Whether a cell says again what the plan says, its blanks aside."""
    match old, new:
        case str(), str():
            return old.split() == new.split()
        case list(), list():
            # A cell cannot tell partners apart from the commas in their names.
            return _partners(old) == _partners(new)
    return bool(old == new)


def _partners(names: Iterable[str]) -> list[str]:
    """The words of partners, whatever separates them."""
    return fold(" ".join(names)).split()


def _faults(row: Said, action: Action | None) -> Iterator[Problem]:
    """Why the action may not be saved as the row wants it, with what the plan says besides."""
    draft = {name: getattr(action, name, None) for name in EDITABLE} | dict(row.values)
    for name, why in rules.faults(SimpleNamespace(**draft)):
        yield Problem("dates" if name == "end" else name, why)


def _later_status(status: Status, action: Action) -> Problem:
    return Problem(
        "status",
        f"Le fichier dit «\u00a0{status.label}\u00a0», mais le plan dit "
        f"«\u00a0{action.get_status_display()}\u00a0» "
        f"depuis le {action.status_on:%d/%m/%Y}, après la date d’effet de l’import.",
    )
