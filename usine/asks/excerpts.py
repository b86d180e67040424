"""What notices quote of asks: to whom it is asked, its words, and those of who passed it on; to who
asked, its answer. Whoever follows what others asked is told what it is, not its words."""

from collections import defaultdict
from collections.abc import Collection

from usine.ledger.models import Payload
from usine.notices.kinds import Excerpt
from usine.notices.models import Notice
from usine.values.formats import format_counted

from .models import Ask
from .passing import PLATFORM, Passing, passings
from .states import AskState

# How notices and pages name the place of an ask: "demande-12".
PART = "demande-"


def excerpts(notices: Collection[Notice], reader) -> dict[int, Excerpt]:
    """{notice: what its reader may read today of the asks that it tells of}."""
    told = _asks_of(notices)
    asks = Ask.objects.filter(pk__in={pk for pks in told.values() for pk in pks})
    followed, read = (
        mine.select_related("by").in_bulk()
        for mine in (asks.followed_by(reader), asks.visible_to(reader))
    )
    passed, quoted = passings(read.values()), {}
    for notice, pks in told.items():
        if seen := [pk for pk in pks if pk in followed or pk in read]:
            first = seen[0]
            whole = (
                _whole(read[first], passed.get(first), reader)
                if first in read
                else _label(followed[first])
            )
            quoted[notice] = whole._replace(label=_counted(whole.label, len(seen)))
    return quoted


def _whole(ask: Ask, passing: Passing | None, reader) -> Excerpt:
    """What either side reads: who asked knows what they wrote."""
    is_outdated = ask.state == AskState.WITHDRAWN and ask.words
    if ask.by_id != reader.pk and not is_outdated:
        return Excerpt(ask.label, _asked(ask, passing))
    if ask.is_waiting:
        return _label(ask)
    became = ask.outcome_label or AskState(ask.state).label
    return Excerpt(f"{ask.label}, «\u00a0{became}\u00a0»", ask.words)


def _asked(ask: Ask, passing: Passing | None) -> str:
    """Its words; once passed on, those of who did so first, and whose each are."""
    if passing is None:
        return ask.text
    words = (
        f"{passing.by}, qui passe la demande\u00a0: {passing.words}\n\n" if passing.words else ""
    )
    return f"{words}{ask.by or PLATFORM} demande\u00a0: {ask.text}"


def _label(ask: Ask) -> Excerpt:
    return Excerpt(ask.label)


def _counted(label: str, asks: int) -> str:
    return f"{label} ({format_counted(asks, 'demande', 'demandes')})" if asks > 1 else label


def _asks_of(notices: Collection[Notice]) -> dict[int, list[int]]:
    """{notice: the keys of the asks that it tells of}: the one that it names, or those of its
    event, about its subject where some are."""
    told = {each.pk: [_number(each.part)] for each in notices if each.part.startswith(PART)}
    others = [each for each in notices if each.pk not in told]
    made = _made({each.event_id for each in others})
    for each in others:
        asks = made[each.event_id]
        about = [pk for pk, subject in asks if subject == each.subject_id]
        told[each.pk] = about or [pk for pk, _ in asks]
    return told


def _made(events: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """{event: its asks, each with its subject}."""
    payloads = Payload.objects.filter(event__in=events, subject__startswith="ask:")
    pairs = [(event, _number(key)) for event, key in payloads.values_list("event", "subject")]
    subjects = dict(Ask.objects.filter(pk__in=[pk for _, pk in pairs]).values_list("pk", "subject"))
    made = defaultdict(list)
    for event, pk in sorted(pairs):
        made[event].append((pk, subjects.get(pk, "")))
    return made


def _number(name: str) -> int:
    """That of "demande-12" or of "ask:12"."""
    return int(name.removeprefix(PART).removeprefix("ask:"))
