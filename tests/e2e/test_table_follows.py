"""The table of a plan follows what is done there: its sums, its groups, Ctrl+Z, the keyboard."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from usine.ledger.queries import head_number
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.states import Status
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from .test_cells import (
    COLUMNS,
    PLAN,
    actions,
    cell,
    manager,
    open_cell,
    plan,
    pytestmark,
    sheet,
    toast,
)

__all__ = ["actions", "manager", "plan", "pytestmark"]


def loads_of(plan: Page) -> list[str]:
    loads: list[str] = []
    plan.on("framenavigated", lambda frame: loads.append(frame.url))
    return loads


def give(plan: Page, row: int, key: str, text: str) -> None:
    open_cell(plan, row, key)
    plan.keyboard.type(text)
    plan.keyboard.press("Enter")
    expect(plan.locator("[name=value]")).to_have_count(0)


def test_a_page_one_comes_back_to_is_read_again(plan, actions):
    give(plan, 0, "porteur", "Région")
    expect(cell(plan, 0, "porteur")).to_have_text("Région")
    sheet(plan, "Récupérer la chaleur, tranche 2").click()
    expect(plan.get_by_role("heading", level=1)).to_contain_text("tranche 2")
    operations.change_field(actions[1], name="lead", value="Commune", read="CCI", by=None)
    plan.go_back()
    expect(cell(plan, 0, "porteur")).to_have_text("Région")
    expect(cell(plan, 1, "porteur")).to_have_text("Commune")


def test_ctrl_z_undoes_what_the_last_message_announces(plan):
    for row in (0, 1):
        plan.locator("tr[id]").nth(row).locator("[name=ligne]").check()
    chosen = plan.get_by_role("group", name="Lignes cochées")
    chosen.get_by_label("la valeur").fill("Région")
    chosen.get_by_role("button", name="Donner").click()
    expect(cell(plan, 1, "porteur")).to_have_text("Région")
    # Then a cell: undone first.
    give(plan, 0, "budget", "90 000")
    expect(cell(plan, 0, "budget")).to_have_text("90\u00a0000\u00a0€")
    plan.keyboard.press("Control+z")
    expect(cell(plan, 0, "budget")).to_have_text("165\u00a0000\u00a0€")
    expect(toast(plan)).to_contain_text("c’est annulé")
    # Typed text has its own Ctrl+Z.
    plan.get_by_role("search").get_by_role("searchbox").press("Control+z")
    expect(cell(plan, 1, "porteur")).to_have_text("Région")
    cell(plan, 0, "budget").press("Control+z")
    expect(plan.get_by_text("C’est annulé")).to_be_visible()
    assert set(Action.objects.values_list("lead", flat=True)) == {"CCI"}
    # There is nothing left to undo, and that is said.
    plan.reload()
    cell(plan, 0, "budget").press("Control+z")
    expect(toast(plan)).to_have_text("Rien à annuler.")


def test_ctrl_z_goes_back_beyond_lines_changed_together(plan):
    give(plan, 0, "budget", "90 000")
    chosen = plan.get_by_role("group", name="Lignes cochées")

    def change_a_line() -> None:
        plan.locator("tr[id]").nth(1).locator("[name=ligne]").check()
        chosen.get_by_label("la valeur").fill("Région")
        chosen.get_by_role("button", name="Donner").click()
        expect(cell(plan, 1, "porteur")).to_have_text("Région")
        expect(cell(plan, 1, "porteur")).to_have_attribute("tabindex", "-1")

    change_a_line()
    cell(plan, 0, "budget").press("Control+z")
    expect(plan.get_by_text("C’est annulé")).to_be_visible()
    expect(cell(plan, 1, "porteur")).to_have_attribute("tabindex", "-1")
    cell(plan, 0, "budget").press("Control+z")
    expect(cell(plan, 0, "budget")).to_have_text("165\u00a0000\u00a0€")
    # Once it is announced no more, it is still the last thing that one did.
    give(plan, 0, "budget", "90 000")
    change_a_line()
    plan.reload()
    expect(cell(plan, 1, "porteur")).to_have_attribute("tabindex", "-1")
    cell(plan, 0, "budget").press("Control+z")
    expect(toast(plan)).to_have_text("Rien à annuler.")


def test_ctrl_z_goes_back_before_a_page_that_was_read(plan):
    for text in ("90 000", "95 000"):
        give(plan, 0, "budget", text)
    sheet(plan, "Récupérer la chaleur, tranche 2").click()
    plan.go_back()
    cell(plan, 1, "porteur").press("Control+z")
    expect(cell(plan, 0, "budget")).to_have_text("90\u00a0000\u00a0€")
    # Where it was undone.
    expect(cell(plan, 0, "budget")).to_be_focused()
    plan.reload()
    cell(plan, 1, "porteur").press("Control+z")
    expect(cell(plan, 0, "budget")).to_have_text("165\u00a0000\u00a0€")
    plan.keyboard.press("Control+z")
    expect(toast(plan)).to_have_text("Rien à annuler.")


def test_sums_and_counters_follow_what_is_typed(plan, actions):
    past = PartialDate(date(2025, 1, 1), Precision.YEAR)
    operations.change_field(actions[0], name="end", value=past, read=None, by=None)
    plan.goto(PLAN + COLUMNS)
    head = plan.locator(".work-head")
    expect(head).to_contain_text("1 en retard")
    plan.locator("tr[id]").nth(3).locator("[name=ligne]").check()
    give(plan, 0, "echeance", "2030")
    give(plan, 0, "budget", "265 000")
    # The cell below keeps the focus, and lines their ticks.
    expect(plan.locator("tr.group")).to_contain_text("1,09\u00a0M€")
    expect(plan.get_by_role("row", name="Total")).to_contain_text("1\u00a0090\u00a0000\u00a0€")
    expect(head).not_to_contain_text("en retard")
    expect(cell(plan, 1, "budget")).to_be_focused()
    expect(plan.locator("[name=ligne]:checked")).to_have_count(1)
    plan.keyboard.press("Control+z")
    expect(plan.locator("tr.group")).to_contain_text("990\u00a0k€")


def test_a_line_goes_to_its_group_and_leaves_a_filter(plan):
    plan.goto(f"{PLAN}{COLUMNS}&grouper=statut")
    expect(plan.locator("tr.group")).to_have_count(1)
    give(plan, 0, "statut", "ee")
    expect(plan.locator("tr.group")).to_have_count(2)
    expect(plan.locator("tbody").nth(0)).to_contain_text("5 actions")
    expect(plan.locator("tbody").nth(1)).to_contain_text("tranche 1")
    plan.goto(f"{PLAN}{COLUMNS}&statut={Status.TO_START}")
    expect(plan.locator("tr[id]")).to_have_count(5)
    give(plan, 0, "statut", "ee")
    expect(plan.locator("tr[id]")).to_have_count(4)
    expect(plan.locator(".list-head")).to_contain_text("4 actions")
    # Undone, it is there again.
    plan.keyboard.press("Control+z")
    expect(plan.locator("tr[id]")).to_have_count(5)


def test_what_one_types_is_not_taken_away(plan, actions):
    give(plan, 0, "budget", "90 000")
    open_cell(plan, 1, "porteur")
    plan.keyboard.type("Rég")
    with plan.expect_response(lambda answer: answer.request.resource_type == "fetch"):
        pass
    plan.keyboard.type("ion")
    expect(plan.locator("[name=value]")).to_have_value("Région")
    plan.keyboard.press("Enter")
    expect(cell(plan, 1, "porteur")).to_have_text("Région")
    expect(plan.locator("tr.group")).to_contain_text("915\u00a0k€")


def test_the_table_is_one_stop_of_the_keyboard(plan, axe):
    plan.keyboard.press("Tab")
    expect(plan.get_by_role("link", name="Tableau")).to_be_focused()
    plan.keyboard.press("Enter")
    plan.keyboard.press("Tab")
    expect(cell(plan, 0, "action")).to_be_focused()
    # Tab goes from cell to cell, then to the next line; arrows reach all that a line has.
    cell(plan, 0, "note").press("Tab")
    expect(plan.locator("tr[id]").nth(0).locator(".acts > button")).to_be_focused()
    plan.keyboard.press("Tab")
    expect(plan.locator("tr[id]").nth(1).locator("[name=ligne]")).to_be_focused()
    plan.keyboard.press("Shift+Tab")
    expect(plan.locator("tr[id]").nth(0).locator(".acts > button")).to_be_focused()
    for _ in range(6):
        plan.keyboard.press("ArrowLeft")
    expect(cell(plan, 0, "action")).to_be_focused()
    # Escape, then Tab: out of the table.
    plan.keyboard.press("Escape")
    plan.keyboard.press("Tab")
    expect(plan.get_by_role("region", name="Budget prévisionnel par axe")).to_be_focused()
    axe(plan)


def test_groups_fold_and_lines_are_all_ticked(plan, axe):
    chosen = plan.get_by_role("group", name="Lignes cochées")
    expect(chosen).to_be_hidden()
    plan.get_by_label("Choisir toutes les lignes de la page").check()
    expect(chosen).to_contain_text("6\u00a0lignes")
    expect(plan.locator("[name=ligne]:checked")).to_have_count(6)
    plan.get_by_label("Choisir toutes les lignes de la page").uncheck()
    expect(chosen).to_be_hidden()
    plan.get_by_role("button", name="Foncier industriel").click()
    expect(cell(plan, 0, "action")).to_be_hidden()
    axe(plan)
    # What one does not see is not ticked.
    plan.get_by_label("Choisir toutes les lignes de la page").check()
    expect(plan.locator("[name=ligne]:checked")).to_have_count(0)
    plan.get_by_label("Choisir toutes les lignes de la page").uncheck()
    plan.get_by_role("button", name="Foncier industriel").click()
    give(plan, 0, "budget", "265 000")
    # The sum of the group opens on its lines, the dearest first.
    plan.get_by_role("link", name="1,09\u00a0M€").click()
    expect(plan.locator("tr[id]").first).to_contain_text("265\u00a0000")
    assert plan.url.endswith("&axe=foncier&tri=-budget")


def menu(plan: Page, row: int):
    plan.locator("tr[id]").nth(row).locator(".acts > button").click()
    return plan.locator("tr[id]").nth(row).locator(".acts > .menu")


def test_the_menu_of_a_line_acts_without_leaving_the_page(plan, actions):
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=40))
    plan.goto(f"{PLAN}?colonnes=action,statut,confirmation")
    loads = loads_of(plan)
    menu(plan, 0).get_by_role("button", name="Confirmer").click()
    expect(toast(plan)).to_contain_text("est confirmée")
    expect(plan.locator("tr[id]").nth(0)).to_contain_text("aujourd’hui")
    expect(plan.locator("tr[id]").nth(0).locator(".acts > button")).to_be_focused()
    menu(plan, 1).get_by_role("button", name="Démarrer").click()
    expect(cell(plan, 1, "statut")).to_contain_text("En cours de réalisation")
    # What closes it is undone like the rest.
    menu(plan, 1).get_by_role("button", name="Déclarer réalisée").click()
    expect(cell(plan, 1, "statut")).to_contain_text("Réalisée")
    plan.keyboard.press("Control+z")
    expect(cell(plan, 1, "statut")).to_contain_text("En cours de réalisation")
    menu(plan, 2).get_by_role("link", name="Ajouter une note").click()
    expect(plan.locator("[name=value]")).to_be_focused()
    plan.keyboard.type("Relancer la DREAL")
    plan.keyboard.press("Enter")
    expect(toast(plan)).to_contain_text("note ajoutée")
    expect(plan.locator("[name=value]")).to_have_count(0)
    assert loads == []
    notes = Action.objects.order_by("reference").values_list("comment", flat=True)
    assert list(notes) == ["", "", "Relancer la DREAL", "", "", ""]
    # Left, a note is typed no more; the menu opens as it was.
    menu(plan, 3).get_by_role("link", name="Ajouter une note").click()
    plan.keyboard.press("Escape")
    expect(plan.locator("[name=value]")).to_have_count(0)
    expect(menu(plan, 3).get_by_role("button", name="Confirmer")).to_be_visible()


# A server that is far answers later than one types.
SLOWER = """const real = window.fetch;
window.fetch = async (...sent) => {
  const answer = await real(...sent);
  await new Promise((then) => setTimeout(then, %d));
  return answer;
};"""


@pytest.mark.parametrize("milliseconds", [0, 400])
def test_what_is_typed_ahead_goes_where_it_belongs(plan, actions, milliseconds):
    plan.add_init_script(SLOWER % milliseconds)
    plan.goto(PLAN + COLUMNS)
    cell(plan, 0, "budget").focus()
    for row in range(4):
        plan.keyboard.type(f"{row + 1}23456", delay=20)
        plan.keyboard.press("Enter")
    # Of two keys, an accent is one letter: the text is put in as a keyboard does.
    expect(toast(plan)).to_contain_text("enregistré")
    for row in range(4):
        expect(cell(plan, row, "budget")).to_have_text(f"{row + 1}23\u00a0456\u00a0€")
    cell(plan, 0, "porteur").focus()
    plan.keyboard.type("Régie", delay=20)
    plan.keyboard.press("Tab")
    plan.keyboard.type("2030", delay=20)
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, "porteur")).to_have_text("Régie")
    expect(cell(plan, 0, "echeance")).to_have_text("2030")


def test_what_is_typed_ahead_of_a_refusal_is_not_for_the_cell(plan, actions):
    plan.add_init_script(SLOWER % 300)
    plan.goto(PLAN + COLUMNS)
    cell(plan, 0, "budget").focus()
    plan.keyboard.type("beaucoup", delay=20)
    plan.keyboard.press("Enter")
    plan.keyboard.type("500", delay=20)
    expect(plan.get_by_role("alert")).to_be_visible()
    expect(plan.locator("[name=value]")).to_have_value("beaucoup")
    # A click elsewhere while a cell is sent waits for it, then acts.
    plan.locator("[name=value]").fill("777")
    plan.keyboard.press("Enter")
    cell(plan, 2, "budget").click()
    plan.keyboard.type("888", delay=20)
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, "budget")).to_have_text("777\u00a0€")
    expect(cell(plan, 2, "budget")).to_have_text("888\u00a0€")


def test_a_gesture_clicked_twice_is_made_once(plan, actions):
    plan.add_init_script(SLOWER % 200)
    plan.goto(PLAN + COLUMNS)
    before = head_number()
    row = plan.locator("tr[id]").first
    row.get_by_role("button", name="Agir sur").click()
    row.get_by_role("button", name="Confirmer").dblclick()
    expect(toast(plan)).to_contain_text("onfirmée")
    assert head_number() == before + 1
