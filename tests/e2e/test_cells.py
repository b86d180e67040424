"""The cells of the table of a plan: saved wherever one leaves them, as the base has them."""

import pytest
from playwright.sync_api import Page, expect

from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_territory, make_user

from .conftest import PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = "/territoires/pays-de-saint-omer/plan/"
COLUMNS = "?colonnes=reference,action,statut,porteur,echeance,budget,note"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('saisie:')).length"


@pytest.fixture
def actions() -> list[Action]:
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    return [
        make_action(
            territory,
            title=f"Récupérer la chaleur, tranche {number}",
            reference=f"1.{number:02}",
            lead="CCI",
            status=Status.TO_START,
            planned_budget=165_000_00,
        )
        for number in range(1, 7)
    ]


@pytest.fixture
def manager(actions) -> User:
    return make_user(Role.PROJECT_MANAGER, territory=actions[0].territory)


@pytest.fixture
def plan(page, manager) -> Page:
    sign_in(page, manager)
    page.goto(PLAN + COLUMNS)
    return page


def cell(plan: Page, row: int, key: str):
    return plan.locator("tr[id]").nth(row).locator(f"a.cell[href*='/cellule/{key}/']")


def sheet(plan: Page, title: str):
    return plan.get_by_role("link", name=f"Ouvrir la fiche\u00a0: {title}")


def open_cell(plan: Page, row: int, key: str) -> None:
    cell(plan, row, key).click()
    expect(plan.locator("[name=value]")).to_be_focused()


def drafts(plan: Page) -> int:
    return plan.evaluate(KEPT)


def toast(plan: Page):
    return plan.locator("[data-toast]")


@pytest.mark.parametrize("leaving", ["Enter", "Tab"])
def test_a_saved_cell_is_no_draft(plan, leaving):
    typed = [
        *(("porteur", "Région"), ("echeance", "T3 2027"), ("budget", "88 k€")),
        ("note", "Relancer"),
        ("action", "Chaleur du four"),
    ]
    for key, text in typed:
        open_cell(plan, 0, key)
        plan.keyboard.type(text)
        plan.keyboard.press(leaving)
        expect(toast(plan)).to_contain_text("enregistré")
        expect(plan.locator("[name=value]")).to_have_count(0)
        assert drafts(plan) == 0
    plan.reload()
    expect(plan.get_by_text("Vous aviez commencé")).to_have_count(0)
    assert (
        Action.objects.filter(title="Chaleur du four", lead="Région", comment="Relancer").count()
        == 1
    )


@pytest.mark.parametrize("size", [(1280, 900), PHONE])
def test_a_click_elsewhere_saves_a_cell_and_acts(plan, actions, size):
    set_size(plan, size)
    open_cell(plan, 0, "budget")
    plan.keyboard.type("281 000")
    # Another cell opens, of the same line, then of another one.
    cell(plan, 0, "statut").click()
    expect(plan.locator("select[name=value]")).to_be_focused()
    expect(cell(plan, 0, "budget")).to_have_text("281\u00a0000\u00a0€")
    open_cell(plan, 1, "budget")
    expect(cell(plan, 0, "statut")).to_contain_text("À initier")
    plan.keyboard.type("282 000")
    plan.get_by_role("heading", level=1).click()
    expect(cell(plan, 1, "budget")).to_have_text("282\u00a0000\u00a0€")
    # What is clicked in its own line acts.
    open_cell(plan, 2, "budget")
    plan.keyboard.type("283 000")
    plan.locator("tr[id]").nth(2).locator(".acts > button").click()
    expect(plan.locator("tr[id]").nth(2).locator(".acts > .menu")).to_be_visible()
    expect(cell(plan, 2, "budget")).to_have_text("283\u00a0000\u00a0€")
    plan.keyboard.press("Escape")
    open_cell(plan, 3, "budget")
    plan.keyboard.type("284 000")
    sheet(plan, "Récupérer la chaleur, tranche 4").click()
    plan.wait_for_url("**/actions/**")
    budgets = Action.objects.order_by("reference").values_list("planned_budget", flat=True)
    assert list(budgets[:4]) == [281_000_00, 282_000_00, 283_000_00, 284_000_00]
    assert drafts(plan) == 0


def test_a_cell_left_as_it_was_saves_nothing(plan, actions):
    versions = list(Action.objects.order_by("pk").values_list("version", flat=True))
    open_cell(plan, 0, "budget")
    open_cell(plan, 1, "porteur")
    plan.keyboard.press("Enter")
    expect(cell(plan, 2, "porteur")).to_be_focused()
    expect(toast(plan)).to_be_hidden()
    assert list(Action.objects.order_by("pk").values_list("version", flat=True)) == versions


