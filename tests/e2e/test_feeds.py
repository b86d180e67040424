"""A link for one's calendar: made from a list, read without a session, revoked."""

import pytest
from playwright.sync_api import expect

from usine.people.roles import Role
from usine.plans.steps import add_step
from usine.plans.tests.factories import make_action, make_territory, make_user

from .conftest import PHONE, set_size
from .test_journeys import sign_in
from .test_pages import HIDDEN

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_is_followed_in_a_calendar_until_its_link_is_revoked(context, page, axe):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    action = make_action(territory, title="Crèche de la gare", axis="foncier")
    add_step(action, values={"title": "Permis", "done": True}, by=None)
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto("/territoires/pays-de-saint-omer/plan/?axe=foncier")
    page.get_by_role("button", name="Télécharger").first.click()
    page.get_by_role("link", name="Suivre les étapes dans mon agenda").click()
    page.get_by_role("button", name="Créer le lien").click()
    expect(page.get_by_text("Le lien est prêt")).to_be_visible()
    axe(page)
    set_size(page, PHONE)
    axe(page)
    assert page.evaluate(HIDDEN) == []
    link = page.get_by_role("textbox", name="Axe : Foncier industriel").input_value()
    path = "/" + link.split("/", 3)[3]
    assert context.request.get(path).text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="Révoquer ce lien").click()
    expect(page.get_by_role("button", name="Créer le lien")).to_be_visible()
    assert context.request.get(path).status == 404
