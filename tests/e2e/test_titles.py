"""The titles of the table of a plan: cells for who edits them, beside what opens the sheet."""

import pytest
from playwright.sync_api import Page, expect

from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.tests.factories import make_user

from .conftest import PHONE, set_size
from .test_cells import PLAN, actions, cell, manager, plan, pytestmark, sheet, toast
from .test_journeys import sign_in

__all__ = ["actions", "manager", "plan", "pytestmark"]
TITLE = "Récupérer la chaleur, tranche 1"


def edit_title(plan: Page) -> None:
    field = plan.locator("th [name=value]")
    expect(field).to_be_focused()
    expect(field).to_have_value(TITLE)
    plan.keyboard.type("Chaleur du four")
    plan.keyboard.press("Enter")
    expect(toast(plan)).to_contain_text("enregistré")
    # As after any cell: the one below.
    expect(cell(plan, 1, "action")).to_be_focused()
    plan.keyboard.press("Control+z")
    expect(cell(plan, 0, "action")).to_have_text(TITLE)


@pytest.mark.parametrize("size", [(1280, 900), (1024, 768), PHONE])
def test_a_click_on_a_title_opens_its_cell(plan, axe, size):
    set_size(plan, size)
    cell(plan, 0, "action").click()
    edit_title(plan)
    expect(sheet(plan, TITLE)).to_be_visible()
    axe(plan)
    sheet(plan, TITLE).click()
    expect(plan.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_enter_on_a_title_opens_its_cell(plan):
    cell(plan, 0, "action").press("Enter")
    edit_title(plan)
    plan.keyboard.press("Enter")
    expect(plan.locator("th [name=value]")).to_be_focused()


@pytest.mark.parametrize("key", ["action", "budget"])
def test_space_opens_the_sheet_of_the_line(plan, key):
    cell(plan, 1, key).press("Space")
    expect(plan.get_by_role("heading", level=1)).to_have_text("Récupérer la chaleur, tranche 2")
    plan.get_by_role("link", name="Revenir à la liste").click()
    assert plan.url.endswith(f"#action-{Action.objects.get(reference='1.02').pk}")


def test_a_reference_opens_the_sheet_and_is_edited_by_typing(plan):
    reference = plan.get_by_role("link", name="1.01", exact=True)
    reference.focus()
    plan.keyboard.type("1.09")
    plan.keyboard.press("Enter")
    expect(plan.get_by_role("link", name="1.02", exact=True)).to_be_focused()
    plan.get_by_role("link", name="1.09", exact=True).press("Enter")
    expect(plan.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_the_menu_of_a_line_opens_its_sheet(plan):
    plan.get_by_role("button", name=f"Agir sur 1.01 {TITLE}").click()
    plan.get_by_role("link", name="Ouvrir la fiche", exact=True).click()
    expect(plan.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_a_title_is_a_link_to_its_form_without_script(browser, live_server, manager):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, manager)
    page.goto(PLAN)
    cell(page, 0, "action").click()
    page.get_by_label("Intitulé").fill("Chaleur du four")
    page.get_by_role("button", name="Enregistrer").click()
    expect(cell(page, 0, "action")).to_have_text("Chaleur du four")
    assert PLAN in page.url
    context.close()


def test_a_title_opens_the_sheet_for_who_only_reads(page, actions):
    sign_in(page, make_user(Role.ELECTED_OFFICIAL, territory=actions[0].territory))
    page.goto(PLAN)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
