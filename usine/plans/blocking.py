"""What blocks an action: a flag beside its status, with its nature, since when, and how lifted."""

from collections.abc import Iterator, Sequence
from datetime import date

from usine.ledger.refusals import operation
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_day

from . import rules
from .details import keep_confirmed
from .gate import hold
from .models import Action, Blockage
from .writing import check_effect, record_of, refuse_if


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
    if verb == "block":
        refuse_if(rules.block_refusal(kind, words))
    else:
        refuse_if(rules.lift_refusal(action.blocked, words))
    check_effect(action.territory, on)
    before = latest_blockage(action)
    _check_day(before, on)
    fact = write_blockage(action, before, kind=kind, words=words, on=on, by=by)
    keep_confirmed(action)
    record_of(verb, action, by=by, payload={"blocked": _told(before, fact), "effective_on": on})
    return fact


def _check_day(before: Blockage | None, on: date) -> None:
    if before and before.effective_on > on:
        raise Refused(
            f"La dernière chose dite de ce blocage date du {format_day(before.effective_on)}"
            "\u00a0: donnez un jour à partir de celui-là."
        )


def write_blockage(
    action: Action, before: Blockage | None, *, kind: str, words: str, on: date, by
) -> Blockage:
    """Write what blocks an action, which is held, since a day; one of the same day is replaced."""
    if before and before.effective_on == on:
        before.supersede()
    action.blocked = kind
    action.save(update_fields=["blocked"])
    return Blockage.objects.create(action=action, kind=kind, words=words, effective_on=on, by=by)


def latest_blockage(action: Action) -> Blockage | None:
    """The last thing said of what blocks the action."""
    return action.blockages.standing().order_by("effective_on", "pk").last()


def _told(before: Blockage | None, fact: Blockage) -> list[dict[str, str] | None]:
    """What an event records: what blocked the action, and what does; a lifted one has no kind."""
    old = {"kind": before.kind, "description": before.words} if before and before.kind else None
    return [old, {"kind": fact.kind, "description": fact.words}]


def block_in_bulk(
    blocked: Sequence[tuple[Action, str, str]], *, on: date, by
) -> Iterator[tuple[Action, list[dict[str, str] | None]]]:
    """Say what blocks actions, which are held, since a day: (action, nature, words). Yields each
    that was not blocked so, with what an event records of it.

    Raises Refused when something later was said of one.
    """
    keys = [action.pk for action, _, _ in blocked]
    standing = Blockage.objects.standing().filter(action__in=keys)
    latest = {each.action_id: each for each in standing.order_by("effective_on", "pk")}
    for action, kind, words in blocked:
        before = latest.get(action.pk)
        if before and before.kind == kind:
            continue
        refuse_if(rules.block_refusal(kind, words))
        _check_day(before, on)
        fact = write_blockage(action, before, kind=kind, words=words.strip(), on=on, by=by)
        yield action, _told(before, fact)
