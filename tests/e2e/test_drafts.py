"""What is typed survives a session that ends, a lost network and a closed tab, and nothing else."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from usine.exchanges.models import Note
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import PASSWORD
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.values import clock

from .conftest import PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Réunion avec la CAF : accord de principe."
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('saisie:')).length"


@pytest.fixture
def action() -> Action:
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    return make_action(
        territory, title="Crèche de la gare", reference="1.01", lead="CCI", description="Avant."
    )


@pytest.fixture
def manager(action) -> User:
    return make_user(Role.PROJECT_MANAGER, territory=action.territory)


@pytest.fixture
def tab(context: BrowserContext, manager) -> Page:
    """A page of its own: the browser rightly complains of the network, and of what is refused."""
    page = context.new_page()
    sign_in(page, manager)
    return page


def note_of(action: Action) -> str:
    return f"/actions/{action.pk}/notes/ajouter/"


def write_note(tab: Page, action: Action) -> None:
    tab.goto(note_of(action))
    tab.get_by_label("Note").fill(TEXT)


def end_session(tab: Page) -> None:
    tab.context.clear_cookies(name="sessionid")


def come_back(tab: Page, user: User) -> None:
    """Sign in on the page that asks for it."""
    tab.get_by_label("Adresse électronique").fill(user.email)
    tab.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Se connecter").click()


def send_note(tab: Page) -> None:
    tab.get_by_role("button", name="Ajouter la note").click()


def notes() -> list[str]:
    return list(Note.objects.standing().values_list("text", flat=True))


def check_kept(tab: Page, count: int) -> None:
    tab.wait_for_load_state()
    assert tab.evaluate(KEPT) == count


def test_a_note_comes_back_after_the_session_ended(tab, axe, action, manager):
    write_note(tab, action)
    end_session(tab)
    send_note(tab)
    axe(tab)
    tab.get_by_role("link", name="Se reconnecter et reprendre votre saisie").click()
    come_back(tab, manager)
    expect(tab.get_by_text("Vous aviez commencé une saisie")).to_be_visible()
    expect(tab.get_by_label("Note")).to_have_value("")
    axe(tab)
    set_size(tab, PHONE)
    axe(tab)
    tab.get_by_role("button", name="Reprendre").click()
    expect(tab.get_by_label("Note")).to_have_value(TEXT)
    send_note(tab)
    expect(tab.get_by_text(TEXT).first).to_be_visible()
    assert notes() == [TEXT]
    # Saved, it is offered no more.
    check_kept(tab, 0)
    tab.goto(note_of(action))
    expect(tab.get_by_text("Vous aviez commencé")).to_have_count(0)


def test_a_note_comes_back_after_the_network_was_lost(tab, action):
    write_note(tab, action)
    tab.context.set_offline(True)
    send_note(tab)
    tab.wait_for_url(re.compile("chrome-error|notes"))
    tab.context.set_offline(False)
    # Whatever one opens meanwhile.
    tab.goto("/mes-plans/")
    tab.goto(note_of(action))
    tab.get_by_role("button", name="Reprendre").click()
    send_note(tab)
    expect(tab.get_by_text(TEXT).first).to_be_visible()
    assert notes() == [TEXT]


def test_a_draft_may_be_thrown_away(tab, action):
    write_note(tab, action)
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto("/")
    tab.goto(note_of(action))
    tab.get_by_role("button", name="Jeter").click()
    check_kept(tab, 0)
    tab.reload()
    expect(tab.get_by_text("Vous aviez commencé")).to_have_count(0)


def test_a_refused_form_keeps_all_that_was_typed(tab, action, manager):
    tab.goto(f"/actions/{action.pk}/modifier/")
    tab.get_by_label("Description").fill("Une longue description.")
    tab.get_by_label("Budget prévisionnel").fill("beaucoup")
    tab.get_by_role("button", name="Enregistrer").click()
    expect(tab.get_by_label("Description")).to_have_value("Une longue description.")
    tab.get_by_label("Porteur").fill("Région")
    end_session(tab)
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto(f"/actions/{action.pk}/modifier/")
    expect(tab.get_by_role("button", name="Se connecter")).to_be_visible()
    come_back(tab, manager)
    tab.get_by_role("button", name="Reprendre").click()
    expect(tab.get_by_label("Description")).to_have_value("Une longue description.")
    expect(tab.get_by_label("Porteur")).to_have_value("Région")


def test_what_somebody_changed_meanwhile_is_told(tab, action):
    tab.goto(f"/actions/{action.pk}/modifier/")
    tab.get_by_label("Description").fill("Ma description.")
    tab.get_by_label("Porteur").fill("Région")
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto("/")
    values = {"description": "Leur description.", "title": "Crèche du port"}
    operations.change(action, values=values, version=action.version, by=None)
    tab.goto(f"/actions/{action.pk}/modifier/")
    tab.get_by_role("button", name="Reprendre").click()
    expect(tab.get_by_role("status").filter(has_text="Modifié entre-temps")).to_contain_text(
        "Modifié entre-temps par quelqu’un\u00a0: Description (facultatif)."
    )
    # What was not typed is left as it is now.
    expect(tab.get_by_label("Intitulé")).to_have_value("Crèche du port")
    expect(tab.get_by_label("Description")).to_have_value("Ma description.")


def test_a_draft_is_of_one_person_until_they_sign_out(tab, action, manager):
    write_note(tab, action)
    end_session(tab)
    tab.on("dialog", lambda dialog: dialog.accept())
    another = make_user(Role.PROJECT_MANAGER, territory=action.territory)
    sign_in(tab, another)
    tab.goto(note_of(action))
    expect(tab.get_by_text("Vous aviez commencé")).to_have_count(0)
    # Signing out forgets one's own.
    tab.get_by_role("button", name="Se déconnecter").first.click()
    check_kept(tab, 1)
    sign_in(tab, manager)
    tab.get_by_role("button", name="Se déconnecter").first.click()
    expect(tab.get_by_role("link", name="Se connecter").first).to_be_visible()
    check_kept(tab, 0)


def cell(tab: Page, key: str):
    return tab.locator("tr[id]").first.locator(f"a.cell[href*='/cellule/{key}/']")


def type_lead(tab: Page, action: Action) -> None:
    tab.goto("/territoires/pays-de-saint-omer/plan/")
    cell(tab, "porteur").click()
    expect(tab.locator("[name=value]")).to_be_focused()
    tab.keyboard.type("Région")


def test_a_cell_waits_for_one_to_sign_in_again(tab, axe, action, manager):
    type_lead(tab, action)
    end_session(tab)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("Votre session a expiré")
    expect(tab.locator("[name=value]")).to_have_value("Région")
    axe(tab)
    with tab.context.expect_page() as opened:
        tab.get_by_role("alert").get_by_role("link", name="Se reconnecter").click()
    come_back(opened.value, manager)
    expect(opened.value.get_by_role("button", name="Se déconnecter").first).to_be_visible()
    tab.bring_to_front()
    tab.locator("[name=value]").press("Enter")
    expect(cell(tab, "porteur")).to_have_text("Région")
    assert Action.objects.get().lead == "Région"
    check_kept(tab, 0)


def test_a_cell_is_not_saved_as_somebody_else(tab, action):
    type_lead(tab, action)
    end_session(tab)
    sign_in(tab.context.new_page(), make_user(Role.PROJECT_MANAGER, territory=action.territory))
    tab.locator("[name=value]").press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("Votre session a expiré")
    assert Action.objects.get().lead == "CCI"


def test_a_week_goes_on_once_one_signed_in_again(tab, action, manager):
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=40))
    tab.goto("/ma-semaine/")
    expect(tab.locator("tbody tr :focus")).to_have_count(1)
    end_session(tab)
    tab.keyboard.press("r")
    expect(tab.locator("[data-toast]")).to_contain_text("Votre session a expiré")
    sign_in(tab.context.new_page(), manager)
    tab.bring_to_front()
    tab.keyboard.press("r")
    expect(tab.locator("[data-count]")).to_contain_text("1 sur 1")
    assert Action.objects.get().confirmed_on == clock.today()


def test_a_cell_is_offered_again_after_the_network_was_lost(tab, action):
    type_lead(tab, action)
    tab.context.set_offline(True)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("La connexion est perdue")
    tab.context.set_offline(False)
    tab.reload()
    expect(tab.get_by_text("« Porteur » de « Crèche de la gare »")).to_be_visible()
    tab.get_by_role("button", name="Reprendre").click()
    expect(tab.locator("[name=value]")).to_have_value("Région")
    tab.locator("[name=value]").press("Enter")
    expect(cell(tab, "porteur")).to_have_text("Région")
    assert Action.objects.get().lead == "Région"
    check_kept(tab, 0)


def test_a_public_page_keeps_nothing(page, action):
    page.goto(f"/actions/{action.pk}/")
    assert page.locator("script[src*='drafts']").count() == 0
    assert page.locator("body[data-person]").count() == 0
