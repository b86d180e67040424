"""The displays of the list of a plan besides its table: the timeline."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from usine.people.roles import Role
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
    bar = plan.locator(".timeline__bar").last
    expect(bar).to_be_visible()
    assert plan.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(plan)
    plan.get_by_role("button", name="Années").click()
    plan.get_by_role("link", name="Trimestres").click()
    expect(plan.locator("thead .timeline__bar")).to_contain_text("T3")
    axe(plan)
