"""Every write of an import: received, understood, applied in one go, undone in one go.

What is large is left in a state that says what is to be done (`State.is_busy`): whoever called
gives it to the workers (`dispatch.carry_on`).
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from usine.plans.gate import check_right, hold_plan, locked
from usine.plans.models import Action
from usine.plans.writing import check_effect
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from . import bulk, comparison, writing
from .gate import hold
from .intake import Draft, read_draft
from .models import ColumnMeaning, ImportFile, ImportRow, PlanImport
from .queries import (
    changed_since,
    elsewhere,
    live_actions,
    meanings_of,
    remembered,
    withdrawn_actions,
)
from .states import TRANSITIONS, WRITTEN, Kind, State

# Larger files are read and applied in the background: by their rows, or by their weight when that
# alone would make a request wait.
ROWS_AT_ONCE = 500
BYTES_AT_ONCE = 256 * 1024
# Background work that has not ended by then is taken for dead.
STALLED_AFTER = timedelta(minutes=3)
SENT_AGAIN = "Le même fichier a été déposé de nouveau\u00a0: son nouvel aperçu remplace celui-ci."
# How many actions a refusal names.
SHOWN = 10


class PlanMoved(Refused):
    """The plan changed since the preview, which is made again; the plan itself is not written."""


def receive(
    *,
    territory: Territory,
    filename: str,
    content: bytes,
    effective_on: date,
    by,
    at_once: bool = False,
) -> PlanImport:
    """Read a file and keep what it would do to the plan, which itself does not move.

    Sent again by the same person, a file takes the place of its draft. A large one is read in
    the background, unless `at_once`.
    Raises Refused, and keeps nothing, when the file cannot be read.
    """
    check_right(territory, by=by)
    check_effect(territory, effective_on)
    draft = None
    if at_once or len(content) <= BYTES_AT_ONCE:
        draft = read_draft(
            content, filename, territory.period_id, remembered(territory), elsewhere(territory)
        )
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # The same file sent twice at once: the second one finds the draft of the first.
        hold_plan(territory, by=by)
        for draft_before in PlanImport.objects.filter(
            territory=territory, by=by, sha256=sha256, state=State.READY
        ):
            abandon(draft_before, by=by, why=SENT_AGAIN)
        plan_import = PlanImport.objects.create(
            territory=territory,
            by=by,
            filename=filename[-255:],
            sha256=sha256,
            effective_on=effective_on,
        )
        ImportFile.objects.create(plan_import=plan_import, content=content)
        if draft and (at_once or len(draft.rows) <= ROWS_AT_ONCE):
            _preview(plan_import, draft)
    return plan_import


def read(plan_import: PlanImport) -> PlanImport:
    """Read the file again and make its preview; nothing to do when that is done already."""
    if plan_import.state != State.READING:
        return plan_import
    advance(plan_import, 10)
    file = ImportFile.objects.get(plan_import=plan_import)
    refusal, draft = "", None
    try:
        draft = read_draft(
            bytes(file.content),
            plan_import.filename,
            plan_import.territory.period_id,
            meanings_of(plan_import),
            elsewhere(plan_import.territory),
        )
    except Refused as why:
        refusal = str(why)
    advance(plan_import, 60)
    with transaction.atomic():
        held = hold(plan_import, by=None)
        if held.state != State.READING:
            return held
        if draft is None:
            held.notice = refusal
            _enter(held, "refuse")
        else:
            _preview(held, draft)
    return held


def _preview(plan_import: PlanImport, draft: Draft) -> None:
    """Write the rows of the file and what each would do; answers given before are kept."""
    answered = plan_import.rows.filter(Q(is_answered=True) | Q(is_set_aside=True))
    answers = {(row.sheet, row.number): row for row in answered}
    plan_import.rows.all().delete()
    plan_import.sheets, plan_import.ignored = draft.sheets, draft.ignored
    for row in draft.rows:
        row.plan_import = plan_import
        if before := answers.get((row.sheet, row.number)):
            row.is_answered, row.same_as_id = before.is_answered, before.same_as_id
            row.is_set_aside = before.is_set_aside
    actions = live_actions(plan_import)
    comparison.compare(plan_import, draft.rows, actions, withdrawn_actions(plan_import))
    comparison.propose(draft.rows, actions)
    bulk.insert(draft.rows)
    plan_import.counts = comparison.count(draft.rows)
    plan_import.notice = draft.notice
    _enter(plan_import, "preview")


def understand(plan_import: PlanImport, *, meanings: Mapping[str, str], by) -> PlanImport:
    """Say what columns mean, {folded header: field}; the file is read again so.

    What is said is kept for the next files of the territory once this one is applied.
    """
    with transaction.atomic():
        held = hold(plan_import, "read_again", by=by)
        held.meanings |= meanings
        return _read_again(held)


def forget(plan_import: PlanImport, *, by) -> PlanImport:
    """Forget what its columns were said to mean, in this import or before; it is read again."""
    with transaction.atomic():
        held = hold(plan_import, "read_again", by=by)
        ColumnMeaning.objects.filter(territory=held.territory, header__in=held.headers).delete()
        held.meanings = {}
        return _read_again(held)


def _read_again(plan_import: PlanImport) -> PlanImport:
    is_large = plan_import.rows.count() > ROWS_AT_ONCE
    _enter(plan_import, "read_again")
    return plan_import if is_large else read(plan_import)


@transaction.atomic
def answer(plan_import: PlanImport, *, answers: Mapping[int, int | None], by) -> PlanImport:
    """Say of rows whether they are about an action with a close title, {row: action or None}.

    Raises Refused when an action is named for two rows, or was not proposed.
    """
    held = hold(plan_import, "answer", by=by)
    rows, actions = list(held.rows.all()), live_actions(held)
    named: set[int | None] = {row.same_as_id for row in rows if row.pk not in answers}
    for row in rows:
        if row.pk not in answers:
            continue
        chosen = answers[row.pk]
        if chosen is not None:
            if chosen not in {pk for pk, _ in row.close}:
                raise Refused("Cette action n’était pas proposée pour cette ligne.")
            if chosen in named:
                raise Refused("Une même action ne peut pas répondre à deux lignes.")
            named.add(chosen)
        row.is_answered, row.same_as_id = True, chosen
    return _compared_again(held, rows, actions, "is_answered", "same_as_id")


@transaction.atomic
def set_aside(
    plan_import: PlanImport, *, rows: Collection[int], by, aside: bool = True
) -> PlanImport:
    """Leave accepted rows out of the import, or take up again those that were."""
    held = hold(plan_import, "answer", by=by)
    all_rows = list(held.rows.all())
    for row in all_rows:
        if row.pk in rows and (row.may_be_set_aside or not aside):
            row.is_set_aside = aside
    return _compared_again(held, all_rows, live_actions(held), "is_set_aside")


def _compared_again(
    plan_import: PlanImport, rows: Sequence[ImportRow], actions: Sequence[Action], *answers: str
) -> PlanImport:
    """Save the answers given on rows, and what the rows do since."""
    comparison.compare(plan_import, rows, actions, withdrawn_actions(plan_import))
    bulk.update(rows, [*comparison.COMPARED, *answers])
    plan_import.counts = comparison.count(rows)
    plan_import.save()
    return plan_import


def submit(plan_import: PlanImport, *, by) -> PlanImport:
    """Apply the import, in the background when it is large."""
    with transaction.atomic():
        held = hold(plan_import, "submit", by=by)
        if held.counts["actions"] > ROWS_AT_ONCE:
            _enter(held, "submit")
            return held
    return apply(plan_import, by=by)


def apply(plan_import: PlanImport, *, by) -> PlanImport:
    """Write the accepted rows to the plan, in one transaction and one event.

    An import that changes nothing records no event. Raises PlanMoved when the plan changed in
    a way that changes what the preview showed: it is made again, and the plan is not written.
    """
    try:
        with transaction.atomic():
            held = hold(plan_import, "apply", by=by)
            rows, actions = list(held.rows.all()), live_actions(held, lock=True)
            moved = comparison.compare(held, rows, actions, withdrawn_actions(held))
            if not moved:
                return _applied(held, rows, by=by)
            bulk.update(moved, comparison.COMPARED)
            held.counts = comparison.count(rows)
            _reconsider(held, len(moved))
    except IntegrityError:
        # Somebody gave a reference of the file to another action at this very moment.
        with transaction.atomic():
            held = hold(plan_import, "reconsider", by=by)
            _reconsider(held, 1)
    raise PlanMoved(held.notice)


def _applied(plan_import: PlanImport, rows: Sequence[ImportRow], *, by) -> PlanImport:
    plan_import.event = writing.write(plan_import, rows, by=by)
    plan_import.applied_at, plan_import.applied_by, plan_import.notice = clock.now(), by, ""
    plan_import.rows.exclude(kind=Kind.REFUSED).update(cells=[])
    ColumnMeaning.objects.bulk_create(
        (
            ColumnMeaning(territory=plan_import.territory, header=header, field=field)
            for header, field in plan_import.meanings.items()
        ),
        update_conflicts=True,
        unique_fields=["territory", "header"],
        update_fields=["field"],
    )
    ImportFile.objects.filter(plan_import=plan_import).delete()
    _enter(plan_import, "apply")
    return plan_import


def _reconsider(plan_import: PlanImport, moved: int) -> None:
    rows = "une ligne a été recalculée" if moved == 1 else f"{moved} lignes ont été recalculées"
    plan_import.notice = (
        f"Le plan a changé depuis cet aperçu\u00a0: {rows}. "
        "Rien n’a été écrit. Vérifiez, puis appliquez de nouveau."
    )
    _enter(plan_import, "reconsider")


def submit_undo(plan_import: PlanImport, *, by) -> PlanImport:
    """Undo the import, in the background when it is large. Raises Refused as `undo` does."""
    with transaction.atomic():
        held = _held_to_undo(plan_import, "submit_undo", by=by)
        if held.counts["actions"] > ROWS_AT_ONCE:
            _enter(held, "submit_undo")
            return held
    return undo(plan_import, by=by)


@transaction.atomic
def undo(plan_import: PlanImport, *, by) -> PlanImport:
    """Bring the plan back to what it was, as long as nothing that was imported changed since.

    Created actions are withdrawn as of their first day, changed ones get their values and
    statuses back. Raises Refused, with what changed, when something did.
    """
    held = _held_to_undo(plan_import, "undo", by=by)
    writing.take_back(held, by=by)
    held.undone_at, held.undone_by, held.notice = clock.now(), by, ""
    _enter(held, "undo")
    return held


def _held_to_undo(plan_import: PlanImport, verb: str, *, by) -> PlanImport:
    """The import and all that it wrote, held; Refused when that cannot be taken back any more."""
    held = hold(plan_import, verb, by=by)
    if held.event is None:
        raise Refused("Cet import n’a rien changé\u00a0: il n’y a rien à annuler.")
    written = held.rows.filter(kind__in=WRITTEN).values_list("action", flat=True)
    hold_plan(held.territory, by=by)
    locked(Action.objects.filter(pk__in=list(written)))
    if since := list(changed_since(held)):
        raise Refused(_what_changed(since))
    return held


@transaction.atomic
def stand(plan_import: PlanImport, why: str) -> PlanImport:
    """Leave applied an import that was to be undone in the background, and say why; nothing to do
    when it is undone already."""
    held = hold(plan_import, by=None)
    if held.state == State.UNDOING:
        held.notice = why
        _enter(held, "stand")
    return held


def _what_changed(rows: Sequence[ImportRow]) -> str:
    names = [f"«\u00a0{row.action}\u00a0»" for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        names.append(f"et {len(rows) - SHOWN} autres")
    return (
        "Cet import ne peut plus être annulé en bloc\u00a0: des actions ont été modifiées depuis "
        f"({', '.join(names)})."
    )


@transaction.atomic
def abandon(plan_import: PlanImport, *, by, why: str = "") -> PlanImport:
    """Give up a preview: its rows and its file are deleted, the plan has not moved."""
    held = hold(plan_import, "abandon", by=by)
    held.notice = why
    held.rows.all().delete()
    ImportFile.objects.filter(plan_import=held).delete()
    _enter(held, "abandon")
    return held


# From the state in which background work stopped, the passage that takes it up and what to say.
_TAKEN_UP = {
    State.READING: ("read_again", ""),
    State.APPLYING: (
        "reconsider",
        "L’application s’est interrompue\u00a0: rien n’a été écrit dans le plan.",
    ),
    State.UNDOING: ("stand", "L’annulation s’est interrompue\u00a0: le plan n’a pas changé."),
}


@transaction.atomic
def restart(plan_import: PlanImport, *, by) -> PlanImport:
    """Take up again background work that stopped in the middle; it had written nothing."""
    held = hold(plan_import, by=by)
    if not is_stalled(held):
        raise Refused(
            "Rien ne s’est arrêté en chemin\u00a0: attendez la fin, ou rechargez la page."
        )
    verb, held.notice = _TAKEN_UP[State(held.state)]
    _enter(held, verb)
    return held


def advance(plan_import: PlanImport, percent: int) -> None:
    """Say how far background work has gone, to those who wait; what it writes comes at the end."""
    PlanImport.objects.filter(pk=plan_import.pk, state=plan_import.state).update(progress=percent)


def is_stalled(plan_import: PlanImport) -> bool:
    """Whether its background work should have ended long ago."""
    return plan_import.is_busy and clock.now() - plan_import.state_at > STALLED_AFTER


def _enter(plan_import: PlanImport, verb: str) -> None:
    """Save the import in the state to which the verb brings it."""
    plan_import.state, plan_import.state_at = TRANSITIONS[verb].target, clock.now()
    plan_import.progress = 0
    plan_import.save()
