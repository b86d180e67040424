"""Two regions, two territories, and everyone who may look at them.

Each side has what the other must not see: every private value is one of its own (a canary), named
for its side and its field, and `may_see` says to whom it may be shown.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import transaction

from usine.asks import operations as asks
from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.tests.factories import COUNT, asked, in_days, managers
from usine.calls.candidacies.operations import file_documents, submit
from usine.calls.candidacies.resubmitting import resubmit
from usine.calls.decisions.operations import propose
from usine.calls.instruction.asking import ask_opinion
from usine.calls.instruction.operations import take_step
from usine.calls.instruction.returning import return_candidacy
from usine.calls.models import Candidacy
from usine.calls.tests.candidacies.factories import (
    ANSWERS,
    filled,
    make_commune,
    permanent_call,
    quote,
    started,
    typed,
)
from usine.calls.tests.decisions.factories import decided_call
from usine.calls.tests.factories import make_call
from usine.files.checking import Sent
from usine.files.models import Document
from usine.files.operations import attach
from usine.files.operations import withdraw as withdraw_document
from usine.ledger.models import Event
from usine.notices.operations import tell
from usine.people import operations as people
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.plans import operations as plans
from usine.plans.blocking import block, lift_block
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.campaigns.operations import send_campaign
from usine.plans.committees.decisions import decide
from usine.plans.committees.operations import plan_committee
from usine.plans.corrections import correct_status
from usine.plans.models import Action, ActionLink
from usine.plans.notes import NOTED_MINE
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.plans.tests.factories import make_filled_action
from usine.subjects import operations as subjects
from usine.subjects.models import Subject
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.territories.subjects import listings as territory_subjects
from usine.values import clock

from .planting import bring_in, correct, keep_lists, prepare_call
from .sides import Side


class Actor(StrEnum):
    ANONYMOUS = "anonymous"
    DEACTIVATED = "deactivated"  # was the project manager here
    ENDED = "mandate ended yesterday"  # was the project manager here
    NOBODY = "no mandate"
    MANAGER = "project manager"
    DEPUTY = "deputy"
    ELECTED = "elected official"
    INDUSTRIALIST = "industrialist"
    READER = "reader"
    COORDINATOR = "regional coordinator"
    INSTRUCTOR = "instructor"
    APPROVER = "approver"
    NATIONAL = "national team"
    MANAGER_ELSEWHERE = "project manager elsewhere"
    COORDINATOR_ELSEWHERE = "regional coordinator elsewhere"


A = Actor
EVERYONE = frozenset(Actor)
# Asked to sign in wherever that is needed.
OUT = frozenset({A.ANONYMOUS, A.DEACTIVATED})
SIGNED_IN = EVERYONE - OUT
READERS = frozenset(
    {A.MANAGER, A.DEPUTY, A.ELECTED, A.INDUSTRIALIST, A.READER, A.COORDINATOR, A.NATIONAL}
)
EDITORS = frozenset({A.MANAGER, A.DEPUTY, A.COORDINATOR, A.NATIONAL})
READERS_THERE = EDITORS_THERE = frozenset(
    {A.MANAGER_ELSEWHERE, A.COORDINATOR_ELSEWHERE, A.NATIONAL}
)
# Who manages the people here, there, anywhere.
MANAGERS = frozenset({A.COORDINATOR, A.NATIONAL})
MANAGERS_THERE = frozenset({A.COORDINATOR_ELSEWHERE, A.NATIONAL})
ANY_MANAGERS = MANAGERS | MANAGERS_THERE
# Who reads what was applied for here, there: the binôme, who may be a competitor, does not.
APPLICANTS = frozenset({A.MANAGER, A.DEPUTY, A.INSTRUCTOR, A.APPROVER, A.NATIONAL})
APPLICANTS_THERE = frozenset({A.MANAGER_ELSEWHERE, A.NATIONAL})
# Who studies what was applied for here, there.
INSTRUCTORS = frozenset({A.INSTRUCTOR, A.NATIONAL})
INSTRUCTORS_THERE = frozenset({A.NATIONAL})
# Who knows here how it is studied.
STUDY_READERS = INSTRUCTORS | {A.APPROVER}
# Who asks and is asked here, there.
ASKED = frozenset({A.MANAGER, A.DEPUTY, A.NATIONAL})
ASKED_THERE = frozenset({A.MANAGER_ELSEWHERE, A.NATIONAL})


@dataclass
class World:
    here: Side
    there: Side
    users: dict[Actor, User]


@contextmanager
def undone() -> Iterator[None]:
    """What is written within the block is taken back: the next one finds the world as it was."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


