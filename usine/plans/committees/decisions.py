"""The decisions of a committee: each is asked of somebody or of several, by a day (room `asks`).

A decision is a subject of its own: who reads the committee reads it, and whoever is asked to act on
it may be asked several.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from usine.asks import operations as asking
from usine.asks.addressing import Addressee, a_role
from usine.asks.kinds import AskKind, Outcome
from usine.asks.models import Ask
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
# The territory or the region where a decision lies, when its committee follows more.
Part = tuple[Territory | None, Region | None]


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
    committee: Committee, *, text: str, to: Collection[Addressee], due_on: date, by
) -> CommitteeDecision:
    """Write a decision of a committee, and ask its follow-up of each, by a day.

    What is asked of several parts of a wider committee has a row a part, which reads its own alone;
    returns the first. Raises Refused when the committee is cancelled or has taken it already, and
    what `asks.ask` raises.
    """
    committee = hold_committee(committee, by=by)
    refuse_if(rules.change_refusal(CommitteeState(committee.state)))
    text = text.strip()
    if standing(committee, text).exists():
        raise Refused("Cette décision est déjà prise.")
    refuse_if(rules.addressees_refusal(len(to)))
    rows = [
        (_written(committee, text, part), asked) for part, asked in _by_part(committee, to).items()
    ]
    payload = {"decision": text}
    record("plans.decide", subject=committee.subject, by=by, payload=payload)
    for decision, asked in rows:
        for each in asked:
            asking.ask(DECISION, decision.subject, text=text, to=each, due_on=due_on, by=by)
    return rows[0][0]


def standing(committee: Committee, text: str) -> QuerySet[CommitteeDecision]:
    """The rows of one decision: a text is decided once in a committee, until it is taken back."""
    return committee.decisions.filter(text=text, withdrawn_at__isnull=True)


def _by_part(committee: Committee, to: Collection[Addressee]) -> dict[Part, list[Addressee]]:
    parts: dict[Part, list[Addressee]] = defaultdict(list)
    for each in {each.key: each for each in to}.values():
        parts[_part(committee, each)].append(each)
    return parts


def _written(committee: Committee, text: str, part: Part) -> CommitteeDecision:
    territory, region = part
    decision = CommitteeDecision(committee=committee, text=text, territory=territory, region=region)
    save(decision)
    subject_rows.put([listing(decision)])
    return decision


@operation
def withdraw_decision(decision: CommitteeDecision, *, by) -> CommitteeDecision:
    """Take back a decision that was written by mistake, and what is asked of it.

    Raises Refused when it is taken back already, or when somebody else asked what still waits.
    """
    committee = hold_committee(decision.committee, by=by)
    rows = list(standing(committee, decision.text).select_for_update().order_by("pk"))
    if decision not in rows:
        raise Refused("Cette décision est déjà retirée.")
    for waiting in locked(
        Ask.objects.waiting().filter(subject__in=[each.subject for each in rows])
    ):
        if by is not None and waiting.by != by:
            raise Refused(f"Qui a demandé sa suite peut seul la retirer\u00a0: {waiting.by}.")
        asking.withdraw(waiting, by=by)
    for each in rows:
        each.withdrawn_at = clock.now()
        save(each)
    put(committee)
    payload = {"withdrawn": decision.pk}
    record("plans.withdraw_decision", subject=committee.subject, by=by, payload=payload)
    return next(each for each in rows if each == decision)


def _part(committee: Committee, to: Addressee) -> Part:
    """The part of a wider committee of which a decision is asked."""
    if committee.territory is None and to.place_kind == Kind.TERRITORY:
        return Territory.objects.get(place=to.place_code), None
    if committee.territory is None and committee.region is None and to.place_kind == Kind.REGION:
        return None, Region.objects.get(pk=to.place_code)
    return None, None


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
