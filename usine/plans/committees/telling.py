"""What the members of a committee are told (room `notices`): it is planned, moved, cancelled,
put back."""

from collections.abc import Collection
from datetime import date

from usine.ledger.models import Event
from usine.notices.kinds import NoticeKind
from usine.notices.operations import tell
from usine.notices.rhythms import SOON, Rhythm
from usine.people.models import User
from usine.people.reach import left_out
from usine.values import clock

from ..models import Committee
from ..rights import HEAR
from .cancelling import excerpts

PLANNED = NoticeKind(
    "plans.committee_planned",
    "Un comité dont je suis membre, prévu",
    "a prévu un comité dont vous êtes membre",
    HEAR,
)
MOVED = NoticeKind(
    "plans.committee_moved",
    "Un comité dont je suis membre, changé de date, d’heure ou de lieu",
    "a changé la date, l’heure ou le lieu d’un comité dont vous êtes membre",
    HEAR,
)
CANCELLED = NoticeKind(
    "plans.committee_cancelled",
    "Un comité dont je suis membre, annulé",
    "a annulé un comité dont vous êtes membre",
    HEAR,
    rhythm=Rhythm.AT_ONCE,
    excerpts=excerpts,
)
# As urgent as what it takes back.
PUT_BACK = NoticeKind(
    "plans.committee_put_back",
    "Un comité dont je suis membre, remis au calendrier",
    "a remis au calendrier un comité dont vous êtes membre",
    HEAR,
    rhythm=Rhythm.AT_ONCE,
)
KINDS = (PLANNED, MOVED, CANCELLED, PUT_BACK)
# What of it matters to who is to come.
_MOVES = {"on", "starts_at", "venue"}


def members_of(committee: Committee) -> list[User]:
    """Its members who have an account."""
    named = committee.members.filter(person__isnull=False).select_related("person")
    return [each.person for each in named if each.person]


def unseeing(committee: Committee) -> str:
    """Who of its members that have an account does not see it, and what to do; "" when all do."""
    names = [str(each) for each in left_out(committee.subject, members_of(committee))]
    if not names:
        return ""
    sentence = _UNSEEN_BY_MANY if len(names) > 1 else _UNSEEN_BY_ONE
    return f"{', '.join(names)} {sentence}"


_UNSEEN_BY_ONE = (
    "ne voit pas ce comité, faute de mandat ici, et n’en est pas prévenu\u00a0: envoyez-lui "
    "vous-même la date et le dossier, ou faites-lui donner un mandat par qui gère les comptes."
)
_UNSEEN_BY_MANY = (
    "ne voient pas ce comité, faute de mandat ici, et n’en sont pas prévenus\u00a0: envoyez-leur "
    "vous-même la date et le dossier, ou faites-leur donner un mandat par qui gère les comptes."
)


def tell_members(
    kind: NoticeKind, committee: Committee, *, people: Collection[User], event: Event, by
) -> None:
    """Tell its members of what is to come; at once when it is within three days."""
    if (today := clock.today()) <= committee.on:
        tell(kind, people=people, event=event, by=by, due_on=_soon(committee.on, today))


def tell_changed(
    committee: Committee, *, before: Collection[User], changes: Collection[str], event: Event, by
) -> None:
    """Tell those who become members that it is planned, the others when and where it moves."""
    now = members_of(committee)
    new = [each for each in now if each not in before]
    tell_members(PLANNED, committee, people=new, event=event, by=by)
    if _MOVES & set(changes):
        tell_members(MOVED, committee, people=now, event=event, by=by)


def _soon(on: date, today: date) -> date | None:
    return on if on - today <= SOON else None
