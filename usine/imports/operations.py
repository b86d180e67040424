"""Every write of an import: received, understood, applied in one go, undone in one go.

A large import is left in a busy state (`BUSY`), which names the work to do: the caller then gives
it to the workers (`dispatch.carry_on`).
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction

from usine.ledger.refusals import BrokenConstraint, operation
from usine.plans import bulk
from usine.plans.gate import check_right, hold_plan
from usine.plans.models import Action
from usine.plans.writing import check_effect
from usine.reading import Answers
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_counted

from . import comparison, writing
from .cells import keep_answers
from .differences import differences
from .gate import hold
from .intake import Intake, knowing, known_of, take_in
from .memory import answers_of, retain, with_memory
from .models import ColumnMeaning, ImportFile, ImportRow, PlanImport
from .queries import elsewhere, live_actions, withdrawn_actions
from .states import TRANSITIONS, RowKind, State

# Larger files are read and applied in the background: by their rows, or by their weight when that
# alone would make a request wait.
ROWS_AT_ONCE = 500
BYTES_AT_ONCE = 256 * 1024
# Background work that lasts longer is taken for dead.
STALLED_AFTER = timedelta(minutes=3)
SENT_AGAIN = "Le même fichier a été déposé de nouveau\u00a0: son nouvel aperçu remplace celui-ci."


NO_ANSWER = Answers()
UNSEEN = "Dites que vous avez vu chaque écart entre ce que le fichier annonce et ce qui en est lu."


UNDECIDED = (
    "Des lignes attendent votre réponse\u00a0: répondez à chacune, ou laissez-la de côté, puis "
    "appliquez."
)


class PlanMoved(Refused):
    """The plan changed since the preview: the preview is made again, the plan is not written."""


def receive(
    *,
    territory: Territory,
    filename: str,
    content: bytes,
    effective_on: date,
    by,
    at_once: bool = False,
    answers: Answers = NO_ANSWER,
) -> PlanImport:
    """Read a file and keep what it would do to the plan; the plan does not change.

    `answers` settle what the file leaves open. A file that the same person sends again replaces its
    draft. A large file is read in the background, unless `at_once`.
    Raises Refused, and keeps nothing, when the file cannot be read.
    """
    check_right(territory, by=by)
    check_effect(territory, effective_on)
    intake = None
    if at_once or len(content) <= BYTES_AT_ONCE:
        settled = with_memory(territory, answers)
        others = elsewhere(territory)
        intake = take_in(content, filename, territory.period_id, settled, others, day=effective_on)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # When the same file is sent twice at once, the second finds the draft of the first.
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
            meanings=dict(answers.columns),
            words=dict(answers.words),
            corrections=dict(answers.cells),
        )
        ImportFile.objects.create(plan_import=plan_import, content=content)
        if intake and (at_once or len(intake.rows) <= ROWS_AT_ONCE):
            _preview(plan_import, intake)
    return plan_import


def read(plan_import: PlanImport) -> PlanImport:
    """Read the file and make its preview, unless that is done already."""
    if plan_import.state != State.READING:
        return plan_import
    advance(plan_import, 10)
    file = ImportFile.objects.get(plan_import=plan_import)
    refusal, intake = "", None
    try:
        intake = _taken_in(plan_import, file)
    except Refused as why:
        refusal = str(why)
    advance(plan_import, 60)
    with transaction.atomic():
        plan_import = hold(plan_import, by=None)
        if plan_import.state != State.READING:
            return plan_import
        if intake is None:
            plan_import.notice = refusal
            enter(plan_import, "refuse")
        else:
            _preview(plan_import, intake)
    return plan_import


def _taken_in(plan_import: PlanImport, file: ImportFile) -> Intake:
    return take_in(
        bytes(file.content),
        plan_import.filename,
        plan_import.territory.period_id,
        answers_of(plan_import),
        elsewhere(plan_import.territory),
        day=plan_import.effective_on,
    )


def _preview(plan_import: PlanImport, intake: Intake) -> None:
    """Write the rows of the file and what each would do; earlier answers are kept."""
    keep_answers(plan_import, intake.rows)
    plan_import.rows.all().delete()
    plan_import.sheets, plan_import.ignored = intake.sheets, intake.ignored
    for row in intake.rows:
        row.plan_import = plan_import
    plan_import.account = intake.account
    actions = live_actions(plan_import)
    comparison.compare(plan_import, intake.rows, actions, withdrawn_actions(plan_import))
    comparison.propose(intake.rows, actions)
    _count(plan_import, knowing(intake, known_of(intake.rows)))
    bulk.insert(intake.rows)
    plan_import.counts = comparison.count(intake.rows)
    plan_import.notice = intake.notice
    enter(plan_import, "preview")


def _count(plan_import: PlanImport, intake: Intake) -> None:
    plan_import.account = intake.account
    ImportFile.objects.filter(plan_import=plan_import).update(lines=intake.lines)


def _compared(
    plan_import: PlanImport, rows: Sequence[ImportRow], actions: Sequence[Action]
) -> list[ImportRow]:
    """Compare again; the cells are counted again when the plan knows other actions of the file."""
    known = known_of(rows)
    moved = comparison.compare(plan_import, rows, actions, withdrawn_actions(plan_import))
    if known_of(rows) != known:
        file = ImportFile.objects.get(plan_import=plan_import)
        _count(plan_import, knowing(_taken_in(plan_import, file), known_of(rows)))
    return moved


@operation
def understand(plan_import: PlanImport, *, meanings: Mapping[str, str], by) -> PlanImport:
    """Set what columns mean, {folded header: field}, and read the file again.

    Once the import is applied, these meanings are kept for the next files of the territory.
    """
    plan_import = hold(plan_import, "understand", by=by)
    plan_import.meanings |= meanings
    return read_with_answers(plan_import, "understand")


@operation
def forget_columns(plan_import: PlanImport, *, by) -> PlanImport:
    """Forget what users said its columns mean, here or before, and read the file again."""
    plan_import = hold(plan_import, "forget_columns", by=by)
    known = ColumnMeaning.objects.filter(territory=plan_import.territory)
    known.filter(header__in=plan_import.headers).delete()
    plan_import.meanings = {}
    return read_with_answers(plan_import, "forget_columns")


def read_with_answers(plan_import: PlanImport, verb: str) -> PlanImport:
    """Read the file again with what users said, in the background when it is large."""
    is_large = plan_import.rows.count() > ROWS_AT_ONCE
    enter(plan_import, verb)
    return plan_import if is_large else read(plan_import)


@operation
def answer(plan_import: PlanImport, *, answers: Mapping[int, int | None], by) -> PlanImport:
    """Set which action with a close title rows are about, {row: action or None}.

    Raises Refused when two rows name one action, or when a row names one that was not proposed.
    """
    plan_import = hold(plan_import, "answer", by=by)
    rows, actions = list(plan_import.rows.all()), live_actions(plan_import)
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
    return compared_again(plan_import, rows, actions, "is_answered", "same_as_id")


@operation
def set_aside(
    plan_import: PlanImport, *, rows: Collection[int], by, aside: bool = True
) -> PlanImport:
    """Leave accepted rows out of the import, or take them back in."""
    plan_import = hold(plan_import, "set_aside", by=by)
    all_rows = list(plan_import.rows.all())
    for row in all_rows:
        if row.pk in rows and (row.may_be_set_aside or not aside):
            row.is_set_aside = aside
    return compared_again(plan_import, all_rows, live_actions(plan_import), "is_set_aside")


def compared_again(
    plan_import: PlanImport, rows: Sequence[ImportRow], actions: Sequence[Action], *answers: str
) -> PlanImport:
    """Save the answers given on rows, and what each row then does."""
    _compared(plan_import, rows, actions)
    bulk.update(rows, [*comparison.COMPARED, *answers])
    plan_import.counts = comparison.count(rows)
    plan_import.save()
    return plan_import


def submit(plan_import: PlanImport, *, by, seen: Collection[str] = ()) -> PlanImport:
    """Apply the import, in the background when it is large.

    Raises Refused when the file announces something else than what is read of it, and the user
    has not said to have `seen` that difference, by its name; or when rows wait for an answer.
    """
    with transaction.atomic():
        plan_import = hold(plan_import, "submit", by=by)
        if plan_import.counts.get("to_decide"):
            raise Refused(UNDECIDED)
        if any(each.name not in seen for each in differences(plan_import)):
            raise Refused(UNSEEN)
        if plan_import.counts["actions"] > ROWS_AT_ONCE:
            enter(plan_import, "submit")
            return plan_import
    return apply(plan_import, by=by)


def apply(plan_import: PlanImport, *, by) -> PlanImport:
    """Write the accepted rows to the plan, in one transaction and one event.

    An import that changes nothing records no event. Raises PlanMoved when a change of the plan
    changes what the preview showed: the preview is made again, the plan is not written.
    """
    try:
        plan_import = _applied_or_reconsidered(plan_import, by=by)
    except BrokenConstraint:
        # Somebody has just given a reference of the file to another action.
        with transaction.atomic():
            plan_import = hold(plan_import, "reconsider", by=by)
            _reconsider(plan_import, 1)
    if plan_import.state != State.APPLIED:
        raise PlanMoved(plan_import.notice)
    return plan_import


@operation
def _applied_or_reconsidered(plan_import: PlanImport, *, by) -> PlanImport:
    plan_import = hold(plan_import, "apply", by=by)
    rows, actions = list(plan_import.rows.all()), live_actions(plan_import, lock=True)
    moved = _compared(plan_import, rows, actions)
    if not moved:
        return _applied(plan_import, rows, by=by)
    bulk.update(moved, comparison.COMPARED)
    plan_import.counts = comparison.count(rows)
    _reconsider(plan_import, len(moved))
    return plan_import


def _applied(plan_import: PlanImport, rows: Sequence[ImportRow], *, by) -> PlanImport:
    plan_import.event = writing.write(plan_import, rows, by=by)
    plan_import.applied_at, plan_import.applied_by, plan_import.notice = clock.now(), by, ""
    plan_import.rows.exclude(kind=RowKind.REFUSED).update(cells=[], places=[])
    retain(plan_import)
    ImportFile.objects.filter(plan_import=plan_import).delete()
    enter(plan_import, "apply")
    return plan_import


def _reconsider(plan_import: PlanImport, moved: int) -> None:
    rows = format_counted(moved, "ligne a été recalculée", "lignes ont été recalculées")
    plan_import.notice = (
        f"Le plan a changé depuis cet aperçu\u00a0: {rows}. "
        "Rien n’a été écrit. Vérifiez, puis appliquez de nouveau."
    )
    enter(plan_import, "reconsider")


@operation
def abandon(plan_import: PlanImport, *, by, why: str = "") -> PlanImport:
    """Give up a preview: delete its rows and its file; the plan does not change."""
    plan_import = hold(plan_import, "abandon", by=by)
    plan_import.notice = why
    plan_import.rows.all().delete()
    ImportFile.objects.filter(plan_import=plan_import).delete()
    enter(plan_import, "abandon")
    return plan_import


# For the state in which background work stopped: the transition out of it, and the notice.
_TAKEN_UP = {
    State.READING: ("read_again", ""),
    State.APPLYING: (
        "reconsider",
        "L’application s’est interrompue\u00a0: rien n’a été écrit dans le plan.",
    ),
    State.UNDOING: ("stand", "L’annulation s’est interrompue\u00a0: le plan n’a pas changé."),
}


@operation
def restart(plan_import: PlanImport, *, by) -> PlanImport:
    """Leave the state of background work that stopped in the middle: it had written nothing."""
    plan_import = hold(plan_import, by=by)
    if not is_stalled(plan_import):
        raise Refused(
            "Rien ne s’est arrêté en chemin\u00a0: attendez la fin, ou rechargez la page."
        )
    verb, plan_import.notice = _TAKEN_UP[State(plan_import.state)]
    enter(plan_import, verb)
    return plan_import


def advance(plan_import: PlanImport, percent: int) -> None:
    """Show those who wait how far background work has gone; it writes at the end only."""
    PlanImport.objects.filter(pk=plan_import.pk, state=plan_import.state).update(progress=percent)


def is_stalled(plan_import: PlanImport) -> bool:
    """Whether its background work should have ended long ago."""
    return plan_import.is_busy and clock.now() - plan_import.state_at > STALLED_AFTER


def enter(plan_import: PlanImport, verb: str) -> None:
    """Save the import in the state to which the verb brings it."""
    plan_import.state, plan_import.state_at = TRANSITIONS[verb].target, clock.now()
    plan_import.progress = 0
    plan_import.save()
