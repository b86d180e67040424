"""A campaign, answered by the link of its mail without a password, or from the page of the plan."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from usine.asks.models import Ask
from usine.ledger.models import Event
from usine.people.roles import Role
from usine.plans.campaigns import links
from usine.plans.campaigns.operations import send_campaign
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_region, make_territory, make_user
from usine.subjects import operations as subjects
from usine.values import clock

from .conftest import DESKTOP, PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def territory():
    """Two open actions confirmed of old; beside, a territory whose post is vacant."""
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    make_territory("Vimeu", region=make_region("44", "Grand Est"))
    for title in ("Friche de la gare", "Réseau de chaleur"):
        make_action(territory, title=title, status=Status.IN_PROGRESS)
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=120))
    subjects.rebuild()
    return territory


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


def send(page: Page, screen) -> None:
    page.goto("/campagnes/")
    screen(page, "campagne-1-aucune")
    page.get_by_role("link", name="Préparer une campagne").click()
    page.get_by_label("Message").fill("Merci de confirmer vos actions.")
    day = clock.today() + timedelta(days=2)
    page.locator("input[name=due_on]").fill(day.isoformat())
    page.get_by_role("button", name="Voir qui sera interrogé").click()
    expect(page.get_by_text("1 territoire sera interrogé")).to_be_visible()
    expect(page.get_by_text("1 poste vacant", exact=True)).to_be_visible()
    screen(page, "campagne-2-apercu")
    page.get_by_role("button", name="Envoyer à 1 territoire").click()
    expect(page.get_by_role("heading", name="Par territoire")).to_be_visible()
    expect(line(page, "Réponses par territoire")).to_contain_text("Nouvelle")
    screen(page, "campagne-3-reponses")


def line(page: Page, table: str):
    """What a table says of the territory, or of its region, first of its kind."""
    return page.get_by_role("table", name=table).locator("tbody tr").first


def link_of_the_mail(to: str) -> str:
    [message] = [each for each in mail.outbox if each.to == [to]]
    return re.findall(r"https?://[^/]+(/confirmer/\S+)", message.body)[0]


def standing() -> tuple[int, str, int]:
    """How many events there are, how the ask stands, how many actions are confirmed today."""
    confirmed = Action.objects.filter(confirmed_on=clock.today())
    return Event.objects.count(), Ask.objects.get().state, confirmed.count()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_campaign_is_answered_by_the_link_of_its_mail(
    page, screen, territory, manager, size, monkeypatch
):
    national = make_user(Role.NATIONAL_TEAM)
    sign_in(page, national)
    set_size(page, size)
    send(page, screen)
    board = page.url
    page.context.clear_cookies()
    link = link_of_the_mail(manager.email)

    # Read, and read again as the programs of mails do, it changes nothing.
    before = standing()
    page.goto(link)
    page.goto(link)
    expect(page.get_by_text("2 actions à confirmer")).to_be_visible()
    screen(page, "campagne-4-lien")
    assert standing() == before

    refused(page, screen, link, monkeypatch)
    assert standing() == before

    page.goto(link)
    page.get_by_label("Réseau de chaleur").uncheck(force=True)
    confirm(page)
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    expect(page.get_by_text("1 action à confirmer par ce lien")).to_be_visible()
    screen(page, "campagne-7-merci")
    assert standing()[1:] == ("seen", 1)
    page.goto(link)
    expect(page.get_by_text("1 action à confirmer")).to_be_visible()
    confirm(page)
    expect(page.get_by_text("Cela répond à la demande de mise à jour")).to_be_visible()
    assert standing()[1:] == ("answered", 2)
    page.goto(link)
    expect(page.get_by_role("heading", name="C’est déjà répondu")).to_be_visible()
    screen(page, "campagne-11-deja-repondu")

    set_size(page, DESKTOP)
    sign_in(page, national)
    set_size(page, size)
    page.goto(board)
    for table in ("Réponses par région", "Réponses par territoire"):
        expect(line(page, table)).to_contain_text("2 sur 2")
    answered = page.get_by_role("table", name="Réponses par territoire").locator("tbody tr")
    expect(answered.filter(has_text="Pays de Saint-Omer")).to_contain_text("Mon plan est à jour")
    expect(answered.filter(has_text="Vimeu")).to_contain_text("Poste vacant")
    screen(page, "campagne-8-repondue")


def refused(page: Page, screen, link: str, monkeypatch) -> None:
    """A link that changed on its way, and one that is too old, each say what to do."""
    page.goto(link[:-3])
    expect(page.get_by_role("heading", name="Ce lien n’est pas entier")).to_be_visible()
    expect(page.get_by_text("rien n’est confirmé")).to_be_visible()
    screen(page, "campagne-5-lien-altere")
    with monkeypatch.context() as patch:
        patch.setattr(links, "LASTS", timedelta(seconds=-1))
        page.goto(link)
    expect(page.get_by_role("heading", name="Ce lien ne sert plus")).to_be_visible()
    expect(page.get_by_text("dure 14 jours")).to_be_visible()
    screen(page, "campagne-6-lien-echu")


def confirm(page: Page) -> None:
    page.get_by_role("button", name="Confirmer les actions cochées").click()


def test_a_campaign_is_answered_from_the_page_of_the_plan(page, screen, territory, manager):
    send_campaign(
        Plan(region=territory.lead_region),
        territories=[territory],
        text="Merci de confirmer vos actions.",
        opens_on=clock.today(),
        due_on=clock.today() + timedelta(days=9),
        by=None,
    )
    sign_in(page, manager)
    page.goto(f"/territoires/{territory.slug}/plan/?q=friche")
    page.get_by_role("link", name="Confirmer les actions filtrées").click()
    expect(page.get_by_text("confirmez encore 1 autre action.")).to_be_visible()
    screen(page, "campagne-9-une-partie")
    page.get_by_role("link", name="Annuler").click()
    page.goto(f"/territoires/{territory.slug}/plan/")
    page.get_by_role("link", name="Confirmer tout le plan").click()
    expect(page.get_by_text("Cela répond à la demande de mise à jour")).to_be_visible()
    screen(page, "campagne-10-tout-le-plan")
    page.get_by_role("button", name="Tout confirmer").click()
    expect(page.get_by_text("2 actions sont confirmées à ce jour. Cela répond")).to_be_visible()
    assert standing()[1:] == ("answered", 2)
