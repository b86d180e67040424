"""Many rows of an import at once, by the keyboard alone, and what was answered taken back."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from usine.imports import operations
from usine.imports.tests.imports import ECOLE, FRICHE, csv, send
from usine.imports.tests.test_cells import CARDS
from usine.imports.tests.test_details import FRICHE as DETAILED
from usine.imports.tests.test_details import GIVEN
from usine.people.roles import Role
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.reading.tests.spreadsheets import xlsx

from .test_journeys import sign_in

pytestmark = [pytest.mark.django_db(transaction=True)]

BLURRED = (*FRICHE[:5], "Tartempion", *FRICHE[6:])
MOST_TABS = 80


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is out of reach of the keyboard")


def test_ticked_rows_are_given_a_value_by_the_keyboard(page, axe):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    preview = send(territory, csv(BLURRED, ECOLE))
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"{preview.get_absolute_url()}?lignes=toutes")
    axe(page)
    reach(page, "[name=ligne]")
    page.keyboard.press("Space")
    reach(page, "[name=ligne]")
    page.keyboard.press("Space")
    expect(page.locator("[data-ticked]")).to_have_text("2\u00a0lignes")
    reach(page, "[name=champ]")
    page.keyboard.type("Port")
    reach(page, "[name=valeur]")
    page.keyboard.type("PETR")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("2 lignes disent maintenant « PETR »")
    assert page.url.endswith("?lignes=toutes#ligne-0")
    expect(page.locator(".changes")).to_contain_text("PETR")
    expect(page.locator("#ligne-0")).to_be_in_viewport()

    page.get_by_text("Ce que vous avez répondu (1)").click()
    expect(page.get_by_label("Porteur, 2 lignes")).to_have_value("PETR")
    axe(page)
    page.get_by_role("button", name="Retirer Porteur").click()
    expect(page.locator(".changes")).not_to_contain_text("PETR")


def test_rows_that_wait_are_answered_together_by_the_keyboard(page, axe):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    for reference, title in (("A1", "Friche papetière"), ("A2", "Quai fluvial")):
        make_action(territory, reference=reference, title=title)
    others = [("A1", "Compétences", "Accueil des stagiaires", "UIMM", "1000", "", "", "")]
    others.append(("A2", "Compétences", "Bourse aux stages", "UIMM", "1000", "", "", ""))
    preview = send(territory, csv(*others, ECOLE))
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"{preview.get_absolute_url()}?lignes=a-trancher")
    axe(page)
    for _ in others:
        reach(page, "[name=ligne]")
        page.keyboard.press("Space")
    reach(page, "[name=valeur]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Écrivez la valeur à donner")).to_be_visible()
    reach(page, "[name=trancher][value=autre]")
    page.keyboard.press("Enter")
    told = page.get_by_role("status").first
    expect(told).to_contain_text("2 lignes créent de nouvelles actions.")
    page.get_by_text("Ce que vous avez répondu (1)").click()
    axe(page)
    page.get_by_role("link", name="Voir les lignes").click()
    expect(page.locator(".changes tbody tr")).to_have_count(2)
    axe(page)
    page.get_by_role("link", name="Cocher toute la page").click()
    page.get_by_role("button", name="Redemander", exact=True).click()
    expect(told).to_contain_text("2 lignes attendent votre réponse.")


def test_a_sheet_about_one_action_is_corrected_by_the_keyboard(page, axe):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    preview = send(territory, xlsx(sheets=CARDS), filename="fiches.xlsx")
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"{preview.get_absolute_url()}?lignes=toutes#lignes")
    page.get_by_role("link", name="Corriger la ligne 2").press("Enter")
    expect(page.get_by_role("textbox", name="Statut")).to_have_value("")
    axe(page)
    reach(page, "[name='cellule:Fiche 1!B4']")
    page.keyboard.type("En cours")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("relu avec 1 cellule corrigée")
    expect(page.locator("#ligne-0")).to_contain_text("En cours de réalisation")
    expect(page.locator("#ligne-0")).to_be_in_viewport()
    page.get_by_role("link", name="Corriger la ligne 2").click()
    page.get_by_role("link", name="Fermer").click()
    expect(page.get_by_role("textbox", name="Statut")).to_have_count(0)


def test_details_are_opened_by_the_keyboard_on_a_phone(page, axe):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    preview = send(territory, csv(DETAILED, header=GIVEN))
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{preview.get_absolute_url()}?lignes=toutes#lignes")
    axe(page)
    reach(page, ".changes summary")
    page.keyboard.press("Enter")
    expect(page.locator(".changes details[open]").first).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    operations.apply(preview, by=None)
    page.goto(preview.get_absolute_url())
    expect(page.locator("main")).to_contain_text("2 lignes de financement, 1 étape")
    axe(page)


def test_all_the_rows_of_a_page_are_ticked_without_a_script(browser, live_server, page):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    preview = send(territory, csv(FRICHE, ECOLE))
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    state = page.context.storage_state()
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=state
    )
    bare = context.new_page()
    bare.goto(f"{preview.get_absolute_url()}?lignes=toutes")
    bare.get_by_role("link", name="Cocher toute la page").click()
    expect(bare.locator("[name=ligne]:checked")).to_have_count(2)
    bare.get_by_role("button", name="Laisser de côté").click()
    expect(bare.get_by_role("status").first).to_contain_text("2 lignes mises de côté")
    context.close()


def test_all_that_is_typed_is_sent_by_any_button_without_a_script(browser, live_server, page):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    vague = (*BLURRED[:4], "à préciser", *BLURRED[5:])
    preview = send(territory, csv(vague, ECOLE))
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    state = page.context.storage_state()
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=state
    )
    bare = context.new_page()
    bare.goto(f"{preview.get_absolute_url()}?lignes=toutes")
    bare.get_by_role("radio", name="En cours de réalisation").check(force=True)
    bare.locator("[name='cellule:E2']").fill("12000")
    bare.locator("#ligne-1 [name=ligne]").check()
    bare.get_by_label("la valeur").fill("CCI")
    bare.get_by_role("button", name="Laisser de côté").click()
    told = bare.get_by_role("status").first
    expect(told).to_contain_text("1 ligne mise de côté")
    expect(told).to_contain_text("relu avec 1 cellule corrigée et vos réponses")
    expect(bare.locator("#ligne-0")).to_contain_text("12\u00a0000\u00a0€")
    expect(bare.get_by_label("la valeur")).to_have_value("CCI")
    bare.locator("#ligne-0 [name=ligne]").check()
    bare.get_by_label("Donner comme").select_option(label="Porteur")
    bare.get_by_label("la valeur").press("Enter")
    expect(told).to_contain_text("1 ligne dit maintenant « CCI »")
    context.close()


def test_what_is_not_sent_is_kept_from_a_tab_to_another(page, axe):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    vague = (*FRICHE[:4], "à préciser", *FRICHE[5:])
    preview = send(territory, csv(vague, ("B1", *BLURRED[1:]), ECOLE))
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"{preview.get_absolute_url()}?lignes=toutes")
    box, unsent = page.locator("[name='cellule:E2']"), page.locator("[data-unsent]")
    expect(unsent).to_be_hidden()
    box.fill("12000")
    page.locator("#ligne-1 [name=ligne]").check()
    page.get_by_label("la valeur").fill("CCI")
    page.get_by_role("radio", name="En cours de réalisation").check()
    expect(unsent).to_have_text("2\u00a0saisies ne sont pas encore envoyées.")
    page.get_by_role("link", name="Nouvelles").click()
    page.get_by_role("link", name="Corriger la ligne 4").click()
    expect(page.locator("#ligne-1 [name=ligne]")).to_be_checked()
    expect(page.get_by_label("la valeur")).to_have_value("CCI")
    expect(page.locator("[data-ticked]")).to_have_text("1\u00a0ligne")
    page.get_by_role("button", name="Laisser de côté").click()
    expect(page.get_by_role("status").first).to_contain_text("1 ligne mise de côté")
    expect(page.get_by_role("status").first).to_contain_text("relu avec 1 cellule corrigée et vos")
    expect(page.get_by_label("la valeur")).to_have_value("CCI")
    axe(page)
    page.goto(f"{preview.get_absolute_url()}?lignes=toutes")
    expect(page.locator("#ligne-0")).to_contain_text("12\u00a0000\u00a0€")
    expect(unsent).to_be_hidden()
    expect(page.locator("[name=ligne]:checked")).to_have_count(0)
    assert asked == []


def test_what_is_refused_is_typed_still(page):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    preview = send(territory, csv(ECOLE))
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"{preview.get_absolute_url()}?lignes=toutes")
    page.get_by_label("la valeur").fill("CCI")
    page.get_by_role("button", name="Donner cette valeur").click()
    expect(page.get_by_text("Aucune ligne n’est cochée")).to_be_visible()
    expect(page.get_by_label("la valeur")).to_have_value("CCI")


def test_what_is_typed_beside_what_is_refused_is_kept(page):
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    preview = send(territory, csv((*FRICHE[:4], "à préciser", *FRICHE[5:])))
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"{preview.get_absolute_url()}?lignes=toutes")
    page.locator("[name='cellule:E2']").fill("12000")
    page.get_by_label("la valeur").fill("CCI")
    page.get_by_role("button", name="Donner cette valeur").click()
    expect(page.get_by_text("Aucune ligne n’est cochée")).to_be_visible()
    expect(page.get_by_text("Le fichier est relu avec 1 cellule corrigée.")).to_be_visible()
    expect(page.get_by_label("la valeur")).to_have_value("CCI")
    expect(page.locator("#ligne-0")).to_contain_text("12\u00a0000\u00a0€")
    expect(page.locator("[data-unsent]")).to_be_hidden()
