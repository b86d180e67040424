"""Who may be helped: the simulator, without an account, and the list of who could apply."""

import pytest
from playwright.sync_api import expect

from usine.calls.tests.factories import make_call
from usine.people.roles import Role
from usine.plans.tests.factories import make_action, make_territory, make_user

from .conftest import DESKTOP, PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_company_simulates_without_an_account(page, axe, size):
    call = make_call(stage="open")
    set_size(page, size)
    page.goto(f"/appels/{call.pk}/simulateur/")
    axe(page)
    page.get_by_label("Coût").first.fill("1 600")
    page.get_by_role("button", name="Voir le résultat").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("À préciser")
    axe(page)
    page.get_by_label("Commune du projet").fill("Nulle-Part")
    page.get_by_role("button", name="Simuler de nouveau").click()
    expect(page.get_by_role("alert")).to_contain_text("Aucune commune ne s’appelle")
    axe(page)


def test_the_team_reads_who_could_apply(page, axe):
    call = make_call(stage="open")
    action = make_action(make_territory(), reference="A3", planned_budget=1)
    sign_in(page, make_user(Role.NATIONAL_TEAM))
    page.goto(f"/appels/{call.pk}/")
    page.get_by_role("link", name="Qui pourrait candidater").click()
    expect(page.get_by_role("status").first).to_contain_text("1 action")
    expect(page.get_by_role("link", name=action.label)).to_be_visible()
    axe(page)
