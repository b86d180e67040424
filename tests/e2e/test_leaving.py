"""« Passer la main » and « Suppléants », in each of their states, at both widths."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from usine.people import operations
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.plans.models import SavedView
from usine.plans.queries import Plan
from usine.plans.saved_views import save_view
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.values import clock

from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
WEEKS = timedelta(days=30)


@pytest.fixture
def territory():
    return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


@pytest.fixture
def manager(territory) -> User:
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def coordinator(territory) -> User:
    return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)


@pytest.fixture
def mandate(manager) -> Mandate:
    return manager.mandates.get()


def hold_open(manager: User, territory) -> None:
    """Actions that the manager follows, and views that they alone see."""
    for title in ("Friche de la gare", "Réseau de chaleur"):
        make_action(territory, title=title, referent=str(manager))
    for name in ("En retard, par budget", "À relancer"):
        save_view(Plan(territory=territory), name=name, query="q=eau", is_shared=False, by=manager)


def test_the_hand_is_passed(page, screen, territory, manager, coordinator, mandate):
    sign_in(page, coordinator)
    page.goto(f"/mandats/{mandate.pk}/passation/")
    expect(page.get_by_text("Rien ne reste ouvert")).to_be_visible()
    screen(page, "passation-1-vide")

    hold_open(manager, territory)
    page.reload()
    expect(page.get_by_text("2 actions suivies")).to_be_visible()
    expect(page.get_by_text("2 vues personnelles du plan")).to_be_visible()
    expect(page.get_by_text("À relancer")).to_have_count(0)
    screen(page, "passation-2-reste")
    page.locator("form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
    page.get_by_role("button", name="Tout lui passer").click()
    expect(page.locator(".fr-error-text, .fr-message--error").first).to_be_visible()
    screen(page, "passation-3-refusee")

    page.get_by_label("À qui").select_option(str(coordinator))
    page.get_by_role("button", name="Tout lui passer").click()
    expect(page.get_by_text(f"Tout passe à {coordinator}.")).to_be_visible()
    screen(page, "passation-4-passee")
    operations.end_mandate(mandate, on=clock.today(), by=None)
    page.reload()
    page.get_by_role("button", name="Donner au territoire").click()
    expect(page.get_by_text("C’est donné au territoire.")).to_be_visible()
    assert SavedView.objects.filter(owner=None).count() == 2
    page.get_by_role("button", name="Annuler").first.click()
    expect(page.get_by_text(f"Tout revient à {manager}.")).to_be_visible()
    assert SavedView.objects.filter(owner=manager).count() == 2
    screen(page, "passation-5-vues")


def test_who_leaves_passes_the_hand_themselves(page, screen, territory, manager, mandate):
    make_user(Role.NATIONAL_TEAM)
    hold_open(manager, territory)
    sign_in(page, manager)
    page.goto("/mon-compte/")
    page.get_by_role("link", name="Passer la main").click()
    expect(page.get_by_role("link", name="À relancer")).to_be_visible()
    screen(page, "passation-6-la-mienne")


def test_a_deputy_is_named_and_their_end_is_changed(page, screen, territory, manager):
    sign_in(page, manager)
    page.goto(f"/territoires/{territory.slug}/suppleants/")
    screen(page, "suppleants-1-aucun")
    send(page, "Nommer ce suppléant")
    screen(page, "suppleants-2-refuse")
    page.get_by_label("Adresse électronique").fill("ada@exemple.fr")
    page.get_by_label("Prénom").fill("Ada")
    page.get_by_label("Nom", exact=True).fill("Lovelace")
    page.locator("input[name=starts_on]").fill(clock.today().isoformat())
    page.locator("input[name=ends_on]").fill((clock.today() + WEEKS).isoformat())
    page.get_by_role("button", name="Nommer ce suppléant").click()
    expect(page.get_by_text("Ada Lovelace est suppléant du")).to_be_visible()
    screen(page, "suppleants-3-nomme")

    page.get_by_role("link", name="Modifier la fin").click()
    screen(page, "suppleants-4-fin")
    page.locator("input[name=on]").fill("2020-01-01")
    send(page, "Enregistrer")
    screen(page, "suppleants-5-fin-refusee")
    page.locator("input[name=on]").fill((clock.today() + 2 * WEEKS).isoformat())
    reason = page.locator("[name=reason]")
    if reason.count():
        reason.fill("L’absence dure.")
    send(page, "Enregistrer")
    expect(page.get_by_role("heading", name="Suppléants du chef de projet")).to_be_visible()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("La suppléance est retirée")).to_be_visible()
    screen(page, "suppleants-6-retire")


def send(page: Page, button: str) -> None:
    """Send a form as a browser that checks nothing does: the server says what is missing."""
    page.locator("form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
