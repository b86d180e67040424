"""The displays of the list of a plan besides its table: the timeline, the board."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.values.dates import PartialDate, Precision

from .conftest import DESKTOP, PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(page) -> Page:
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    quarter = PartialDate(date(2025, 4, 1), Precision.QUARTER)
    make_action(territory, title="Étude de sol", start=quarter, end=PartialDate(date(2026, 5, 1)))
    make_action(territory, title="Usine-école")
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"/territoires/{territory.slug}/plan/")
    return page


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_timeline_fits_the_screen(plan, axe, size):
    set_size(plan, size)
    plan.get_by_role("button", name="Tableau").click()
    plan.get_by_role("link", name="Frise").click()
    expect(plan.get_by_role("heading", name="1 action sans date")).to_be_visible()
    plan.wait_for_load_state()
    bar = plan.locator(".timeline__bar").last
    expect(bar).to_be_visible()
    assert plan.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(plan)
    plan.get_by_role("button", name="Années").click()
    plan.get_by_role("link", name="Trimestres").click()
    expect(plan.locator("thead .timeline__bar")).to_contain_text("T3")
    axe(plan)


@pytest.fixture
def board(plan) -> Page:
    plan.goto(f"{plan.url}?vue=statuts")
    return plan


def card(board: Page, title: str):
    return board.locator("li[id]").filter(has_text=title)


def column(board: Page, status: Status):
    return board.get_by_role("region", name=status.label)


def status_of(title: str) -> str:
    return Action.objects.get(title=title).status


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_board_fits_the_screen(board, axe, size):
    set_size(board, size)
    expect(column(board, Status.TO_START).locator("li")).to_have_count(2)
    assert board.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(board)


def test_a_card_is_dragged_and_put_back(board):
    card(board, "Usine-école").drag_to(column(board, Status.IN_PROGRESS))
    moved = column(board, Status.IN_PROGRESS).locator("li")
    expect(moved).to_contain_text("Usine-école")
    assert status_of("Usine-école") == Status.IN_PROGRESS
    board.get_by_role("button", name="Annuler").click()
    expect(column(board, Status.TO_START).locator("li")).to_have_count(2)
    assert status_of("Usine-école") == Status.TO_START


def test_cards_move_without_leaving_the_page(board, axe):
    loads: list[str] = []
    board.on("framenavigated", lambda frame: loads.append(frame.url))
    card(board, "Usine-école").drag_to(column(board, Status.IN_PROGRESS))
    expect(column(board, Status.IN_PROGRESS)).to_contain_text("1\u00a0action")
    expect(board.locator(".work-head")).to_contain_text("réalisées ou en cours\u00a0: 50")
    # As fresh as the rest, the card offers its next steps, by its menu or by dragging.
    card(board, "Usine-école").drag_to(column(board, Status.DONE))
    expect(column(board, Status.DONE)).to_contain_text("1\u00a0action")
    expect(board.locator("[data-toast]")).to_contain_text("Réalisée")
    axe(board)
    board.keyboard.press("Control+z")
    moved = column(board, Status.IN_PROGRESS).locator("li")
    expect(moved).to_contain_text("Usine-école")
    assert status_of("Usine-école") == Status.IN_PROGRESS
    assert loads == []


def test_a_card_moves_by_keyboard(board):
    card(board, "Usine-école").get_by_role("button", name="Passer à…").focus()
    board.keyboard.press("Enter")
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")
    moved = column(board, Status.UNDER_REVIEW).locator("li")
    expect(moved).to_contain_text("Usine-école")
    assert status_of("Usine-école") == Status.UNDER_REVIEW
    # The focus goes with it, then to the card as it is read again.
    expect(column(board, Status.UNDER_REVIEW)).to_contain_text("1\u00a0action")
    expect(moved.get_by_role("button", name="Passer à…")).to_be_focused()


def test_a_card_says_why_it_stays(board, axe):
    school = card(board, "Usine-école")
    school.drag_to(column(board, Status.DONE))
    expect(school.get_by_role("alert")).to_have_text(
        "Aucune étape ne mène de «\u00a0À initier\u00a0» à «\u00a0Réalisée\u00a0»."
    )
    axe(board)
    # The last refusal alone stays; it leaves with what is done next.
    study = card(board, "Étude de sol")
    study.drag_to(column(board, Status.DONE))
    expect(study.get_by_role("alert")).to_be_visible()
    expect(board.get_by_role("alert")).to_have_count(1)
    board.keyboard.press("Control+z")
    expect(board.get_by_role("alert")).to_have_count(0)
    study.drag_to(column(board, Status.DONE))
    expect(study.get_by_role("alert")).to_be_visible()
    school.drag_to(column(board, Status.UNDER_REVIEW))
    expect(board.locator("[data-toast]")).to_contain_text("Usine-école")
    expect(board.get_by_role("alert")).to_have_count(0)
    board.keyboard.press("Control+z")
    expect(column(board, Status.TO_START).locator("li")).to_have_count(2)
    board.get_by_label("Statuts datés du").fill("2020-01-01")
    school.drag_to(column(board, Status.IN_PROGRESS))
    board.wait_for_url("**#action-*")
    expect(card(board, "Usine-école").get_by_role("alert")).to_contain_text(
        "Donnez une date postérieure"
    )
    assert status_of("Usine-école") == Status.TO_START
