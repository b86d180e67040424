"""What blocks an action: a flag beside its status, with its nature, since when, and how lifted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from usine.ledger.refusals import operation
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_day

from . import bulk, detail_rules
from .details import keep_confirmed
from .gate import hold
from .models import Action, Blockage
from .writing import check_effect, record_of, refuse_if

# What blocks without a word on its nature.
UNNAMED = "other"


class Blocked(NamedTuple):
    """What blocks an action, as a file says it: its nature (a code of `codes.BLOCKERS`), its words,
    and since when, else since the day of the file."""

    kind: str
    words: str
    since: date | None = None

    def told(self) -> dict[str, Any]:
        """What an event records of it."""
        told = told_of(self.kind, self.words)
        return told | ({"since": self.since.isoformat()} if self.since else {})


@operation
def block(
    action: Action, *, kind: str, words: str, by, effective_on: date | None = None
) -> Blockage:
    """Say what blocks the action since a day (today): `kind` is a code of `codes.BLOCKERS`.

    Another nature replaces the former one as of that day. Raises Refused without words, and on a
    day before the last one said.
    """
    return _turned("block", action, kind, words, by=by, on=effective_on)


@operation
def lift_block(action: Action, *, words: str, by, effective_on: date | None = None) -> Blockage:
    """Say how what blocked the action was lifted, on a day (today)."""
    return _turned("lift_block", action, "", words, by=by, on=effective_on)


def _turned(verb: str, action: Action, kind: str, words: str, *, by, on: date | None) -> Blockage:
    action, on, words = hold(action, by=by), on or clock.today(), words.strip()
    before = check(verb, action, kind, words, on=on)
    fact = _write(action, before, kind=kind, words=words, on=on, by=by)
    keep_confirmed(action)
    record_of(verb, action, by=by, payload={"blocked": _told(before, fact), "effective_on": on})
    return fact


def check(verb: str, action: Action, kind: str, words: str, *, on: date) -> Blockage | None:
    """Raise Refused when the action may not be blocked so ("block") or lifted ("lift_block") since
    this day; returns the last thing said of what blocks it."""
    if verb == "block":
        refuse_if(detail_rules.block_refusal(kind, words))
    else:
        refuse_if(detail_rules.lift_refusal(action.blocked, words))
    check_effect(action.territory, on)
    before = latest_blockage(action)
    _check_day(before, on)
    return before


def _check_day(before: Blockage | None, on: date) -> None:
    if before and before.effective_on > on:
        raise Refused(
            f"La dernière chose dite de ce blocage date du {format_day(before.effective_on)}"
            "\u00a0: donnez un jour à partir de celui-là."
        )


def _write(
    action: Action, before: Blockage | None, *, kind: str, words: str, on: date, by
) -> Blockage:
    """Write what blocks an action, which is held, since a day; one of the same day is replaced."""
    if before and before.effective_on == on:
        before.supersede()
    action.blocked = kind
    action.save(update_fields=["blocked"])
    return Blockage.objects.create(action=action, kind=kind, words=words, effective_on=on, by=by)


def blockages_of(action: Action) -> QuerySet[Blockage]:
    """What was said of what blocks the action, the latest first."""
    standing = action.blockages.standing().select_related("by")
    return standing.order_by("-effective_on", "-pk")


def latest_blockage(action: Action) -> Blockage | None:
    """The last thing said of what blocks the action."""
    return action.blockages.standing().order_by("effective_on", "pk").last()


def _told(before: Blockage | None, fact: Blockage) -> list[dict[str, str] | None]:
    """What an event records: what blocked the action, and what does; a lifted one has no kind."""
    old = told_of(before.kind, before.words) if before and before.kind else None
    return [old, told_of(fact.kind, fact.words)]


def _day_of(told: Mapping[str, str] | None, on: date) -> date:
    """Since when what an event recorded holds."""
    return date.fromisoformat(told["since"]) if told and "since" in told else on


def told_of(kind: str, words: str = "") -> dict[str, str]:
    return {"kind": kind, "description": words}


# Those of many actions, as files say them.


def says_more(blocked: str, kind: str) -> bool:
    """Whether a nature says more of an action than what blocks it: none takes a named one back."""
    return kind != blocked and not (blocked and kind == UNNAMED)


def latest_blockages(actions: Collection[Action]) -> dict[int, Blockage]:
    """The last thing said of what blocks each action, by its key."""
    latest: dict[int, Blockage] = {}
    for batch in bulk.batches([action.pk for action in actions]):
        standing = Blockage.objects.standing().filter(action__in=batch)
        latest |= {each.action_id: each for each in standing.order_by("effective_on", "pk")}
    return latest


def block_in_bulk(
    blocked: Sequence[tuple[Action, Blocked]], *, on: date, by
) -> list[tuple[Action, list[dict[str, Any] | None]]]:
    """Say what blocks actions, which are held; one without a day is blocked since `on`. Returns
    each of which that says more, with what an event records of it.

    Raises Refused when something later was said of one.
    """
    if not blocked:
        return []
    latest = latest_blockages([action for action, _ in blocked])
    facts, told = [], []
    for action, (kind, words, since) in blocked:
        if not says_more(action.blocked, kind):
            continue
        refuse_if(detail_rules.block_refusal(kind, words))
        before, day, words = latest.get(action.pk), since or on, words.strip()
        _check_day(before, day)
        facts.append(Blockage(action=action, kind=kind, words=words, effective_on=day, by=by))
        old = told_of(before.kind, before.words) if before and before.kind else None
        told.append((action, [old, Blocked(kind, words, since).told()]))
    _put(facts, latest)
    return told


def take_back_blockages(
    told: Sequence[tuple[Action, Sequence[Mapping[str, Any] | None]]], *, on: date, by
) -> None:
    """Undo `block_in_bulk` of that day: (action, what its event recorded), nothing having been
    said since. What was said before holds again, and what was replaced is written again."""
    if not told:
        return
    actions = [action for action, _ in told]
    _supersede(latest_blockages(actions).values())
    latest = latest_blockages(actions)
    again = []
    for action, (old, new) in told:
        kind, words = (old["kind"], old.get("description", "")) if old else ("", "")
        last = latest.get(action.pk)
        if (kind, words) == ((last.kind, last.words) if last and last.kind else ("", "")):
            action.blocked = kind
        else:
            day = _day_of(new, on)
            again.append(Blockage(action=action, kind=kind, words=words, effective_on=day, by=by))
    bulk.update(actions, ["blocked"])
    _put(again, {})


def _put(facts: Sequence[Blockage], latest: Mapping[int, Blockage]) -> None:
    """Write facts, each in place of the last one said when it is of the same day, and the flags of
    actions."""
    before = [latest[fact.action_id] for fact in facts if fact.action_id in latest]
    days = {fact.action_id: fact.effective_on for fact in facts}
    _supersede(each for each in before if each.effective_on == days[each.action_id])
    for fact in facts:
        fact.action.blocked = fact.kind
    bulk.update([fact.action for fact in facts], ["blocked"])
    bulk.insert(facts)


def _supersede(facts: Iterable[Blockage]) -> None:
    for batch in bulk.batches([fact.pk for fact in facts]):
        Blockage.objects.filter(pk__in=batch).update(superseded_at=clock.now())
