"""Several lines of the table of a plan at once: their statuses."""

import pytest
from playwright.sync_api import Page, expect

from usine.plans.models import Action
from usine.plans.states import Status

from .test_table import cell, copy, opened, territory  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def tick(plan: Page, *rows: int) -> None:
    for row in rows:
        plan.locator("tr[id]").nth(row).locator("[name=ligne]").check()


def choose(plan: Page, step: str) -> None:
    bar = plan.get_by_role("group", name="Lignes cochées")
    bar.get_by_role("button", name="Changer le statut").click()
    bar.get_by_role("button", name=step).click()


def test_lines_take_a_step_together_and_give_it_back(page, axe, territory):  # noqa: F811
    plan = opened(page, territory)
    tick(plan, 0, 2)
    choose(plan, "Démarrer")
    expect(plan.get_by_text("2\u00a0actions sont modifiées")).to_be_visible()
    for row, status in enumerate(("En cours de réalisation", "À initier") * 2):
        expect(cell(plan, row, "statut")).to_contain_text(status)
    # What is refused of one is shown before anything is written.
    tick(plan, 0, 1)
    choose(plan, "Mettre à l’instruction")
    expect(plan.get_by_role("heading", level=1)).to_have_text("Changer le statut")
    expect(plan.get_by_text("ne s’applique pas")).to_be_visible()
    axe(plan)
    plan.get_by_role("button", name="Écrire 1\u00a0valeur").click()
    expect(cell(plan, 1, "statut")).to_contain_text("En cours d’instruction")
    plan.get_by_role("button", name="Annuler").click()
    expect(cell(plan, 1, "statut")).to_contain_text("À initier")


def test_a_column_of_statuses_is_pasted(context, territory):  # noqa: F811
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    plan = opened(context.new_page(), territory)
    # One goes into the cell, where it is the choice that begins so.
    copy(plan, "en cours de")
    cell(plan, 0, "statut").focus()
    plan.keyboard.press("Control+v")
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, "statut")).to_contain_text("En cours de réalisation")
    copy(plan, "en cours\nabandonné\nterminé")
    cell(plan, 1, "statut").focus()
    plan.keyboard.press("Control+v")
    plan.get_by_role("button", name="Écrire 2\u00a0valeurs").click()
    expect(plan.get_by_text("2\u00a0actions sont modifiées")).to_be_visible()
    counted = Action.objects.filter(territory=territory)
    assert counted.filter(status=Status.IN_PROGRESS).count() == 2
    assert counted.filter(status=Status.ABANDONED).count() == 1


def test_what_is_refused_of_lines_leaves_them_ticked(page, axe, territory):  # noqa: F811
    plan = opened(page, territory)
    boxes, bar = plan.locator("[name=ligne]"), plan.get_by_role("group", name="Lignes cochées")
    boxes.nth(0).check()
    # Shift ticks those between.
    boxes.nth(3).click(modifiers=["Shift"])
    expect(bar.get_by_text("4\u00a0lignes")).to_be_visible()
    bar.get_by_label("Donner à").select_option("Échéance")
    bar.get_by_label("la valeur").fill("un jour")
    bar.get_by_role("button", name="Donner").click()
    expect(plan.get_by_text("n’est pas une date comprise")).to_be_visible()
    expect(bar.get_by_text("4\u00a0lignes")).to_be_visible()
    expect(bar.get_by_label("la valeur")).to_have_value("un jour")
    axe(plan)
    bar.get_by_label("la valeur").fill("T1 2030")
    bar.get_by_role("button", name="Donner").click()
    expect(plan.get_by_role("status").first).to_contain_text("4\u00a0actions sont modifiées")
    expect(plan.locator("[name=ligne]:checked")).to_have_count(0)
