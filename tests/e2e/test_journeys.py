"""The main job, as people do it: a spreadsheet becomes a plan, and the bilan follows."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from usine.ledger.verification import verify
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import PASSWORD
from usine.plans.models import Action
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.reading.tests.spreadsheets import xlsx
from usine.values import clock

from .conftest import PHONE, set_size

pytestmark = pytest.mark.django_db(transaction=True)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = ["N°", "Axe", "Intitulé de l’action", "Porteur", "Coût", "État", "Début", "Fin"]
PLAN = [
    ["PLAN D’ACTION – version du 12 mai"],
    HEADER,
    ["A1", "TEE", "Réseau de chaleur", "CCI", "1,2 M€", "EN COURS", "T3 2024", "fin 2026"],
    ["B1", "Innovation", "Atelier partagé", "Région", "350 k€", "terminé", "2023", "2024"],
    ["C1", "Axe 3", "École de soudure", "UIMM", "NC", "à lancer", "", ""],
    ["D1", "Foncier", "Friche de la gare", "EPF", "48 500,00", "dossier déposé", "", ""],
    ["X1", "Tourisme", "Route des vins", "CCI", "1", "EN COURS", "", ""],
    ["TOTAL"],
]


def sign_in(page: Page, user: User) -> None:
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("button", name="Se déconnecter").first).to_be_visible()
    # Without its styles, what the menu of a phone repeats would be seen too.
    page.wait_for_load_state()


def give(page: Page, slug: str, rows: list[list[str]]) -> None:
    page.goto(f"/territoires/{slug}/plan/import/")
    file = {"name": "plan.xlsx", "mimeType": XLSX, "buffer": xlsx(*rows)}
    page.get_by_label("Votre tableur").set_input_files(files=file)
    page.get_by_role("button", name="Voir ce qui va changer").click()
    expect(page.get_by_role("heading", name="Ce que ce fichier changerait")).to_be_visible()


@pytest.fixture
def territory():
    return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


@pytest.fixture
def manager(territory) -> User:
    return make_user(Role.PROJECT_MANAGER, territory=territory)


def test_a_spreadsheet_becomes_a_plan_and_the_bilan_follows(page, axe, territory, manager):
    sign_in(page, manager)
    give(page, territory.slug, PLAN)
    expect(page.get_by_text("Dites plus haut ce que veut dire « Tourisme »")).to_be_visible()
    expect(page.get_by_text("Colonnes du fichier : ce qui en est compris")).to_be_visible()
    expect(page.get_by_text("n’a pas été pris pour une action")).to_be_visible()
    axe(page)
    assert Action.objects.count() == 0

    page.get_by_role("link", name="Appliquer").first.click()
    axe(page)
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("link", name="Annuler cet import")).to_be_visible()
    axe(page)

    # The territory, its region and the nation follow at once; each number opens on its evidence.
    for address in (
        f"/territoires/{territory.slug}/bilan/",
        f"/regions/{territory.lead_region.slug}/bilan/",
        "/bilan/",
    ):
        page.goto(address)
        table = page.get_by_role("table", name="Actions par statut et par axe")
        total = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Total"))
        expect(total.get_by_role("link", name="4", exact=True)).to_be_visible()
    table.get_by_role("row", name="Réalisée").get_by_role("link").last.click()
    expect(page.get_by_role("link", name="Atelier partagé")).to_be_visible()
    expect(page.get_by_text("Réseau de chaleur")).to_have_count(0)
    axe(page)
    assert verify() == []

    # The same file again changes nothing.
    give(page, territory.slug, PLAN)
    page.get_by_role("button", name="rien à changer").first.click()
    assert Action.objects.count() == 4

    # And it is undone as a whole.
    page.goto(f"/territoires/{territory.slug}/plan/imports/")
    axe(page)
    page.get_by_role("link", name="plan.xlsx").last.click()
    page.get_by_role("link", name="Annuler cet import").click()
    axe(page)
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Cet import a été annulé").first).to_be_visible()
    assert not Action.objects.live().exists()
    assert verify() == []


def test_a_file_that_is_not_a_spreadsheet_is_refused_on_the_page(page, axe, territory, manager):
    sign_in(page, manager)
    page.goto(f"/territoires/{territory.slug}/plan/import/")
    file = {"name": "plan.xlsx", "mimeType": XLSX, "buffer": b"%PDF-1.7 rien"}
    page.get_by_label("Votre tableur").set_input_files(files=file)
    page.get_by_role("button", name="Voir ce qui va changer").click()
    expect(page.get_by_text("document PDF").first).to_be_visible()
    axe(page)
    expect(page).to_have_title(re.compile("^Erreur\u00a0: "))
    expect(page.get_by_role("alert")).to_be_focused()


def test_two_writers_are_both_safe(page, context, axe, territory, manager):
    action = make_action(territory, title="Étude de sol", effective_on=date(2024, 1, 10))
    sign_in(page, manager)
    address = f"/actions/{action.pk}/modifier/"
    page.goto(address)
    other = context.new_page()
    other.goto(address)
    other.get_by_label("Porteur").fill("CCI du Nord")
    other.get_by_role("button", name="Enregistrer").click()
    expect(other.get_by_text("CCI du Nord").first).to_be_visible()

    page.get_by_label("Intitulé").fill("Étude de sol et d’eau")
    page.get_by_label("Porteur").fill("Région")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("CCI du Nord").first).to_be_visible()
    axe(page)
    both = page.get_by_role("group", name="Porteur")
    both.get_by_text("Version enregistrée entre-temps").click()
    page.get_by_role("button", name="Enregistrer ces choix").click()
    expect(page.get_by_role("heading", name="Étude de sol et d’eau")).to_be_visible()
    action.refresh_from_db()
    assert (action.title, action.lead) == ("Étude de sol et d’eau", "CCI du Nord")
    assert action.version == 3


def test_an_action_moves_on_and_is_corrected(page, axe, territory, manager):
    action = make_action(territory, title="Étude de sol", effective_on=date(2024, 1, 10))
    sign_in(page, manager)
    page.goto(f"/actions/{action.pk}/")
    axe(page)
    page.get_by_role("button", name="Démarrer").click()
    expect(page.get_by_text("En cours de réalisation").first).to_be_visible()
    page.get_by_role("link", name="Retirer du plan").click()
    axe(page)
    page.get_by_label("Motif").fill("Doublon de la fiche 12")
    page.get_by_role("button", name="Retirer du plan").click()
    expect(page.get_by_text("a été retirée du plan").first).to_be_visible()
    axe(page)
    # It is found again from the plan, and put back from there.
    page.goto(f"/territoires/{territory.slug}/plan/")
    page.get_by_role("link", name="1 action retirée du plan").click()
    row = page.get_by_role("row", name="Étude de sol")
    expect(row).to_contain_text("Doublon de la fiche 12")
    axe(page)
    row.get_by_role("button", name="Agir sur").click()
    page.get_by_role("button", name="Rétablir").click()
    expect(page.get_by_text("est rétablie dans le plan")).to_be_visible()
    action.refresh_from_db()
    assert (action.status, action.withdrawn_on) == ("in_progress", None)

    # All of the plan is confirmed, once one has read what that says.
    page.goto(f"/territoires/{territory.slug}/plan/")
    page.get_by_role("link", name="Confirmer tout le plan").click()
    axe(page)
    page.get_by_role("button", name="Tout confirmer").click()
    expect(page.get_by_text("est confirmée à ce jour")).to_be_visible()
    assert verify() == []


def test_an_action_that_may_be_there_already_is_shown_before_it_is_added(
    page, axe, territory, manager
):
    make_action(territory, title="Étude de sol", reference="F1")
    sign_in(page, manager)
    page.goto(f"/territoires/{territory.slug}/plan/ajouter/")
    page.get_by_label("Intitulé").fill("Étude des sols")
    page.get_by_label("Axe").select_option("foncier")
    page.get_by_label("Référence").fill("F1")
    page.get_by_label("Porteur").fill("EPF")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text("porte déjà cette référence").first).to_be_visible()
    expect(page.get_by_text("Une action proche existe déjà")).to_be_visible()
    axe(page)
    page.get_by_label("Référence").fill("F2")
    page.get_by_role("button", name="Créer quand même").click()
    expect(page.get_by_role("heading", name="Étude des sols")).to_be_visible()
    assert Action.objects.get(title="Étude des sols").lead == "EPF"


def test_the_plan_of_the_week_fits_every_screen(page, axe, territory, manager):
    """Nothing is looked for sideways: a table on a desk, lines on a phone, sorted and filtered."""
    title = "Filière locale de recyclage des matières des équipements énergétiques"
    action = make_action(territory, title=title, reference="4.04", planned_budget=2_300_000_00)
    make_action(territory, title="Étude de sol", reference="4.03", planned_budget=1_00)
    # Nobody has confirmed it for a year: there is something to confirm.
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=365))
    sign_in(page, manager)
    address = f"/territoires/{territory.slug}/plan/"
    for width in (1280, 1024, 768, 375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        content = page.locator(".fr-table__content").first
        assert content.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, width
        row = page.get_by_role("row", name=title)
        row.get_by_role("button", name="Agir sur").click()
        for name in ("Démarrer", "Confirmer"):
            box = row.get_by_role("button", name=name).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["height"] >= 24
        axe(page)
        page.keyboard.press("Escape")

    search = page.get_by_label("Référence, intitulé ou porteur")
    expect(search).not_to_be_visible()
    page.locator("summary", has_text="Filtrer").click()
    search.fill("recyclage")
    page.get_by_role("button", name="Filtrer").click()
    # Folded again, the filters say how many hide something, and the page how much.
    expect(page.locator("summary", has_text="Filtrer (1)")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("1 sur 2\u00a0actions")
    row = page.get_by_role("row", name=title)
    expect(page.get_by_role("row", name="Étude de sol")).to_have_count(0)
    row.get_by_role("button", name="Agir sur").click()
    row.get_by_role("button", name="Démarrer").click()
    expect(page.get_by_role("row", name=title)).to_contain_text("En cours de réalisation")
    action.refresh_from_db()
    assert action.status == "in_progress"


def test_a_telephone_has_the_links_of_the_header_in_its_menu(page, axe, territory, manager):
    """Without a script that copies them with the styles they were given, which is refused."""
    sign_in(page, manager)
    page.add_init_script("""
        addEventListener("DOMContentLoaded", () => {
            for (const link of document.querySelectorAll(".fr-header__tools-links *"))
                link.style.setProperty("--seen", "1");
        });
    """)
    set_size(page, PHONE)
    page.goto("/")
    expect(page.get_by_role("button", name="Se déconnecter")).to_have_count(0)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name=str(manager))).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").click()
    axe(page)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()


def test_the_keyboard_is_enough(page, territory):
    """From the top of the home page to a territory, without a pointer."""
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Contenu")
    page.get_by_label("Trouver un territoire").focus()
    page.keyboard.type("pays de saint")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Pays de Saint-Omer").first).to_be_visible()
    page.get_by_role("link", name="Pays de Saint-Omer").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Pays de Saint-Omer")).to_be_visible()
