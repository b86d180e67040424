"""The past of an action told otherwise: a status corrected or inserted, and what moves with it."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from usine.ledger.refusals import operation
from usine.ledger.timelines import Timeline
from usine.values import clock
from usine.values.errors import Refused

from . import rules
from .gate import hold
from .measures import timeline
from .models import Action, StatusChange
from .states import Status
from .writing import record_of, refuse_if, touch


@dataclass(frozen=True)
class Correction:
    """A status that an action had since a day, in place of `change`; of none, it is inserted.

    With `enters`, the action entered the plan on that day only, and does not count before.
    """

    action: Action
    status: Status
    effective_on: date
    change: StatusChange | None = None
    enters: bool = False

    @property
    def standing(self) -> list[StatusChange]:
        """The statuses that hold today, in the order of their dates."""
        standing = self.action.status_changes.filter(superseded_at=None)
        return list(standing.order_by("effective_on", "pk"))

    @property
    def entered_on(self) -> date:
        """A status before its entry means that the action was in the plan already."""
        if self.enters:
            return self.effective_on
        return min(self.action.entered_on, self.effective_on)

    def corrected(self, standing: Sequence[StatusChange]) -> list[StatusChange]:
        """The statuses that will hold; of two on the same day, the new one comes last."""
        kept = [each for each in standing if each != self.change]
        new = StatusChange(action=self.action, status=self.status, effective_on=self.effective_on)
        return sorted([*kept, new], key=lambda each: each.effective_on)

    @property
    def timelines(self) -> tuple[Timeline, Timeline]:
        """What the action counts for, before and after."""
        standing, after = self.standing, copy(self.action)
        after.entered_on = self.entered_on
        return timeline(self.action, standing), timeline(after, self.corrected(standing))


@operation
def correct_status(
    change: StatusChange,
    *,
    status: Status,
    effective_on: date,
    reason: str,
    by,
    enters: bool = False,
) -> Action:
    """Say what the status really was, and since when; the reason is kept.

    The action counts from its entry in the plan all the same, unless it `enters` on that day.
    Figures of past dates follow; asked as they were known before, they do not move.
    """
    action = hold(change.action, by=by)
    change = StatusChange.objects.get(pk=change.pk)
    correction = Correction(action, status, effective_on, change, enters)
    check_correction(correction, reason)
    change.superseded_at = clock.now()
    change.save(update_fields=["superseded_at"])
    before = {"status": change.status, "effective_on": change.effective_on}
    return _corrected("correct_status", correction, before, reason=reason, by=by)


@operation
def insert_status(action: Action, *, status: Status, effective_on: date, reason: str, by) -> Action:
    """Add a status that was missing before the latest one; the reason is kept.

    Before its entry in the plan, the action is found to have entered on that day.
    """
    correction = Correction(hold(action, by=by), status, effective_on)
    check_correction(correction, reason)
    none = {"status": None, "effective_on": None}
    return _corrected("insert_status", correction, none, reason=reason, by=by)


def check_correction(correction: Correction, reason: str) -> None:
    """Raise Refused when the past of the action may not be told so."""
    action, on = correction.action, correction.effective_on
    labelled_on = action.territory.labelled_on
    refuse_if(rules.correction_refusal(reason, on, labelled_on=labelled_on, today=clock.today()))
    standing, change = correction.standing, correction.change
    if change is None:
        refuse_if(rules.insertion_refusal(on, [each.effective_on for each in standing]))
        return
    if change.superseded_at is not None:
        raise Refused(
            "Ce statut a été corrigé entre-temps\u00a0: l’action est "
            f"«\u00a0{action.get_status_display()}\u00a0» depuis le {action.status_on:%d/%m/%Y}. "
            "Rien n’est enregistré\u00a0; gardez votre motif, et voyez l’historique de l’action."
        )
    # Those recorded later on the same day would be overruled.
    later = {e.effective_on: e.get_status_display() for e in standing if e.pk > change.pk}
    refuse_if(rules.same_day_refusal(on, later))
    if correction.enters:
        refuse_if(rules.entry_refusal(on, [e.effective_on for e in standing if e != change]))


def _corrected(verb: str, correction: Correction, before: dict, *, reason: str, by) -> Action:
    """Save the new status and what follows from it, and record it."""
    action, entered_on = correction.action, correction.entered_on
    payload = {
        "status": [before["status"], correction.status],
        "effective_on": [before["effective_on"], correction.effective_on],
        "entered_on": [action.entered_on, entered_on],
        "reason": reason,
    }
    StatusChange.objects.create(
        action=action,
        status=correction.status,
        effective_on=correction.effective_on,
        reason=reason,
        by=by,
    )
    latest = correction.standing[-1]
    action.entered_on = entered_on
    action.status, action.status_on = latest.status, latest.effective_on
    touch(action)
    action.save()
    record_of(verb, action, by=by, payload=payload)
    return action
