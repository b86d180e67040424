"""Kinds of notices that no room declares, and events to tell of."""

from django.db import transaction

from usine.ledger.models import Event
from usine.ledger.operations import record
from usine.notices.kinds import NoticeKind
from usine.notices.models import Notice
from usine.notices.operations import tell
from usine.notices.rhythms import Rhythm
from usine.people.models import User
from usine.people.roles import AGENTS
from usine.values.rights import Right

READ = Right("tests.read", AGENTS)
WAITING = NoticeKind("tests.waiting", "Ce qui attend", "a fait quelque chose", READ)
URGENT = NoticeKind("tests.urgent", "Ce qui presse", "a fait un malheur", READ, Rhythm.AT_ONCE)
KINDS = {kind.code: kind for kind in (WAITING, URGENT)}


def event_about(subject: str, *, by: User | None = None) -> Event:
    return record("tests.did", subject=subject, by=by, payload={})


def told(subject: str, *people: User, kind: NoticeKind = WAITING, by=None, **more) -> Notice:
    """The notice of the first of these people, told of an event of its own."""
    with transaction.atomic():
        event = event_about(subject, by=by)
        tell(kind, people=people, event=event, by=by, **more)
    return Notice.objects.get(event=event, person=people[0])