def may_see(actor: Actor, side: str, what: str) -> bool:
    here = side == "here"
    if what.startswith("candidacy opinion"):
        what = "candidacy"
    match what:
        case "address":
            return actor in (MANAGERS if here else MANAGERS_THERE)
        case "ask" | "refusal":
            return actor in (ASKED if here else ASKED_THERE)
        case "campaign":
            return actor in (ASKED | MANAGERS if here else ASKED_THERE | MANAGERS_THERE)
        case "candidacy" | "candidacy answer" | "candidacy document" | "candidacy correction":
            return actor in (APPLICANTS if here else APPLICANTS_THERE)
        case "candidacy words" | "motive":
            return actor in (STUDY_READERS if here else INSTRUCTORS_THERE)
        case (
            "draft file"
            | "draft row"
            | "refused row"
            | "draft header"
            | "draft word"
            | "typed cell"
        ):
            return actor in (EDITORS if here else EDITORS_THERE)
        case "own view" | "own view query" | "feed query" | "scheme" | "operator":
            return actor == A.NATIONAL
    if what.startswith("call "):
        return actor == A.NATIONAL
    return actor in (READERS if here else READERS_THERE)


def make_world() -> World:
    here = Side("here", make_territory("Ici", region=make_region("32", "Hauts-de-France")))
    there = Side("there", make_territory("Ailleurs", region=make_region("76", "Occitanie")))
    for side in (here, there):
        _enlist(side)
        _write_plan(side)
        correct(side)
        side.filled = make_filled_action(side.territory, f"Fiche de {side.name}", side.canaries)
        _file(side)
        _meet(side)
        bring_in(side)
        prepare_call(side)
    for side, other in ((here, there), (there, here)):
        # As when the access to the other one is restricted later.
        ActionLink.objects.create(action=side.action, other=other.restricted, kind="same_project")
    users = _actors(here.territory, there.territory)
    for side in (here, there):
        _tell(side, users.values())
        _ask(side, by=users[A.NATIONAL])
        _campaign(side, by=users[A.NATIONAL])
        keep_lists(side, by=users[A.NATIONAL])
        _apply(side)
    make_call(code="ouvert", stage="open")
    return World(here, there, users)


def _enlist(side: Side) -> None:
    """Somebody with a mandate and an address that only managers see, and a closed account."""
    side.person = make_user(
        Role.READER, territory=side.territory, email=f"{side.secret('address')}@exemple.fr".lower()
    )
    side.secrets["address"] = side.secrets["address"].lower()
    User.objects.filter(pk=side.person.pk).update(last_name=side.secret("name"))
    side.manager = make_user(Role.PROJECT_MANAGER, territory=side.territory)
    side.closed = make_user(Role.READER, territory=side.territory)
    people.deactivate(side.closed, by=None)


