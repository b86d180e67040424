"""What a file says of the way to a decision: asks, steps, grid, ranking, letters."""

import re
from dataclasses import dataclass
from typing import Any

from . import codes, readers
from .faults import quoted
from .reading import FAULTY, Spot, an_object, asked, listed, many, maybe

_NUMBER = readers.whole(1, 1000)


@dataclass(frozen=True)
class AskTarget:
    """Of whom: whoever holds a role on a place of the candidacy, a body, or somebody chosen when it
    is asked."""

    role: str = maybe(readers.one_of(codes.ROLES), "")
    place: str = maybe(readers.one_of(codes.PLACES), "")
    body: str = maybe(readers.siren, "")
    chosen: bool = maybe(readers.yes_no, False)

    def check(self, at: Spot) -> None:
        ways = bool(self.role and self.place), bool(self.body), self.chosen
        if sum(ways) != 1 or bool(self.role) != bool(self.place):
            at.fault("Une demande va à un rôle sur un lieu, à un organisme, ou à qui sera choisi.")


@dataclass(frozen=True)
class AskSpec:
    """Something asked of somebody about a candidacy, within `days`. `at_least` answers of reviewers
    are wanted."""

    code: str = asked(readers.CODE)
    kind: str = asked(readers.one_of(codes.ASK_KINDS))
    label: str = asked(readers.LINE)
    question: str = asked(readers.TEXT)
    to: AskTarget = asked(an_object(AskTarget))
    days: int = asked(readers.whole(1, 365))
    sees: str = asked(readers.one_of(codes.SEES))
    at_least: int = maybe(_NUMBER, 1)


@dataclass(frozen=True)
class GateSpec:
    """What a step waits for, with the parameters of `codes.GATES`."""

    gate: str = asked(readers.one_of(codes.GATES))
    ask: str = maybe(readers.reference("asks"), "")
    need: str = maybe(readers.one_of(codes.NEEDS), "")
    count: int | None = maybe(_NUMBER)
    reviewers: int | None = maybe(_NUMBER)
    place: str = maybe(readers.one_of(codes.QUOTA_PLACES), "")
    min: int | None = maybe(readers.whole(0, 10_000))
    max: int | None = maybe(readers.whole(0, 10_000))
    call: str = maybe(readers.PUBLIC_CODE, "")

    def check(self, at: Spot) -> None:
        needed, possible = codes.GATES[self.gate]
        given = {name for name in _PARAMETERS if getattr(self, name) not in ("", None)}
        for name in sorted(set(needed) - given):
            at.key(name).fault("Cette clé manque.")
        for name in sorted(given - {*needed, *possible}):
            at.key(name).fault(f"Cette clé n’a pas de sens pour la condition {quoted(self.gate)}.")
        if (self.need == "at_least") != (self.count is not None):
            at.key("count").fault("Ce nombre va avec « at_least », et seulement avec.")
        if self.gate == "quota" and self.min is None and self.max is None:
            at.fault("Un quota a un minimum, un maximum ou les deux.")


_PARAMETERS = ("ask", "need", "count", "reviewers", "place", "min", "max", "call")


@dataclass(frozen=True)
class CallStep:
    """A step that candidacies of this call may take, once all of its gates let them."""

    verb: str = asked(readers.one_of(codes.VERBS))
    gates: tuple[GateSpec, ...] = maybe(many(an_object(GateSpec)), ())


@dataclass(frozen=True)
class MarkScale:
    """Whole marks, both ends included."""

    min: int = asked(readers.whole(0, 100))
    max: int = asked(readers.whole(1, 100))

    def check(self, at: Spot) -> None:
        if self.max <= self.min:
            at.key("max").fault("Le plus grand est plus petit que le plus petit.")


@dataclass(frozen=True)
class Criterion:
    code: str = asked(readers.CODE)
    label: str = asked(readers.LINE)
    weight: int = asked(readers.whole(1, 100))
    help: str = maybe(readers.TEXT, "")


@dataclass(frozen=True)
class ReviewGrid:
    """`reviewers` at least give a mark to each criterion; a score is the sum of marks × weights,
    and `pass_score` the least that passes."""

    reviewers: int = asked(readers.whole(1, 20))
    scale: MarkScale = asked(an_object(MarkScale))
    criteria: tuple[Criterion, ...] = asked(many(an_object(Criterion), unique="code", at_least=1))
    blind: bool = maybe(readers.yes_no, False)
    pass_score: int | None = maybe(readers.whole(0, 1_000_000), key="pass")

    def check(self, at: Spot) -> None:
        weights = sum(criterion.weight for criterion in self.criteria)
        best = weights * self.scale.max
        if self.pass_score is not None and self.pass_score > best:
            at.key("pass").fault(f"Aucune note n’atteint ce seuil\u00a0: la meilleure est {best}.")


def ranking_key(value: Any, at: Spot) -> Any:
    prefixes = {codes.ANSWER: "fields", codes.FACT: "facts"}
    return readers.prefixed(prefixes, codes.RANKING_KEYS)(value, at)


@dataclass(frozen=True)
class RankingKey:
    key: str = asked(ranking_key)
    order: str = asked(readers.one_of(codes.ORDERS))


@dataclass(frozen=True)
class Ranking:
    by: tuple[RankingKey, ...] = asked(many(an_object(RankingKey), unique="key", at_least=1))


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def body(value: Any, at: Spot) -> Any:
    """The text of a letter: braces hold one of `codes.PLACEHOLDERS`, or "answer:KEY"."""
    if readers.TEXT(value, at) is FAULTY:
        return FAULTY
    for name in _PLACEHOLDER.findall(value):
        if name.startswith(codes.ANSWER):
            readers.declared_in("fields", at, name.removeprefix(codes.ANSWER))
        elif name not in codes.PLACEHOLDERS:
            at.fault(
                f"{quoted(name)} n’est pas une donnée d’un courrier. "
                f"Données possibles\u00a0: {listed((*codes.PLACEHOLDERS, 'answer:CLÉ'))}."
            )
    return value


@dataclass(frozen=True)
class LetterSpec:
    """A letter, sent when a candidacy comes to the state `on`, or by hand."""

    code: str = asked(readers.CODE)
    title: str = asked(readers.LINE)
    body: str = asked(body)
    on: str = maybe(readers.one_of(codes.STATES), "")
