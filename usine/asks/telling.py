"""What asks tell people of (room `notices`); what is due within three days leaves at
once, and what is no longer expected."""

from collections.abc import Collection

from usine.ledger.models import Event
from usine.notices.kinds import NoticeKind
from usine.notices.models import Notice
from usine.notices.operations import tell
from usine.notices.rhythms import Rhythm
from usine.pages.links import Link
from usine.people.models import User

from .excerpts import PART, excerpts
from .kinds import kind_of
from .models import Ask
from .rights import READ

# The pages where they are read.
TO_DO, MINE, DONE = "asks:to_do", "asks:mine", "asks:done"


def _shortcut(notice: Notice) -> Link | None:
    """The link by which whoever is told of an ask does it from the mail, while it waits."""
    number = notice.part.removeprefix(PART)
    ask = Ask.objects.waiting().filter(pk=number).first() if number else None
    kind = kind_of(ask.kind) if ask else None
    return kind.shortcut(ask, notice.person) if kind else None


ASKED = NoticeKind(
    "asks.asked",
    "Ce que l’on me demande",
    "attend une réponse de vous",
    READ,
    page=TO_DO,
    shortcut=_shortcut,
    excerpts=excerpts,
)
REMINDED = NoticeKind(
    "asks.reminded",
    "Un rappel de ce que l’on me demande",
    "vous rappelle une demande",
    READ,
    page=TO_DO,
    shortcut=_shortcut,
    excerpts=excerpts,
)
WITHDRAWN = NoticeKind(
    "asks.withdrawn",
    "Une demande retirée",
    "a retiré sa demande",
    READ,
    rhythm=Rhythm.AT_ONCE,
    page=DONE,
    excerpts=excerpts,
)
OUTDATED = NoticeKind(
    "asks.outdated",
    "Une demande devenue sans objet",
    "a changé ce dont parlait une demande",
    READ,
    page=DONE,
    excerpts=excerpts,
)
CLOSED = NoticeKind(
    "asks.closed",
    "Une suite à ce que j’ai demandé",
    "a répondu à votre demande",
    READ,
    page=DONE,
    excerpts=excerpts,
)
LAPSED = NoticeKind(
    "asks.lapsed",
    "Une demande restée sans réponse",
    "n’a reçu aucune réponse à votre demande",
    READ,
    page=DONE,
    excerpts=excerpts,
)
SILENT = NoticeKind(
    "asks.silent",
    "Une demande restée sans réponse là où je suis le programme",
    "signale une demande restée sans réponse après les rappels",
    READ,
    excerpts=excerpts,
)
KINDS = (ASKED, REMINDED, WITHDRAWN, OUTDATED, CLOSED, LAPSED, SILENT)


def tell_asked(kind: NoticeKind, ask: Ask, *, people: Collection[User], event: Event, by) -> None:
    """Tell people of what is asked of them."""
    tell(
        kind,
        people=people,
        event=event,
        by=by,
        subject=ask.subject_id,
        part=ask.part,
        due_on=ask.due_on,
    )


def tell_asker(kind: NoticeKind, ask: Ask, *, event: Event, by) -> None:
    """Tell who asked what became of it."""
    people = [ask.by] if ask.by else []
    tell(kind, people=people, event=event, by=by, subject=ask.subject_id, part=ask.part)
