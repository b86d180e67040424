"""« Ma semaine »: which actions it holds for whom, its gestures, what undoes them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from usine.ledger.queries import head_number
from usine.ledger.verification import verify
from usine.people.bodies import add_body, join_body
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.history import history
from usine.plans.models import Action
from usine.plans.states import CLOSED, TRANSITIONS, Status
from usine.plans.views.week import NOT_CONCERNED, UP_TO_DATE, WITHOUT_BODY
from usine.plans.week import AT_ONCE, STEPS, to_look_at
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_action, make_region, make_territory, make_user
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = date(2025, 5, 27)
IN_PLACE = {"X-In-Place": "semaine"}


def confirmed(action: Action, days: int) -> Action:
    """The action, confirmed so many days ago."""
    Action.objects.filter(pk=action.pk).update(confirmed_on=TODAY - timedelta(days=days))
    action.refresh_from_db()
    return action


def looked_at(user) -> list[str]:
    return [action.title for action in to_look_at(user, TODAY)]


@pytest.fixture
def plan(territory) -> dict[str, Action]:
    """Actions by the days since their confirmation."""
    return {
        f"{days} jours": confirmed(make_action(territory, title=f"{days} jours"), days)
        for days in (29, 30, 200, 91)
    }


class TestWhichActions:
    def test_who_keeps_a_plan_has_those_that_nobody_confirmed_of_late(self, manager, plan):
        assert looked_at(manager) == ["200 jours", "91 jours", "30 jours"]

    def test_what_asks_for_nothing_more_is_left_out(self, territory, manager):
        for status in CLOSED:
            confirmed(make_action(territory, status=status), 200)
        operations.withdraw(confirmed(make_action(territory), 200), reason="Doublon", by=None)
        assert looked_at(manager) == []

    def test_a_deputy_keeps_the_plan_too(self, territory, plan):
        deputy = make_user(Role.DEPUTY, territory=territory, ends_on=date(2025, 12, 31))
        assert len(looked_at(deputy)) == 3

    def test_other_territories_are_left_out(self, territory, manager, plan):
        confirmed(make_action(make_territory()), 200)
        assert len(looked_at(manager)) == 3

    @pytest.mark.parametrize("role", [Role.NATIONAL_TEAM, Role.READER])
    def test_who_follows_many_plans_keeps_none(self, role, plan):
        assert looked_at(make_user(role)) == []

    def test_a_coordinator_keeps_none(self, territory, plan):
        coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
        assert looked_at(coordinator) == []

    def test_the_binome_has_those_that_their_body_leads(self, territory, plan):
        foundry = add_body(name="Fonderie", by=None)
        for title, lead in (("Fours", "Fonderie"), ("Friche", "CCI")):
            confirmed(make_action(territory, title=title, lead=lead), 40)
        partner = make_action(territory, title="Puits", lead="CCI", partners=["Fonderie"])
        confirmed(partner, 40)
        confirmed(make_action(make_territory(), title="Ailleurs", lead="Fonderie"), 40)
        industrialist = make_user(Role.INDUSTRIALIST, territory=territory)
        assert looked_at(industrialist) == []
        join_body(industrialist, foundry, starts_on=TODAY, by=None)
        assert looked_at(industrialist) == ["Fours"]

    def test_a_mandate_held_for_a_body_tells_it_too(self, territory):
        confirmed(make_action(territory, title="Fours", lead="Fonderie"), 40)
        foundry = add_body(name="Fonderie", by=None)
        industrialist = make_user(Role.INDUSTRIALIST, territory=territory)
        industrialist.mandates.update(organisation=foundry)
        assert looked_at(industrialist) == ["Fours"]


def test_each_step_of_an_open_action_has_a_letter_of_its_own():
    open_steps = {verb for verb, step in TRANSITIONS.items() if step.sources - set(CLOSED)}
    assert open_steps == STEPS.keys()
    letters = {letter for letter, _ in STEPS.values()}
    assert len(letters) == len(STEPS)
    # Those of the page itself.
    assert letters & set("rzjk") == set()


class TestThePage:
    @pytest.fixture
    def page(self, signed_in):
        return lambda: signed_in.get(reverse("plans:week"))

    def test_lists_the_oldest_first_with_their_keys(self, page, plan):
        rows = page().context["rows"]
        assert [each.row.action.title for each in rows] == ["200 jours", "91 jours", "30 jours"]
        assert [each.letter for each in rows[0].gestures] == ["r", "i", "e", "a"]
        assert "Territoire</th>" not in page().content.decode()

    def test_says_that_all_is_up_to_date(self, page, territory):
        make_action(territory)
        assert "Tout est à jour" in page().content.decode()

    def test_who_keeps_no_plan_is_told_what_it_is_for(self, client, territory):
        client.force_login(make_user(Role.READER))
        page = client.get(reverse("plans:week"))
        assert page.context["nothing"] == NOT_CONCERNED

    def test_the_binome_whose_body_is_not_known_is_told_so(self, client, territory):
        elected = make_user(Role.ELECTED_OFFICIAL, territory=territory)
        client.force_login(elected)
        assert client.get(reverse("plans:week")).context["nothing"] == WITHOUT_BODY
        join_body(elected, add_body(name="Fonderie", by=None), starts_on=TODAY, by=None)
        assert client.get(reverse("plans:week")).context["nothing"] == UP_TO_DATE

    def test_shows_a_few_and_counts_the_others(self, page, territory):
        for _ in range(AT_ONCE + 2):
            confirmed(make_action(territory), 40)
        context = page().context
        assert (len(context["rows"]), context["count"], context["rest"]) == (20, 22, 2)

    def test_names_the_territories_when_there_are_several(self, page, territory, manager):
        other = make_territory("Lacq", region=make_region("75", "Nouvelle-Aquitaine"))
        make_user(Role.PROJECT_MANAGER, territory=other)
        manager.mandates.create(
            role=Role.PROJECT_MANAGER, kind="territory", code=other.place, starts_on=TODAY
        )
        confirmed(make_action(territory), 40)
        confirmed(make_action(other), 41)
        assert "Lacq</td>" in page().content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_whatever_it_lists(
        self, page, territory, count, django_assert_num_queries
    ):
        for _ in range(count):
            confirmed(make_action(territory), 40)
        page()
        with django_assert_num_queries(4):
            assert len(page().context["rows"]) == count

    def test_is_one_click_from_the_plan_that_one_keeps(self, signed_in, territory, client, plan):
        link = f'<li><a href="{reverse("plans:week")}">Ma semaine</a></li>'
        assert link in signed_in.get(plan_url(territory)).content.decode()
        client.force_login(make_user(Role.NATIONAL_TEAM))
        listed = client.get(plan_url(territory)).content.decode()
        assert "Ma semaine" not in listed


class TestItsGestures:
    @pytest.fixture
    def action(self, territory) -> Action:
        action = make_action(territory, title="Fours", status=Status.IN_PROGRESS)
        return confirmed(action, 40)

    @pytest.fixture
    def post(self, signed_in):
        def post(address: str, **sent):
            sent = {"retour": reverse("plans:week"), **sent}
            return signed_in.post(address, sent, headers=IN_PLACE).json()

        return post

    def test_nothing_has_changed(self, post, action):
        answer = post(reverse("plans:confirm", args=[action.pk]))
        assert "est confirmée à ce jour" in answer["message"]
        assert "Regardée" in answer["row"]
        assert "<button" not in answer["row"]
        action.refresh_from_db()
        assert action.confirmed_on == TODAY
        back = post(answer["undo"])
        assert back["message"] == "La confirmation est annulée."
        assert 'aria-keyshortcuts="r"' in back["row"]
        assert Action.objects.get().confirmed_on == TODAY - timedelta(days=40)
        assert [fact.what for fact in history(action)[:2]] == [
            "Confirmation annulée",
            "Action confirmée",
        ]
        assert verify() == []

    def test_it_is_done_and_not(self, post, action):
        # Asked first on a page; here, one key gives it back.
        answer = post(reverse("plans:step", args=[action.pk]), verb="complete")
        assert answer["message"] == "«\u00a0Fours\u00a0»\u00a0: Réalisée."
        assert Action.objects.get().status == Status.DONE
        post(answer["undo"])
        again = Action.objects.get()
        assert (again.status, again.confirmed_on) == (
            Status.IN_PROGRESS,
            TODAY - timedelta(days=40),
        )

    def test_a_refusal_is_told(self, post, action):
        answer = post(reverse("plans:step", args=[action.pk]), verb="start")
        assert "ne s’applique pas" in answer["message"]
        assert "row" not in answer

    def test_the_territory_is_in_the_row_when_the_page_has_it(self, post, territory, action):
        answer = post(reverse("plans:confirm", args=[action.pk]), lieux="")
        assert f"{territory.name}</td>" in answer["row"]

    def test_without_script_one_comes_back_to_it(self, signed_in, action):
        week = reverse("plans:week")
        response = signed_in.post(reverse("plans:confirm", args=[action.pk]), {"retour": week})
        assert response.url == f"{week}#action-{action.pk}"
        page = signed_in.get(response.url).content.decode()
        [undo] = re.findall(r'action="([^"]*/confirmer/\d+/annuler/)"', page)
        assert last_message(signed_in.post(undo)) == "La confirmation est annulée."
        assert Action.objects.get().confirmed_on == TODAY - timedelta(days=40)

    def test_what_happened_since_is_not_undone(self, post, manager, action):
        answer = post(reverse("plans:confirm", args=[action.pk]))
        operations.step(action, "complete", by=manager)
        refused = post(answer["undo"])
        assert "autre chose s’est passé depuis" in refused["message"]
        assert Action.objects.get().confirmed_on == TODAY

    def test_only_a_confirmation_is_undone_so(self, manager, action):
        operations.step(action, "complete", by=manager)
        with pytest.raises(Refused, match="ne peut plus être annulée"):
            operations.undo_confirm(action, event=head_number(), by=manager)

    def test_an_action_that_was_not_up_to_date_is_so_no_more(self, territory, manager):
        with clock.set_to(datetime(2024, 11, 4, 10, tzinfo=UTC)):
            action = make_action(territory)
        operations.confirm(action, by=manager)
        assert action.freshness.filter(lapsed_on=None).count() == 1
        again = operations.undo_confirm(action, event=head_number(), by=manager)
        assert again.confirmed_on == date(2024, 11, 4)
        assert list(action.freshness.filter(lapsed_on=None)) == []
        assert verify() == []

    def test_an_industrialist_confirms_and_takes_no_step(self, client, territory, action):
        client.force_login(make_user(Role.INDUSTRIALIST, territory=territory))
        address = reverse("plans:confirm", args=[action.pk])
        answer = client.post(address, headers=IN_PLACE).json()
        assert "Regardée" in answer["row"]
        back = client.post(answer["undo"], headers=IN_PLACE).json()
        assert re.findall('aria-keyshortcuts="(.)"', back["row"]) == ["r"]
        step = client.post(
            reverse("plans:step", args=[action.pk]), {"verb": "complete"}, headers=IN_PLACE
        )
        assert step.status_code == 403
