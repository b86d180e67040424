"""« Relancer » lines of a plan, then « À faire »: answered by the keyboard, and on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from usine.asks.models import Ask
from usine.people.roles import Role
from usine.plans.blocking import block, lift_block
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.values import clock

from .conftest import PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = timedelta(days=120)
SHORT = 760


@pytest.fixture
def territory():
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    for number in range(8):
        title = f"Récupérer la chaleur fatale des usines de la vallée, tranche {number}"
        make_action(territory, title=title, reference=f"{number}", status=Status.IN_PROGRESS)
    Action.objects.update(confirmed_on=clock.today() - LONG_AGO)
    return territory


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


def chase(page: Page, lines: int) -> None:
    page.goto("/territoires/pays-de-saint-omer/plan/")
    for box in page.locator("input[name=ligne]").all()[:lines]:
        box.check()
    page.get_by_role("group", name="Lignes cochées").get_by_role("button", name="Relancer").click()
    expect(page.get_by_role("heading", name="Où en est cette action")).to_be_visible()


def test_lines_are_asked_about_and_answered_by_the_keyboard(page, axe, territory, manager):
    sign_in(page, make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region))
    chase(page, 3)
    axe(page)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("3 demandes sont faites")).to_be_visible()
    page.get_by_role("button", name="Annuler").first.click()
    expect(page.get_by_text("3 demandes sont retirées")).to_be_visible()
    assert set(Ask.objects.values_list("state", flat=True)) == {"withdrawn"}
    chase(page, 8)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("8 demandes sont faites")).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").first.click()

    sign_in(page, manager)
    page.get_by_role("link", name="À faire (8)").first.click()
    expect(page.locator("[data-keys]")).to_be_visible()
    axe(page)
    for key in "jjkj":
        page.keyboard.press(key)
    expect(page.locator("tbody tr").nth(1).locator("th a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Répondre")).to_be_visible()
    axe(page)
    page.get_by_label("Rien n’a changé").check(force=True)
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("C’est répondu.")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(7)
    assert Action.objects.filter(confirmed_on=clock.today()).count() == 1
    set_size(page, PHONE)
    seen = [row.bounding_box() for row in page.locator("tbody tr").all()]
    assert sum(box["y"] + box["height"] <= SHORT for box in seen if box) >= 6


def test_the_list_works_without_a_script(browser, live_server, territory, manager):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region))
    chase(page, 1)
    page.get_by_role("button", name="Envoyer").click()
    page.goto("/a-faire/j-ai-demande/")
    page.get_by_role("button", name="Retirer").click()
    page.get_by_role("button", name="Annuler").first.click()
    expect(page.get_by_text("La demande est remise.")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    context.close()


def test_who_lifted_the_same_is_read_beside_the_form_that_asks(page, screen, territory, manager):
    blocked, *others = Action.objects.order_by("pk")[:3]
    ago = clock.today() - timedelta(days=60)
    for each in (blocked, *others):
        block(each, kind="land", words="Bail à reprendre.", effective_on=ago, by=None)
    make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    sign_in(page, manager)
    page.goto(f"/actions/{blocked.pk}/")
    page.get_by_role("link", name="Demander de l’aide").click()
    nobody = "Aucun blocage de cette nature n’a encore été levé dans les plans que vous lisez."
    expect(page.get_by_text(nobody)).to_be_visible()
    screen(page, "lever-1-personne")
    for each in others:
        lift_block(each, words="Le bail est repris par la communauté.", by=manager)
    page.reload()
    expect(page.get_by_role("heading", name="Qui a levé le même genre de blocage")).to_be_visible()
    expect(page.get_by_text("en 60\u00a0jours")).to_have_count(2)
    screen(page, "lever-2-liste")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("C’est demandé à")).to_be_visible()
    assert Ask.objects.get().kind == "plans.unblock"
