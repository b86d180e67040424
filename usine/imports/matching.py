"""Which action of the plan each row of a file is about, and what the row would do to it.

Plain Python over rows and actions already read: no query here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple

from usine.plans import rules
from usine.plans.fields import FIELDS, STATUS
from usine.plans.likeness import close_titles
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.vocabulary import STATUS_ON
from usine.values.fields import Changes
from usine.values.text import fold

from . import doubts
from .doubts import Doubt
from .states import RowKind, Slip

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Fault(NamedTuple):
    """Why a row is refused, or loses a field: a field of the action and a sentence."""

    field: str
    message: str


@dataclass(slots=True)
class RowClaim:
    """What a row says of an action: its filled cells, its status, the user's answers about it."""

    values: Mapping[str, Any]
    # None when the row gives no status: an empty cell, a question mark.
    status: Status | None = None
    refused: bool = False
    # Since when the status is, and the field of the file that says it.
    status_on: tuple[date, str] | None = None
    # The fields that a new action needs and the row lacks.
    lacks: Collection[str] = ()
    # The action that the user named for the row, if any.
    same_as: int | None = None
    # The row also says what holds the action back: « en attente ».
    is_held: bool = False
    # The words of its status may say something else.
    is_doubted: bool = False
    # The user said that it is about no action of the plan.
    is_new: bool = False
    # The user said that its status is right, though it goes back.
    is_confirmed: bool = False
    # The user leaves the row out.
    is_set_aside: bool = False


@dataclass(slots=True)
class Effect:
    """What a row would do to the plan: create, change, nothing, or be refused or set aside."""

    kind: RowKind
    action: Action | None = None
    changes: Changes = field(default_factory=dict)
    status_before: str = ""
    status_before_on: date | None = None
    # Since when the new status is, when the file says it.
    status_on: date | None = None
    # What is given to the details of the action.
    fills: Mapping[str, Any] = field(default_factory=dict)
    problems: list[Fault] = field(default_factory=list)
    # The fields of the row that the plan does not take, and why.
    left_out: list[Fault] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass
class Named:
    """Actions by folded title and by folded reference, folded when first asked."""

    actions: Collection[Action]

    @cached_property
    def by_title(self) -> dict[str, Action]:
        return {_key(action.title): action for action in self.actions}

    @cached_property
    def by_reference(self) -> dict[str, Action]:
        return {_key(action.reference): action for action in self.actions if action.reference}


def match(rows: Sequence[RowClaim], actions: Collection[Action]) -> list[Action | None]:
    """For each row, the action that it is about; one row only takes an action.

    The user's answer comes first, then the reference, then the title within the axis, then a
    title that is unique in the file and in the plan. Of several actions that fit, a row takes the
    first free one. A refused row matches by title only what the other rows leave. A row that the
    user said is about a new action does not match by its reference.
    """
    free = {action.pk: action for action in actions}
    matched: list[Action | None] = [None] * len(rows)
    if not free:
        return matched

    def take(wanted: Iterable[Hashable], known: Mapping[int, Hashable]) -> None:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for pk in reversed(free):
            waiting[known[pk]].append(pk)
        for place, key in enumerate(wanted):
            if key and matched[place] is None and waiting.get(key):
                matched[place] = free.pop(waiting[key].pop())

    take((row.same_as for row in rows), {pk: pk for pk in free})
    take(
        ("" if row.is_new else row.values.get("reference") for row in rows),
        {pk: action.reference for pk, action in free.items()},
    )
    # Folding is slow: only the actions left are folded.
    references = {pk: _key(action.reference) for pk, action in free.items()}
    titles = {pk: _key(action.title) for pk, action in free.items()}
    keys = zip(rows, _keys(rows, matched, "reference"), strict=True)
    take(["" if row.is_new else key for row, key in keys], references)
    wanted = _keys(rows, matched, "title")
    within = [
        title and (row.values.get("axis"), title) for row, title in zip(rows, wanted, strict=True)
    ]
    by_axis = {pk: (action.axis, titles[pk]) for pk, action in free.items()}
    take(("" if row.refused else key for row, key in zip(rows, within, strict=True)), by_axis)
    take(within, by_axis)
    if not any(wanted):
        return matched
    in_file = Counter(_key(row.values.get("title")) for row in rows)
    in_plan = Counter(_key(action.title) for action in actions)
    take((title if in_file[title] == in_plan[title] == 1 else "" for title in wanted), titles)
    return matched


def _keys(rows: Sequence[RowClaim], matched: Sequence[Action | None], name: str) -> list[str]:
    """The key of a field of each row, empty for the rows that have an action already."""
    return [
        _key(row.values.get(name)) if action is None else ""
        for row, action in zip(rows, matched, strict=True)
    ]


def _key(text: str | None) -> str:
    """The key that compares a text: folded, or as it is when it only has signs."""
    return (text and (fold(text) or text.strip())) or ""


