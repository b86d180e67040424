"""One message sent to many, each asked about a subject of their own; what is sent again, and what
was withdrawn, expected again."""

from collections.abc import Collection, Mapping
from datetime import date

from usine.ledger.models import Event
from usine.ledger.operations import record
from usine.ledger.refusals import operation
from usine.values import clock
from usine.values.errors import Refused

from .addressing import Addressee
from .kinds import AskKind
from .models import Ask
from .operations import check_all_mine, check_right, told_of, write_asks
from .queries import subjects_of
from .states import AskState
from .telling import ASKED, REMINDED, tell_asked
from .turning import locked, people_asked
from .withdrawing import restored_together


@operation
def ask_each(
    kind: AskKind,
    addressees: Mapping[str, Addressee],
    *,
    about: str,
    text: str,
    due_on: date,
    by,
) -> tuple[Event, dict[str, Ask]]:
    """Ask about each subject of `addressees` somebody of its own, in one event: all, or none.

    `about` is what the event is about: a campaign. Returns the asks by their subjects.
    """
    made = {
        key: write_asks(kind, [key], text=text, to=to, due_on=due_on, by=by)
        for key, to in addressees.items()
    }
    if not made:
        raise Refused("Personne ne peut y répondre.")
    told = {asked.key: told_of(asked, addressees[key]) for key, ([asked], _) in made.items()}
    event = record("asks.ask_each", subject=about, by=by, payload={"asks": len(made)}, about=told)
    for [asked], people in made.values():
        tell_asked(ASKED, asked, people=people, event=event, by=by)
    return event, {key: asked for key, ([asked], _) in made.items()}


@operation
def remind_each(kind: AskKind, asks: Collection[int], *, about: str, by) -> int:
    """Remind of asks of a kind, in one event, all those that wait and that nobody told of today;
    returns how many. Whoever may ask there may remind.

    Raises Refused when there is none.
    """
    waiting = locked(Ask.objects.waiting().filter(kind=kind.code, pk__in=asks))
    check_right(kind.may_ask, subjects_of([each.subject_id for each in waiting]), by=by)
    due = [each for each in waiting if each.may_be_reminded]
    if not due:
        raise Refused("Personne n’est à relancer aujourd’hui.")
    Ask.objects.filter(pk__in=[each.pk for each in due]).update(reminded_at=clock.now())
    event = record(
        "asks.remind_each",
        subject=about,
        by=by,
        payload={"asks": len(due)},
        about={each.key: {} for each in due},
    )
    for each in due:
        tell_asked(REMINDED, each, people=people_asked(each), event=event, by=by)
    return len(due)


@operation
def restore_each(asks: Collection[int], *, about: str, by) -> int:
    """Expect again, in one event, those of these asks that were withdrawn: all, or none, as they
    were; who was told of that is told again. Returns how many. Only who asked them all may.

    Raises Refused when there is none, and when the same was asked meanwhile.
    """
    withdrawn = locked(Ask.objects.filter(pk__in=asks, state=AskState.WITHDRAWN))
    if not withdrawn:
        raise Refused("Rien n’est à remettre\u00a0: aucune de ces demandes n’est retirée.")
    check_all_mine(withdrawn, by=by)
    restored_together(withdrawn, about=about, by=by)
    return len(withdrawn)
