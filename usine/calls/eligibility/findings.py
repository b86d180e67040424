"""What one expression says of a case, and how several are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .logic import Truth, all_of, any_of, negated
from .words import joined

AND, OR = "\u00a0; ", " ou "


@dataclass(frozen=True)
class Finding:
    """The truth of an expression, and its reasons in words.

    `seen` is the value, `seen_from` where it comes from; `threshold` what it is compared with, and
    `written` where that is. `gap` says what is missing while it is not met, `excess` what there is
    too much of when it is met and must not be.
    """

    truth: Truth
    seen: str = ""
    seen_from: str = ""
    threshold: str = ""
    written: str = ""
    gap: str = ""
    excess: str = ""


def opposite(finding: Finding) -> Finding:
    """What is not known either way lacks the same thing."""
    if finding.truth is Truth.UNKNOWN:
        return finding
    truth = negated(finding.truth)
    return replace(finding, truth=truth, gap=finding.excess, excess=finding.gap)


def every(findings: Sequence[Finding]) -> Finding:
    return _joined(findings, all_of(each.truth for each in findings), AND, OR)


def one_of(findings: Sequence[Finding]) -> Finding:
    return _joined(findings, any_of(each.truth for each in findings), OR, AND)


def excepted(exception: Finding, rule: Finding) -> Finding:
    """The rule, unless the exception is met: told as the rule, then as what would lift it."""
    whole = one_of((rule, exception))
    match rule.truth, exception.truth:
        case Truth.UNMET, Truth.UNMET:
            return replace(whole, gap=f"{rule.gap}, et l’exception ne joue pas")
        case Truth.UNMET, Truth.UNKNOWN:
            return replace(
                whole, gap=f"{rule.gap}, sauf exception à préciser\u00a0: {exception.gap}"
            )
        case Truth.UNKNOWN, Truth.UNMET:
            return rule
    return whole


def _joined(findings: Sequence[Finding], truth: Truth, gaps: str, excesses: str) -> Finding:
    """What those that decide say: they have the truth of the whole."""
    deciding = [each for each in findings if each.truth is truth]
    if len(deciding) == 1:
        return deciding[0]

    def told(name: str, glue: str = AND) -> str:
        return joined((getattr(each, name) for each in deciding), glue)

    return Finding(
        truth,
        told("seen"),
        told("seen_from"),
        told("threshold"),
        told("written"),
        told("gap", gaps),
        told("excess", excesses),
    )
