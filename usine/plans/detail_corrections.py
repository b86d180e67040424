"""Corrections of the past of what an action holds besides its status and its budget: amounts of its
financing, values of its results, what blocked it."""

from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from usine.ledger.dated import DatedQuerySet
from usine.ledger.refusals import operation, save

from . import detail_rules
from .corrections import Correction, corrected
from .details import DetailKind
from .formats import format_result
from .funding import LINE
from .funding_dates import past_refusal
from .gate import hold
from .models import Action, Blockage, DatedAmount, Detail, FundingAmount, ResultValue
from .results import RESULT


@dataclass(frozen=True)
class AmountCorrection(Correction):
    """A dated value of a detail, which replaces another of the same field."""

    kind: ClassVar[DetailKind]

    @property
    def detail(self) -> Detail:
        detail: Detail = self.fact.detail
        return detail

    @property
    def action(self) -> Action:
        return self.detail.action

    @property
    def history(self) -> DatedQuerySet:
        return type(self.fact).objects.filter(detail=self.detail, name=self.fact.name)

    def refusal(self) -> str | None:
        if why := super().refusal():
            return why
        detail = copy(self.detail)
        setattr(detail, self.fact.name, self.after[-1].amount)
        return self.kind.refusal(detail)

    def keep(self, latest: DatedAmount) -> None:
        setattr(self.detail, latest.name, latest.amount)
        self.detail.version += 1
        save(self.detail)

    @property
    def payload(self) -> dict[str, Any]:
        told = {
            "kind": self.kind.code,
            "name": self.fact.name,
            "of": str(self.detail),
            "amounts": [self.label_of(self.replaced), self.label_of(self.fact)],
            # What the detail had, and has: the correction may be of a former value.
            "pk": self.detail.pk,
            "column": [getattr(self.detail, self.fact.name), self.after[-1].amount],
        }
        return {"corrected": told}


@dataclass(frozen=True)
class FundingCorrection(AmountCorrection):
    kind = LINE
    name = "montant"
    became = "le montant est déjà passé à"
    is_now = "il est de"

    def refusal(self) -> str | None:
        return super().refusal() or past_refusal(self.action, self.fact, self.replaced)

    @classmethod
    def of(cls, fact: FundingAmount, amount: int | None, on: date) -> Self:
        instead = FundingAmount(detail=fact.detail, name=fact.name, amount=amount, effective_on=on)
        return cls(instead, fact)

    @staticmethod
    def label_of(fact: FundingAmount) -> str:
        return LINE.fields[fact.name].show(fact.amount)


@dataclass(frozen=True)
class ResultCorrection(AmountCorrection):
    kind = RESULT
    name = "résultat"
    became = "le résultat est déjà passé à"
    is_now = "il est de"

    @classmethod
    def of(cls, fact: ResultValue, amount: int | None, on: date) -> Self:
        """The source stays that of the value."""
        instead = ResultValue(
            detail=fact.detail, name=fact.name, amount=amount, source=fact.source, effective_on=on
        )
        return cls(instead, fact)

    @staticmethod
    def label_of(fact: ResultValue) -> str:
        return format_result(fact.detail.code, fact.amount)


@dataclass(frozen=True)
class BlockageCorrection(Correction):
    """What blocked the action, or how that was lifted, which replaces another of these."""

    name = "blocage"
    became = "il est déjà dit"
    is_now = "il est dit"

    @classmethod
    def of(cls, fact: Blockage, kind: str, words: str, on: date) -> Self:
        """A blockage stays one, and a lift too."""
        words = words.strip()
        kind = kind if fact.kind else ""
        instead = Blockage(action=fact.action, kind=kind, words=words, effective_on=on)
        return cls(instead, fact)

    def refusal(self) -> str | None:
        kind, words = self.fact.kind, self.fact.words
        if self.replaced.kind:
            why = detail_rules.block_refusal(kind, words)
        else:
            why = detail_rules.lift_words_refusal(words)
        if why := super().refusal() or why:
            return why
        return detail_rules.lifts_refusal([each.kind for each in self.after])

    @staticmethod
    def label_of(fact: Blockage) -> str:
        what = fact.get_kind_display() if fact.kind else "Levé"
        return f"«\u00a0{what}\u00a0: {fact.words}\u00a0»"

    def keep(self, latest: Blockage) -> None:
        self.action.blocked = latest.kind

    @property
    def payload(self) -> dict[str, Any]:
        facts = (self.replaced, self.fact)
        return {"blocked": [{"kind": each.kind, "description": each.words} for each in facts]}


@operation
def correct_amount(
    fact: FundingAmount, *, amount: int | None, effective_on: date, reason: str, by
) -> Action:
    """Say what an amount of the financing really was (in cents, None: not known), and since when;
    the reason is kept.

    Figures of past dates follow; asked as they were known before, they do not move. Raises Refused
    when more is then paid than granted, or when the lines pass the budget on some day.
    """
    correction = FundingCorrection.of(_held(fact, by), amount, effective_on)
    return corrected("correct_amount", correction, reason=reason, by=by)


@operation
def correct_value(
    fact: ResultValue, *, amount: int | None, effective_on: date, reason: str, by
) -> Action:
    """Say what a value of a result really was, in the unit of its measure, and since when; the
    reason and the source are kept.

    Figures of past dates follow; asked as they were known before, they do not move.
    """
    correction = ResultCorrection.of(_held(fact, by), amount, effective_on)
    return corrected("correct_value", correction, reason=reason, by=by)


@operation
def correct_blockage(
    fact: Blockage, *, words: str, effective_on: date, reason: str, by, kind: str = ""
) -> Action:
    """Say what really blocked the action and since when, or how and when that was lifted; a
    blockage stays one, and a lift too. The reason is kept.

    Raises Refused when something would be lifted that did not block the action.
    """
    action = hold(fact.action, by=by)
    fact = Blockage.objects.get(pk=fact.pk)
    fact.action = action
    correction = BlockageCorrection.of(fact, kind, words, effective_on)
    return corrected("correct_blockage", correction, reason=reason, by=by)


def _held(fact: Any, by) -> Any:
    """A dated value of a detail as it stands, its action being held."""
    action = hold(fact.detail.action, by=by)
    fact = type(fact).objects.select_related("detail").get(pk=fact.pk)
    fact.detail.action = action
    return fact
