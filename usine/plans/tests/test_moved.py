"""What moved between two days: what the ledger posted meanwhile, action by action."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from usine.ledger.queries import balance
from usine.people.roles import Role
from usine.plans import blocking, corrections, funding, operations, together
from usine.plans.models import Action
from usine.plans.moved import GRANTED, Between, amounts, counts, movements
from usine.plans.states import Status
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from .counted import last_event
from .factories import make_action, make_region, make_territory, make_user

pytestmark = [pytest.mark.django_db]

BEFORE = date(2025, 5, 1)
MEANWHILE = date(2025, 5, 12)
SUMMER = PartialDate(date(2025, 7, 1), Precision.QUARTER)
AUTUMN = PartialDate(date(2025, 10, 1), Precision.QUARTER)


def at(day: date):
    return clock.set_to(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))


def moved(territory, since: date = MEANWHILE, until: date = MEANWHILE):
    return movements(Between.days(since, until), [territory.place])


def kinds(territory, **days) -> dict[int, list[str]]:
    return {each.action: each.kinds for each in moved(territory, **days)}


@pytest.fixture
def action() -> Action:
    with at(BEFORE):
        return make_action(make_territory(), end=SUMMER, title="Halle", reference="F1")


def test_what_was_blocked_and_freed_in_between_is_told(action):
    with at(BEFORE):
        again = make_action(action.territory, title="Zone")
        blocking.block(again, kind="land", words="Le prix", by=None)
    with at(MEANWHILE):
        blocking.block(action, kind="land", words="Le prix", by=None)
        blocking.lift_block(action, words="Signé", by=None)
        # Blocked as before: nothing to tell.
        blocking.lift_block(again, words="Signé", by=None)
        blocking.block(again, kind="land", words="Rompu", by=None)
    [told] = moved(action.territory, since=MEANWHILE)
    assert (told.action, told.kinds) == (action.pk, ["debloquees"])
    assert told.sentences == ["Bloquée, puis débloquée"]


def test_each_way_of_moving_is_told(action):
    territory = action.territory
    with at(BEFORE):
        names = (
            "done",
            "abandoned",
            "back",
            "late",
            "blocked",
            "freed",
            "granted",
            "gone",
            "still",
        )
        each = {
            name: make_action(territory, end=SUMMER, status=Status.IN_PROGRESS) for name in names
        }
        blocking.block(each["freed"], kind="land", words="Terrain", by=None)
    with at(MEANWHILE):
        operations.step(action, "start", by=None)
        operations.step(each["done"], "complete", by=None)
        operations.step(each["abandoned"], "abandon", by=None)
        change = each["back"].status_changes.get()
        told = {"status": Status.TO_START, "reason": "Pas encore"}
        corrections.correct_status(change, effective_on=change.effective_on, **told, by=None)
        operations.change_field(each["late"], name="end", value=AUTUMN, read=SUMMER, by=None)
        blocking.block(each["blocked"], kind="funding", words="Tour de table", by=None)
        blocking.lift_block(each["freed"], words="Acquis", by=None)
        line = {"funder": "region", "granted": 234_000_00}
        funding.add_funding(each["granted"], values=line, by=None)
        operations.withdraw(each["gone"], reason="Doublon", by=None)
        operations.confirm(each["still"], by=None)
        new = make_action(territory, planned_budget=5_00)
    assert kinds(territory) == {
        action.pk: ["avancees"],
        each["done"].pk: ["realisees"],
        each["abandoned"].pk: ["abandonnees"],
        each["back"].pk: ["reculees"],
        each["late"].pk: ["repoussees"],
        each["blocked"].pk: ["bloquees"],
        each["freed"].pk: ["debloquees"],
        each["granted"].pk: ["montants"],
        each["gone"].pk: ["retirees"],
        new.pk: ["nouvelles", "montants"],
    }
    assert sum(counts(moved(territory)).values()) == 11
    assert amounts(moved(territory)) == {"budget_planned": 5_00, GRANTED: 234_000_00}
    told_of = {movement.action: movement.sentences for movement in moved(territory)}
    assert told_of[action.pk] == ["À initier → en cours de réalisation"]
    assert told_of[each["late"].pk] == ["Échéance repoussée\u00a0: T3 2025 → T4 2025"]
    assert told_of[each["granted"].pk] == ["Accordé\u00a0: +\u00a0234\u00a0000\u00a0€"]
    assert told_of[new.pk] == ["Nouvelle\u00a0: à initier", "Budget\u00a0: +\u00a05\u00a0€"]
    assert told_of[each["gone"].pk] == ["Retirée du plan"]
    assert [told_of[each[name].pk] for name in ("blocked", "freed")] == [["Bloquée"], ["Débloquée"]]


def test_periods_that_follow_tell_everything_once(action):
    territory = action.territory
    with at(MEANWHILE):
        operations.step(action, "start", by=None)
    with at(MEANWHILE + timedelta(days=1)):
        # Told a day late: the day when it is learnt has it, whatever the day when it is true.
        operations.step(action, "complete", effective_on=MEANWHILE, by=None)
    assert kinds(territory) == {action.pk: ["avancees"]}
    tomorrow = MEANWHILE + timedelta(days=1)
    assert kinds(territory, since=tomorrow, until=tomorrow) == {action.pk: ["realisees"]}
    assert kinds(territory, until=tomorrow) == {action.pk: ["realisees"]}
    assert kinds(territory, since=tomorrow + timedelta(days=1), until=date(2025, 6, 1)) == {}


def test_what_was_undone_did_not_move(action):
    with at(MEANWHILE):
        operations.step(action, "start", by=None)
        operations.undo_step(action, event=last_event().number, by=None)
        operations.change_field(action, name="end", value=AUTUMN, read=SUMMER, by=None)
        operations.undo_change(action, event=last_event().number, by=None)
        new = make_action(action.territory)
        operations.withdraw(new, reason="Doublon", by=None)
    assert kinds(action.territory) == {}


def test_an_end_brought_forward_or_given_is_not_put_off(action):
    with at(BEFORE):
        open_ended = make_action(action.territory)
    with at(MEANWHILE):
        sooner = PartialDate(date(2025, 6, 1), Precision.MONTH)
        operations.change_field(action, name="end", value=sooner, read=SUMMER, by=None)
        together.change_each(
            action.territory, name="end", values={open_ended.pk: (None, AUTUMN)}, by=None
        )
        operations.change_field(action, name="axis", value="transition", read="foncier", by=None)
    assert kinds(action.territory) == {}


def test_what_is_closed_needs_no_lifting(action):
    with at(BEFORE):
        going = make_action(action.territory, status=Status.IN_PROGRESS)
        resumed = make_action(action.territory, status=Status.ABANDONED)
        blocking.block(going, kind="land", words="Terrain", by=None)
    with at(MEANWHILE):
        operations.step(going, "complete", by=None)
        operations.step(resumed, "resume", by=None)
    assert kinds(action.territory) == {going.pk: ["realisees"], resumed.pk: ["reculees"]}
    assert balance("blocked", as_of=MEANWHILE) == {}


def test_other_plans_are_not_told(action):
    with at(MEANWHILE):
        there = make_action(make_territory(), end=SUMMER)
        operations.change_field(there, name="end", value=AUTUMN, read=SUMMER, by=None)
    assert kinds(action.territory) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_whatever_moved(action, count, django_assert_num_queries):
    with at(MEANWHILE):
        for _ in range(count):
            new = make_action(action.territory, end=SUMMER)
            operations.change_field(new, name="end", value=AUTUMN, read=SUMMER, by=None)
        operations.change_field(action, name="end", value=AUTUMN, read=SUMMER, by=None)
    with django_assert_num_queries(5):
        assert len(moved(action.territory)) == count + 1


class TestThePage:
    TODAY = datetime(2025, 5, 27, 10, tzinfo=UTC)

    @pytest.fixture
    def page(self, action, client):
        """Opens the page of the territory, as its project manager."""
        with at(BEFORE):
            manager = make_user(Role.PROJECT_MANAGER, territory=action.territory)
        client.force_login(manager)
        with at(MEANWHILE):
            operations.step(action, "start", by=None)
            make_action(action.territory, title="École", planned_budget=5_00)

        def open_page(query: str = "", name: str = "territory_moved", **kwargs):
            address = reverse(f"plans:{name}", kwargs={"slug": action.territory.slug, **kwargs})
            with clock.set_to(self.TODAY):
                return client.get(address + query)

        return open_page

    def test_it_tells_a_month_unless_asked_otherwise(self, page):
        response = page()
        assert (response.context["since"], response.context["until"]) == (
            date(2025, 4, 27),
            date(2025, 5, 27),
        )
        assert response.context["count"] == 2
        assert page("?du=2025-05-13").context["count"] == 0
        assert page("?du=2025-05-12&au=2025-05-12").context["count"] == 2
        before = page("?au=2025-05-12").context
        assert (before["since"], before["count"]) == (date(2025, 4, 12), 2)

    @pytest.mark.parametrize(
        ("query", "field", "why"),
        [
            ("?du=hier", "du", "Saisissez une date valide, par exemple 27/05/2025."),
            (
                "?du=2025-06-30",
                "du",
                "Ce jour est à venir\u00a0: donnez aujourd’hui ou un jour passé.",
            ),
            (
                "?au=2025-06-30",
                "au",
                "Ce jour est à venir\u00a0: donnez aujourd’hui ou un jour passé.",
            ),
            (
                "?du=2025-05-20&au=2025-05-01",
                "du",
                "Ce jour suit le 1er\u00a0mai 2025\u00a0: inversez les deux dates.",
            ),
            (
                "?au=0001-01-01",
                "du",
                "Ce jour suit le 1er\u00a0janvier 1\u00a0: inversez les deux dates.",
            ),
        ],
    )
    def test_days_that_do_not_stand_are_refused_on_their_field(self, page, query, field, why):
        for name, kind in (("territory_moved", {}), ("territory_moved_export", {"kind": "csv"})):
            response = page(query, name, **kind)
            assert response.status_code == 400
            assert response.context["form"].errors == {field: [why]}
            text = response.content.decode()
            assert "Rien n’est compté" in text
            assert '<details class="filters-fold fr-no-print" open>' in text
            assert "actions ont bougé" not in text

    def test_each_number_opens_on_its_actions(self, page):
        response = page("?du=2025-05-02")
        words = {each["words"]: each["url"] for each in response.context["kinds"]}
        assert list(words) == [
            "1\u00a0nouvelle",
            "1\u00a0avancée",
            "1\u00a0budget ou financement",
            "+\u00a05\u00a0€",
        ]
        for url, title in zip(words.values(), ("École", "Halle", "École", "École"), strict=True):
            rows = page(url).context["rows"]
            assert [action.title for action, _ in rows] == [title]

    def test_the_file_holds_exactly_the_list(self, page):
        text = page("?du=2025-05-02&quoi=nouvelles", "territory_moved_export", kind="csv")
        lines = b"".join(text.streaming_content).decode("utf-8-sig").splitlines()
        assert [line.split(";")[1] for line in lines] == ["Action", "École"]
        assert lines[1].split(";")[-4:] == ["5,00", "", "", ""]
        assert page(name="territory_moved_export", kind="xlsx").status_code == 200
        assert page(name="territory_moved_export", kind="pdf").status_code == 404

    def test_wider_plans_name_the_territories(self, action, client):
        region = action.territory.lead_region
        with at(MEANWHILE):
            coordinator = make_user(Role.REGIONAL_COORDINATOR, region=region)
            team = make_user(Role.NATIONAL_TEAM)
            make_action(make_territory(region=region))
            make_action(make_territory(region=make_region("44", "Grand Est")))
        client.force_login(coordinator)
        with clock.set_to(self.TODAY):
            response = client.get(reverse("plans:region_moved", args=[region.slug]))
        assert response.context["count"] == 2
        client.force_login(team)
        with clock.set_to(self.TODAY):
            assert client.get(reverse("plans:national_moved")).context["count"] == 3
