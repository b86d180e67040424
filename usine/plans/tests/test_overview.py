"""What the sheet of an action tells first: where it stands, what comes next, money, results."""

from datetime import date

import pytest

from usine.people.roles import Role
from usine.plans import operations
from usine.plans.funding import add_funding
from usine.plans.models import Action
from usine.plans.overview import RESULTS, Overview
from usine.plans.results import add_indicator, add_result
from usine.plans.states import Status
from usine.plans.steps import add_step
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_user
from .pages import plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def overview(client, action) -> Overview:
    return client.get(action.get_absolute_url()).context["overview"]


def add(action, title: str, due: date | None = None, *, done: bool = False) -> None:
    values = {"title": title, "due": due and PartialDate(due), "done": done}
    add_step(action, values=values, by=None)


def test_the_next_step_is_the_first_one_to_do(signed_in, territory):
    action = make_action(territory)
    assert overview(signed_in, action).next_step is None
    add(action, "Sans date")
    add(action, "Étude de sol", date(2025, 3, 1), done=True)
    add(action, "Permis", date(2025, 5, 1))
    add(action, "Travaux", date(2026, 5, 1))
    first = overview(signed_in, action)
    assert (first.next_step.name, first.next_step.is_late) == ("Permis", True)
    assert (first.done, first.steps) == (1, 4)


@pytest.mark.parametrize("verb", ["complete", "abandon"])
def test_nothing_comes_next_of_what_is_closed(signed_in, territory, verb):
    end = PartialDate(date(2025, 3, 1), Precision.QUARTER)
    action = make_action(territory, status=Status.IN_PROGRESS, end=end)
    add(action, "Permis", date(2025, 5, 1))
    before = overview(signed_in, action)
    assert (before.next_step.name, before.is_late) == ("Permis", True)
    operations.step(action, verb, by=None)
    after = overview(signed_in, action)
    assert (after.next_step, after.is_late, after.is_stale) == (None, False, False)


def test_an_end_is_late_once_its_whole_period_is_past(signed_in, territory):
    ends = (PartialDate(date(2025, 5, 26)), PartialDate(date(2025, 5, 1), Precision.MONTH), None)
    actions = [make_action(territory, end=end) for end in ends]
    assert [overview(signed_in, each).is_late for each in actions] == [True, False, False]


def test_what_nobody_confirmed_for_long_is_to_be_confirmed(signed_in, various):
    actions = Action.objects.filter(territory=various)
    stale = {each.pk for each in actions if overview(signed_in, each).is_stale}
    listed = signed_in.get(plan_url(various, "?suivi=a-confirmer"))
    assert stale == {row.action.pk for row in listed.context["rows"]}
    assert 0 < len(stale) < len(actions)


def test_money_is_the_budget_then_each_stage(signed_in, territory):
    action = make_action(territory, planned_budget=100_000_00)
    add_funding(action, values={"funder": "region", "asked": 40_000_00}, by=None)
    add_funding(action, values={"funder": "etat", "asked": 10_000_00, "granted": 5_00}, by=None)
    money = overview(signed_in, action).money
    assert [(each.head, each.text, each.more) for each in money] == [
        ("Budget", "100\u00a0000\u00a0€", ""),
        ("Demandé", "50\u00a0000\u00a0€", "50\u00a0% du budget"),
        ("Accordé", "5\u00a0€", "0\u00a0% du budget"),
    ]


def test_the_first_results_are_told_and_the_others_counted(signed_in, territory):
    action = make_action(territory)
    assert overview(signed_in, action).results == []
    for code in ("jobs_created", "plants"):
        add_result(action, values={"code": code, "target": 3}, by=None)
    for name in ("Visites", "Berceaux"):
        add_indicator(action, values={"name": name, "target": "24"}, by=None)
    told = overview(signed_in, action)
    assert [row.name for row in told.results] == [
        "Emplois créés",
        "Sites industriels créés ou agrandis",
        "Visites",
    ]
    assert (len(told.results), told.more_results) == (RESULTS, 1)


def test_who_has_no_mandate_reads_its_results_alone(client, territory):
    end = PartialDate(date(2025, 3, 1), Precision.QUARTER)
    action = make_action(territory, planned_budget=71_000_00, end=end)
    add(action, "Étude de canari", date(2025, 6, 1))
    add_result(action, values={"code": "plants", "target": 3}, by=None)
    page = client.get(action.get_absolute_url())
    told = page.context["overview"]
    assert ([row.name for row in told.results], told.next_step, told.steps) == (
        ["Sites industriels créés ou agrandis"],
        None,
        0,
    )
    text = page.content.decode()
    for private in ("71\u00a0000", "canari", "Argent", "Échanges", "en retard", "Confirmée"):
        assert private not in text
    client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=territory))
    text = client.get(action.get_absolute_url()).content.decode()
    for told_to_mandates in ("71\u00a0000", "canari", "Argent", "Échanges", "en retard"):
        assert told_to_mandates in text


@pytest.mark.parametrize(("confirmed", "page", "folded"), [(3, 1, 0), (4, 1, 1), (40, 2, 0)])
def test_the_latest_facts_are_in_sight_and_the_others_folded(
    signed_in, territory, confirmed, page, folded
):
    action = make_action(territory)
    for _ in range(confirmed):
        operations.confirm(action, by=None)
    text = signed_in.get(f"{action.get_absolute_url()}?page={page}").content.decode()
    assert text.count("<summary>Plus ancien</summary>") == folded
    assert text.count('id="historique"') == 1


CONFIRM = "Confirmer&nbsp;: rien n’a changé"


def test_the_pair_confirms_on_the_sheet(client, territory):
    """As on the page at a glance of the territory: the same right, the same operation."""
    industrialist = make_user(Role.INDUSTRIALIST, territory=territory)
    action = make_action(territory, status=Status.IN_PROGRESS)
    Action.objects.filter(pk=action.pk).update(confirmed_on=date(2025, 1, 2))
    client.force_login(industrialist)
    assert client.get(action.get_absolute_url()).text.count(CONFIRM) == 1
    page = client.post(f"{action.get_absolute_url()}confirmer/", follow=True)
    assert page.redirect_chain[0][0] == action.get_absolute_url()
    assert Action.objects.get(pk=action.pk).confirmed_on == date(2025, 5, 27)


@pytest.mark.parametrize("role", [Role.READER, Role.PROJECT_MANAGER])
def test_others_are_not_offered_it_there(client, territory, role):
    """A reader only reads; who keeps the plan confirms beside its steps."""
    action = make_action(territory)
    client.force_login(make_user(role, territory=territory))
    assert CONFIRM not in client.get(action.get_absolute_url()).text


def test_nothing_is_confirmed_of_what_is_closed_or_left_the_plan(client, territory):
    client.force_login(make_user(Role.INDUSTRIALIST, territory=territory))
    done, withdrawn = make_action(territory, status=Status.IN_PROGRESS), make_action(territory)
    operations.step(done, "complete", by=None)
    operations.withdraw(withdrawn, reason="Doublon", by=None)
    for each in (done, withdrawn):
        assert CONFIRM not in client.get(each.get_absolute_url()).text
