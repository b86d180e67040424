"""A territory at a glance: what its pair sees first."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from usine.asks.addressing import a_person
from usine.asks.tests.factories import COUNT, asked
from usine.people.bodies import add_body, join_body
from usine.people.operations import grant_mandate
from usine.people.roles import Role
from usine.plans import blocking, funding, operations, steps
from usine.plans.committees.operations import plan_committee, step_committee
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.plans.tests.factories import LABELLED_ON, make_action, make_territory, make_user
from usine.values import clock
from usine.values.dates import PartialDate, Precision

pytestmark = pytest.mark.django_db

AMOUNTS = [("Demandé", "4\u00a0200\u00a0000"), ("Accordé", "1\u00a0900\u00a0000")]
BEFORE, TODAY = date(2025, 2, 1), date(2025, 5, 27)


def at(day: date):
    return clock.set_to(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))


@pytest.fixture
def territory():
    with at(BEFORE):
        territory = make_territory("Audomarois", slug="audomarois")
        for number, status in enumerate((Status.IN_PROGRESS, Status.TO_START, Status.TO_START)):
            make_action(
                territory,
                title=f"Action {number + 1}",
                status=status,
                end=PartialDate(date(2025, 3, 1 + number)),
                lead="Verrerie d’Arc" if number == 2 else "",
            )
    return territory


@pytest.fixture
def actions(territory) -> list[Action]:
    return list(Action.objects.order_by("pk"))


@pytest.fixture
def elected(territory):
    with at(BEFORE):
        return make_user(Role.ELECTED_OFFICIAL, territory=territory)


def look(client, user, query: str = ""):
    client.force_login(user)
    with at(TODAY):
        return client.get(reverse("portal:territory_desk", args=["audomarois"]) + query)


def test_where_the_plan_is_and_what_it_was(client, elected, actions):
    with at(date(2025, 5, 10)):
        operations.step(actions[0], "complete", by=None)
        operations.step(actions[1], "start", by=None)
        blocking.block(actions[1], kind="land", words="Terrain", by=None)
        line = {"funder": "region", "asked": 4_200_000_00, "granted": 1_900_000_00}
        funding.add_funding(actions[2], values=line, by=None)
    response = look(client, elected, "?depuis=2025-05-01")
    seen = response.context["glance"]
    assert (seen.progress.share, seen.before.share) == (67, 33)
    assert (seen.late, seen.blocked) == (2, 1)
    assert (seen.asked, seen.granted) == (4_200_000_00, 1_900_000_00)
    assert [(action.title, moved.sentences) for action, moved in seen.moved] == [
        ("Action 1", ["En cours de réalisation → réalisée"]),
        ("Action 2", ["À initier → en cours de réalisation", "Bloquée"]),
        (
            "Action 3",
            [f"{what}\u00a0: +\u00a0{amount}\u00a0€" for what, amount in AMOUNTS],
        ),
    ]
    assert [action.title for action in response.context["stuck"].rows] == ["Action 2", "Action 3"]
    for name, count in (("late", 2), ("blocked", 1), ("moved", 3)):
        with at(TODAY):
            assert client.get(seen.urls[name]).context["count"] == count
    with at(TODAY):
        assert client.get(seen.urls["granted"]).status_code == 200


def test_it_tells_what_moved_since_the_last_committee(client, elected, territory):
    plan = Plan(territory=territory)

    def page(query: str = ""):
        return look(client, elected, query)

    with at(BEFORE):
        for day in (date(2025, 3, 12), date(2025, 6, 12), date(2025, 9, 12)):
            plan_committee(plan, values={"name": "Comité de projet", "on": day}, by=None)
        met = plan_committee(plan, values={"name": "Comité", "on": date(2025, 2, 20)}, by=None)
    response = page()
    # None has met yet, and nobody has come before.
    assert response.context["since_words"] == "le 27\u00a0avril 2025"
    assert response.context["committee"].on == date(2025, 6, 12)
    with at(date(2025, 2, 20)):
        step_committee(met, "meet", by=None)
    response = page()
    assert response.context["since_words"] == "le comité du 20\u00a0février 2025"
    assert response.context["glance"].since == date(2025, 2, 20)
    assert page("?depuis=2025-05-01").context["since_words"] == "le 1er\u00a0mai 2025"


def test_without_committee_since_the_visit_before(client, elected, territory):
    client.force_login(elected)
    with at(date(2025, 5, 20)):
        client.get(reverse("portal:territory_desk", args=["audomarois"]))
    response = look(client, elected)
    assert response.context["since_words"] == "votre visite du 20\u00a0mai 2025"


def test_the_actions_that_my_bodies_lead(client, elected, territory, actions):
    assert look(client, elected).context["mine"] == []
    glassworks = add_body(name="Verrerie d’Arc", by=None)
    operations.change_field(actions[2], name="lead", value="", read="Verrerie d’Arc", by=None)
    with at(BEFORE):
        operations.change_field(actions[2], name="lead", value="Verrerie d’Arc", read="", by=None)
    join_body(elected, glassworks, starts_on=LABELLED_ON, by=None)
    [mine] = look(client, elected).context["mine"]
    assert (mine.action.title, mine.is_stale) == ("Action 3", True)
    # A mandate held for the body tells it as well.
    other = make_user()
    kept = {"place": territory, "organisation": glassworks, "starts_on": LABELLED_ON}
    grant_mandate(other, Role.INDUSTRIALIST, **kept, by=None)
    assert [each.action for each in look(client, other).context["mine"]] == [mine.action]
    operations.step(mine.action, "abandon", by=None)
    assert look(client, other).context["mine"] == []


def test_i_confirm_mine_from_there(client, elected, territory, actions):
    glassworks = add_body(name="Verrerie d’Arc", by=None)
    with at(BEFORE):
        operations.change_field(actions[2], name="lead", value="", read="Verrerie d’Arc", by=None)
        operations.change_field(actions[2], name="lead", value="Verrerie d’Arc", read="", by=None)
    join_body(elected, glassworks, starts_on=LABELLED_ON, by=None)
    page = look(client, elected).content.decode()
    [address] = re.findall(r'action="(/actions/[^"]+/confirmer/[^"]*)"', page)
    with at(TODAY):
        answer = client.post(html.unescape(address))
    assert answer.url == f"/territoires/audomarois/suivi/#action-{actions[2].pk}"
    actions[2].refresh_from_db()
    assert actions[2].confirmed_on == TODAY


def test_what_is_asked_of_me_there(client, elected, territory):
    other = make_territory("Vosges")
    grant_mandate(elected, Role.ELECTED_OFFICIAL, place=other, starts_on=LABELLED_ON, by=None)
    with at(TODAY):
        asked(territory, to=a_person(elected), due_on=date(2025, 5, 28))
        asked(other, to=a_person(elected))
        asked(territory, COUNT, to=a_person(make_user(Role.READER, territory=territory)))
    [(ask, due)] = look(client, elected).context["asks"]
    assert (ask.label, ask.subject.title, due) == ("Avis sur le territoire", "Audomarois", "demain")


def test_what_comes_next(client, elected, territory, actions):
    for title, due, done in (
        ("Étude rendue", date(2025, 6, 10), False),
        ("Permis déposé", date(2025, 9, 1), False),
        ("Passée", date(2025, 5, 1), False),
        ("Faite", date(2025, 6, 1), True),
    ):
        values = {"title": title, "due": PartialDate(due), "done": done}
        steps.add_step(actions[0], values=values, by=None)
    steps.add_step(
        actions[1], values={"title": "Close", "due": PartialDate(date(2025, 7, 1))}, by=None
    )
    operations.step(actions[1], "abandon", by=None)
    later, ended = PartialDate(date(2025, 7, 1)), PartialDate(date(2025, 5, 1), Precision.QUARTER)
    with at(BEFORE):
        operations.change(actions[2], values={"end": later}, version=actions[2].version, by=None)
        make_action(territory, title="Du trimestre", end=ended)
        make_action(territory, title="Finie", status=Status.DONE, end=later)
    response = look(client, elected)
    assert [(each.what, each.action.title) for each in response.context["coming"]] == [
        ("", "Du trimestre"),
        ("Étude rendue", "Action 1"),
        ("", "Action 3"),
        ("Permis déposé", "Action 1"),
    ]
    assert "</strong> Fin prévue<p" in response.content.decode()


def test_what_it_says_of_money(client, elected, actions):
    def told() -> str:
        [line] = re.findall(
            "<li>(<p>[^\n]*demandés</p>)</li>", look(client, elected).content.decode()
        )
        return " ".join(re.sub("<[^>]+>", " ", line).split())

    assert told() == "– accordés – demandés"
    with at(date(2025, 5, 10)):
        funding.add_funding(actions[2], values={"funder": "region", "asked": 4_200_00}, by=None)
    assert told() == "– accordés 4,2 k€ demandés"


def test_whose_body_is_not_known_is_told_whom_to_ask(client, elected, territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    page = look(client, elected).content.decode()
    assert f"Demandez à {manager} (chef de projet) de l’inscrire" in page
    assert 'href="/territoires/audomarois/plan/?grouper=porteur"' in page
    join_body(elected, add_body(name="CCI", by=None), starts_on=LABELLED_ON, by=None)
    page = look(client, elected).content.decode()
    assert "Aucune action ouverte de ce plan." in page
    # Who confirms nothing is told nothing of it.
    page = look(client, make_user(Role.READER, territory=territory)).content.decode()
    assert "Ce que mène mon organisme" not in page


@pytest.mark.parametrize(("count", "more"), [(2, 0), (4, 2)])
def test_what_is_not_listed_is_counted_and_opens(client, elected, territory, actions, count, more):
    """Five lines a list at most; three actions are late already."""
    with at(date(2025, 5, 10)):
        for _ in range(count):
            action = make_action(territory, end=PartialDate(date(2025, 5, 1)))
            blocking.block(action, kind="land", words="Terrain", by=None)
        for number in range(3 + count):
            values = {"title": f"Étape {number}", "due": PartialDate(date(2025, 7, 1))}
            steps.add_step(actions[0], values=values, by=None)
    response = look(client, elected)
    page = response.content.decode().replace("&nbsp;", "\u00a0")
    stuck = response.context["stuck"]
    assert (len(stuck.rows), stuck.more) == (5, more)
    assert (len(response.context["coming"]), response.context["more_coming"]) == (5, more)
    assert ("Et 2\u00a0autres\u00a0: " in page) == bool(more)
    if more:
        for key, words in (("late", "7\u00a0en retard"), ("blocked", "4\u00a0bloquées")):
            address = response.context["glance"].urls[key]
            assert f'<a href="{html.escape(address)}">{words}</a>' in page


def test_a_plan_without_action_stands(client):
    empty = make_territory("Vosges", slug="audomarois")
    page = look(client, make_user(Role.READER, territory=empty))
    assert "Rien n’a bougé." in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_whatever_it_lists(
    client, elected, territory, actions, count, django_assert_num_queries
):
    join_body(elected, add_body(name="Verrerie d’Arc", by=None), starts_on=LABELLED_ON, by=None)
    with at(date(2025, 5, 10)):
        for number in range(count):
            made = make_action(territory, lead="Verrerie d’Arc", end=PartialDate(date(2025, 5, 1)))
            values = {"title": f"Étape {number}", "due": PartialDate(date(2025, 7, 1))}
            steps.add_step(made, values=values, by=None)
            make_action(make_territory(), lead="Verrerie d’Arc")
    look(client, elected)
    with at(TODAY), django_assert_num_queries(26):
        response = client.get(reverse("portal:territory_desk", args=["audomarois"]))
    assert len(response.context["mine"]) == count + 1
    assert len(response.context["coming"]) == count