def _write_plan(side: Side) -> None:
    side.action = plans.create(
        territory=side.territory,
        values={
            "title": f"Action de {side.name}",
            "reference": "F1",
            "axis": "foncier",
            "description": side.secret("description"),
            "partners": [side.secret("partner")],
            "referent": side.secret("referent"),
            "tags": [side.secret("tag")],
            "comment": side.secret("comment"),
            "planned_budget": _budget(side),
        },
        status=Status.TO_START,
        effective_on=clock.today() - timedelta(days=30),
        by=None,
    )
    days = [clock.today() - timedelta(days=days) for days in (20, 10)]
    words = side.secret("blockage"), side.secret("lifted blockage")
    block(side.action, kind="land", words=words[0], by=None, effective_on=days[0])
    lift_block(side.action, words=words[1], by=None, effective_on=days[1])
    plans.change(side.action, values={"comment": side.secret("later comment")}, version=1, by=None)
    correct_status(
        side.action.status_changes.get(),
        status=Status.UNKNOWN,
        effective_on=clock.today() - timedelta(days=20),
        reason=side.secret("correction"),
        by=None,
    )
    side.status_change = side.action.status_changes.latest("pk")
    side.restricted = plans.create(
        territory=side.territory,
        values={
            "title": side.secret("restricted title"),
            "reference": side.secret("restricted reference"),
            "axis": "innovation",
            "description": side.secret("restricted description"),
            "lead": side.secret("restricted lead"),
            "partners": [side.secret("restricted partner")],
            "comment": side.secret("restricted comment"),
            "restricted": True,
        },
        by=None,
    )
    side.withdrawn = plans.create(
        territory=side.territory,
        values={"title": f"Action retirée de {side.name}", "axis": "foncier"},
        by=None,
    )
    side.withdrawn = plans.withdraw(side.withdrawn, reason=side.secret("withdrawal"), by=None)


def _file(side: Side) -> None:
    """Documents whose names and words are private."""
    side.document = _attached(side, side.action, "document", side.secret("document text"))
    side.restricted_document = _attached(side, side.restricted, "restricted document")
    side.withdrawn_document = _attached(side, side.action, "withdrawn document")
    withdraw_document(side.withdrawn_document, by=None)


def _meet(side: Side) -> None:
    """A committee of yesterday whose words are private."""
    side.committee = plan_committee(
        Plan(territory=side.territory),
        values={
            "name": f"Comité {side.secret('committee name')}",
            "on": clock.today() - timedelta(days=1),
            "venue": side.secret("venue"),
            "members": [side.secret("member")],
            "agenda": side.secret("agenda"),
            "foreword": side.secret("foreword"),
        },
        by=None,
    )
    decide(
        side.committee,
        text=side.secret("decision"),
        to=[a_person(side.manager)],
        due_on=clock.today() + timedelta(days=30),
        by=None,
    )


def _attached(side: Side, action: Action, what: str, words: str = "") -> Document:
    name = side.secret(what)
    sent = Sent(f"{name}.txt", f"{what} {side.name} {words}".encode())
    [document] = attach(action.subject, sent=[sent], by=None)
    return document


def _tell(side: Side, everyone: Collection[User]) -> None:
    """Everyone is told of what is restricted, whether they may see it or not."""
    event = Event.objects.filter(subject=side.restricted.subject).latest("number")
    tell(NOTED_MINE, people=everyone, event=event, by=None)


def _ask(side: Side, *, by: User) -> None:
    """What the national team asks of the project manager, of whom nobody else reads it."""
    by = User.objects.get(pk=by.pk)
    more = {"subject": side.restricted.subject, "by": by}
    side.ask = asked(side.territory, text=side.secret("ask"), **more)
    # Long enough ago to be reminded of.
    Ask.objects.filter(pk=side.ask.pk).update(at=clock.now() - timedelta(days=5))
    side.declined_ask = asked(side.territory, COUNT, **more)
    asks.decline(side.declined_ask, words=side.secret("refusal"), by=None)
    side.withdrawn_ask = asks.withdraw(asked(side.territory, COUNT, **more), by=by)
    side.several_asks = asks.ask_many(
        COUNT,
        [side.action.subject],
        about=subject_of(side.territory),
        text="Combien ?",
        to=managers([Subject.objects.get(pk=side.action.subject)])[0],
        due_on=in_days(10),
        by=by,
    ).number


