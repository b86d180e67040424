"""The board of a campaign: who answered, how far each plan is up to date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, redirect, see
from usine.people.roles import Role
from usine.plans import operations as plans
from usine.plans.campaigns.board import COLUMNS, board, by_region, lines
from usine.plans.campaigns.progress import Confirmed, confirmed_since
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.plans.updating import opened_on
from usine.values import clock
from usine.values.errors import Refused

from ..campaigning import DAY, again, ask_of, sent, standings
from ..conftest import TODAY
from ..factories import make_action, make_region, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


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
    assert row.words.startswith(
        "«\u00a0En partie\u00a0: voici ce qui reste à faire\u00a0», le 27\u00a0mai 2025"
    )
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
