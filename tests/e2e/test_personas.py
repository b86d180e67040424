"""The journeys of `docs/journeys.md`, one after the other, on a small demonstration."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from usine.demo.build import build
from usine.demo.management.commands.demo import statements_not_kept
from usine.demo.tests.conftest import SMALL, make_programme
from usine.ledger.verification import verify
from usine.people.demonstration import address
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import PASSWORD
from usine.values import clock

from .conftest import PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


Screen = Callable[[Page, str], None]
WRITTEN = Path(__file__).parents[2] / "docs" / "journeys.md"


@pytest.fixture
def demonstration(settings):
    settings.DEBUG = True  # the logins of demonstrations open there only
    make_programme(SMALL)
    with statements_not_kept():
        build()


def arrive(page: Page, role: Role) -> None:
    user = User.objects.get(email=address(role))
    user.set_password(PASSWORD)
    user.save()
    sign_in(page, user)


def leave(page: Page) -> None:
    page.get_by_role("button", name="Se déconnecter").first.click()


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name=name).click()


@pytest.mark.usefixtures("demonstration")
def test_three_people_do_their_work(page, screen):
    seen: list[str] = []

    def step(page: Page, name: str) -> None:
        seen.append(name)
        screen(page, name)

    thursday_of_a_coordinator(page, step)
    monday_of_a_project_manager(page, step)
    industrialist_on_a_phone(page, step)
    assert seen == re.findall(
        r"`((?:coordinateur|chef-de-projet|industriel)-.*?)`", WRITTEN.read_text()
    )
    assert verify() == []


def thursday_of_a_coordinator(page: Page, screen: Screen):
    arrive(page, Role.REGIONAL_COORDINATOR)
    screen(page, "coordinateur-1-suivi")
    page.locator("td[data-label='Ont bougé'] a").first.click()
    screen(page, "coordinateur-2-ce-qui-a-bouge")
    page.go_back()
    page.locator("td[data-label='En retard'] a").first.click()
    screen(page, "coordinateur-3-en-retard")
    for box in page.locator("input[name=ligne]").all()[:2]:
        box.check()
    page.get_by_role("group", name="Lignes cochées").get_by_role("button", name="Relancer").click()
    screen(page, "coordinateur-4-relance")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("2 demandes sont faites")).to_be_visible()
    menu(page, "Suivi")
    page.get_by_role("link", name="Les actions de la région").click()
    page.get_by_role("link", name="Comités").click()
    page.get_by_role("link", name="Prévoir un comité").click()
    page.locator("input[type=date]").fill(str(clock.today() + timedelta(days=90)))
    page.get_by_label("Ordre du jour").fill("Où en est chaque plan, ce qui bloque, les suites.")
    page.get_by_role("button", name="Prévoir").click()
    screen(page, "coordinateur-5-comite")
    with page.expect_download() as download:
        page.get_by_role("button", name="Document (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    leave(page)


def monday_of_a_project_manager(page: Page, screen: Screen):
    arrive(page, Role.PROJECT_MANAGER)
    screen(page, "chef-de-projet-1-plan")
    menu(page, "À faire")
    screen(page, "chef-de-projet-2-a-faire")
    page.get_by_role("link", name="Répondre").first.click()
    page.get_by_label("Rien n’a changé").check(force=True)
    screen(page, "chef-de-projet-3-reponse")
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("C’est répondu.")).to_be_visible()
    menu(page, "Ma semaine")
    expect(page.locator("tbody tr").first.locator(":focus")).to_have_count(1)
    page.keyboard.press("r")
    expect(page.locator("[data-count]")).to_contain_text("1 sur")
    screen(page, "chef-de-projet-4-ma-semaine")
    page.goto("/mes-plans/")
    page.locator("tbody th[scope='row'] a.opens").first.click()
    screen(page, "chef-de-projet-5-fiche")
    page.get_by_role("link", name="Voir qui a fait quelque chose de semblable").click()
    screen(page, "chef-de-projet-6-semblables")
    leave(page)


def industrialist_on_a_phone(page: Page, screen: Screen):
    arrive(page, Role.INDUSTRIALIST)
    set_size(page, PHONE)
    page.reload()
    screen(page, "industriel-1-en-bref")
    page.get_by_role("button", name="Confirmer").first.click()
    expect(page.get_by_text("confirmée").first).to_be_visible()
    screen(page, "industriel-2-confirmee")
    page.get_by_role("link", name="Commenter").first.click()
    page.get_by_label("Note", exact=False).first.fill("La ligne est commandée, livraison en mars.")
    screen(page, "industriel-3-commentaire")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.get_by_text("La note est ajoutée.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/suivi/#action-\d+$"))
