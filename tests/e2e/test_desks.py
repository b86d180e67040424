"""Where those who follow territories arrive: what the first screen holds."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from usine.people.roles import Role
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_region, make_territory, make_user
from usine.values.dates import PartialDate

from .conftest import DESKTOP, PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["Pays de Saint-Omer", "Grand-Hainaut Douaisis Cambrésis", "Vimeu – Vallée de la Bresle"]
PAST = PartialDate(date(2025, 3, 1))
# The bottom of an element, from the top of the page.
BOTTOM = "element => element.getBoundingClientRect().bottom + window.scrollY"


def test_a_coordinator_sees_17_territories_at_once(page: Page, axe):
    region = make_region("32", "Hauts-de-France")
    for number in range(17):
        name = f"{NAMES[number % 3]} {number}"
        make_action(make_territory(name, region), status=Status.IN_PROGRESS, end=PAST)
    sign_in(page, make_user(Role.REGIONAL_COORDINATOR, region=region))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hauts-de-France")
    rows = page.locator("tbody tr")
    assert rows.count() == 17
    assert rows.last.evaluate(BOTTOM) <= DESKTOP[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP[0]
    axe(page)
    page.get_by_role("link", name="1 en retard").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("le plan d’action")


def test_the_pair_sees_what_there_is_to_know_on_a_phone(page: Page, axe):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    for _ in range(4):
        make_action(territory, status=Status.IN_PROGRESS, end=PAST)
    sign_in(page, make_user(Role.ELECTED_OFFICIAL, territory=territory))
    set_size(page, PHONE)
    for words in ("en retard", "bloquée", "accordés"):
        assert page.get_by_text(words).first.evaluate(BOTTOM) <= PHONE[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    axe(page)
