"""Which action of the plan each row of a file is about, and what the row would do to it.

Plain Python over rows and actions already read: no query here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from usine.plans import rules
from usine.plans.fields import FIELDS
from usine.plans.likeness import close_titles
from usine.plans.models import Action
from usine.plans.states import CLOSED, Status
from usine.values.fields import Changes
from usine.values.formats import format_cents
from usine.values.text import fold

from .states import Kind, Slip

# Below, a title is that of something else altogether.
ALIKE = 60
# What a slip of unit or of a digit looks like: budgets in cents, and how many times more or less;
# years.
LEAST_BUDGET, MOST_BUDGET, TIMES = 100_00, 1_000_000_000_00, 100
FAR = 20


class Problem(NamedTuple):
    """Why a row is refused: a field of the action and a sentence."""

    field: str
    message: str


class Doubt(NamedTuple):
    """Why a row is to be looked at, though it may be applied."""

    why: Slip
    message: str


@dataclass(slots=True)
class Claim:
    """What a row says of an action: its filled cells, its status, the user's answers about it."""

    values: Mapping[str, Any]
    # None when the row does not know it: an empty cell, a question mark.
    status: Status | None = None
    refused: bool = False
    # The fields that it does not say, and that a new action needs.
    lacks: Collection[str] = ()
    # The action that the user named for it, if any.
    same_as: int | None = None
    # The user leaves it out.
    is_set_aside: bool = False


@dataclass(slots=True)
class Effect:
    """What a row would do: create, change, nothing, or be left, by whom and why."""

    kind: Kind
    action: Action | None = None
    changes: Changes = field(default_factory=dict)
    status_before: str = ""
    status_before_on: date | None = None
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass
class Named:
    """Actions to be found by what names them, folded when first asked."""

    actions: Collection[Action]

    @cached_property
    def by_title(self) -> dict[str, Action]:
        return {_key(action.title): action for action in self.actions}

    @cached_property
    def by_reference(self) -> dict[str, Action]:
        return {_key(action.reference): action for action in self.actions if action.reference}