def effect(
    row: RowClaim,
    action: Action | None,
    *,
    effective_on: date,
    live: Named,
    gone: Named,
    labelled_on: date = date.min,
    budget_on: date | None = None,
    fills: Mapping[str, Any] = NOTHING,
) -> Effect:
    """What the row would do to the action, or to the plan (`live`) when it has none.

    An empty cell erases nothing, and a status that the file does not know never replaces one that
    the plan knows. A withdrawn action (`gone`) is not created again under the same name. What the
    plan says since a later day, its status or its budget (`budget_on`), stays, and so does what a
    value of the row contradicts: the row loses that field alone. `fills` is what the row gives
    besides the fields of the action.
    """
    if row.refused:
        return Effect(RowKind.REFUSED, action)
    if action is None:
        result = _creation(row, effective_on=effective_on, live=live, gone=gone, fills=fills)
        _date_status(row, result, labelled_on, effective_on)
        return result
    if row.is_set_aside:
        return Effect(RowKind.ASIDE, action)
    result = Effect(RowKind.UNCHANGED, action, _changes(row, action))
    if row.is_held and doubts.starts_again(action.status, row.status):
        result.doubts.append(doubts.of_held(action.status))
    elif row.status is not None and row.status != action.status:
        result.status_before, result.status_before_on = action.status, action.status_on
    wrong = [fault for fault in _faults(row, action) if fault.field in result.changes]
    _leave_out(result, [*wrong, *_known_since(row, result, effective_on, budget_on)])
    if renamed := list(_doubts_of_title(row, result, live)):
        result.doubts += renamed
        if any(doubt.why == Slip.RENAMED for doubt in renamed):
            result.kind = RowKind.ASKED
            return result
    _hold_status(row, result)
    _date_status(row, result, labelled_on, effective_on)
    if result.changes or result.status_before or fills:
        result.kind, result.fills = RowKind.CHANGED, fills
        result.doubts += doubts.of_values(result.changes, effective_on)
    return result


def _hold_status(row: RowClaim, result: Effect) -> None:
    """Keep the status of the plan where that of the file goes back, until the user says that it
    is right."""
    if not row.status or not result.status_before or row.is_confirmed:
        return
    before, since = result.status_before, result.status_before_on
    asked = list(doubts.of_status(before, since, row.status, is_doubted=row.is_doubted))
    if asked:
        result.doubts += asked
        result.status_before, result.status_before_on = "", None


def _date_status(row: RowClaim, result: Effect, labelled_on: date, effective_on: date) -> None:
    """Give the new status the day that the file says, where the plan may take it; else it is since
    the day of the file, and why is told."""
    if row.status_on is None:
        return
    since, name = row.status_on
    if result.status_before or (result.kind == RowKind.NEW and row.status):
        why = rules.status_day_refusal(
            since, labelled_on=labelled_on, last_on=result.status_before_on, until=effective_on
        )
        if why is None:
            result.status_on = since
            return
        why += f" Le statut comptera depuis le {effective_on:%d/%m/%Y}."
    elif result.action is None or result.action.status_on == since:
        return
    elif row.status == result.action.status:
        why = (
            f"Au plan, ce statut est depuis le {result.action.status_on:%d/%m/%Y}\u00a0: corrigez "
            "sa date depuis la page de l’action."
        )
    elif row.status:
        return  # it waits for an answer
    else:
        why = "Le fichier ne dit pas de statut à cette date."
    if name == STATUS_ON.name:
        result.left_out.append(Fault(name, why))
    else:
        result.doubts.append(Doubt(Slip.TOLD, why, name))


def _creation(
    row: RowClaim, *, effective_on: date, live: Named, gone: Named, fills: Mapping[str, Any]
) -> Effect:
    if left := _left(row, gone):
        return Effect(RowKind.REFUSED, left, problems=[_withdrawn(row, left)])
    problems = [problem for problem in _faults(row, None) if problem.field not in row.lacks]
    if problems or row.lacks:
        return Effect(RowKind.REFUSED, problems=problems)
    if row.is_set_aside:
        return Effect(RowKind.ASIDE)
    first_values = {name: (None, value) for name, value in row.values.items()}
    slips = list(doubts.of_values(first_values, effective_on))
    return Effect(RowKind.NEW, fills=fills, left_out=list(_taken(row, live)), doubts=slips)


def _taken(row: RowClaim, live: Named) -> Iterator[Fault]:
    """The reference of another action, which one that the user says is new cannot bear."""
    bearer = row.is_new and live.by_reference.get(_key(row.values.get("reference")))
    if bearer:
        yield Fault(
            "reference",
            f"C’est déjà la référence de «\u00a0{bearer}\u00a0»\u00a0: la nouvelle action "
            "n’en aura pas.",
        )


