"""What became of the decisions of a committee, each told once whoever it is asked of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from usine.asks.models import Ask
from usine.asks.queries import whole, with_places
from usine.asks.states import AskState
from usine.subjects.models import Subject
from usine.values import clock

from ..models import Committee, CommitteeDecision


@dataclass(frozen=True)
class FollowUp:
    """What is asked of one for a decision; `is_mine` when the reader is on either side of it,
    `of` what the committee follows."""

    ask: Ask
    is_mine: bool
    of: str

    @property
    def whom(self) -> str:
        """Whom it is asked; a role of the place of the committee goes without its place."""
        to = self.ask.to
        return to.who if to.where == self.of else str(to)

    @property
    def standing(self) -> str:
        if not self.ask.is_waiting:
            return self.ask.outcome_label or str(self.ask.get_state_display())
        return "en retard" if self.ask.due_on < clock.today() else "attendue"

    def __str__(self) -> str:
        return f"{self.whom}\u00a0: {self.standing}"


@dataclass(frozen=True)
class FollowedDecision:
    """A decision, by the first of its rows, and what is asked of each of whom it is asked, as all
    who read the committee may know."""

    decision: CommitteeDecision
    follow_ups: Sequence[FollowUp]
    # The keys of its other rows, by which subjects name them.
    others: Sequence[int] = ()

    @property
    def due_on(self) -> date:
        return self.follow_ups[0].ask.due_on

    @property
    def waiting(self) -> list[FollowUp]:
        return [each for each in self.follow_ups if each.ask.is_waiting]


def decisions_of(committee: Committee, *, reader=None) -> list[FollowedDecision]:
    """The decisions of a committee that stand and a reader may see, in their order."""
    decisions = list(committee.decisions.filter(withdrawn_at__isnull=True))
    if reader:
        keys = [each.subject for each in decisions]
        seen = Subject.objects.visible_to(reader).in_bulk(keys)
        decisions = [each for each in decisions if each.subject in seen]
    asks = _asks({each.subject for each in decisions})
    every = [ask for those in asks.values() for ask in those]
    mine = _mine(reader, every) if reader else set()
    rows: dict[str, list[CommitteeDecision]] = defaultdict(list)
    for each in decisions:
        rows[each.text].append(each)
    return [
        FollowedDecision(
            those[0],
            [
                FollowUp(ask, ask.pk in mine, committee.of)
                for each in those
                for ask in asks[each.subject]
            ],
            [each.pk for each in those[1:]],
        )
        for those in rows.values()
    ]


def _asks(keys: Collection[str]) -> dict[str, list[Ask]]:
    """What is asked about each of these subjects: one of each of whom it was asked first, as it
    was last asked, by whoever it was passed on to."""
    asks = with_places(whole(Ask.objects.filter(subject__in=keys)).order_by("pk"))
    following = {each.follows_id: each for each in asks if each.follows_id}
    told: dict[str, dict[str, Ask]] = defaultdict(dict)
    for each in asks:
        if each.follows_id is None:
            told[each.subject_id][each.to.key] = _last(each, following)
    return {subject: list(those.values()) for subject, those in told.items()}


def _last(ask: Ask, following: dict[int, Ask]) -> Ask:
    while ask.state == AskState.REDIRECTED:
        ask = following[ask.pk]
    return ask


def _mine(reader, asks: Iterable[Ask]) -> set[int]:
    seen = Ask.objects.visible_to(reader).filter(pk__in=[each.pk for each in asks])
    return set(seen.values_list("pk", flat=True))
