"""The decisions of a committee: each is asked of somebody, by a day (room `asks`).

A decision is a subject of its own: who reads the committee reads it, and whoever is asked to act on
it may be asked several.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from usine.asks import operations as asking
from usine.asks.addressing import Addressee, a_role
from usine.asks.kinds import AskKind, Outcome
from usine.asks.models import Ask
from usine.asks.queries import whole, with_places
from usine.asks.turning import locked
from usine.geography.models import Region
from usine.ledger.operations import record
from usine.ledger.refusals import operation, save
from usine.people.roles import Kind, Role
from usine.subjects import operations as subject_rows
from usine.subjects.models import Subject
from usine.subjects.sources import Listing
from usine.territories.models import Territory
from usine.territories.places import region_outside
from usine.values import clock
from usine.values.errors import Refused

from ..committee_states import CommitteeState
from ..models import Committee, CommitteeDecision
from ..rights import ACT, EDIT
from ..writing import refuse_if
from . import rules, subjects
from .gate import hold_committee

DONE, NOT_DONE = "done", "not_done"
_ROLES = (Role.PROJECT_MANAGER, Role.ELECTED_OFFICIAL, Role.INDUSTRIALIST)


def _usual(about: Sequence[Subject]) -> Iterator[Addressee]:
    """Whom the form proposes, by the place of the committee."""
    place = about[0].place
    if territory := Territory.objects.filter(place=place).first():
        yield from (a_role(role, territory) for role in _ROLES)
        yield a_role(Role.REGIONAL_COORDINATOR, territory.lead_region)
    elif region := region_outside(place):
        yield a_role(Role.REGIONAL_COORDINATOR, Region.objects.get(pk=region))
    else:
        yield a_role(Role.NATIONAL_TEAM, None)


DECISION = AskKind(
    "plans.decision",
    "Suite d’une décision de comité",
    (Outcome(DONE, "C’est fait"), Outcome(NOT_DONE, "Ce n’est pas fait", needs_words=True)),
    may_ask=EDIT,
    may_answer=ACT,
    to=lambda about: list(_usual(about)),
    of_oneself=True,
    days=30,
)


@operation
def decide(
    committee: Committee, *, text: str, to: Addressee, due_on: date, by
) -> CommitteeDecision:
    """Write a decision of a committee, and ask its follow-up of somebody, by a day.

    Raises Refused when the committee is cancelled or has taken it already, and what `asks.ask`
    raises.
    """
    committee = hold_committee(committee, by=by)
    refuse_if(rules.change_refusal(CommitteeState(committee.state)))
    decision = CommitteeDecision(committee=committee, text=text.strip(), **_part(committee, to))
    if committee.decisions.filter(text=decision.text, withdrawn_at__isnull=True).exists():
        raise Refused("Cette décision est déjà prise.")
    save(decision)
    subject_rows.put([listing(decision)])
    payload = {"decision": decision.text}
    record("plans.decide", subject=committee.subject, by=by, payload=payload)
    asking.ask(DECISION, decision.subject, text=decision.text, to=to, due_on=due_on, by=by)
    return decision


@operation
def withdraw_decision(decision: CommitteeDecision, *, by) -> CommitteeDecision:
    """Take back a decision that was written by mistake, and what is asked of it.

    Raises Refused when it is taken back already, or when somebody else asked what still waits.
    """
    committee = hold_committee(decision.committee, by=by)
    decision = CommitteeDecision.objects.select_for_update().get(pk=decision.pk)
    if decision.withdrawn_at:
        raise Refused("Cette décision est déjà retirée.")
    for waiting in locked(Ask.objects.waiting().filter(subject=decision.subject)):
        if by is not None and waiting.by != by:
            raise Refused(f"Qui a demandé sa suite peut seul la retirer\u00a0: {waiting.by}.")
        asking.withdraw(waiting, by=by)
    decision.withdrawn_at = clock.now()
    save(decision)
    decision.committee = committee
    subject_rows.put([listing(decision)])
    payload = {"withdrawn": decision.pk}
    record("plans.withdraw_decision", subject=committee.subject, by=by, payload=payload)
    return decision


def _part(committee: Committee, to: Addressee) -> dict[str, Territory | Region]:
    """The part of a wider committee of which a decision is asked."""
    if committee.territory is None and to.place_kind == Kind.TERRITORY:
        return {"territory": Territory.objects.get(place=to.place_code)}
    if committee.territory is None and committee.region is None and to.place_kind == Kind.REGION:
        return {"region": Region.objects.get(pk=to.place_code)}
    return {}


def put(committee: Committee) -> None:
    """Write again the subjects of its decisions, which its name, its day and its state tell."""
    decisions = committee.decisions.select_related("territory", "region")
    for each in decisions:
        each.committee = committee
    subject_rows.put(map(listing, decisions))


def listing(decision: CommitteeDecision) -> Listing:
    """It is seen by who covers the whole of what its committee follows, and by the part of which it
    is asked; on the same page. Its title begins with its committee, which lists and mails of asks
    name so."""
    committee = decision.committee
    return Listing(
        decision.subject,
        f"{committee} – {decision.text}"[:300],
        decision.get_absolute_url(),
        subjects.covering(committee.territory, committee.region)
        | subjects.covering(decision.territory, decision.region),
        decision.place,
        is_searched=decision.withdrawn_at is None and committee.state != CommitteeState.CANCELLED,
    )


def listings(places: Collection[str] | None) -> Iterator[Listing]:
    """Those of some places, or all of them."""
    decisions = CommitteeDecision.objects.select_related(
        "committee__territory", "committee__region", "territory", "region"
    ).order_by("pk")
    if places is not None:
        regions = list(filter(None, map(region_outside, places)))
        of_territory = Q(committee__territory__place__in=places) | Q(territory__place__in=places)
        of_region = Q(committee__region__in=regions) | Q(region__in=regions)
        decisions = decisions.filter(of_territory | of_region)
    return map(listing, decisions.iterator(2_000))


@dataclass(frozen=True)
class FollowedDecision:
    """A decision, and the last thing that was asked of it, as all who read the committee may know;
    `is_mine` when the reader is on either side of it."""

    decision: CommitteeDecision
    ask: Ask
    is_mine: bool

    @property
    def standing(self) -> str:
        if not self.ask.is_waiting:
            return self.ask.outcome_label or str(self.ask.get_state_display())
        return "en retard" if self.ask.due_on < clock.today() else "attendue"


def decisions_of(committee: Committee, *, reader=None) -> list[FollowedDecision]:
    """The decisions of a committee that stand and a reader may see, in their order."""
    decisions = list(committee.decisions.filter(withdrawn_at__isnull=True))
    if reader:
        keys = [each.subject for each in decisions]
        seen = Subject.objects.visible_to(reader).in_bulk(keys)
        decisions = [each for each in decisions if each.subject in seen]
    asks = _asks({each.subject for each in decisions})
    mine = _mine(reader, asks.values()) if reader else set()
    return [
        FollowedDecision(each, asks[each.subject], asks[each.subject].pk in mine)
        for each in decisions
    ]


def _asks(keys: Collection[str]) -> dict[str, Ask]:
    """The last ask about each of these subjects."""
    asks = whole(Ask.objects.filter(subject__in=keys)).order_by("pk")
    return {each.subject_id: each for each in with_places(asks)}


def _mine(reader, asks: Iterable[Ask]) -> set[int]:
    seen = Ask.objects.visible_to(reader).filter(pk__in=[each.pk for each in asks])
    return set(seen.values_list("pk", flat=True))
