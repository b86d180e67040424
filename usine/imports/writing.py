"""Writes an import to the plan, and takes it back: whole or not at all, in one event."""

from collections.abc import Iterable, Sequence
from typing import Any

from usine.asks.doing import take_back_doing
from usine.ledger.models import Event
from usine.ledger.operations import record, settle_many
from usine.plans import bulk, sheets, subjects
from usine.plans.blocking import take_back_blockages
from usine.plans.budgets import date_budgets, first_budgets, take_back_budgets
from usine.plans.doing import answer_what_is_done
from usine.plans.fields import FIELDS
from usine.plans.freshness import begin, follow
from usine.plans.locating import locate_in_bulk
from usine.plans.measures import first_timelines, timelines
from usine.plans.models import Action, StatusChange
from usine.plans.notes import keep_comments, keep_words, take_back_comments
from usine.plans.proof import after
from usine.plans.states import Status
from usine.plans.writing import assign, follow_names, revise, settle_actions
from usine.values import clock
from usine.values.errors import Refused

from .filling import OF_PLAN, to_write
from .models import ImportRow, PlanImport
from .states import WRITTEN, RowKind, State

WITHDRAWN = "Import annulé"
# What the event of an import tells of the details of an action.
OF_DETAILS = ("details", "blocked", "communes")

_OF_ACTION = [
    field.attname
    for field in Action._meta.concrete_fields
    if field.attname not in ("id", "territory_id", "created_at")
]


def write(plan_import: PlanImport, rows: Sequence[ImportRow], *, by) -> Event | None:
    """Write the rows, just compared, to the plan; None when they change nothing.

    Each row then has the action that it wrote, and the version of the action.
    """
    created = [(row, _new(plan_import, row)) for row in rows if row.kind == RowKind.NEW]
    changed = [(row, _changed(plan_import, row)) for row in rows if row.kind == RowKind.CHANGED]
    written = created + changed
    if not written:
        return None
    first = _insert([action for _, action in created], by)
    budgets = first_budgets([action for _, action in created], by=by)
    _save(action for _, action in changed)
    follow_names([action for _, action in written])
    date_budgets([action for _, action in changed], on=plan_import.effective_on, by=by)
    filled = _fill_in(plan_import, written, by=by)
    stepped = [(row, action) for row, action in changed if row.status_before]
    statuses = StatusChange.objects.bulk_create(_status(action, by) for _, action in stepped)
    for (row, _), status in zip(stepped, statuses, strict=True):
        row.status_change = status
    for row, action in written:
        row.action, row.version = action, action.version
    written_on_rows = [
        "action",
        "version",
        "version_before",
        "status_change",
        "confirmed_before_on",
        "filled",
    ]
    bulk.update([row for row, _ in written], written_on_rows)
    event = record(
        "plans.import",
        subject=plan_import.subject,
        by=by,
        payload={
            "territory": plan_import.territory_id,
            "file": {"name": plan_import.filename, "sha256": plan_import.sha256},
            "effective_on": plan_import.effective_on,
            "counts": plan_import.counts,
        },
        about={
            action.subject: {**_about(plan_import, row), **after(action)} for row, action in written
        },
    )
    begin(action for _, action in created)
    follow([action.pk for _, action in changed])
    older = Action.objects.filter(pk__in=[*filled, *(action.pk for _, action in changed)])
    plain = [status for status in first if status.action_id not in filled]
    settle_many(first_timelines(plain, budgets) | dict(timelines(older)), event=event)
    for _, action in written:
        action.territory = plan_import.territory
    subjects.put(action for _, action in written)
    kept = {action.subject: row.filled.get("notes", ()) for row, action in written}
    keep_words(kept, event=event, by=by)
    noted = [action for _, action in created]
    noted += [action for row, action in changed if "comment" in row.changes]
    keep_comments(noted, event=event, by=by)
    answer_what_is_done([action.pk for _, action in changed], event=event)
    return event


def _fill_in(
    plan_import: PlanImport, written: Sequence[tuple[ImportRow, Action]], *, by
) -> set[int]:
    """Write the details that rows give, and keep on each what was written; returns the keys of
    the actions whose details moved."""
    given = [(action, to_write(row)) for row, action in written if row.filled]
    told = sheets.fill_in(given, on=plan_import.effective_on, by=by)
    for row, action in written:
        row.filled = {**row.filled, **told.get(action.subject, {})}
    locate_in_bulk(
        {
            action.pk: row.filled["communes"][1]
            for row, action in written
            if "communes" in row.filled
        }
    )
    return {action.pk for action, _ in given if told[action.subject]}


def _new(plan_import: PlanImport, row: ImportRow) -> Action:
    # What has a status since a day is in the plan since then.
    since = row.status_on or plan_import.effective_on
    action = Action(
        territory=plan_import.territory,
        status=row.status or Status.UNKNOWN,
        entered_on=since,
        status_on=since,
        confirmed_on=plan_import.effective_on,
    )
    lost = {entry["field"] for entry in row.incomplete if OF_PLAN in entry} & {"reference"}
    kept = {name: value for name, value in row.values.items() if name not in lost}
    assign(action, FIELDS.decode_values(kept))
    return action


def _changed(plan_import: PlanImport, row: ImportRow) -> Action:
    assert row.action is not None
    row.version_before = row.action.version
    revise(row.action, FIELDS.decode(row.changes))
    row.confirmed_before_on = row.action.confirmed_on
    row.action.confirmed_on = max(plan_import.effective_on, row.action.confirmed_on)
    if row.status_before:
        row.action.status = row.status
        row.action.status_on = row.status_on or plan_import.effective_on
    return row.action


