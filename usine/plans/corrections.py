"""Corrections of the past of an action: a dated fact replaced or inserted, and what it moves."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from usine.ledger.dated import DatedQuerySet
from usine.ledger.refusals import operation
from usine.values import clock
from usine.values.formats import format_day

from . import rules
from .fields import FIELDS
from .funding_dates import past_refusal
from .gate import hold
from .models import Action, PlannedBudget, StatusChange
from .moves import Timelines, foreseen
from .states import Status
from .writing import record_of, refuse_if, touch

BUDGET = FIELDS["planned_budget"]


@dataclass(frozen=True)
class Correction(ABC):
    """A dated fact of an action: `fact`, not saved yet, replaces `replaced`, or is inserted when
    that is None."""

    fact: Any
    replaced: Any = None

    # How sentences name the fact, and what happens on its day.
    name: ClassVar[str]
    became: ClassVar[str]

    @property
    def action(self) -> Action:
        return self.fact.action

    @property
    def entered_on(self) -> date:
        """The day from which the action will count."""
        return self.action.entered_on

    @property
    def standing(self) -> list[Any]:
        """The facts of its kind that hold today, in the order of their dates."""
        return list(self.history.standing().order_by("effective_on", "pk"))

    @property
    def after(self) -> list[Any]:
        """Those that will hold, likewise."""
        kept = [each for each in self.standing if each != self.replaced]
        return sorted([*kept, self.fact], key=lambda each: each.effective_on)

    @property
    def history(self) -> DatedQuerySet:
        """The facts that may follow one another with it: those of its kind, of the action."""
        return type(self.fact).objects.filter(action=self.action)

    @property
    def timelines(self) -> Timelines:
        """What the action counts for, before and after the correction."""
        return foreseen(self.action, [self.fact], without=self.replaced, entered_on=self.entered_on)

    def refusal(self) -> str | None:
        """Why the correction may not be made; None when it may."""
        if self.replaced.superseded_at is not None:
            return (
                f"Ce {self.name} a été corrigé entre-temps\u00a0: {self._now()}. Rien n’est "
                "enregistré\u00a0; gardez votre motif, et voyez l’historique de l’action."
            )
        on = self.fact.effective_on
        recorded = self.label_of(self.replaced)
        after = self.label_of(self.fact), on, self.entered_on
        if after == (recorded, self.replaced.effective_on, self.action.entered_on):
            return rules.unchanged_refusal(self.name, recorded, on)
        # A fact of the same day that was recorded later would overrule the corrected one.
        newer = [each for each in self.standing if each.pk > self.replaced.pk]
        later = {each.effective_on: self.label_of(each) for each in newer}
        return rules.same_day_refusal(on, later, became=self.became, name=self.name)

    def _now(self) -> str:
        if not self.standing:
            return "rien ne le remplace"
        last = self.standing[-1]
        return f"{self.is_now} {self.label_of(last)} depuis le {format_day(last.effective_on)}"

    # How a sentence begins, before `label_of`.
    is_now: ClassVar[str]

    @staticmethod
    @abstractmethod
    def label_of(fact: Any) -> str:
        """What a fact of this kind says, in words."""

    @abstractmethod
    def keep(self, latest: Any) -> None:
        """Set the columns that repeat the latest fact; those of the action are saved after."""

    @property
    @abstractmethod
    def payload(self) -> dict[str, Any]:
        """What the event records, besides the day and the reason."""


@dataclass(frozen=True)
class StatusCorrection(Correction):
    """With `enters`, the action entered the plan on that day only, and does not count before."""

    enters: bool = False

    name = "statut"
    became = "l’action est déjà devenue"
    is_now = "l’action est"

    @property
    def entered_on(self) -> date:
        """An action with a status before its entry was in the plan already."""
        on = self.fact.effective_on
        return on if self.enters else min(self.action.entered_on, on)

    def refusal(self) -> str | None:
        on = self.fact.effective_on
        others = {
            each.effective_on: Status(each.status)
            for each in self.standing
            if each != self.replaced
        }
        if self.replaced is None:
            entered_on = self.action.entered_on
            return rules.insertion_refusal(self.fact.status, on, others, entered_on=entered_on)
        return super().refusal() or (rules.entry_refusal(on, others) if self.enters else None)

    @staticmethod
    def label_of(fact: StatusChange) -> str:
        return f"«\u00a0{fact.get_status_display()}\u00a0»"

    def keep(self, latest: StatusChange) -> None:
        self.action.status, self.action.status_on = latest.status, latest.effective_on

    @property
    def payload(self) -> dict[str, Any]:
        before = self.replaced.status if self.replaced else None
        return {
            "status": [before, self.fact.status],
            "entered_on": [self.action.entered_on, self.entered_on],
        }


@dataclass(frozen=True)
class BudgetCorrection(Correction):
    name = "budget"
    became = "le budget est déjà passé à"
    is_now = "le budget est de"

    def refusal(self) -> str | None:
        day = rules.budget_day_refusal(self.fact.effective_on, self.action.entered_on)
        return super().refusal() or day or past_refusal(self.action, self.fact, self.replaced)

    @staticmethod
    def label_of(fact: PlannedBudget) -> str:
        return BUDGET.show(fact.amount)

    def keep(self, latest: PlannedBudget) -> None:
        self.action.planned_budget = latest.amount

    @property
    def payload(self) -> dict[str, Any]:
        amounts = self.replaced.amount, self.fact.amount
        return {"changes": FIELDS.encode({BUDGET.name: amounts})}


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
    fact = StatusChange(action=action, status=status, effective_on=effective_on)
    correction = StatusCorrection(fact, change, enters)
    return corrected("correct_status", correction, reason=reason, by=by)


@operation
def insert_status(action: Action, *, status: Status, effective_on: date, reason: str, by) -> Action:
    """Add a status that was missing before the latest one; the reason is kept.

    Before its entry in the plan, the action is found to have entered on that day.
    """
    action = hold(action, by=by)
    fact = StatusChange(action=action, status=status, effective_on=effective_on)
    return corrected("insert_status", StatusCorrection(fact), reason=reason, by=by)


@operation
def correct_budget(
    budget: PlannedBudget, *, amount: int | None, effective_on: date, reason: str, by
) -> Action:
    """Say what the budget really was (in cents, None: not known), and since when; the reason is
    kept.

    Figures of past dates follow; asked as they were known before, they do not move. Raises Refused
    when the financing passes the budget on some day, and did not pass it so much.
    """
    action = hold(budget.action, by=by)
    budget = PlannedBudget.objects.get(pk=budget.pk)
    fact = PlannedBudget(action=action, amount=amount, effective_on=effective_on)
    return corrected("correct_budget", BudgetCorrection(fact, budget), reason=reason, by=by)


def check_correction(correction: Correction, reason: str) -> None:
    """Raise Refused when the correction may not be made."""
    on, labelled_on = correction.fact.effective_on, correction.action.territory.labelled_on
    refuse_if(rules.correction_refusal(reason, on, labelled_on=labelled_on, today=clock.today()))
    refuse_if(correction.refusal())


def corrected(verb: str, correction: Correction, *, reason: str, by) -> Action:
    """Save the new fact of an action, which is held, and what follows from it, and record it."""
    check_correction(correction, reason)
    action, fact, replaced = correction.action, correction.fact, correction.replaced
    before = replaced.effective_on if replaced else None
    payload = {**correction.payload, "effective_on": [before, fact.effective_on], "reason": reason}
    action.entered_on = correction.entered_on
    if replaced:
        replaced.supersede()
    fact.reason, fact.by = reason, by
    fact.save()
    correction.keep(correction.standing[-1])
    touch(action)
    action.save()
    record_of(verb, action, by=by, payload=payload)
    return action
