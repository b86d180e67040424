"""The simulator of a call, without an account: by keyboard, wide or narrow, read by all."""

import pytest
from playwright.sync_api import expect

from usine.calls.tests.factories import make_call

from .conftest import DESKTOP, PHONE, set_size

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
