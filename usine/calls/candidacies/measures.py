"""What a candidacy counts for in the ledger, from the day on which it was sent."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from usine.ledger.measures import Asked, EvidenceLine, EvidenceRow, Measure
from usine.ledger.timelines import Posting, Timeline
from usine.territories.measures import place_names
from usine.values.dates import paris_day

from ..labels import STATES
from ..models import (
    Call,
    Candidacy,
    CandidacyDecision,
    Passage,
    Submission,
)
from ..models.decisions import decision_at
from ..states import CandidacyState, DecisionOutcome, told

HIDDEN = "Candidature à accès restreint"


def timeline_of(candidacy: Candidacy) -> Timeline:
    """One candidacy and the money that it asks, under each of its states in turn, as they are told;
    nothing before it is sent, nor when its call is tried."""
    if candidacy.submitted_at is None or candidacy.is_test:
        return {}
    return timeline(
        candidacy,
        list(candidacy.passages.all()),
        list(candidacy.submissions.all()),
        [each for each in candidacy.decisions.all() if each.released_at],
    )


def timeline(
    candidacy: Candidacy,
    passages: Sequence[Passage],
    submissions: Sequence[Submission],
    released: Sequence[CandidacyDecision],
) -> Timeline:
    """What was released weighs from the day on which it was decided."""
    days: dict[date, list[Posting]] = {}
    for each in passages:
        # What came by mail is entered after it was received.
        if each.state != CandidacyState.DRAFT:
            sent = [one for one in submissions if one.at <= each.at] or submissions
            decision = decision_at(each.at, released)
            state = told(CandidacyState(each.state), decision.outcome if decision else "")
            days[paris_day(each.at)] = [
                *_counted(candidacy, state, sent[-1].asked),
                *_decided(candidacy, decision),
            ]
    return days


def _counted(candidacy: Candidacy, state: str, asked: int | None) -> Iterator[Posting]:
    place, scheme = candidacy.place, candidacy.call_id
    yield Posting(CANDIDACIES.code, place=place, state=state, scheme=scheme)
    if asked:
        yield Posting(ASKED.code, asked, place=place, state=state, scheme=scheme)


def _decided(candidacy: Candidacy, decision: CandidacyDecision | None) -> Iterator[Posting]:
    if decision and decision.outcome == DecisionOutcome.AWARDED:
        for code, amount in (
            (AWARDED.code, decision.awarded),
            (INVESTMENT.code, decision.investment),
        ):
            if amount:
                yield Posting(code, amount, place=candidacy.place, scheme=candidacy.call_id)


def timelines() -> Iterator[tuple[str, Timeline]]:
    """(subject, timeline) of each candidacy."""
    rows = Candidacy.objects.select_related("territory")
    for each in rows.prefetch_related("passages", "submissions", "decisions").iterator(2_000):
        yield each.subject, timeline_of(each)


def _lines(rows: Sequence[EvidenceRow], asked: Asked) -> list[EvidenceLine]:
    """Everybody who sees the sum sees that a candidacy counts, only some see which."""
    numbers = {row.subject: int(row.subject.partition(":")[2]) for row in rows}
    visible = Candidacy.objects.filter(pk__in=numbers.values()).visible_to(asked.user)
    candidacies = visible.in_bulk()
    lines = []
    for row in rows:
        line = EvidenceLine(HIDDEN, territory=row.place)
        if each := candidacies.get(numbers[row.subject]):
            line = EvidenceLine(each.title, each.get_absolute_url(), row.place)
        lines.append(line)
    return lines


def _call_titles() -> dict[str, str]:
    return dict(Call.objects.values_list("code", "title"))


CANDIDACIES = Measure(
    code="candidacies",
    unit="count",
    dimensions=("place", "state", "scheme"),
    label="Candidatures",
    labels={"place": place_names, "state": STATES, "scheme": _call_titles},
    lines=_lines,
    noun="Candidature",
    columns={
        "candidature": "label",
        "territoire": "place",
        "region": "region",
        "etat": "state",
        "adresse": "url",
    },
    is_private=True,
)

ASKED = replace(
    CANDIDACIES,
    code="asked",
    unit="cents",
    label="Montant demandé",
    columns={**CANDIDACIES.columns, "montant": "amount"},
)

AWARDED = replace(
    CANDIDACIES,
    code="awarded",
    unit="cents",
    dimensions=("place", "scheme"),
    label="Montant attribué",
    columns={
        "candidature": "label",
        "territoire": "place",
        "region": "region",
        "montant": "amount",
        "adresse": "url",
    },
)

INVESTMENT = replace(AWARDED, code="investment", label="Investissement des projets retenus")

MEASURES = (CANDIDACIES, ASKED, AWARDED, INVESTMENT)
