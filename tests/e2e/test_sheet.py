"""What an action holds beside its fields, filled in as a project manager does."""

from datetime import date

import pytest
from playwright.sync_api import expect

from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import steps
from usine.plans.tests.factories import make_action, make_territory, make_user

from .conftest import PHONE, set_size
from .test_journeys import sign_in
from .test_pages import HIDDEN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def territory():
    return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


def test_an_action_is_filled_in_blocked_and_lifted(page, axe, territory):
    action = make_action(
        territory,
        title="Friche de la gare",
        planned_budget=100_000_00,
        effective_on=date(2024, 1, 10),
    )
    make_action(territory, title="Réseau de chaleur", reference="F2")
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"/actions/{action.pk}/")

    # A step, late, then done in one click, which is undone.
    page.get_by_role("link", name="une étape").click()
    axe(page)
    page.get_by_label("Étape").fill("Étude de sol")
    page.get_by_label("Échéance").fill("T3 2024")
    page.get_by_role("button", name="Ajouter").click()
    step = page.get_by_role("listitem").filter(has_text="Étude de sol").first
    expect(step).to_contain_text("En retard")
    step.get_by_role("button", name="Faite").click()
    expect(step).to_contain_text("faite,")
    expect(step).to_be_in_viewport()
    page.get_by_role("button", name="Annuler").click()
    expect(step).to_contain_text("En retard")
    step.get_by_role("button", name="Faite").click()
    expect(step.get_by_role("button", name="Pas faite")).to_be_visible()

    # A financing over the budget is refused, then mended.
    page.get_by_role("link", name="un financement").click()
    page.get_by_label("Financeur", exact=True).select_option("Région")
    page.get_by_label("Accordé").fill("120 k€")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text("Les financements dépasseraient le budget")).to_be_visible()
    expect(page.get_by_label("Accordé")).to_have_value("120 k€")
    axe(page)
    page.get_by_label("Accordé").fill("60 k€")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("row", name="Total")).to_contain_text("60\u00a0% du budget")

    page.get_by_role("link", name="un résultat").click()
    page.get_by_label("Résultat", exact=True).select_option("Hectares reconvertis")
    page.get_by_label("Constaté").fill("3,5")
    page.get_by_role("button", name="Ajouter").click()
    row = page.get_by_role("row", name="Hectares reconvertis").first
    expect(row).to_contain_text("3,5\u00a0ha")

    # A date that was wrong: the bilans that move are listed, then the amount is corrected.
    page.get_by_text("Ce qui a été enregistré, date par date").click()
    page.get_by_role("link", name="Corriger Région\u00a0: accordé").click()
    axe(page)
    page.get_by_label("Date d’effet exacte").fill("2024-02-01")
    page.get_by_label("Motif").fill("Date de l’arrêté")
    page.get_by_role("button", name="Corriger le montant").click()
    expect(page.get_by_role("heading", name="Bilans qui changent")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Corriger le montant").click()
    expect(page.get_by_text("Le montant est corrigé")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Date de l’arrêté").first).to_be_visible()

    # Where it takes place.
    page.get_by_role("link", name="Préciser le lieu").click()
    page.get_by_label("Point").fill("50.75, 2.25")
    page.get_by_role("button", name="Enregistrer le lieu").click()
    expect(page.get_by_text("Point\u00a0: 50.75, 2.25")).to_be_visible()

    page.get_by_role("link", name="un lien vers une autre action").click()
    page.get_by_label("Lien", exact=True).select_option("Dépend de")
    page.get_by_role("combobox", name="Action").fill("chaleur")
    page.get_by_role("button", name="Ajouter").click()
    axe(page)
    page.get_by_text("F2 – Réseau de chaleur").click()
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("listitem").filter(has_text="Dépend de").first).to_be_visible()

    # What blocks it, beside its status until it is lifted.
    page.get_by_role("link", name="Signaler un blocage").click()
    expect(page.get_by_label("Nature du blocage")).to_be_visible()
    axe(page)
    page.get_by_label("Nature du blocage").select_option("Foncier")
    page.get_by_label("Ce qui bloque").fill("Le terrain est pollué")
    page.get_by_role("button", name="Signaler").click()
    expect(page.get_by_text("Bloquée", exact=True)).to_be_visible()
    axe(page)
    set_size(page, PHONE)
    assert page.evaluate(HIDDEN) == []
    page.get_by_role("link", name="Lever le blocage").click()
    page.get_by_label("Comment le blocage a été levé").fill("Terrain dépollué")
    page.get_by_role("button", name="Lever").click()
    expect(page.get_by_text("Bloquée", exact=True)).to_have_count(0)
    page.get_by_text("Ce qui a été enregistré, date par date").click()
    expect(page.get_by_role("row").filter(has_text="Terrain dépollué")).to_be_visible()
    assert verify() == []


def test_a_removed_step_is_put_back_by_keyboard(page, axe, territory):
    action = make_action(territory, title="Friche de la gare")
    step = steps.add_step(action, values={"title": "Étude de sol"}, by=None)
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"/actions/{action.pk}/etapes/{step.pk}/retirer/")
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("L’étape est retirée.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Annuler", exact=True).press("Enter")
    expect(page.get_by_text("L’étape est rétablie.")).to_be_visible()

    page.goto(f"/actions/{action.pk}/etapes/{step.pk}/retirer/")
    page.get_by_role("button", name="Retirer").click()
    page.goto(f"/actions/{action.pk}/")
    set_size(page, PHONE)
    axe(page)
    page.get_by_role("button", name="Annuler ce retrait").press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="Étude de sol").first).to_be_visible()
    assert verify() == []
