"""The sheet of an action reads before it edits: in one screen, on paper and on a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from usine.exchanges.operations import add_note
from usine.people.roles import Role
from usine.plans import blocking, funding, operations, results, steps
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.values.dates import PartialDate, Precision

from .conftest import DESKTOP, PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
GLANCE = "document.querySelector('.glance').getBoundingClientRect().bottom"
HEIGHT = "document.documentElement.scrollHeight"


@pytest.fixture
def action():
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    action = make_action(
        territory,
        title="Crèche interentreprises de la zone de la gare",
        reference="F1",
        lead="Communauté d’agglomération du Pays de Saint-Omer",
        referent="Camille Duval",
        partners=["CAF", "Mission locale", "Club des entreprises"],
        planned_budget=450_000_00,
        description="Vingt-quatre berceaux.",
        end=PartialDate(date(2025, 1, 1), Precision.YEAR),
    )
    for title, due in (
        ("Étude", date(2025, 1, 10)),
        ("Permis", date(2025, 6, 1)),
        ("Travaux", None),
    ):
        values = {"title": title, "due": due and PartialDate(due)}
        steps.add_step(action, values=values, by=None)
    for funder in ("region", "etat"):
        line = {"funder": funder, "planned": 90_000_00, "asked": 80_000_00, "granted": 10_000_00}
        funding.add_funding(action, values=line, by=None)
    for code in ("jobs_created", "plants"):
        results.add_result(action, values={"code": code, "target": 3}, by=None)
    blocking.block(action, kind="land", words="Le terrain est loué jusqu’en mars.", by=None)
    operations.confirm(action, by=None)
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    add_note(action.subject, text="La CAF est d’accord. " * 10, by=manager)
    return action


def test_one_screen_tells_where_it_stands(page, axe, action):
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=action.territory))
    set_size(page, DESKTOP)
    page.goto(action.get_absolute_url())
    for name in ("Où on en est", "Ce qui vient", "Qui", "Argent", "Résultats", "Échanges"):
        expect(
            page.locator(".glance").get_by_role("heading", name=name, exact=True)
        ).to_be_in_viewport()
    assert page.evaluate(GLANCE) < 900
    axe(page)
    # Each part of the sheet is one click away.
    page.get_by_role("navigation", name="Dans cette fiche").get_by_role(
        "link", name="Notes"
    ).click()
    expect(page.get_by_role("heading", name="Notes")).to_be_in_viewport()


def test_a_phone_tells_it_in_two_screens(page, axe, action):
    sign_in(page, make_user(Role.ELECTED_OFFICIAL, territory=action.territory))
    set_size(page, PHONE)
    page.goto(action.get_absolute_url())
    assert page.evaluate(GLANCE) < 2 * PHONE[1]
    assert page.evaluate(HEIGHT) < 5_000
    axe(page)


def test_paper_has_what_is_read_alone(page, action):
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=action.territory))
    page.goto(action.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Argent")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Région")).to_be_visible()
    expect(page.get_by_role("button", name="Confirmer")).to_be_hidden()
    expect(page.get_by_text("Plus ancien")).to_be_hidden()
