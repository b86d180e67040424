"""What the referent of actions hands over when they leave: the open actions that they follow."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import groupby

from usine.ledger.models import Event, Payload
from usine.notices.kinds import Excerpt, NoticeKind
from usine.notices.models import Notice
from usine.notices.operations import take_back as untell
from usine.notices.operations import tell
from usine.people.leaving import HandsOver, OpenItem, territories_of
from usine.people.models import Mandate, User
from usine.territories.models import Territory
from usine.values.formats import format_counted

from .gate import locked
from .models import Action
from .rights import CONFIRM, READ
from .states import CLOSED
from .together import change_many, undo_change_many


def _excerpts(notices: Collection[Notice], reader: User) -> dict[int, Excerpt]:
    """The actions that each event gave, as their reader may see them."""
    given: dict[int, list[int]] = defaultdict(list)
    events = [each.event_id for each in notices]
    about = Payload.objects.filter(event__in=events, subject__startswith="action:")
    for event, subject in about.values_list("event", "subject"):
        given[event].append(int(subject.partition(":")[2]))
    numbers = [number for those in given.values() for number in those]
    seen = Action.objects.visible_to(reader).filter(pk__in=numbers)
    labels = {each.pk: each.label for each in seen}
    return {
        each.pk: Excerpt(
            format_counted(len(given[each.event_id]), *WORDS),
            "\n".join(sorted(labels[pk] for pk in given[each.event_id] if pk in labels)),
        )
        for each in notices
    }


HANDED_TO_ME = NoticeKind(
    "plans.handed",
    "Des actions que l’on me passe",
    "vous passe la main",
    READ,
    excerpts=_excerpts,
)
WORDS = ("action suivie", "actions suivies")


def followed(mandate: Mandate) -> Iterable[Action]:
    """The open actions that the holder of a mandate follows on its place, by territory."""
    actions = Action.objects.live().filter(
        territory__in=territories_of(mandate), referent_account=mandate.user_id
    )
    return (
        actions.exclude(status__in=CLOSED)
        .select_related("territory")
        .order_by("territory", "reference", "pk")
    )


def open_items(mandate: Mandate) -> list[OpenItem]:
    return [OpenItem(each.label, each.get_absolute_url()) for each in followed(mandate)]


def hold(mandate: Mandate, events: Collection[int]) -> None:
    """Hold the plans and the actions that are handed, or that events handed."""
    told = Payload.objects.filter(event__in=events, subject__startswith="action:")
    keys = [int(key.partition(":")[2]) for key in told.values_list("subject", flat=True)]
    actions = Action.objects.filter(pk__in=keys if events else [e.pk for e in followed(mandate)])
    plans = Territory.objects.filter(pk__in=actions.values("territory")).order_by("pk")
    list(plans.select_for_update(no_key=True).values_list("pk"))
    locked(actions)


def hand(mandate: Mandate, *, to: User, by: User | None) -> list[int]:
    """Make `to` the referent of what the holder of a mandate follows: an event a plan."""
    events = [
        change_many(
            territory,
            actions=[each.pk for each in actions],
            name="referent",
            value=str(to),
            by=by,
        )
        for territory, actions in groupby(followed(mandate), key=lambda each: each.territory)
    ]
    for event in filter(None, events):
        tell(HANDED_TO_ME, people=[to], event=event, by=by)
    return [event.number for event in events if event]


def take_back(number: int, *, by: User | None) -> Event:
    """Give back what an event of `hand` gave; whoever was told of it is told no more."""
    given = Event.objects.get(number=number)
    untell(given, [given.subject])
    territory = given.subject.partition(":")[2]
    return undo_change_many(Territory.objects.get(pk=territory), event=number, by=by)


# Whoever follows an action can at least say that nothing of it changed.
HANDED = HandsOver(
    "plans",
    WORDS,
    open_items,
    lambda mandate: [CONFIRM],
    hand=hand,
    take_back=take_back,
    hold=hold,
)