def test_what_was_refused_is_left_and_offered_one_at_a_time(plan, axe):
    for row in (2, 1, 0):
        open_cell(plan, row, "budget")
        plan.keyboard.type("beaucoup")
        plan.keyboard.press("Enter")
        expect(plan.get_by_role("alert")).to_contain_text("n’est pas un montant compris")
    # Leaving one is a click; no cell waits for it.
    plan.get_by_role("heading", level=1).click()
    expect(plan.locator("[name=value]")).to_have_count(0)
    offered = plan.get_by_text("Vous aviez commencé")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("et 2 autres")
    top = plan.locator("tr[id]").first.bounding_box()
    plan.reload()
    expect(offered).to_have_count(1)
    # The table stands where it stood.
    assert plan.locator("tr[id]").first.bounding_box() == top
    axe(plan)
    plan.get_by_role("button", name="Jeter").click()
    expect(offered).to_contain_text("tranche 2")
    plan.get_by_role("button", name="Reprendre").click()
    expect(plan.locator("[name=value]")).to_have_value("beaucoup")
    plan.locator("[name=value]").fill("90 000")
    plan.keyboard.press("Enter")
    expect(cell(plan, 1, "budget")).to_have_text("90\u00a0000\u00a0€")
    expect(offered).to_contain_text("tranche 3")
    assert drafts(plan) == 1


def write(action: Action, lead: str, by: User | None = None) -> None:
    read = Action.objects.get(pk=action.pk).lead
    operations.change_field(action, name="lead", value=lead, read=read, by=by)


def test_escape_shows_what_the_base_holds(plan, actions):
    colleague = make_user(Role.PROJECT_MANAGER, territory=actions[0].territory)
    # After a conflict, which says who wrote.
    open_cell(plan, 0, "porteur")
    write(actions[0], "Région", by=colleague)
    plan.keyboard.type("Commune")
    plan.keyboard.press("Enter")
    said = plan.get_by_role("alert")
    expect(said).to_contain_text(f"Entre-temps, {colleague} a écrit «\u00a0Région\u00a0»")
    plan.keyboard.press("Escape")
    expect(cell(plan, 0, "porteur")).to_have_text("Région")
    expect(cell(plan, 0, "porteur")).to_be_focused()
    # On a row that somebody changed since the page was read.
    write(actions[1], "Région")
    open_cell(plan, 1, "porteur")
    expect(plan.locator("[name=value]")).to_have_value("Région")
    plan.keyboard.press("Escape")
    expect(cell(plan, 1, "porteur")).to_have_text("Région")


def test_a_refused_undo_shows_what_the_base_holds(plan, actions):
    open_cell(plan, 0, "porteur")
    plan.keyboard.type("Commune")
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, "porteur")).to_have_text("Commune")
    write(actions[0], "Région")
    plan.keyboard.press("Control+z")
    expect(toast(plan)).to_contain_text("ne peut plus être annulée")
    expect(cell(plan, 0, "porteur")).to_have_text("Région")


def test_a_long_title_fits_the_message(plan, actions):
    Action.objects.filter(pk=actions[0].pk).update(title="x" * 200, reference="", lead="y" * 150)
    for size in ((1280, 900), PHONE):
        set_size(plan, size)
        plan.goto(PLAN + "?colonnes=action,budget")
        open_cell(plan, 5, "budget")
        plan.keyboard.type(f"{size[0]}")
        plan.keyboard.press("Enter")
        expect(toast(plan)).to_contain_text("enregistré")
        box = toast(plan).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]


def test_an_open_cell_keeps_its_columns_and_shows_why_it_is_refused(plan):
    heads = plan.locator("thead th")
    widths = heads.evaluate_all("heads => heads.map(each => each.getBoundingClientRect().width)")
    open_cell(plan, 5, "budget")
    plan.keyboard.type("beaucoup")
    plan.keyboard.press("Enter")
    # That of the last line is read whole.
    expect(plan.get_by_role("alert")).to_be_in_viewport(ratio=1)
    frame = plan.get_by_role("region", name="Actions").bounding_box()
    said = plan.get_by_role("alert").bounding_box()
    assert said["y"] + said["height"] <= frame["y"] + frame["height"]
    assert said["x"] + said["width"] <= frame["x"] + frame["width"]
    now = heads.evaluate_all("heads => heads.map(each => each.getBoundingClientRect().width)")
    assert now == widths
