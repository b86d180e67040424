"""What is asked of others about a candidacy, as its call says (`AskSpec`): agreements, opinions,
checks. They are asks about its summary, a subject of its own, which tells less than the candidacy.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.urls import reverse

from usine.asks.doing import withdraw_outdated
from usine.asks.models import Ask
from usine.asks.states import WAITING, AskState
from usine.ledger.models import Event
from usine.people.models import User
from usine.subjects import audiences
from usine.subjects.sources import Listing
from usine.values.formats import format_cents

from ..eligibility.facts import Given
from ..format.procedure import AskSpec
from ..labels import PUBLIC_STATES
from ..models import Candidacy
from .wording import AnsweredSection, Wording

# The kinds of a file that are asked so, and those of their asks.
KINDS = {kind: f"calls.{kind}" for kind in ("agreement", "opinion", "check")}
FAVOURABLE, UNFAVOURABLE = "favourable", "unfavourable"
SUMMARY = "summary"
# What counts: what is expected, what was answered, and what will not be.
_COUNTED = (*WAITING, AskState.ANSWERED, AskState.DECLINED, AskState.LAPSED)


def summary_key(candidacy: Candidacy) -> str:
    return f"{SUMMARY}:{candidacy.pk}"


def candidacy_of_summary(key: str) -> Candidacy:
    return Candidacy.objects.get(pk=int(key.partition(":")[2]))


def specs_of(candidacy: Candidacy) -> list[AskSpec]:
    """What its call lets one ask so."""
    return [each for each in candidacy.file.asks if each.kind in KINDS]


def sees(spec: AskSpec) -> str:
    """How much is shown to whom it is asked: of an agreement, the summary alone."""
    return SUMMARY if spec.kind == "agreement" else spec.sees


def opinions(candidacy: Candidacy) -> dict[str, list[Ask]]:
    """{code of what is asked: its asks in order}, those withdrawn or passed on aside."""
    asks = Ask.objects.filter(subject=summary_key(candidacy), state__in=_COUNTED)
    by_code = defaultdict(list)
    for each in asks.select_related("person", "body", "by", "closed_by").order_by("pk"):
        by_code[each.matter].append(each)
    return by_code


def agreements(candidacy: Candidacy) -> dict[str, Given]:
    """{"agreement:CODE": given or not}, of those that all answered."""
    return {
        f"agreement:{code}": Given(value, "réponse à une demande")
        for code, asks in opinions(candidacy).items()
        if (value := _agreed(asks)) is not None
    }


def _agreed(asks: Collection[Ask]) -> bool | None:
    """One no is a no; all must say yes."""
    outcomes = {each.outcome for each in asks}
    if UNFAVOURABLE in outcomes:
        return False
    return True if outcomes == {FAVOURABLE} else None


class SummaryLine(NamedTuple):
    label: str
    text: str


def summary_of(candidacy: Candidacy) -> list[SummaryLine]:
    """What may be known by somebody who may be a competitor: no account, nothing private."""
    reads, private = candidacy.file.reads, _private(candidacy)
    lines = [
        SummaryLine("Appel", candidacy.call.title),
        SummaryLine("Projet", title_of(candidacy)),
    ]
    if candidacy.territory:
        lines.append(SummaryLine("Territoire", candidacy.territory.name))
    state = str(PUBLIC_STATES[candidacy.told_state])
    lines.append(SummaryLine("État", state.capitalize()))
    sums = (
        ("Montant demandé", reads.asked, candidacy.asked),
        (
            "Coût total",
            reads.investment,
            candidacy.investment,
        ),
    )
    for label, key, cents in sums:
        if cents is not None and key not in private:
            lines.append(SummaryLine(label, format_cents(cents)))
    return lines


def title_of(candidacy: Candidacy) -> str:
    """That of the project, unless it is private."""
    private = candidacy.file.reads.title in _private(candidacy)
    return candidacy.call.title if private else candidacy.title


def _private(candidacy: Candidacy) -> set[str]:
    return {field.key for field in candidacy.file.fields if field.private}


def sections_seen(candidacy: Candidacy, level: str) -> list[AnsweredSection]:
    """The answers that were sent, to whom is asked on the whole of it; without those that say who
    asks, to whom reads it blind."""
    if level == SUMMARY:
        return []
    sections = Wording().sections(candidacy.file, candidacy.answers, {})
    if level == "whole":
        return sections
    return [
        AnsweredSection(each.section, [line for line in each.lines if not line.field.identifying])
        for each in sections
    ]


def end_opinions(candidacy: Candidacy, words: str, *, event: Event, by: User | None) -> None:
    """Expect no opinion any more; what was answered stays."""
    asks = Ask.objects.waiting().filter(subject=summary_key(candidacy))
    waiting = list(asks.values_list("pk", flat=True))
    withdraw_outdated(waiting, words=words, event=event, by=by)


# The summary as a subject: it is there once something is asked about it.


def summary_listing(candidacy: Candidacy, instructors: Collection[str]) -> Listing:
    """Nobody looks for it: whom it is asked comes by the ask."""
    return Listing(
        summary_key(candidacy),
        title_of(candidacy),
        reverse("calls:summary", args=[candidacy.pk]),
        frozenset({*_around(candidacy), *instructors}),
        candidacy.place,
        is_searched=False,
    )


def _around(candidacy: Candidacy) -> Iterator[str]:
    """Those who follow the programme where it lies: what a role is asked, its successor answers."""
    yield audiences.NATION
    if candidacy.territory:
        yield audiences.territory(candidacy.territory.place)
        yield audiences.region(candidacy.territory.lead_region_id)
    elif candidacy.region:
        yield audiences.region(candidacy.region)


def is_asked_about(candidacy: Candidacy) -> bool:
    return Ask.objects.filter(subject=summary_key(candidacy)).exists()


def asked_about() -> set[int]:
    """The candidacies about whose summary something was asked."""
    keys = Ask.objects.filter(subject__kind=SUMMARY).values_list("subject", flat=True)
    return {int(key.partition(":")[2]) for key in keys}