def take_back(plan_import: PlanImport, *, by) -> Event:
    """Withdraw the actions that the import created, as of their first day, and give those that
    it changed their values and statuses back. The caller has checked that none changed since.

    Raises Refused when an old reference now belongs to another action.
    """
    rows = plan_import.rows.filter(kind__in=WRITTEN).select_related("action__territory")
    about: dict[str, dict[str, Any]] = {}
    withdrawn, restored = [], []
    for row in rows:
        assert row.action is not None
        about[row.action.subject] = _about(plan_import, row)
        if row.kind == RowKind.NEW:
            _withdraw(row.action)
            withdrawn.append(row.action)
        else:
            if row.confirmed_before_on and row.action.confirmed_on == plan_import.effective_on:
                row.action.confirmed_on = row.confirmed_before_on
            _restore(row.action, row)
            restored.append((row, row.action))
    touched = [*withdrawn, *(action for _, action in restored)]
    _check_references(plan_import, restored)
    _save(touched)
    _leave_as_before(restored)
    priced = [action for row, action in restored if "planned_budget" in row.changes]
    take_back_budgets(priced, on=plan_import.effective_on, by=by)
    _take_back_details(plan_import, restored, by=by)
    replaced = plan_import.rows.filter(status_change__isnull=False)
    StatusChange.objects.filter(pk__in=replaced.values("status_change")).update(
        superseded_at=clock.now()
    )
    assert plan_import.event  # nothing is undone of an import that recorded nothing
    take_back_doing(plan_import.event.number, by=by)
    event = record(
        "plans.undo_import",
        subject=plan_import.subject,
        by=by,
        payload={
            "territory": plan_import.territory_id,
            "event": plan_import.event_id,
            "withdrawn": len(withdrawn),
            "restored": len(restored),
        },
        about={each.subject: {**about[each.subject], **after(each)} for each in touched},
    )
    settle_actions(touched, event=event)
    follow_names([action for _, action in restored])
    take_back_comments(touched, event=plan_import.event)
    return event


def _take_back_details(
    plan_import: PlanImport, restored: Sequence[tuple[ImportRow, Action]], *, by
) -> None:
    """Take back the details that the import gave to actions which it did not create."""
    on = plan_import.effective_on
    told = [line for row, _ in restored for line in row.filled.get("details", ())]
    sheets.take_back(told, on=on, by=by)
    blocked = [
        (action, row.filled["blocked"]) for row, action in restored if "blocked" in row.filled
    ]
    take_back_blockages(blocked, on=on, by=by)
    locate_in_bulk(
        {
            action.pk: row.filled["communes"][0]
            for row, action in restored
            if "communes" in row.filled
        }
    )


def _check_references(
    plan_import: PlanImport, restored: Sequence[tuple[ImportRow, Action]]
) -> None:
    """Raise Refused when an old reference, given back to its action, is now that of another one."""
    given_back = [action.reference for row, action in restored if row.changes.get("reference")]
    live = Action.objects.live().filter(territory=plan_import.territory_id)
    # Those that the import wrote bear theirs until they are saved.
    others = live.exclude(pk__in=plan_import.rows.filter(kind__in=WRITTEN).values("action"))
    if other := others.filter(reference__in=given_back).exclude(reference="").first():
        raise Refused(
            f"«\u00a0{other.title}\u00a0» porte maintenant la référence {other.reference}, que "
            "cet import avait remplacée. Donnez-lui une autre référence, puis annulez l’import."
        )


def _leave_as_before(restored: Sequence[tuple[ImportRow, Action]]) -> None:
    """Give the previous import's rows the new versions, so that it can now be undone."""
    now = {(row.action_id, row.version_before): action.version for row, action in restored}
    before = ImportRow.objects.filter(
        kind__in=WRITTEN,
        plan_import__state=State.APPLIED,
        action__in=[action.pk for _, action in restored],
    )
    again: list[ImportRow] = []
    for row in before.only("action", "version"):
        if version := now.get((row.action_id, row.version)):
            row.version = version
            again.append(row)
    bulk.update(again, ["version"])


def _withdraw(action: Action) -> None:
    revise(action, {})
    action.withdrawn_on, action.withdrawal_reason = action.entered_on, WITHDRAWN
    action.cancelled_at = clock.now()


def _restore(action: Action, row: ImportRow) -> None:
    revise(action, {name: (new, old) for name, (old, new) in FIELDS.decode(row.changes).items()})
    if row.status_before and row.status_before_on:
        action.status, action.status_on = row.status_before, row.status_before_on


def _about(plan_import: PlanImport, row: ImportRow) -> dict[str, Any]:
    """What an event records of an action that a row wrote: values or changes, and status if new."""
    moved = {name: row.filled[name] for name in OF_DETAILS if name in row.filled}
    file = {"file": plan_import.filename, **moved}
    if row.status_on:
        file["effective_on"] = row.status_on
    if row.kind == RowKind.NEW:
        return {**file, "values": row.values, "status": [None, row.status or Status.UNKNOWN]}
    if row.status_before:
        return {**file, "changes": row.changes, "status": [row.status_before, row.status]}
    return {**file, "changes": row.changes}


def _insert(actions: Sequence[Action], by) -> list[StatusChange]:
    """Insert actions, each with its status since `status_on`; returns these statuses."""
    for action in actions:
        action.search_text = action.folded()
    Action.objects.bulk_create(actions)
    statuses = [_status(action, by) for action in actions]
    bulk.insert(statuses)
    return statuses


def _save(actions: Iterable[Action]) -> None:
    """Update all that an import may set on actions, their versions included."""
    actions = list(actions)
    for action in actions:
        action.search_text = action.folded()
    bulk.update(actions, _OF_ACTION)


def _status(action: Action, by) -> StatusChange:
    return StatusChange(action=action, status=action.status, effective_on=action.status_on, by=by)
