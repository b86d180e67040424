"""What the rules of a call say of a case: a verdict, and for each rule the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from usine.calls.format.conditions import EligibilityRule
from usine.calls.format.expressions import (
    AllOf,
    AnyOf,
    Expression,
    Negation,
    Unless,
)
from usine.values.formats import format_counted

from .facts import FactBook
from .findings import AND, Finding, every, excepted, one_of, opposite
from .logic import Truth, all_of
from .predicates import MEANINGS
from .terms import Case, RuleParts, Terms
from .words import cited, joined

# How a threshold that nobody published reads in the sentence of a rule.
UNPUBLISHED = "un seuil non publié"
THRESHOLD = "{threshold}"
# How the verdict of a call reads, those who may apply first; then that of a rule.
WHOLE = {Truth.MET: "Éligible", Truth.UNKNOWN: "À préciser", Truth.UNMET: "Non éligible"}
WORDS = {Truth.MET: "remplie", Truth.UNMET: "non remplie", Truth.UNKNOWN: "à préciser"}


@dataclass(frozen=True)
class RuleVerdict:
    """What a rule says of a case. `limit` is the threshold that its sentence names, `version` where
    the version of the call is written."""

    rule: EligibilityRule
    finding: Finding
    limit: str
    version: str

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def verdict(self) -> Truth:
        return self.finding.truth

    @property
    def sentence(self) -> str:
        """What must hold."""
        return self.rule.sentence.replace(THRESHOLD, self.limit or UNPUBLISHED)

    @property
    def gap(self) -> str:
        """What is missing; empty once met."""
        return "" if self.verdict is Truth.MET else self.finding.gap

    @property
    def source(self) -> str:
        """Where the rule and its threshold are written, once when that is one text."""
        text, written = self.rule.text, self.finding.written
        if written.startswith(f"{text.rstrip('. ')} ("):
            return written
        return joined((cited(text, self.rule.source or self.version), written), AND)

    @property
    def hint(self) -> str:
        """What to do about a rule that is not met."""
        return self.rule.hint if self.verdict is Truth.UNMET else ""

    def __str__(self) -> str:
        seen = joined((self.finding.seen, self.finding.seen_from), ", ")
        head = f"[{WORDS[self.verdict]}] {self.sentence}"
        return joined((head, seen, self.gap, self.hint, self.source), "\n  ")

    @property
    def as_json(self) -> dict[str, str | None]:
        return {
            "code": self.code,
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "seen": self.finding.seen or None,
            "seen_from": self.finding.seen_from or None,
            "threshold": self.finding.threshold or self.limit or None,
            "source": self.source,
            "gap": self.gap or None,
            "lift": self.rule.lift,
            "hint": self.hint or None,
        }


@dataclass(frozen=True)
class Verdict:
    verdict: Truth
    rules: Sequence[RuleVerdict]

    @property
    def sentence(self) -> str:
        """How many rules decide."""
        if not self.rules:
            return "Aucune règle n’est décrite\u00a0: rien ne se vérifie ici."
        count = sum(rule.verdict is self.verdict for rule in self.rules)
        beginning, one, several = _SENTENCES[self.verdict]
        return f"{beginning}\u00a0: {format_counted(count, one, several)}."

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "rules": [rule.as_json for rule in self.rules],
        }


_SENTENCES = {
    Truth.MET: ("Rien ne s’y oppose", "règle est remplie", "règles sont remplies"),
    Truth.UNMET: ("Non éligible", "règle n’est pas remplie", "règles ne sont pas remplies"),
    Truth.UNKNOWN: ("À préciser", "règle attend une réponse", "règles attendent une réponse"),
}


def judge(terms: Terms, book: FactBook) -> Verdict:
    """The verdict of all the rules together, and of each."""
    case = Case(terms, book)
    verdicts = [_judged(parts, case) for parts in terms.parts]
    return Verdict(all_of(each.verdict for each in verdicts), verdicts)


def _judged(parts: RuleParts, case: Case) -> RuleVerdict:
    findings = [MEANINGS[type(each)](each, case) for each in parts.predicates]
    limits = (findings[rank].threshold for rank in parts.ranks)
    whole = _together(parts.rule.expect, iter(findings))
    return RuleVerdict(parts.rule, whole, next(filter(None, limits), ""), case.terms.source)


def _together(expression: Expression, findings: Iterator[Finding]) -> Finding:
    """`findings` are those of its predicates, in their order."""
    match expression:
        case AllOf(parts):
            return every([_together(part, findings) for part in parts])
        case AnyOf(parts):
            return one_of([_together(part, findings) for part in parts])
        case Negation(part):
            return opposite(_together(part, findings))
        case Unless(exception, rule):
            return excepted(_together(exception, findings), _together(rule, findings))
    return next(findings)
