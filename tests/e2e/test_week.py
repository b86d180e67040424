"""« Ma semaine »: twenty actions by the keyboard alone, and on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.values import clock

from .conftest import DESKTOP, PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def territory():
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    for number in range(20):
        make_action(
            territory,
            title=f"Récupérer la chaleur fatale des usines de la vallée, tranche {number}",
            reference=f"{number:02}",
            status=Status.IN_PROGRESS if number % 2 else Status.TO_START,
        )
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=40))
    return territory


@pytest.fixture
def week(page, territory) -> Page:
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.get_by_role("navigation", name="Menu principal").get_by_role(
        "link", name="Ma semaine"
    ).click()
    focused(page, 0)
    return page


def line(week: Page, row: int):
    return week.locator("tbody tr").nth(row)


def focused(week: Page, row: int) -> None:
    expect(line(week, row).locator(":focus")).to_have_count(1)


def test_twenty_actions_take_a_key_each_and_no_page(week, axe):
    axe(week)
    loads: list[str] = []
    week.on("framenavigated", lambda frame: loads.append(frame.url))
    # Of those in progress one is done; of those to start one is started, one abandoned.
    keys = ["r", "d", "e", "r", "a", *"r" * 15]
    for key in keys:
        week.keyboard.press(key)
    expect(week.locator("[data-count]")).to_contain_text("20 sur 20, ")
    expect(week.get_by_text("Tout est à jour.")).to_be_focused()
    axe(week)
    assert loads == []
    statuses = list(Action.objects.order_by("reference").values_list("status", flat=True)[:5])
    assert statuses == ["to_start", "done", "in_progress", "in_progress", "abandoned"]
    assert set(Action.objects.values_list("confirmed_on", flat=True)) == {clock.today()}
    # The page, asked again, has nothing more.
    week.reload()
    expect(week.get_by_text("Tout est à jour")).to_be_visible()
    axe(week)


def test_the_last_gestures_are_undone_by_a_key(week):
    for key in ("r", "a"):
        week.keyboard.press(key)
    expect(week.locator("[data-count]")).to_contain_text("2 sur 20")
    expect(line(week, 1)).to_contain_text("Regardée")
    week.keyboard.press("z")
    focused(week, 1)
    week.keyboard.press("Control+z")
    focused(week, 0)
    expect(week.locator("[data-count]")).to_contain_text("0 sur 20")
    expect(line(week, 0).get_by_role("button", name="Rien de changé")).to_be_visible()
    assert not Action.objects.filter(status=Status.ABANDONED).exists()
    assert not Action.objects.filter(confirmed_on=clock.today()).exists()


def test_j_and_k_move_and_keys_outside_the_list_do_nothing(week):
    week.keyboard.press("j")
    week.keyboard.press("j")
    focused(week, 2)
    week.keyboard.press("k")
    focused(week, 1)
    # Enter opens the action, whose page leads back.
    week.keyboard.press("Enter")
    week.get_by_role("link", name="Revenir à la liste").click()
    focused(week, 1)
    week.keyboard.press("Escape")
    week.keyboard.press("r")
    expect(week.get_by_text("Regardée")).to_have_count(0)
    assert not Action.objects.filter(confirmed_on=clock.today()).exists()


def test_a_refusal_comes_back_to_its_line(week, territory):
    Action.objects.filter(reference="00").update(status=Status.IN_PROGRESS)
    week.keyboard.press("e")
    expect(week.locator("[data-toast]")).to_contain_text("ne s’applique pas")
    focused(week, 0)
    expect(week.get_by_text("Regardée")).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_finger_does_it_too(week, axe, size):
    set_size(week, size)
    axe(week)
    line(week, 0).get_by_role("button", name="En cours").click()
    expect(line(week, 0)).to_contain_text("Regardée")
    week.get_by_role("button", name="Annuler (z)").click()
    expect(line(week, 0).get_by_role("button", name="En cours")).to_be_visible()