def _campaign(side: Side, *, by: User) -> None:
    """What the national team asks the region to do, which its coordinators follow."""
    subjects.put(territory_subjects([side.territory.place]))
    action = Action.objects.filter(pk=side.action.pk)
    action.update(confirmed_on=clock.today() - timedelta(days=9))
    side.campaign = send_campaign(
        Plan(region=side.territory.lead_region),
        territories=[side.territory],
        text=side.secret("campaign"),
        opens_on=clock.today(),
        due_on=in_days(10),
        by=User.objects.get(pk=by.pk),
    )
    action.update(confirmed_on=clock.today())
    # Long enough ago to be reminded of.
    Ask.objects.filter(kind=UPDATE.code).update(at=clock.now() - timedelta(days=5))


def _apply(side: Side) -> None:
    """What a company asks, which its competitors must not read."""
    candidacy = started(permanent_call(), side.action)
    commune = make_commune(*{"here": ("62765",), "there": ("31555", "Toulouse", "76")}[side.name])
    answers = {
        "titre": side.secret("candidacy"),
        "eclairage": side.secret("candidacy answer"),
        "commune": commune.pk,
    }
    typed(candidacy, **ANSWERS | answers | {"nocturne": True})
    name = f"{side.secret('candidacy document')}.txt"
    file_documents(candidacy, code="devis", sent=[quote(name)], by=None)
    submit(candidacy, by=None)
    return_candidacy(
        candidacy,
        fields=["aide"],
        documents=[],
        words=side.secret("candidacy correction"),
        due_on=in_days(14),
        by=None,
    )
    resubmit(candidacy, by=None)
    take_step(candidacy, verb="start", by=None)
    opinion = ask_opinion(
        candidacy,
        code="accord",
        person=None,
        text=side.secret("candidacy opinion"),
        due_on=in_days(21),
        by=None,
    )
    words = side.secret("candidacy opinion words")
    asks.answer(opinion, outcome="unfavourable", words=words, by=None)
    take_step(candidacy, verb="hold", words=side.secret("candidacy words"), by=None)
    side.candidacy = Candidacy.objects.get(pk=candidacy.pk)
    _decide(side, commune.pk)


def _decide(side: Side, commune: str) -> None:
    """A refusal that waits for a second person."""
    candidacy = filled(started(decided_call("motifs"), side.action), commune=commune)
    submit(candidacy, by=None)
    take_step(candidacy, verb="start", by=None)
    propose(candidacy, outcome="refused", motive=side.secret("motive"), by=None)


def _budget(side: Side) -> int:
    """In cents; shown as 71 234 567 € here and 82 345 678 € there, spaces aside."""
    euros = {"here": 71_234_567, "there": 82_345_678}[side.name]
    side.secrets["budget"] = str(euros)
    return euros * 100


def _actors(here: Territory, there: Territory) -> dict[Actor, User]:
    yesterday = clock.today() - timedelta(days=1)
    users = {
        A.DEACTIVATED: make_user(Role.PROJECT_MANAGER, territory=here),
        A.ENDED: make_user(Role.PROJECT_MANAGER, territory=here, ends_on=yesterday),
        A.NOBODY: make_user(),
        A.MANAGER: make_user(Role.PROJECT_MANAGER, territory=here),
        A.DEPUTY: make_user(
            Role.DEPUTY, territory=here, ends_on=clock.today() + timedelta(days=30)
        ),
        A.ELECTED: make_user(Role.ELECTED_OFFICIAL, territory=here),
        A.INDUSTRIALIST: make_user(Role.INDUSTRIALIST, territory=here),
        A.READER: make_user(Role.READER, territory=here),
        A.COORDINATOR: make_user(Role.REGIONAL_COORDINATOR, region=here.lead_region),
        A.INSTRUCTOR: make_user(Role.INSTRUCTOR, region=here.lead_region),
        A.APPROVER: make_user(Role.APPROVER, region=here.lead_region),
        A.NATIONAL: make_user(Role.NATIONAL_TEAM),
        A.MANAGER_ELSEWHERE: make_user(Role.PROJECT_MANAGER, territory=there),
        A.COORDINATOR_ELSEWHERE: make_user(Role.REGIONAL_COORDINATOR, region=there.lead_region),
    }
    assert users.keys() == EVERYONE - {A.ANONYMOUS}
    return users
