"""What a form does in the browser: it says that it works, acts once, and is not left by mistake."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.tests.factories import make_action, make_territory, make_user

from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def territory():
    return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


def asked_before_leaving(page: Page, leave, *, stay: bool) -> bool:
    """Whether the browser asked before it left; and what was answered."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if stay:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    leave()
    page.remove_listener("dialog", answer)
    return asked == ["beforeunload"]


def test_a_double_click_adds_one_action(page, territory, manager):
    sign_in(page, manager)
    page.goto(f"/territoires/{territory.slug}/plan/ajouter/")
    page.get_by_label("Intitulé").fill("Une friche à rouvrir")
    page.get_by_label("Axe").select_option("foncier")
    button = page.locator("main form button[type=submit]").last
    button.dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", name="Une friche à rouvrir")).to_be_visible()
    assert Action.objects.count() == 1


def test_a_button_shows_that_it_works_until_one_comes_back(page, territory, manager):
    sign_in(page, manager)
    page.goto(f"/territoires/{territory.slug}/plan/ajouter/")
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_label("Intitulé").fill("Une friche à rouvrir")
    page.get_by_label("Axe").select_option("foncier")
    button = page.locator("main form button[type=submit]").last
    label = button.inner_text()
    button.click()
    expect(button).to_have_text("Envoi en cours…")
    expect(button).to_have_attribute("aria-disabled", "true")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(button).to_have_text(label)
    assert button.get_attribute("aria-disabled") is None


def test_a_form_that_was_touched_warns_before_it_is_left(page, territory, manager):
    action = make_action(territory, title="Étude de sol")
    sign_in(page, manager)
    form = f"/actions/{action.pk}/modifier/"
    page.goto(form)
    home = page.get_by_role("link", name="Territoires").first

    def leave() -> None:
        home.click(no_wait_after=True)
        page.wait_for_timeout(500)

    page.get_by_label("Porteur").fill("CCI du Nord")
    assert asked_before_leaving(page, leave, stay=True)
    expect(page.get_by_label("Porteur")).to_have_value("CCI du Nord")

    # Sent, it does not warn; seen again untouched, neither.
    def send() -> None:
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_text("L’action est enregistrée")).to_be_visible()

    assert not asked_before_leaving(page, send, stay=False)
    page.goto(form)
    assert not asked_before_leaving(page, leave, stay=False)


def test_filters_do_not_warn(page, territory, manager):
    make_action(territory, title="Étude de sol")
    sign_in(page, manager)
    page.goto(f"/territoires/{territory.slug}/plan/")
    page.locator("main input[name=q]").fill("sol")

    def leave() -> None:
        page.goto("/territoires/")

    assert not asked_before_leaving(page, leave, stay=False)


def test_the_place_of_a_mandate_is_asked_as_its_role_needs(page, territory):
    sign_in(page, make_user(Role.NATIONAL_TEAM))
    page.goto("/comptes/inviter/")
    territories, regions = page.locator("#id_territory"), page.locator("#id_region")
    role = page.locator("#id_role")
    assert not territories.is_visible()
    assert not regions.is_visible()
    for code, asked in (
        ("project_manager", (True, False)),
        ("regional_coordinator", (False, True)),
        ("national_team", (False, False)),
        ("reader", (True, True)),
    ):
        role.select_option(code)
        assert (territories.is_visible(), regions.is_visible()) == asked
    territories.select_option(str(territory.pk))
    role.select_option("national_team")
    assert territories.input_value() == ""
