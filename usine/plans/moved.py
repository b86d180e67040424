"""What moved in plans between two events: what the figures of one day and those of another, each as
known then, differ by, action by action. Whatever was recorded in between is told once."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from usine.ledger.models import Entry, Payload
from usine.ledger.queries import number_at
from usine.values.dates import PartialDate, end_of_day
from usine.values.formats import FIXED, format_cents

from .fields import FIELDS
from .measures import ACTIONS, BLOCKED, BUDGETS, FUNDING_MEASURES
from .models import Action
from .rewinding import pairs_of
from .states import CLOSED, Status

OPENED, ADVANCED, DONE, ABANDONED = "nouvelles", "avancees", "realisees", "abandonnees"
BACKWARD, SLIPPED, BLOCKED_NOW, FREED = "reculees", "repoussees", "bloquees", "debloquees"
AMOUNTS, WITHDRAWN = "montants", "retirees"

KINDS: Mapping[str, tuple[str, str]] = {
    OPENED: ("nouvelle", "nouvelles"),
    ADVANCED: ("avancée", "avancées"),
    DONE: ("réalisée", "réalisées"),
    ABANDONED: ("abandonnée", "abandonnées"),
    BACKWARD: ("revenue en arrière", "revenues en arrière"),
    SLIPPED: ("échéance repoussée", "échéances repoussées"),
    BLOCKED_NOW: ("bloquée", "bloquées"),
    FREED: ("débloquée", "débloquées"),
    AMOUNTS: ("budget ou financement", "budgets ou financements"),
    WITHDRAWN: ("retirée du plan", "retirées du plan"),
}
"""How an action may have moved, by the value of addresses: the words beside one, and several."""

# The amounts that may move, by their measure, as lines name them.
MONEY: Mapping[str, str] = {
    BUDGETS.code: "Budget",
    FUNDING_MEASURES["asked"].code: "Demandé",
    FUNDING_MEASURES["granted"].code: "Accordé",
    FUNDING_MEASURES["paid"].code: "Versé",
}
GRANTED = FUNDING_MEASURES["granted"].code
MONEY_KINDS: Mapping[str, tuple[str, str]] = {
    "budget": (BUDGETS.code, "budgets"),
    "demande": (FUNDING_MEASURES["asked"].code, "montants demandés"),
    "accorde": (GRANTED, "montants accordés"),
    "verse": (FUNDING_MEASURES["paid"].code, "montants versés"),
}
"""One amount alone, by the value of addresses: its measure, and the words for several."""
SEVERAL: Mapping[str, str] = {
    kind: several for kind, (_, several) in (*KINDS.items(), *MONEY_KINDS.items())
}
"""The words for several of each, by the value of addresses."""
# Towards done; to know that nothing has begun is no advance.
_RANKS = {Status.UNKNOWN: 0, Status.TO_START: 0, Status.UNDER_REVIEW: 1, Status.IN_PROGRESS: 2}
_BLOCK, _LIFT = "plans.block", "plans.lift_block"
# A change of the end of an action, as payloads hold it: creations say ends that did not change.
_CHANGES, _END = '"changes":{', '"end":'


class Between(NamedTuple):
    """What was recorded after an event, up to another."""

    first: int
    last: int

    @classmethod
    def days(cls, since: date, until: date) -> Between:
        """From the beginning of a day to the end of another."""
        before = end_of_day(since - timedelta(days=1))
        return cls(number_at(before), number_at(end_of_day(until)))


@dataclass(frozen=True)
class Movement:
    """How an action moved: its statuses before and after (both empty when it has the same, one when
    it was not in the plan), by how much it is blocked, its amounts in cents by measure, its ends;
    and whether what blocked it came and was lifted in between.
    """

    action: int
    place: str
    before: str
    after: str
    blocked: int
    amounts: Mapping[str, int]
    ends: tuple[PartialDate | None, PartialDate | None] | None
    was_freed: bool = False

    @cached_property
    def kinds(self) -> list[str]:
        kinds = [_of_statuses(self.before, self.after)]
        if self.ends and _is_later(*self.ends):
            kinds.append(SLIPPED)
        if self.turned or self.was_freed:
            kinds.append(BLOCKED_NOW if self.turned > 0 else FREED)
        if self.amounts:
            kinds.append(AMOUNTS)
        return [kind for kind in kinds if kind]

    def is_of(self, kind: str) -> bool:
        """Whether it moved in this way, or in this amount; an empty one is any."""
        if kind in MONEY_KINDS:
            return MONEY_KINDS[kind][0] in self.amounts
        return not kind or kind in self.kinds

    @property
    def turned(self) -> int:
        """1 when it is now blocked, -1 when nothing blocks it any more: what is done, abandoned or
        out of the plan needs no lifting."""
        is_over = bool(self.before) and self.after in ("", *CLOSED)
        return 0 if is_over else self.blocked

    @property
    def sentences(self) -> list[str]:
        """What moved, as people read it."""
        return list(_sentences(self))


def _of_statuses(before: str, after: str) -> str:
    if not (before and after):
        return OPENED if after else WITHDRAWN if before else ""
    if after in CLOSED:
        return DONE if after == Status.DONE else ABANDONED
    gained = 0 if before in CLOSED else _RANKS[Status(after)] - _RANKS[Status(before)]
    return ADVANCED if gained > 0 else BACKWARD if gained < 0 or before in CLOSED else ""


def _is_later(old: PartialDate | None, new: PartialDate | None) -> bool:
    return bool(old and new and new.last > old.last)


def _sentences(moved: Movement) -> Iterator[str]:
    if not moved.before and moved.after:
        yield f"Nouvelle\u00a0: {Status(moved.after).label.lower()}"
    elif moved.before and not moved.after:
        yield "Retirée du plan"
    elif moved.after:
        yield f"{Status(moved.before).label} → {Status(moved.after).label.lower()}"
    if SLIPPED in moved.kinds and moved.ends:
        yield f"Échéance repoussée\u00a0: {moved.ends[0]} → {moved.ends[1]}"
    if moved.turned:
        yield "Bloquée" if moved.turned > 0 else "Débloquée"
    elif moved.was_freed:
        yield "Bloquée, puis débloquée"
    for code, label in MONEY.items():
        if amount := moved.amounts.get(code):
            yield f"{label}\u00a0: {signed(amount)}"


def signed(cents: int) -> str:
    """An amount that moved: "+ 234 000 €"."""
    return f"{'+' if cents > 0 else '−'}{FIXED}{format_cents(abs(cents))}"


def movements(between: Between, places: Collection[str]) -> list[Movement]:
    """The actions that moved in the plans of these places, four queries whatever their number."""
    posted, ends = _posted(between, places), _ends(between, places)
    freed = _freed(between, posted)
    moved = [_movement(pk, net, ends, was_freed=pk in freed) for pk, net in posted.items()]
    moved += [
        Movement(pk, each.place, "", "", 0, {}, each.ends)
        for pk, each in ends.items()
        if pk not in posted
    ]
    return sorted((each for each in moved if each.kinds), key=lambda each: each.action)


# What an action moved in the ledger: {(measure, status, place): amount}.
Net = dict[tuple[str, str, str], int]


def _posted(between: Between, places: Collection[str]) -> dict[int, Net]:
    rows = (
        Entry.objects.filter(
            event__gt=between.first,
            event__lte=between.last,
            account__measure__in=(ACTIONS.code, BLOCKED.code, *MONEY),
            account__place__in=places,
        )
        .order_by()
        .values_list("subject", "account__measure", "account__state", "account__place")
        .annotate(total=Sum("amount"))
    )
    posted: dict[int, Net] = defaultdict(dict)
    for subject, measure, state, place, total in rows:
        posted[_number(subject)][measure, state, place] = total
    return posted


def _freed(between: Between, posted: Mapping[int, Net]) -> set[int]:
    """The actions that were blocked, then freed: figures of both ends are alike. What was lifted,
    then blocked again, is not told: it is blocked as it was."""
    turned = {pk for pk, net in posted.items() if _is_as_before(net)}
    told = Payload.objects.filter(
        event__gt=between.first,
        event__lte=between.last,
        event__verb__in=(_BLOCK, _LIFT),
        subject__in=[f"action:{pk}" for pk in turned],
    )
    verbs = defaultdict(list)
    for subject, verb in told.order_by("event").values_list("subject", "event__verb"):
        verbs[_number(subject)].append(verb)
    return {pk for pk, each in verbs.items() if each[0] == _BLOCK and each[-1] == _LIFT}


def _is_as_before(net: Net) -> bool:
    """Whether what blocks an action was written, and is as it was."""
    blocked = [total for (measure, _, _), total in net.items() if measure == BLOCKED.code]
    return bool(blocked) and not sum(blocked)


def _movement(pk: int, net: Net, ends: Mapping[int, Ends], *, was_freed: bool) -> Movement:
    statuses, amounts = {}, Counter[str]()
    for (measure, state, _), total in net.items():
        if measure == ACTIONS.code:
            statuses[total] = state
        else:
            amounts[measure] += total
    blocked = amounts.pop(BLOCKED.code, 0)
    return Movement(
        pk,
        next(iter(net))[2],
        statuses.get(-1, ""),
        statuses.get(1, ""),
        blocked,
        {code: amount for code, amount in amounts.items() if amount},
        ends[pk].ends if pk in ends else None,
        was_freed,
    )


class Ends(NamedTuple):
    """The ends of an action before and after, and the place of its plan."""

    place: str
    ends: tuple[PartialDate | None, PartialDate | None]


def _ends(between: Between, places: Collection[str]) -> dict[int, Ends]:
    """Those of the actions whose end was written."""
    written = list(_written(between))
    pks = {_number(subject) for subject, _, _ in written}
    there = Action.objects.filter(pk__in=pks, territory__place__in=places).order_by()
    place_of = dict(there.values_list("pk", "territory__place"))
    ends: dict[int, Ends] = {}
    for subject, verb, content in written:
        pk = _number(subject)
        changes = dict(pairs_of(verb, json.loads(content))) if pk in place_of else {}
        if "end" in changes:
            old, new = map(FIELDS["end"].decode, changes["end"])
            ends[pk] = Ends(place_of[pk], (ends[pk].ends[0] if pk in ends else old, new))
    return ends


def _written(between: Between) -> QuerySet:
    """(subject, verb, content) of each change of the end of an action, in order."""
    payloads = Payload.objects.filter(
        event__gt=between.first,
        event__lte=between.last,
        subject__startswith="action:",
        content__contains=_CHANGES,
    ).filter(content__contains=_END)
    return payloads.order_by("event").values_list("subject", "event__verb", "content")


def _number(subject: str) -> int:
    return int(subject.partition(":")[2])


def counts(moved: Iterable[Movement]) -> dict[str, int]:
    """How many actions moved in each way, in the order of `KINDS`; those in which none did left
    out."""
    counted = Counter(kind for each in moved for kind in each.kinds)
    return {kind: counted[kind] for kind in KINDS if counted[kind]}


def amounts(moved: Iterable[Movement]) -> dict[str, int]:
    """By how much the amounts moved, by measure, in cents."""
    totals = Counter[str]()
    for each in moved:
        totals.update(each.amounts)
    return {code: totals[code] for code in MONEY if totals[code]}


def with_actions(moved: Collection[Movement]) -> list[tuple[Action, Movement]]:
    """Each movement beside its action, in the order given."""
    rows: QuerySet[Action] = Action.objects.select_related("territory")
    actions = rows.in_bulk([each.action for each in moved])
    return [(actions[each.action], each) for each in moved]
