"""The rows of an import compared with the plan as it stands: what each would do, and in all."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import starmap
from typing import Any

from django.utils.text import Truncator

from usine.plans import vocabulary
from usine.plans.budgets import latest_budgets
from usine.plans.fields import FIELDS, STATEMENT_SHEETS, STATUS
from usine.plans.models import Action
from usine.plans.states import Status
from usine.reading.blockers import FLAGGED
from usine.reading.cells import TOLD_SUSPECT

from .cells import words_of
from .deleted import note_deleted
from .details import CODES, blocked_by
from .doubts import Doubt
from .filling import CENTS, OF_PLAN, Filling, KnownDetails, entry_of_plan
from .kept import kept_of, untold
from .matching import Effect, Fault, Named, RowClaim, close_titles, effect, recall
from .models import ImportRow, PlanImport
from .since import Former, Told, former_of, matches, settle
from .states import LEFT, RowKind, Slip

# How many characters of a cell a doubt quotes.
QUOTED = 100
# What a comparison writes on a row.
COMPARED = (
    "kind",
    "problems",
    "action_id",
    "version",
    "doubts",
    "changes",
    "filled",
    "incomplete",
    "status_before",
    "status_before_on",
    "status_on",
)

# Of these, each cell that the plan does not take counts as set aside.
_WHOLE = ("funding", "results", *STATEMENT_SHEETS, *FIELDS)
DETAILS_COUNTED = (*CODES, "blocked", "communes", "notes")


def compare(
    plan_import: PlanImport,
    rows: Sequence[ImportRow],
    actions: Sequence[Action],
    withdrawn: Sequence[Action],
) -> list[ImportRow]:
    """Set on each row what it would do to `actions`, the live ones of the plan. A row never brings
    back an action of `withdrawn`.

    Returns the rows whose preview changes; nothing is saved.
    """
    claims, on = [claim_of(row) for row in rows], plan_import.effective_on
    live, gone = Named(actions), Named(withdrawn)
    former = former_of(plan_import, actions)
    matched = list(zip(claims, matches(claims, actions, former), strict=True))
    since = [
        settle(row, claim, action, former.fields.get(action.pk, {})) if action else Told()
        for row, (claim, action) in zip(rows, matched, strict=True)
    ]
    budgets_on = _budgets_on(matched)
    later = {pk for pk, since in budgets_on.items() if since > on}
    fillings = list(_fillings(plan_import, rows, matched, later, former))
    effects = [
        effect(
            claim,
            action,
            effective_on=on,
            labelled_on=plan_import.territory.labelled_on,
            live=live,
            gone=gone,
            budget_on=budgets_on.get(action.pk) if action else None,
            fills=filling.told,
        )
        for (claim, action), filling in zip(matched, fillings, strict=True)
    ]
    recall(claims, effects, gone)
    note_deleted(plan_import, [(row, a) for row, (_, a) in zip(rows, matched, strict=True)], former)
    moved = []
    for row, claim, result, filling, told in zip(
        rows, claims, effects, fillings, since, strict=True
    ):
        before = _state(row)
        told.add(filling.since)
        result.doubts += told.doubts
        row.since, row.gone = told.cells, told.gone
        _set(row, result, claim, filling)
        if _state(row) != before:
            moved.append(row)
    return moved


def _fillings(
    plan_import: PlanImport,
    rows: Sequence[ImportRow],
    matched: Sequence[tuple[RowClaim, Action | None]],
    later: Collection[int],
    former: Former,
) -> Iterator[Filling]:
    """What each row gives to details. A claim loses the budget that the plan cannot take; the
    actions of `later` keep theirs, which is more recent."""
    known = KnownDetails(plan_import, rows, [action for _, action in matched], former)
    for row, (claim, action) in zip(rows, matched, strict=True):
        if claim.refused or claim.is_set_aside:
            yield Filling()
            continue
        budget = action.planned_budget if action else None
        if action is None or action.pk not in later:
            budget = claim.values.get("planned_budget", budget)
        filling = known.filling(row, action, budget)
        if filling.keeps_budget:
            claim.values = {k: v for k, v in claim.values.items() if k != "planned_budget"}
        yield filling


def _budgets_on(matched: Iterable[tuple[RowClaim, Action | None]]) -> dict[int, date]:
    """Since when the plan says the budget of the actions of which rows say another."""
    priced = [
        action
        for claim, action in matched
        if action and claim.values.get("planned_budget") not in (None, action.planned_budget)
    ]
    return {pk: last.effective_on for pk, last in latest_budgets(priced).items()}


def claim_of(row: ImportRow) -> RowClaim:
    """What the row says, with the user's answers. Empty when the row belongs to another
    territory."""
    is_elsewhere = any(problem["field"] == "territory" for problem in row.problems)
    return RowClaim(
        {} if is_elsewhere else FIELDS.decode_values(row.values),
        status=Status(row.status) if row.status else None,
        status_on=_since(row),
        refused=not row.is_sound,
        lacks=frozenset(problem["field"] for problem in row.missing),
        same_as=row.same_as_id,
        is_held="blocked" in row.details and blocked_by(row.details) == STATUS.name,
        is_doubted=any(doubt["field"] == STATUS.name for doubt in row.told),
        is_new=row.is_answered and row.same_as_id is None,
        is_confirmed=row.is_confirmed,
        is_set_aside=row.is_set_aside,
    )


def _since(row: ImportRow) -> tuple[date, str] | None:
    day, name = row.details.get("status_on", ("", ""))
    return (date.fromisoformat(day), name) if day else None


def _state(row: ImportRow) -> tuple[Any, ...]:
    """What the preview showed of the row: any other change of its action does not matter."""
    return tuple(getattr(row, name) for name in COMPARED if name != "version")


def _set(row: ImportRow, result: Effect, claim: RowClaim, filling: Filling) -> None:
    row.kind = result.kind
    if claim.refused:
        problems = [problem for problem in row.problems if problem not in row.missing]
    else:
        problems = [
            {"field": problem.field, "cell": row.cell_of(problem.field), "message": problem.message}
            for problem in result.problems
        ]
    row.problems = problems if result.action else [*row.missing, *problems]
    # A row that changes nothing has nothing more to tell of its words.
    asks = any(doubt.why != Slip.TOLD for doubt in result.doubts)
    is_quiet = row.kind in LEFT or (row.kind == RowKind.UNCHANGED and not asks)
    told = [] if is_quiet else [each for each in row.told if _is_so(each, result)]
    row.doubts = [
        *({"why": Slip.TOLD, **doubt, "message": _in_words(row, doubt)} for doubt in told),
        *(
            _doubt_as_json(row, doubt)
            for doubt in result.doubts
            if not is_quiet or doubt.why != Slip.TOLD
        ),
    ]
    row.action = result.action
    row.version = result.action.version if result.action else None
    row.changes, row.filled = FIELDS.encode(result.changes), dict(result.fills)
    row.incomplete = [entry for entry in row.incomplete if OF_PLAN not in entry]
    if row.kind not in LEFT:
        row.incomplete += [*(_left_out(row, each) for each in result.left_out), *filling.left_out]
        row.incomplete += _unsaid(row)
        row.incomplete += list(untold(row))
    row.status_before = result.status_before
    row.status_before_on = result.status_before_on
    row.status_on = result.status_on


def _is_so(told: Mapping[str, str], result: Effect) -> bool:
    """Whether what the reading tells is so: a blockage that the plan does not take is none, nor is
    an amount suspect that the platform wrote itself."""
    if told["message"] == TOLD_SUSPECT and told["field"] in FIELDS:
        return result.action is None or told["field"] in result.changes
    return "blocked" in result.fills or not told["message"].startswith(FLAGGED)


def _doubt_as_json(row: ImportRow, doubt: Doubt) -> dict[str, str]:
    """A doubt with the cell that it comes from, and the words of the file."""
    words = doubt.words or (words_of(row, doubt.field) if doubt.field else "")
    cell = doubt.cell or (row.cell_of(doubt.field) if words else "")
    told = {**doubt._asdict(), "cell": cell, "words": words}
    return told | {"message": _in_words(row, told) if words else doubt.message}


def _unsaid(row: ImportRow) -> list[dict[str, Any]]:
    """The cells that tell what blocks and no status, unless the plan has one."""
    is_placed = row.action is not None and row.action.status != Status.UNKNOWN
    return [] if is_placed else list(starmap(entry_of_plan, row.details.get("unsaid", ())))


def _left_out(row: ImportRow, fault: Fault) -> dict[str, Any]:
    """What the plan does not take of the row, as `ImportRow.incomplete` lists it."""
    name = fault.field
    words = words_of(row, name)
    entry = entry_of_plan(row.sheet, row.number, row.cell_of(name), name, words, fault.message)
    return entry | {CENTS: row.values[name]} if name == "planned_budget" else entry


def _in_words(row: ImportRow, doubt: Mapping[str, str]) -> str:
    words = Truncator(doubt["words"]).chars(QUOTED)
    quoted = f"\u00a0: «\u00a0{words}\u00a0»" if words else ""
    return f"{row.told_name(doubt['cell'])}{quoted}. {doubt['message']}"


def propose(rows: Iterable[ImportRow], actions: Iterable[Action]) -> None:
    """Note, on each row without an action, the actions with a close title that no row is about."""
    rows = list(rows)
    taken = {row.action_id for row in rows}
    new = [row for row in rows if row.is_sound and row.action_id is None and row.title]
    free = [action for action in actions if action.pk not in taken]
    titles = [row.values["title"] for row in new]
    for row, close in zip(new, close_titles(titles, free), strict=True):
        row.close = [list(pair) for pair in close]


def count(rows: Iterable[ImportRow]) -> dict[str, Any]:
    """Rows by effect, then axes, statuses and budgets of the accepted rows once applied; `kept`
    cells give nothing where the plan knows something.

    `{actions, created, updated, unchanged, rejected_rows, set_aside, details (those of
    `DETAILS_COUNTED`), by_axis, by_status, budget_total (cents), without_budget, to_answer,
    to_check, to_decide, renamed, kept, not_taken, since, gone, deleted, unwritten}`; the axes
    and statuses that no row has are left out. The plan keeps what it says of the cells
    `since` the file was downloaded, and has no more the lines that are `gone`; the file has no more
    the `deleted` ones. `unwritten` rows and amounts are read, and the plan takes them not.
    """
    kinds: Counter[str] = Counter()
    axes: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    details: Counter[str] = Counter()
    not_taken: list[list[str]] = []
    since: list[str] = []
    gone: list[str] = []
    deleted: list[str] = []
    budget = without_budget = to_answer = to_check = to_decide = renamed = kept = unwritten = 0
    for row in rows:
        kinds[row.kind] += 1
        to_decide += row.is_to_decide
        renamed += any(doubt["why"] == Slip.RENAMED for doubt in row.doubts)
        unwritten += row.is_refused_by_plan
        if row.kind in LEFT:
            continue
        unwritten += sum(CENTS in entry for entry in row.incomplete)
        details.update(_details(row))
        axes[row.after("axis")] += 1
        statuses[row.status_after] += 1
        cents = row.after("planned_budget")
        budget += cents or 0
        without_budget += cents is None
        to_answer += row.is_to_answer
        to_check += bool(row.doubts)
        kept += len(kept_of(row))
        not_taken += _not_taken(row)
        since += row.since
        gone += row.gone
        deleted += row.deleted
    return {
        "actions": kinds.total() - sum(kinds[kind] for kind in LEFT),
        "created": kinds[RowKind.NEW],
        "updated": kinds[RowKind.CHANGED],
        "unchanged": kinds[RowKind.UNCHANGED],
        "rejected_rows": kinds[RowKind.REFUSED],
        "set_aside": kinds[RowKind.ASIDE],
        "asked": kinds[RowKind.ASKED],
        "details": {name: details[name] for name in DETAILS_COUNTED},
        "by_axis": dict(sorted(axes.items())),
        "by_status": dict(sorted(statuses.items())),
        "budget_total": budget,
        "without_budget": without_budget,
        "to_answer": to_answer,
        "to_check": to_check,
        "to_decide": to_decide,
        "renamed": renamed,
        "kept": kept,
        "not_taken": not_taken,
        "since": since,
        "gone": gone,
        "deleted": deleted,
        "unwritten": unwritten,
    }


def _not_taken(row: ImportRow) -> Iterator[list[str]]:
    """The [sheet, cell] of the row that are read, and of which the plan takes nothing: fields,
    parts, and the words of a status that neither a status nor a blockage takes. A period of which
    it takes one end is taken."""
    names = {*_WHOLE} | (set() if "blocked" in row.filled else {STATUS.name})
    left = {each["field"] for each in row.incomplete if OF_PLAN in each}
    for ends in vocabulary.of_columns().spans.values():
        is_one_cell = len({row.cell_of(end) for end in ends}) == 1
        names -= {*ends} if is_one_cell and row.values.keys() & {*ends} - left else set()
    entries = [each for each in row.incomplete if OF_PLAN in each and each["field"] in names]
    unread = [_place(each) for each in row.incomplete if OF_PLAN not in each]
    for place in dict.fromkeys(map(_place, entries)):
        if place not in unread and place[1].isalnum():  # no column may hold the status
            yield list(place)


def _place(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["sheet"], entry["cell"]


def _details(row: ImportRow) -> dict[str, int]:
    """How many details of each kind the row gives."""
    kinds = [line["kind"] for line in row.filled.get("details", ())]
    return {
        **{name: kinds.count(code) for name, code in CODES.items()},
        "blocked": int("blocked" in row.filled),
        "communes": int("communes" in row.filled),
        "notes": len(row.filled.get("notes", ())),
    }
