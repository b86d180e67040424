"""The cells of the table of a plan emptied where they stand, and the one that no step follows."""

import pytest
from playwright.sync_api import expect

from usine.plans import operations
from usine.plans.models import Action

from .test_cells import COLUMNS, PLAN, actions, cell, manager, plan, pytestmark, toast, write
from .test_table_follows import SLOWER

__all__ = ["actions", "manager", "plan", "pytestmark"]


@pytest.mark.parametrize("key", ["Delete", "Backspace"])
def test_a_cell_is_emptied_and_given_back(plan, key):
    cell(plan, 0, "porteur").press(key)
    expect(toast(plan)).to_contain_text("Porteur\u00a0: CCI → –, c’est enregistré.")
    expect(cell(plan, 0, "porteur")).to_have_text("")
    expect(cell(plan, 0, "porteur")).to_be_focused()
    assert Action.objects.get(reference="1.01").lead == ""
    # What is empty stays so.
    plan.keyboard.press("Control+z")
    expect(cell(plan, 0, "porteur")).to_have_text("CCI")


def test_references_and_budgets_are_emptied_as_fast_as_one_goes(plan):
    plan.add_init_script(SLOWER % 200)
    plan.goto(PLAN + COLUMNS)
    cell(plan, 0, "budget").focus()
    for _ in range(3):
        plan.keyboard.press("Delete")
        plan.keyboard.press("ArrowDown")
    expect(cell(plan, 3, "budget")).to_be_focused()
    for row in range(3):
        expect(cell(plan, row, "budget")).to_have_text("")
    plan.get_by_role("link", name="1.04", exact=True).press("Delete")
    expect(toast(plan)).to_contain_text("Réf.\u00a0: 1.04 → –")
    assert Action.objects.filter(planned_budget=None).count() == 3


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("action", "«\u00a0Intitulé\u00a0» ne peut pas rester vide."),
        ("statut", "Un statut ne s’efface pas\u00a0: choisissez une étape."),
        ("note", "Une note ne s’efface pas d’ici\u00a0: ajoutez-en une autre."),
    ],
)
def test_what_may_not_be_empty_says_so_on_its_cell(plan, actions, axe, key, why):
    Action.objects.update(comment="Relancer")
    plan.reload()
    before = cell(plan, 0, key).inner_text()
    cell(plan, 0, key).press("Delete")
    expect(plan.locator("tr[id]").first.get_by_role("alert")).to_have_text(why)
    axe(plan)
    # A narrow screen, where axe looked too, leaves some columns out, and their focus.
    plan.locator("[name=value]").press("Escape")
    expect(cell(plan, 0, key)).to_be_focused()
    expect(cell(plan, 0, key)).to_have_text(before)
    expect(plan.get_by_text("Vous aviez commencé")).to_have_count(0)


def test_what_somebody_wrote_since_is_not_emptied(plan, actions):
    write(actions[0], "Région")
    cell(plan, 0, "porteur").press("Delete")
    expect(plan.get_by_role("alert")).to_contain_text("la valeur est devenue «\u00a0Région\u00a0»")
    plan.keyboard.press("Escape")
    expect(cell(plan, 0, "porteur")).to_have_text("Région")


@pytest.mark.parametrize("size", [(1280, 900), (1024, 768), (375, 760)])
def test_a_status_that_no_step_follows_says_how_it_is_corrected(plan, actions, axe, size):
    operations.step(actions[0], "start", by=None)
    operations.step(actions[0], "complete", by=None)
    plan.set_viewport_size({"width": size[0], "height": size[1]})
    plan.reload()
    cell(plan, 0, "statut").click()
    hint = plan.get_by_text("Aucune étape ne suit «\u00a0Réalisée\u00a0».")
    expect(hint).to_be_in_viewport(ratio=1)
    axe(plan)
    # Escape leaves it as another one.
    plan.keyboard.press("Escape")
    expect(hint).to_have_count(0)
    plan.keyboard.press("Enter")
    expect(hint).to_be_visible()
    plan.keyboard.press("Tab")
    expect(plan.get_by_role("link", name="Corriger ce statut")).to_be_focused()
    plan.keyboard.press("Enter")
    expect(plan.get_by_role("heading", level=1)).to_contain_text("Corriger")


def test_a_status_that_a_step_follows_says_nothing_of_it(plan):
    cell(plan, 0, "statut").click()
    expect(plan.locator("[name=value]")).to_be_focused()
    expect(plan.get_by_text("Aucune étape")).to_have_count(0)
