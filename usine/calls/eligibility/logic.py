"""Kleene's logic: what is not known stays so, unless the rest decides."""

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


def truth_of(holds: bool) -> Truth:
    return Truth.MET if holds else Truth.UNMET


def all_of(truths: Iterable[Truth]) -> Truth:
    """One that is unmet decides; nothing at all is unknown."""
    every = set(truths)
    if Truth.UNMET in every:
        return Truth.UNMET
    return Truth.MET if every == {Truth.MET} else Truth.UNKNOWN


def any_of(truths: Iterable[Truth]) -> Truth:
    """One that is met decides; nothing at all is unknown."""
    every = set(truths)
    if Truth.MET in every:
        return Truth.MET
    return Truth.UNMET if every == {Truth.UNMET} else Truth.UNKNOWN


def negated(truth: Truth) -> Truth:
    return _OPPOSITES.get(truth, truth)


_OPPOSITES = {Truth.MET: Truth.UNMET, Truth.UNMET: Truth.MET}


def unless(exception: Truth, rule: Truth) -> Truth:
    """The rule must hold, unless the exception does."""
    return any_of((exception, rule))
