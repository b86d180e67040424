"""Who opens the pages of decisions: who instructs proposes, who approves does the rest."""

from tests.routes import Route, everyone, only
from tests.world import APPLICANTS, INSTRUCTORS, Actor, World
from usine.calls.models import Candidacy, CandidacyDecision
from usine.plans.tests.factories import make_action

from .factories import decided_call, proposed, studied

APPROVERS = frozenset({Actor.APPROVER})
# A person of its région finds a decision, nobody else.
READ = only(APPROVERS, others=404)
DONE = only(APPROVERS, 302, others=404)


def a_candidacy(world: World) -> Candidacy:
    """One that is studied here, made when it is not there."""
    there = world.here.territory
    rows = Candidacy.objects.filter(call="decide", state="under_review", territory=there)
    return rows.first() or studied(decided_call(), make_action(there))


def a_proposal(world: World) -> CandidacyDecision:
    """One that waits here, made when it is not there."""
    there = world.here.territory
    rows = CandidacyDecision.objects.filter(candidacy__territory=there, candidacy__call="decide")
    return rows.proposed().first() or proposed(a_candidacy(world))


def a_refusal(world: World) -> list:
    """The candidacy of which a refusal is proposed here, with its motive."""
    there = world.here.territory
    return [Candidacy.objects.get(call="motifs", territory=there).pk]


def the_proposal(world: World) -> list:
    return [a_proposal(world).pk]


DECISION_ROUTES = [
    Route("calls:laureates", get=everyone()),
    Route("calls:laureates_export", get=everyone()),
    Route(
        "calls:propose",
        get=only(INSTRUCTORS, others=404),
        post=only(INSTRUCTORS, 302, others=404),
        at=lambda world: [a_candidacy(world).pk],
        data=lambda world: {"outcome": "awarded", "awarded": "800", "investment": "2500"},
        once=lambda world: CandidacyDecision.objects.filter(candidacy__call="decide"),
    ),
    # Whoever applied reads the page too, and nothing of the proposal.
    Route(
        "calls:candidacy",
        note="proposed",
        get=only(APPLICANTS, others=404),
        at=a_refusal,
    ),
    Route("calls:to_approve", get=only(APPROVERS)),
    Route("calls:to_release", get=only(APPROVERS)),
    # Nothing is ticked.
    Route("calls:approve_ticked", get=only(APPROVERS), post=only(APPROVERS, 302)),
    Route("calls:release", get=only(APPROVERS), post=only(APPROVERS, 302)),
    Route("calls:approve", get=READ, post=DONE, at=the_proposal),
    Route(
        "calls:send_back",
        get=READ,
        post=DONE,
        at=the_proposal,
        data=lambda world: {"words": "À revoir."},
    ),
]
