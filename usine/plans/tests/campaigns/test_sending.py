"""A campaign is sent: whom it asks, whom it does not."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.asks.models import Ask
from usine.ledger.models import Event
from usine.people.roles import Role
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.campaigns.operations import send_campaign
from usine.plans.campaigns.queries import targets
from usine.plans.campaigns.rules import campaign_refusal
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.plans.states import Status

from ..campaigning import DAY, LONG_AGO, again, refused, sent, standings, told
from ..factories import make_action, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


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
    chosen = targets([territory, *others], DAY)
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
        with django_assert_num_queries(3):
            targets(chosen, DAY)


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


def test_a_plan_that_is_up_to_date_is_left(territory, manager, others, deputy, coordinator, region):
    """Confirmed since the day on which the campaign opens, or without an open action."""
    action = make_action(territory)
    oise = others[1]
    make_action(oise, status=Status.DONE)
    chosen = targets([territory, oise], DAY)
    assert [(each.is_current, each.is_asked) for each in chosen] == [(True, False)] * 2
    values = {"text": "Vos plans", "opens_on": DAY, "due_on": DAY + timedelta(days=9), "by": None}
    why = refused(send_campaign, plan=Plan(region=region), territories=[territory, oise], **values)
    assert why == "Ces plans sont déjà à jour\u00a0: rien n’y est à confirmer."
    Action.objects.filter(pk=action.pk).update(confirmed_on=LONG_AGO)
    campaign = send_campaign(Plan(region=region), territories=[territory, *others[:2]], **values)
    assert standings(campaign, coordinator) == {"Pays de Saint-Omer": "open", "Vimeu": "vacant"}
