"""The notes on actions (room `exchanges`), the last of which is the comment of the plan; what holds
an action while it is noted, or while its documents change (`files`)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from usine.asks.doing import take_back_doing
from usine.exchanges.kinds import NotedKind
from usine.exchanges.models import Note
from usine.exchanges.operations import keep_notes, part_of, withdraw_notes
from usine.exchanges.rights import WRITE
from usine.files.kinds import FiledKind
from usine.ledger.models import Event
from usine.notices.kinds import NoticeKind
from usine.notices.operations import tell
from usine.values import clock

from .bulk import batches
from .gate import hold
from .models import Action
from .rights import READ
from .writing import settle_actions

NOTED_MINE = NoticeKind(
    "plans.noted", "Une note sur une action dont je suis référent", "a écrit une note", READ
)


def keep_comments(actions: Iterable[Action], *, event: Event, by) -> list[Note]:
    """Write as notes the comments that an event gave to actions, whose subjects are there."""
    comments = [(action.subject, action.comment.strip()) for action in actions]
    return keep_notes([each for each in comments if each[1]], event=event, by=by)


def keep_words(words: Mapping[str, Iterable[str]], *, event: Event, by) -> None:
    """Write as notes the words of a file that no field takes: {subject: texts}. They are not the
    comments of their actions, and come before those that the event gives."""
    keep_notes(
        ((subject, text) for subject, texts in words.items() for text in texts), event=event, by=by
    )


def noted(actions: Iterable[Action]) -> dict[str, set[str]]:
    """The texts of the notes on actions: {subject: texts}."""
    texts: dict[str, set[str]] = defaultdict(set)
    for batch in batches([action.subject for action in actions]):
        notes = Note.objects.standing().filter(subject__in=batch)
        for subject, text in notes.values_list("subject", "text"):
            texts[subject].add(text)
    return texts


def take_back_comments(actions: Iterable[Action], *, event: Event) -> None:
    """Take back the notes of an event that is undone; the actions have their comments back."""
    withdraw_notes(event, [action.subject for action in actions])


def _hold(key: str, by) -> Action:
    return hold(Action(pk=_number(key)), by=by, right=WRITE)


def _hold_to_file(key: str, by) -> Action:
    return hold(Action(pk=_number(key)), by=by)


def _before(key: str) -> dict[str, Any]:
    """The note that the comment of an action repeats, and when the action was confirmed."""
    action = Action.objects.get(pk=_number(key))
    notes = Note.objects.standing().filter(subject=key)
    repeated = next((each.pk for each in notes if each.text == action.comment.strip()), None)
    return {"repeated": repeated, "confirmed_on": action.confirmed_on}


def _give_back(key: str, before: Mapping[str, Any], event: Event) -> None:
    """Have the comment of an action repeat the note that it repeated, and its confirmation back."""
    repeated = Note.objects.filter(pk=before["repeated"]).first()
    Action.objects.filter(pk=_number(key)).update(
        comment=repeated.text if repeated else "",
        confirmed_on=date.fromisoformat(before["confirmed_on"]),
        changed_at=clock.now(),
    )
    settle_actions([Action(pk=_number(key))], event=event)


def _reopen(key: str, event: int, by) -> None:
    """Expect again what a note had answered."""
    take_back_doing(event, by=by)


def _follow(notes: list[Note]) -> None:
    """Keep each note as the comment of its action, and say that the plan is kept."""
    now = clock.now()
    for note in notes:
        Action.objects.filter(pk=_number(note.subject_id)).update(
            comment=note.text, confirmed_on=clock.today(), changed_at=now
        )
        assert note.event  # it has just been recorded
        settle_actions([Action(pk=_number(note.subject_id))], event=note.event)
    tell_referents(notes)


def _number(key: str) -> int:
    return int(key.partition(":")[2])


def tell_referents(notes: Iterable[Note]) -> None:
    """Tell the referent of each action of its new note."""
    for note in notes:
        action = Action.objects.select_related("referent_account").get(pk=_number(note.subject_id))
        if (referent := action.referent_account) and note.event:
            part = part_of(note)
            tell(NOTED_MINE, people=[referent], event=note.event, by=note.by, part=part)


NOTED = NotedKind(hold=_hold, follow=_follow, before=_before, give_back=_give_back, reopen=_reopen)
FILED = FiledKind(hold=_hold_to_file)