def match(rows: Sequence[Claim], actions: Collection[Action]) -> list[Action | None]:
    """For each row, the action that it is about; an action is taken by one row only.

    First what the user answered, then the reference, then the title within the axis, then a
    title that is alone of its kind in the file and in the plan. Of several that fit, the first
    free one. By its title, a row that is refused takes only what the others leave.
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
    wanted = _keys(rows, found, "title")
    within = [
        title and (row.values.get("axis"), title) for row, title in zip(rows, wanted, strict=True)
    ]
    by_axis = {pk: (action.axis, titles[pk]) for pk, action in free.items()}
    take(("" if row.refused else key for row, key in zip(rows, within, strict=True)), by_axis)
    take(within, by_axis)
    if not any(wanted):
        return found
    in_file = Counter(_key(row.values.get("title")) for row in rows)
    in_plan = Counter(_key(action.title) for action in actions)
    take((title if in_file[title] == in_plan[title] == 1 else "" for title in wanted), titles)
    return found


def _keys(rows: Sequence[Claim], found: Sequence[Action | None], name: str) -> list[str]:
    """A field of the rows that have found no action yet, as it is compared."""
    return [
        _key(row.values.get(name)) if action is None else ""
        for row, action in zip(rows, found, strict=True)
    ]


def _key(text: str | None) -> str:
    """Text as it is compared; what is made of signs only is compared as it is."""
    return (text and (fold(text) or text.strip())) or ""


def effect(
    row: Claim, action: Action | None, *, effective_on: date, live: Named, gone: Named
) -> Effect:
    """What the row would do to the action, or to the plan (`live`) when it has none.

    What the row does not say stays as it is: an empty cell erases nothing, and a status that the
    file does not know never replaces one that the plan knows. What was withdrawn (`gone`) is not
    created again under the same name.
    """
    if row.refused:
        return Effect(Kind.REFUSED, action)
    problems = list(_faults(row, action))
    if action is None:
        if left := _left(row, gone):
            return Effect(Kind.REFUSED, left, problems=[_withdrawn(row, left)])
        problems = [problem for problem in problems if problem.field not in row.lacks]
        if problems or row.lacks:
            return Effect(Kind.REFUSED, problems=problems)
        if row.is_set_aside:
            return Effect(Kind.ASIDE)
        first_values = {name: (None, value) for name, value in row.values.items()}
        return Effect(Kind.NEW, doubts=list(_slips(first_values, effective_on)))
    done = Effect(Kind.UNCHANGED, action, _changes(row, action))
    if row.status is not None and row.status != action.status:
        done.status_before, done.status_before_on = action.status, action.status_on
        if action.status_on > effective_on:
            problems.append(_later_status(row.status, action))
    if problems:
        return Effect(Kind.REFUSED, action, problems=problems)
    if row.is_set_aside:
        return Effect(Kind.ASIDE, action)
    if done.changes or done.status_before:
        done.kind = Kind.CHANGED
        done.doubts = [*_doubts(row, done, live), *_slips(done.changes, effective_on)]
    return done


def _left(row: Claim, gone: Named) -> Action | None:
    """The withdrawn action that the row names: by its title, unless references tell them apart,
    or by its reference with a title that is alike."""
    if not gone.actions:
        return None
    title, reference = _key(row.values.get("title")), _key(row.values.get("reference"))
    namesake = gone.by_title.get(title)
    if namesake and (not reference or _key(namesake.reference) in ("", reference)):
        return namesake
    bearer = gone.by_reference.get(reference)
    return bearer if bearer and _alike(title, _key(bearer.title)) else None


def recall(rows: Sequence[Claim], effects: Sequence[Effect], gone: Named) -> None:
    """Add to new rows the doubt that they are about an action that was withdrawn."""
    new = [(row, done) for row, done in zip(rows, effects, strict=True) if done.kind == Kind.NEW]
    by_pk = {action.pk: action for action in gone.actions}
    titles = [row.values["title"] for row, _ in new]
    for (row, done), close in zip(new, close_titles(titles, gone.actions), strict=True):
        bearer = gone.by_reference.get(_key(row.values.get("reference")))
        if left := by_pk[close[0][0]] if close else bearer:
            what = "l’intitulé est proche de celui" if close else "la référence était celle"
            done.doubts.append(
                Doubt(
                    Slip.WITHDRAWN,
                    f"Nouvelle action, mais {what} de «\u00a0{left}\u00a0», retirée du plan le "
                    f"{left.withdrawn_on:%d/%m/%Y}.",
                )
            )


def _withdrawn(row: Claim, action: Action) -> Problem:
    return Problem(
        "reference" if row.values.get("reference") else "title",
        f"Cette action a été retirée du plan le {action.withdrawn_on:%d/%m/%Y} "
        f"(«\u00a0{action.withdrawal_reason}\u00a0»). Rétablissez-la depuis sa page pour que le "
        "fichier la mette à jour\u00a0; sinon, il n’y a rien à faire.",
    )


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other) >= ALIKE


def _doubts(row: Claim, done: Effect, live: Named) -> Iterator[Doubt]:
    """What a slip in the file would look like, and the user alone can tell."""
    assert done.action is not None
    if "title" in done.changes:
        before, after = done.changes["title"]
        namesake = live.by_title.get(_key(after))
        if namesake and namesake.pk != done.action.pk:
            yield Doubt(
                Slip.RENAMED,
                "Cet intitulé est celui d’une autre action du plan, "
                f"«\u00a0{namesake}\u00a0»\u00a0: la référence est-elle la bonne\u00a0?",
            )
        elif not _alike(_key(before), _key(after)):
            yield Doubt(
                Slip.RENAMED,
                "La référence est celle d’une action du plan, l’intitulé est tout autre\u00a0: "
                "est-ce la même action\u00a0?",
            )
    if done.status_before in CLOSED and row.status not in CLOSED:
        yield Doubt(
            Slip.REOPENED,
            f"Le plan dit cette action «\u00a0{Status(done.status_before).label}\u00a0» depuis le "
            f"{done.status_before_on:%d/%m/%Y}\u00a0: le fichier la rouvre.",
        )


def _slips(changes: Changes, effective_on: date) -> Iterator[Doubt]:
    """Values that a slip of the unit or of a digit would give."""
    before, budget = changes.get("planned_budget", (None, None))
    if before and budget and max(before, budget) >= TIMES * min(before, budget):
        passes = f"passe de {format_cents(before)} à {format_cents(budget)}"
        yield Doubt(Slip.AMOUNT, f"Le budget {passes}\u00a0: est-ce la bonne unité\u00a0?")
    elif budget and not before and not LEAST_BUDGET <= budget < MOST_BUDGET:
        is_odd = f"Un budget de {format_cents(budget)}"
        yield Doubt(Slip.AMOUNT, f"{is_odd}\u00a0: est-ce la bonne unité\u00a0?")
    for name, what in (("start", "Le début"), ("end", "La fin")):
        old, new = changes.get(name, (None, None))
        known = old.first if old else effective_on
        if new and abs(new.first.year - known.year) >= FAR:
            yield Doubt(
                Slip.YEAR, f"{what} serait «\u00a0{new}\u00a0»\u00a0: est-ce la bonne année\u00a0?"
            )


def _changes(row: Claim, action: Action) -> Changes:
    return {
        name: (old, new)
        for name, (old, new) in FIELDS.difference(action, row.values).items()
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


def _faults(row: Claim, action: Action | None) -> Iterator[Problem]:
    """Why the action may not be saved as the row wants it, with what the plan says besides."""
    draft = {name: getattr(action, name, None) for name in FIELDS} | dict(row.values)
    draft["title"] = draft["title"] or ""
    for name, why in rules.faults(SimpleNamespace(**draft)):
        # An end that the plan knows is not to be corrected in the file: the start is.
        says_start_alone = name == "end" and "end" not in row.values
        yield Problem("start" if says_start_alone else name, why)


def _later_status(status: Status, action: Action) -> Problem:
    return Problem(
        "status",
        f"Le fichier dit «\u00a0{status.label}\u00a0», mais le plan dit "
        f"«\u00a0{action.get_status_display()}\u00a0» "
        f"depuis le {action.status_on:%d/%m/%Y}, après la date d’effet de l’import.",
    )
