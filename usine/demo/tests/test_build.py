"""The demonstration: official figures at their dates, as known then and as known today."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from usine.asks.models import Ask
from usine.calls.models import Call
from usine.calls.stages import Stage
from usine.demo import agenda
from usine.demo.accounts import ROLES
from usine.demo.build import SEED, build
from usine.figures.bilans import Bilan, bilan
from usine.figures.demonstration import VERB, is_demonstration
from usine.figures.moments import Known
from usine.jobs.models import Schedule
from usine.jobs.schedules import declared
from usine.ledger.models import Event
from usine.ledger.operations import record, settle_many
from usine.ledger.queries import corrections, number_at
from usine.ledger.verification import verify
from usine.people.demonstration import DOMAIN, PRESENCE, address
from usine.people.models import Mandate, User
from usine.people.operations import create_user
from usine.people.roles import Role
from usine.plans.demonstration.lives import plans
from usine.plans.demonstration.profiles import profiles
from usine.plans.models import Action, StatusChange
from usine.plans.states import Status
from usine.plans.tests.factories import AXES, make_action
from usine.plans.unblocking import lifted_alike
from usine.territories.demonstration import ASSEMBLY, END, LABELLED, REVIEW
from usine.territories.measures import subject_of, timeline
from usine.territories.models import Territory
from usine.values import clock
from usine.values.agenda import Scene, at
from usine.values.dates import end_of_day, paris_day
from usine.values.errors import Refused

from .conftest import LARGER, SMALL, UNTIL, make_demonstration

pytestmark = pytest.mark.django_db

FEW = 3
OFFICIAL = (LABELLED, REVIEW, ASSEMBLY)


def both(day: date) -> list[Bilan]:
    """As known at the end of the day, and as known today."""
    return [bilan(day, Known.by(end_of_day(day))), bilan(day)]


@pytest.mark.usefixtures("small")
def test_figures_are_in_proportion_and_close():
    share = SMALL / sum(PRESENCE.values())
    for day, official in zip(OFFICIAL, (2_150, 2_800, 3_072), strict=True):
        for figures in both(day):
            assert figures.territories == SMALL
            assert figures.actions == pytest.approx(official * share, abs=3)
    for figures in both(REVIEW):
        assert figures.share_done_or_in_progress == pytest.approx(0.44, abs=0.03)
        assert figures.project_managers == SMALL - 1
        assert figures.regional_coordinators == 3
    for figures in both(ASSEMBLY):
        assert figures.share_done_or_in_progress == pytest.approx(0.56, abs=0.03)
    assert verify() == []
    assert is_demonstration()


@pytest.mark.usefixtures("small")
def test_the_calls_of_the_library_are_published():
    assert set(Call.objects.values_list("stage", flat=True)) == {Stage.OPEN}
    assert Call.objects.count() == 8


@pytest.mark.usefixtures("small")
def test_each_fact_is_recorded_at_its_own_date():
    recorded = Event.objects.exclude(verb=VERB).order_by("number")
    days = [paris_day(moment) for moment in recorded.values_list("recorded_at", flat=True)]
    assert days[0] == LABELLED
    assert END < days[-1] < UNTIL
    assert len({(day.year, day.month) for day in days}) > 18
    assert not {REVIEW, ASSEMBLY} & set(days)
    for change in StatusChange.objects.all():
        assert change.effective_on <= paris_day(change.recorded_at)
    for action in Action.objects.exclude(withdrawn_on=None):
        assert action.withdrawn_on not in OFFICIAL


@pytest.mark.usefixtures("small")
def test_scheduled_work_is_done_as_the_clock_passes():
    schedules = {each.code: each for each in Schedule.objects.all()}
    assert schedules.keys() == declared().keys()
    assert {paris_day(each.ran_at) for each in schedules.values()} == {UNTIL}
    # Each day, but what is done several times a day.
    daily = {code for code, each in declared().items() if each.interval == timedelta(days=1)}
    due = {paris_day(each.due_at) for code, each in schedules.items() if code in daily}
    assert due == {UNTIL + timedelta(days=1)}
    assert schedules["portal.verify_ledger"].outcome.startswith("Registre intact")


def test_scheduled_work_is_done_once_a_month(monkeypatch):
    days = []
    monkeypatch.setattr(agenda, "do_due", lambda slow: days.append((clock.today(), slow)))
    moments = [at(date(2025, *day), 0) for day in ((3, 31), (1, 8), (1, 9), (3, 3))]
    agenda.play([Scene(moment, lambda world: None) for moment in moments], lambda month: None)
    assert days == [(date(2025, 1, 8), False), (date(2025, 3, 3), False)]


@pytest.mark.usefixtures("small")
def test_plans_are_plausible_and_varied():
    sizes = Counter(Action.objects.live().values_list("territory", flat=True)).values()
    assert len(sizes) == SMALL
    assert min(sizes) >= 4
    assert max(sizes) <= 45
    assert set(Action.objects.values_list("axis", flat=True)) == set(AXES)
    titles = Action.objects.values_list("territory", "title")
    assert len(set(titles)) == len(titles)
    references = Action.objects.values_list("territory", "reference")
    assert len(set(references)) == len(references)
    priced = Action.objects.filter(planned_budget__gt=0).count()
    assert 0.5 < priced / len(titles) < 0.9
    assert Action.objects.exclude(start_on=None).values("start_precision").distinct().count() > 2
    assert set(Action.objects.values_list("status", flat=True)) == set(Status)
    for action in Action.objects.all():
        assert "{" not in f"{action.title}{action.lead}{action.description}{action.partners}"


@pytest.mark.usefixtures("larger")
def test_plans_live_on_fresh_late_or_silent():
    last = {
        name: max(day for day in days if day)
        for name, days in {
            territory.name: [
                paris_day(moment)
                for moment in Action.objects.filter(territory=territory).values_list(
                    "changed_at", flat=True
                )
            ]
            + list(
                Action.objects.filter(territory=territory).values_list("confirmed_on", flat=True)
            )
            for territory in Territory.objects.all()
        }.items()
    }
    fresh = [name for name, day in last.items() if day > date(2025, 12, 31)]
    silent = [name for name, day in last.items() if day <= END]
    assert len(fresh) > LARGER / 2
    assert 1 <= len(silent) < LARGER / 4
    assert len(fresh) + len(silent) < LARGER
    after = bilan(date(2026, 3, 30))
    assert after.actions > bilan(END).actions
    assert after.actions_by_status["done"] > bilan(END).actions_by_status["done"]


def test_it_is_the_same_every_time(programme):
    programme(SMALL)

    def drawn() -> list:
        random = Random(SEED)
        lives = plans(profiles(Territory.objects.all(), random), 0.1, random)
        return [
            (life.values, life.moves, life.withdrawn_on) for plan in lives for life in plan.lives
        ]

    first = drawn()
    assert len(first) > 300
    assert drawn() == first


@pytest.mark.usefixtures("small")
def test_asks_wait_are_answered_and_reminded_of():
    asks = [(each.state, each.rung, each.due_on < UNTIL) for each in Ask.objects.all()]
    assert Counter(asks) == {
        ("answered", 0, True): 4,
        # Those whose action was confirmed before anybody was reminded of them.
        ("answered", 0, False): 2,
        # The decision of a committee.
        ("answered", 2, True): 1,
        ("open", 0, False): 3,
    }


@pytest.mark.usefixtures("small")
def test_who_is_blocked_reads_how_the_same_was_lifted():
    manager = User.objects.get(email=address(Role.PROJECT_MANAGER))
    blocked = Action.objects.live().filter(
        territory__place=manager.mandates.get().code, blocked="land"
    )
    lifted = lifted_alike(blocked.latest("pk"), reader=manager)
    assert sorted((each.days, each.words.rsplit("\u00a0: ")[1]) for each in lifted) == [
        (35, "l’établissement public foncier porte le terrain pendant trois ans."),
        (63, "le sous-préfet a réuni les propriétaires, la promesse est signée."),
    ]


@pytest.mark.usefixtures("small")
def test_nobody_of_it_exists():
    for user in User.objects.all():
        assert user.email.endswith(f"@{DOMAIN}")
        assert "démonstration" in user.last_name
        assert not user.has_usable_password()
    holders = Counter(Mandate.objects.values_list("role", flat=True))
    assert holders[Role.ELECTED_OFFICIAL] == holders[Role.INDUSTRIALIST] == SMALL
    assert set(ROLES) == set(holders)
    for role in ROLES:
        assert User.objects.filter(email__regex=rf"^[a-z-]+@{DOMAIN}$", mandates__role=role).count()


@pytest.mark.usefixtures("larger")
def test_the_past_was_corrected_and_posts_changed_hands():
    assert StatusChange.objects.exclude(superseded_at=None).exists()
    known = number_at(end_of_day(ASSEMBLY))
    moved = corrections("actions", as_of=ASSEMBLY, known=known, by=["state"])
    assert moved.get(("done",), 0) == -moved.get(("in_progress",), 0) > 0
    for day in OFFICIAL:
        assert corrections("actions", as_of=day, known=number_at(end_of_day(day))) == {}
    managers = Mandate.objects.filter(role=Role.PROJECT_MANAGER)
    assert managers.exclude(ends_on=None).count() >= 3
    assert managers.count() > managers.values("code").distinct().count()
    for territory in Territory.objects.all():
        posts = sorted(
            (each.starts_on, each.ends_on or date.max) for each in managers.on(territory)
        )
        for (_, left), (came, _) in pairwise(posts):
            assert left < came


def test_territories_that_were_loaded_today_are_labelled_at_their_date(programme):
    programme(FEW)
    event = record("territories.load", subject="period:T2", by=None)
    settle_many({subject_of(each): timeline(each) for each in Territory.objects.all()}, event=event)
    build(until=UNTIL)
    [first] = Event.objects.filter(verb="territories.load")
    assert paris_day(first.recorded_at) == LABELLED
    before = Event.objects.filter(number__lt=first.number)
    assert list(before.values_list("verb", "subject")) == [
        ("territories.open_period", "period:T1"),
        ("territories.open_period", "period:T2"),
    ]
    assert bilan(LABELLED, Known.by(end_of_day(LABELLED))).territories == FEW
    assert verify() == []


def test_territories_are_loaded_at_their_date_when_there_are_none(db, monkeypatch, programme):
    asked = []

    def load(**options) -> None:
        asked.append(options["reference"])
        programme(2)

    monkeypatch.setattr("usine.demo.build.load_available", load)
    build(reference=Path("dossier"), until=UNTIL)
    assert asked == [Path("dossier")]
    assert bilan(LABELLED, Known.by(end_of_day(LABELLED))).territories == 2


def test_a_ledger_is_never_begun_again_outside_development(programme, settings):
    settings.DEBUG = False
    programme(FEW)
    recorded = list(Event.objects.values_list("number", "seal"))
    with pytest.raises(Refused, match="ne le fait qu’en développement"):
        build(until=UNTIL)
    assert list(Event.objects.values_list("number", "seal")) == recorded != []


def test_real_work_is_refused(programme):
    programme(1)
    create_user(email="vrai@exemple.fr", first_name="Une", last_name="Personne", by=None)
    with pytest.raises(Refused, match=r"travail réel \(1 comptes\)"):
        build(until=UNTIL)
    assert not is_demonstration()


def test_a_real_plan_is_refused(programme):
    programme(1)
    make_action(Territory.objects.get())
    with pytest.raises(Refused, match=r"travail réel \(1 actions\)"):
        build(until=UNTIL)
    assert Action.objects.count() == 1


def test_a_ledger_that_holds_something_else_is_refused(programme):
    programme(1)
    record("funding.open", subject="scheme:1", by=None)
    with pytest.raises(Refused, match="un registre déjà tenu"):
        build(until=UNTIL)


def test_an_interrupted_build_leaves_nothing(programme):
    programme(FEW)
    before = Event.objects.count()
    steps = []

    def progress(step: str) -> None:
        steps.append(step)
        if len(steps) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(until=UNTIL, progress=progress)
    assert [model.objects.count() for model in (Action, User, Event)] == [0, 0, before]
    build(until=UNTIL)
    assert verify() == []


@pytest.mark.soak
@pytest.mark.usefixtures("db")
def test_the_official_figures():
    """That they are drawn for the whole programme is a test of plans."""
    make_demonstration(183)
    for figures in both(LABELLED):
        assert (figures.territories, figures.actions) == (183, 2_150)
    for figures in both(REVIEW):
        assert figures.actions_by_status == {
            "to_start": 532,
            "under_review": 364,
            "in_progress": 1_008,
            "done": 224,
            "abandoned": 168,
            "unknown": 504,
        }
        assert figures.project_managers == 162
    for figures in both(ASSEMBLY):
        assert (figures.territories, figures.actions) == (183, 3_072)
        assert figures.progress.under_way == 1_720
        assert str(figures.progress.share) == "56"
        assert figures.project_managers == 164
    assert bilan(END).actions == 3_096
    assert verify() == []
