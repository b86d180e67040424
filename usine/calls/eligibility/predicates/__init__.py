"""The meaning of each predicate: what it reads of a case, and what it says of it."""

from collections.abc import Callable
from typing import Any

from usine.calls.format import expressions

from ..findings import Finding
from ..terms import Case
from . import amounts, answers, days, lists

MEANINGS: dict[type, Callable[[Any, Case], Finding]] = {
    expressions.AmountAtLeast: amounts.amount_at_least,
    expressions.PlaceIn: lists.place_in,
    expressions.LabelledAt: days.labelled_at,
    expressions.WindowOpen: days.window_open,
    expressions.ChoiceIn: lists.choice_in,
    expressions.Declared: answers.declared,
    expressions.AgreementGiven: answers.agreement_given,
    expressions.RateAtMost: amounts.rate_at_most,
    expressions.PublicAidAtMost: amounts.public_aid_at_most,
    expressions.DeMinimisLeft: amounts.de_minimis_left,
    expressions.NafIn: lists.naf_in,
    expressions.DocumentPresent: answers.document_present,
    expressions.PrerequisiteAward: answers.prerequisite_award,
    expressions.DateBefore: days.date_before,
}