def _known_since(
    row: RowClaim, result: Effect, effective_on: date, budget_on: date | None
) -> Iterator[Fault]:
    """The dated facts of the plan that the file, true of an earlier day, says otherwise."""
    since = result.status_before_on
    if since and since > effective_on:
        yield _later("status", row.status, result.status_before, since)
    if "planned_budget" in result.changes and budget_on and budget_on > effective_on:
        before, after = result.changes["planned_budget"]
        yield _later("planned_budget", after, before, budget_on)


def _leave_out(result: Effect, faults: Iterable[Fault]) -> None:
    """Take from the effect the fields that the plan does not take."""
    for fault in faults:
        result.left_out.append(fault)
        result.changes.pop(fault.field, None)
        if fault.field == STATUS.name:
            result.status_before, result.status_before_on = "", None


def _left(row: RowClaim, gone: Named) -> Action | None:
    """The withdrawn action that the row names: by the same title, unless their references differ,
    or by the same reference with a like title."""
    if not gone.actions:
        return None
    title, reference = _key(row.values.get("title")), _key(row.values.get("reference"))
    namesake = gone.by_title.get(title)
    if namesake and (not reference or _key(namesake.reference) in ("", reference)):
        return namesake
    bearer = gone.by_reference.get(reference)
    return bearer if bearer and doubts.are_alike(title, _key(bearer.title)) else None


def recall(rows: Sequence[RowClaim], effects: Sequence[Effect], gone: Named) -> None:
    """Add to new rows the doubt that they may be about a withdrawn action."""
    new = [
        (row, result)
        for row, result in zip(rows, effects, strict=True)
        if result.kind == RowKind.NEW
    ]
    by_pk = {action.pk: action for action in gone.actions}
    titles = [row.values["title"] for row, _ in new]
    for (row, result), close in zip(new, close_titles(titles, gone.actions), strict=True):
        bearer = gone.by_reference.get(_key(row.values.get("reference")))
        if left := by_pk[close[0][0]] if close else bearer:
            what = "l’intitulé est proche de celui" if close else "la référence était celle"
            result.doubts.append(
                Doubt(
                    Slip.WITHDRAWN,
                    f"Nouvelle action, mais {what} de «\u00a0{left}\u00a0», retirée du plan le "
                    f"{left.withdrawn_on:%d/%m/%Y}.",
                )
            )


def _withdrawn(row: RowClaim, action: Action) -> Fault:
    return Fault(
        "reference" if row.values.get("reference") else "title",
        f"Cette action a été retirée du plan le {action.withdrawn_on:%d/%m/%Y} "
        f"(«\u00a0{action.withdrawal_reason}\u00a0»). Rétablissez-la depuis sa page pour que le "
        "fichier la mette à jour\u00a0; sinon, il n’y a rien à faire.",
    )


def _doubts_of_title(row: RowClaim, change: Effect, live: Named) -> Iterator[Doubt]:
    """A title that is another one, unless the user named the action."""
    assert change.action is not None
    if "title" in change.changes and row.same_as != change.action.pk:
        before, after = change.changes["title"]
        namesake = live.by_title.get(_key(after))
        other = namesake if namesake and namesake.pk != change.action.pk else None
        yield from doubts.of_title(before, after, other)


def _changes(row: RowClaim, action: Action) -> Changes:
    return {
        name: (old, new)
        for name, (old, new) in FIELDS.difference(action, row.values).items()
        if not same(old, new)
    }


def same(old: Any, new: Any) -> bool:
    """Whether a cell repeats the plan's value, blanks and the shape of apostrophes aside."""
    match old, new:
        case str(), str():
            return _plain(old) == _plain(new)
        case list(), list():
            # A cell cannot tell partners apart from the commas in their names.
            return _partners(old) == _partners(new)
    return bool(old == new)


def _plain(text: str) -> list[str]:
    return text.replace("’", "'").split()


def _partners(names: Iterable[str]) -> list[str]:
    """The words of partners, whatever separates them."""
    return fold(" ".join(names)).split()


def _faults(row: RowClaim, action: Action | None) -> Iterator[Fault]:
    """Why the action may not be saved with the row's values over those of the plan."""
    draft = {name: getattr(action, name, None) for name in FIELDS} | dict(row.values)
    draft["title"] = draft["title"] or ""
    for name, why in rules.faults(SimpleNamespace(**draft)):
        # The row that gives the start alone is corrected there: its end is the plan's.
        says_start_alone = name == "end" and "end" not in row.values
        yield Fault("start" if says_start_alone else name, why)


def _later(name: str, claimed: Any, known: Any, since: date) -> Fault:
    """A dated fact of the plan that the file, true of an earlier day, says otherwise."""
    field = STATUS if name == STATUS.name else FIELDS[name]
    return Fault(
        name,
        f"Le fichier dit «\u00a0{field.show(claimed)}\u00a0», mais le plan dit "
        f"«\u00a0{field.show(known)}\u00a0» depuis le {since:%d/%m/%Y}, après la date d’effet de "
        "l’import.",
    )
