"""Campaigns: whom they ask, what they do not, how far each plan is up to date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, decline, keep_time, redirect, see
from usine.ledger.models import Event
from usine.notices.queries import notices_of
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations as plans
from usine.plans.campaigns import operations, words
from usine.plans.campaigns.board import COLUMNS, board, by_region, lines
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.campaigns.progress import Confirmed, confirmed_since
from usine.plans.campaigns.queries import targets
from usine.plans.campaigns.rules import campaign_refusal
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.plans.updating import opened_on
from usine.subjects import operations as subjects
from usine.values import clock
from usine.values.errors import Refused

from .conftest import TODAY
from .factories import make_action, make_region, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = date(2025, 5, 27)


@pytest.fixture
def region(territory):
    return territory.lead_region


@pytest.fixture
def others(region):
    """A territory with nobody, one with a deputy alone, and one of another region."""
    made = [
        make_territory("Vimeu", region=region),
        make_territory("Oise", region=region),
        make_territory("Lacq", region=make_region("75", "Nouvelle-Aquitaine")),
    ]
    subjects.rebuild()
    return made


@pytest.fixture
def deputy(others):
    return make_user(Role.DEPUTY, territory=others[1], ends_on=date(2025, 12, 31))


@pytest.fixture
def coordinator(region):
    return make_user(Role.REGIONAL_COORDINATOR, region=region)


def again(user: User) -> User:
    """The user as another request reads them."""
    return User.objects.get(pk=user.pk)


def sent(plan: Plan, territories=None, *, by=None, **more) -> Campaign:
    values = {"text": "Vos plans, merci.", "opens_on": DAY, "due_on": DAY + timedelta(days=14)}
    territories = list(plan.territories()) if territories is None else territories
    return operations.send_campaign(plan, territories=territories, **(values | more), by=by)


def standings(campaign: Campaign, user) -> dict[str, str]:
    rows = board(campaign, again(user), clock.today())
    return {row.territory.name: row.standing for row in rows}


def told(user: User) -> list[str]:
    return [str(each) for each in notices_of(again(user))]


def refused(work, **arguments) -> str:
    with pytest.raises(Refused) as refusal:
        work(**arguments)
    return str(refusal.value)


# Sent


def test_each_territory_is_asked_once_and_a_vacant_one_is_listed(
    territory, manager, others, deputy, coordinator, region
):
    campaign = sent(Plan(region=region), by=again(coordinator))
    asked = Ask.objects.all()
    assert sorted(str(each.to) for each in asked) == [
        "Chef de projet, Oise",
        "Chef de projet, Pays de Saint-Omer",
    ]
    assert {(each.kind, each.text, each.due_on, each.by) for each in asked} == {
        ("plans.update", "Vos plans, merci.", DAY + timedelta(days=14), coordinator)
    }
    assert standings(campaign, coordinator) == {
        "Oise": "open",
        "Pays de Saint-Omer": "open",
        "Vimeu": "vacant",
    }
    vacant = campaign.plans.get(ask=None)
    assert str(vacant) == "Campagne du 27\u00a0mai 2025, Vimeu"
    event = Event.objects.get(subject=campaign.subject)
    assert (event.number, event.verb) == (campaign.event, "asks.ask_each")
    assert told(manager) == told(deputy) == [f"{coordinator} attend une réponse de vous"]


def test_the_preview_says_who_cannot_be_asked(territory, manager, others, region):
    sent(Plan(region=region), [territory])
    chosen = targets([territory, *others])
    assert [(str(each.territory), each.is_asked, bool(each.waiting)) for each in chosen] == [
        ("Pays de Saint-Omer", False, True),
        ("Vimeu", False, False),
        ("Oise", False, False),
        ("Lacq", False, False),
    ]


def test_whom_it_asks_costs_as_many_queries_for_many(
    territory, manager, others, deputy, django_assert_num_queries
):
    for chosen in ([territory], [territory, *others]):
        with django_assert_num_queries(2):
            targets(chosen)


def test_a_territory_that_is_asked_already_is_left(territory, manager, others, deputy, region):
    sent(Plan(region=region), [territory])
    second = sent(Plan(region=region), [territory, others[1]])
    assert [each.territory for each in second.plans.all()] == [others[1]]
    assert Ask.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"opens_on": DAY + timedelta(days=1)}, "Une campagne part aujourd’hui"),
        (
            {"opens_on": DAY - timedelta(days=91)},
            "Une campagne s’ouvre il y a 90\u00a0jours au plus.",
        ),
        ({"due_on": DAY}, "Laissez au moins jusqu’à demain pour répondre."),
        ({"text": " "}, "Dites ce que vous demandez."),
    ],
)
def test_what_does_not_hold_is_refused(territory, manager, others, region, values, why):
    assert refused(sent, plan=Plan(region=region), **values).startswith(why)
    assert Campaign.objects.count() == 0


def test_what_was_confirmed_for_ninety_days_may_count():
    assert campaign_refusal(DAY - timedelta(days=90), DAY + timedelta(days=1), DAY) is None


def test_nobody_to_ask_is_refused(territory, others, region):
    assert refused(sent, plan=Plan(region=region)) == "Personne ne peut y répondre."


def test_a_territory_of_elsewhere_is_refused(territory, manager, others, region):
    why = refused(sent, plan=Plan(region=region), territories=[others[2]])
    assert why == "Un de ces territoires n’est pas de ce plan."


def test_a_past_territory_is_not_asked(others):
    assert refused(UPDATE.check, keys=["territory:0"]) == (
        "On ne met à jour que le plan d’un territoire de la période en cours."
    )
    assert refused(UPDATE.check, keys=["action:1"]).startswith("On ne met à jour")


def test_only_those_who_follow_the_whole_place_send(territory, manager, others, coordinator):
    for plan, by in ((Plan(), coordinator), (Plan(region=territory.lead_region), manager)):
        with pytest.raises(PermissionDenied):
            sent(plan, by=again(by))
    nation = make_user(Role.NATIONAL_TEAM)
    assert sent(Plan(), by=again(nation)).plans.count() == 4


# Answered


@pytest.fixture
def campaign(territory, manager, others, deputy, coordinator, region) -> Campaign:
    return sent(Plan(region=region), by=again(coordinator))


def ask_of(campaign: Campaign, territory) -> Ask:
    ask = campaign.plans.get(territory=territory).ask
    assert ask
    return ask


def test_the_board_follows_what_becomes_of_each_ask(
    campaign, territory, manager, others, deputy, coordinator
):
    other = make_user(Role.PROJECT_MANAGER, territory=others[1])
    see(ask_of(campaign, territory), by=again(manager))
    assert standings(campaign, coordinator)["Pays de Saint-Omer"] == "seen"
    redirect(ask_of(campaign, others[1]), to=a_person(deputy), by=again(other))
    assert standings(campaign, coordinator)["Oise"] == "open"
    following = Ask.objects.get(follows__isnull=False)
    answer(following, outcome="current", by=again(deputy))
    answer(ask_of(campaign, territory), outcome="current", by=again(manager))
    assert standings(campaign, coordinator) == {
        "Oise": "answered",
        "Pays de Saint-Omer": "answered",
        "Vimeu": "vacant",
    }
    assert opened_on(following) == DAY


def test_a_plan_is_up_to_date_once_each_open_action_is_confirmed(
    campaign, territory, manager, coordinator
):
    action, _ = make_action(territory), make_action(territory, status=Status.DONE)
    Action.objects.update(confirmed_on=DAY - timedelta(days=1))
    ask = ask_of(campaign, territory)
    with pytest.raises(
        Refused, match="Il reste 1\u00a0action à confirmer depuis le 27\u00a0mai 2025"
    ):
        answer(ask, outcome="current", by=again(manager))
    answer(ask, outcome="partly", words="Une action attend le comité.", by=again(manager))
    assert standings(campaign, coordinator)["Pays de Saint-Omer"] == "partly"
    row = next(
        row for row in board(campaign, again(coordinator), DAY) if row.territory == territory
    )
    assert row.words.startswith("En partie\u00a0: voici ce qui reste à faire, le 27\u00a0mai 2025")
    assert Action.objects.get(pk=action.pk).confirmed_on < DAY


def test_an_answer_that_is_past_its_day_is_late(campaign, coordinator):
    for days, standing in ((14, "open"), (15, "late")):
        with clock.set_to(TODAY + timedelta(days=days)):
            assert standings(campaign, coordinator)["Oise"] == standing


def test_what_was_confirmed_since_it_opened_counts(territory, manager, others, region):
    with clock.set_to(datetime(2025, 5, 20, tzinfo=UTC)):
        first, second, _ = [make_action(territory) for _ in range(3)]
        make_action(territory, status=Status.DONE)
    plans.confirm(first, by=None)
    plans.withdraw(second, reason="Doublon", by=None)
    assert confirmed_since([territory, *others], DAY) == {territory.pk: Confirmed(2, 1)}
    assert confirmed_since([territory], date(2025, 5, 20))[territory.pk].left == 0


def test_the_board_adds_regions_up(campaign, territory, others, coordinator):
    make_action(territory)
    [row] = by_region(board(campaign, again(coordinator), clock.today()))
    assert (str(row.region), row.territories, row.confirmed) == (
        str(territory.lead_region),
        3,
        Confirmed(1, 1),
    )
    assert (row.standings["vacant"], row.standings["open"]) == (1, 2)


def test_a_plan_without_an_open_action_is_as_far_as_a_whole_one(campaign, territory, coordinator):
    make_action(territory)
    rows = board(campaign, again(coordinator), clock.today())
    in_order = sorted(rows, key=COLUMNS["confirmees"])
    assert [(row.territory.name, *row.confirmed) for row in in_order] == [
        ("Oise", 0, 0),
        ("Pays de Saint-Omer", 1, 1),
        ("Vimeu", 0, 0),
    ]


def test_the_file_says_each_answer(campaign, territory, manager, coordinator):
    answer(ask_of(campaign, territory), outcome="current", by=again(manager))
    written = {line[1]: line[2:] for line in lines(board(campaign, again(coordinator), DAY))}
    assert written == {
        "Oise": ["non vue", "", "", "", 0, 0],
        "Pays de Saint-Omer": ["répondue", "27\u00a0mai 2025", str(manager), "", 0, 0],
        "Vimeu": ["poste vacant", "", "", "", 0, 0],
    }


def test_a_coordinator_sees_their_region_of_a_national_campaign(
    territory, manager, others, coordinator
):
    make_user(Role.PROJECT_MANAGER, territory=others[2])
    nation = make_user(Role.NATIONAL_TEAM)
    campaign = sent(Plan(), by=again(nation))
    assert sorted(standings(campaign, nation)) == ["Lacq", "Oise", "Pays de Saint-Omer", "Vimeu"]
    assert sorted(standings(campaign, coordinator)) == ["Oise", "Pays de Saint-Omer", "Vimeu"]
    elsewhere = make_user(Role.REGIONAL_COORDINATOR, region=make_region("76", "Occitanie"))
    seen = [
        list(Campaign.objects.visible_to(again(each)))
        for each in (nation, coordinator, elsewhere, manager)
    ]
    assert seen == [[campaign], [campaign], [], []]


# Reminded of


def test_the_silent_are_reminded_in_one_event(campaign, territory, manager, deputy, coordinator):
    why = refused(operations.remind_silent, campaign=campaign, by=again(coordinator))
    assert why == "Personne n’est à relancer aujourd’hui."
    with clock.set_to(TODAY + timedelta(days=2)):
        answer(ask_of(campaign, territory), outcome="current", by=again(manager))
        assert operations.remind_silent(campaign, by=again(coordinator)) == 1
        assert Event.objects.latest("number").verb == "asks.remind_each"
        assert told(deputy)[0] == f"{coordinator} vous rappelle une demande"
        with pytest.raises(Refused):
            operations.remind_silent(campaign, by=again(coordinator))


def test_a_coordinator_reminds_their_region_alone(territory, manager, others, deputy, coordinator):
    away = make_user(Role.PROJECT_MANAGER, territory=others[2])
    campaign = sent(Plan(), by=again(make_user(Role.NATIONAL_TEAM)))
    with clock.set_to(TODAY + timedelta(days=2)):
        with pytest.raises(PermissionDenied):
            operations.remind_silent(campaign, by=again(away))
        assert operations.remind_silent(campaign, by=again(coordinator)) == 2
        assert operations.remind_silent(campaign, by=None) == 1
    assert len(told(away)) == 2


def test_after_the_last_reminder_the_coordinator_is_told(campaign, territory, coordinator):
    ask = ask_of(campaign, territory)
    before = len(told(coordinator))
    for days, more in ((21, 0), (45, 1), (60, 0)):
        with clock.set_to(TODAY + timedelta(days=days)):
            keep_time(ask)
        before += more
        assert len(told(coordinator)) == before
    assert told(coordinator)[0].endswith(
        "signale une demande restée sans réponse après les rappels"
    )


# Taken back


def test_a_campaign_is_taken_back(campaign, territory, manager, coordinator):
    see(ask_of(campaign, territory), by=again(manager))
    with pytest.raises(PermissionDenied):
        operations.withdraw_campaign(campaign, by=again(make_user(Role.NATIONAL_TEAM)))
    withdrawn = operations.withdraw_campaign(campaign, by=again(coordinator))
    assert withdrawn.withdrawn_at
    assert {each.state for each in Ask.objects.all()} == {"withdrawn"}
    assert told(manager) == [f"{coordinator} a retiré sa demande"]
    why = refused(operations.withdraw_campaign, campaign=campaign, by=again(coordinator))
    assert why == "Cette campagne est déjà annulée."


def test_the_answers_stay_when_the_rest_is_taken_back(campaign, territory, manager, coordinator):
    decline(ask_of(campaign, territory), words="Absent", by=again(manager))
    operations.withdraw_campaign(campaign, by=again(coordinator))
    assert standings(campaign, coordinator) == {
        "Oise": "withdrawn",
        "Pays de Saint-Omer": "declined",
        "Vimeu": "vacant",
    }


def test_what_was_passed_on_is_taken_back_too(campaign, territory, manager, others, coordinator):
    second = make_user(Role.PROJECT_MANAGER, territory=territory)
    redirect(ask_of(campaign, territory), to=a_person(second), by=again(manager))
    decline(ask_of(campaign, others[1]), words="Absent", by=None)
    operations.withdraw_campaign(campaign, by=again(coordinator))
    assert Ask.objects.waiting().count() == 0
    assert standings(campaign, coordinator)["Pays de Saint-Omer"] == "withdrawn"


def test_a_campaign_that_waits_for_nothing_is_not_taken_back(
    campaign, territory, others, coordinator
):
    for each in (territory, others[1]):
        decline(ask_of(campaign, each), words="Absent", by=None)
    why = refused(operations.withdraw_campaign, campaign=campaign, by=again(coordinator))
    assert why == "Cette campagne n’attend plus rien\u00a0: chacun a répondu."


def test_the_message_of_who_is_forgotten_goes(campaign, coordinator):
    words.forget(coordinator)
    campaign.refresh_from_db()
    assert campaign.text == "Message effacé."


def test_an_ask_tells_where_its_plan_is_and_since_when(territory, manager, others, region):
    make_action(territory)
    campaign = sent(Plan(region=region), [territory], opens_on=date(2025, 5, 20))
    ask = ask_of(campaign, territory)
    assert (
        ask.work.label
        == "Ouvrir le plan\u00a0: 1\u00a0action confirmée sur 1 depuis le 20\u00a0mai 2025"
    )
    assert ask.work.url == f"/territoires/{territory.slug}/plan/"
    campaign.plans.all().delete()
    assert opened_on(ask) == DAY
    assert [each.key for each in UPDATE.to([ask.subject])] == [ask.to.key]
