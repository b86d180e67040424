"""The table of a plan as a daily tool: what the first screen holds, and what an update costs."""

import pytest
from playwright.sync_api import Page, expect

from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.territories.models import Territory

from .conftest import set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
AXES = ("transition", "innovation", "competences", "foncier")
SAVED = "enregistré."
PLAN = "/territoires/pays-de-saint-omer/plan/"


@pytest.fixture
def territory():
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    for number in range(24):
        make_action(
            territory,
            title=f"Récupérer la chaleur fatale des usines de la vallée, tranche {number}",
            reference=f"{number % 4 + 1}.{number // 4 + 1:02}",
            axis=AXES[number % 4],
            lead="Communauté d’agglomération",
            status=Status.TO_START,
            planned_budget=165_000_00,
        )
    return territory


@pytest.fixture
def plan(page, territory) -> Page:
    return opened(page, territory)


def opened(page: Page, territory) -> Page:
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.goto(f"/territoires/{territory.slug}/plan/")
    return page


# As the person who keeps it lands on it, then with a filter.
@pytest.mark.parametrize("address", ["/mes-plans/", f"{PLAN}?statut=to_start"])
@pytest.mark.parametrize(
    ("size", "at_least"), [((1280, 900), 15), ((1024, 768), 10), ((375, 760), 6)]
)
def test_the_first_screen_holds_the_actions(plan, axe, monkeypatch, size, at_least, address):
    monkeypatch.setattr("usine.portal.context._is_demonstration", lambda: True)
    set_size(plan, size)
    Territory.objects.update(name="Territoire de démonstration 001 – Pays de Capesterre-Belle-Eau")
    Action.objects.filter(reference="4.06").update(status=Status.IN_PROGRESS)
    plan.goto(address)
    bottoms = plan.locator("tr[id]").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().bottom)"
    )
    assert sum(bottom <= size[1] for bottom in bottoms) >= at_least
    wide = plan.locator(".plan-table").evaluate("e => [e.scrollWidth, e.parentElement.clientWidth]")
    assert wide[0] <= wide[1]
    axe(plan)


def cell(plan: Page, row: int, key: str):
    return plan.locator("tr[id]").nth(row).locator(f"td.{key} a.cell")


def test_twenty_updates_load_no_page_and_cost_three_keys_each(plan, territory):
    loads: list[str] = []
    plan.on("framenavigated", lambda frame: loads.append(frame.url))
    pressed = 0

    def press(key: str) -> None:
        nonlocal pressed
        pressed += 1
        plan.keyboard.press(key)

    def update(row: int, key: str, typed: str) -> None:
        """A click on the cell, what is typed, Enter."""
        nonlocal pressed
        before = pressed
        cell(plan, row, key).click()
        pressed += 1
        expect(plan.locator(f"td.{key} [name=value]")).to_be_focused()
        plan.keyboard.type(typed)
        press("Enter")
        expect(plan.locator("[data-toast]")).to_contain_text(SAVED)
        expect(plan.locator("[name=value]")).to_have_count(0)
        assert pressed - before <= 3

    plan.goto(f"/territoires/{territory.slug}/plan/?colonnes=action,statut,echeance,budget,note")
    loads.clear()
    for row in range(8):
        # The second status that begins with this letter.
        update(row, "statut", "ee")
    for row in range(8, 12):
        update(row, "budget", "88 k€")
    for row in range(12, 16):
        update(row, "echeance", "T3 2027")
    for row in range(16, 20):
        update(row, "note", "Relancer la DREAL")
    assert loads == []
    actions = Action.objects.filter(territory=territory)
    assert actions.filter(status=Status.IN_PROGRESS).count() == 8
    assert actions.filter(planned_budget=88_000_00).count() == 4
    assert actions.filter(end_on__year=2027).count() == 4
    assert actions.filter(comment="Relancer la DREAL").count() == 4


def test_the_keyboard_alone_goes_through_the_table(plan):
    cell(plan, 0, "budget").focus()
    # What is typed on a cell replaces it; Enter goes down, Tab to the right.
    plan.keyboard.type("90 000")
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, "budget")).to_have_text("90\u00a0000\u00a0€")
    expect(cell(plan, 1, "budget")).to_be_focused()
    plan.keyboard.press("ArrowLeft")
    expect(cell(plan, 1, "echeance")).to_be_focused()
    plan.keyboard.press("Enter")
    expect(plan.locator("[name=value]")).to_be_focused()
    plan.keyboard.type("mars 2027")
    plan.keyboard.press("Tab")
    expect(cell(plan, 1, "echeance")).to_have_text("mars 2027")
    expect(cell(plan, 1, "budget")).to_be_focused()
    # Escape leaves the cell as it was.
    plan.keyboard.type("12")
    expect(plan.locator("[name=value]")).to_have_value("12")
    plan.keyboard.press("Escape")
    expect(cell(plan, 1, "budget")).to_be_focused()
    # The two changes are undone, the last first.
    plan.keyboard.press("Control+z")
    expect(cell(plan, 1, "echeance")).to_have_text("")
    plan.keyboard.press("Control+z")
    expect(cell(plan, 0, "budget")).to_have_text("165\u00a0000\u00a0€")


def test_a_note_just_added_is_undone(plan, territory):
    plan.goto(f"/territoires/{territory.slug}/plan/?colonnes=action,note")
    cell(plan, 0, "note").focus()
    plan.keyboard.type("Relancer")
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, "note")).to_have_text("Relancer")
    plan.keyboard.press("Control+z")
    expect(plan.locator("[data-toast]")).to_contain_text("La note est annulée.")
    expect(cell(plan, 0, "note")).to_have_text("")
    assert not Action.objects.filter(comment="Relancer").exists()


def test_a_column_is_pasted_over_the_cells_below(context, axe, territory):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    plan = opened(context.new_page(), territory)
    copy(plan, "CCI")
    cell(plan, 0, "porteur").focus()
    plan.keyboard.press("Control+v")
    # One value goes into the cell.
    expect(plan.locator("[name=value]")).to_have_value("CCI")
    plan.keyboard.press("Escape")
    copy(plan, "100 000\nbeaucoup\n\n300 000\n")
    cell(plan, 1, "budget").focus()
    plan.keyboard.press("Control+v")
    expect(plan.get_by_role("heading", level=1)).to_have_text("Coller une colonne")
    axe(plan)
    plan.get_by_role("button", name="Écrire 2\u00a0valeurs").click()
    expect(plan.get_by_text("2\u00a0actions sont modifiées")).to_be_visible()
    budgets = ["165", "100", "165", "165", "300", "165"]
    for row, thousands in enumerate(budgets):
        expect(cell(plan, row, "budget")).to_have_text(f"{thousands}\u00a0000\u00a0€")
    plan.get_by_role("button", name="Annuler").click()
    expect(cell(plan, 1, "budget")).to_have_text("165\u00a0000\u00a0€")


def copy(plan: Page, text: str) -> None:
    plan.evaluate("text => navigator.clipboard.writeText(text)", text)


def test_a_refusal_and_a_meeting_stay_on_the_cell(plan, axe, territory):
    cell(plan, 0, "budget").click()
    plan.keyboard.type("beaucoup")
    plan.keyboard.press("Enter")
    expect(plan.get_by_role("alert")).to_contain_text("n’est pas un montant compris")
    axe(plan)
    plan.keyboard.press("Escape")
    cell(plan, 0, "porteur").click()
    expect(plan.locator("[name=value]")).to_be_focused()
    Action.objects.filter(reference="1.01").update(lead="CCI")
    plan.keyboard.type("Région")
    plan.keyboard.press("Enter")
    expect(plan.get_by_role("alert")).to_contain_text(
        "Entre-temps, la plateforme a écrit «\u00a0CCI\u00a0»"
    )
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, "porteur")).to_have_text("Région")


def test_what_is_typed_survives_a_lost_network(context, territory):
    # A page of its own: the browser rightly complains of the network.
    plan = opened(context.new_page(), territory)
    cell(plan, 0, "budget").click()
    plan.keyboard.type("90 000")
    context.set_offline(True)
    plan.keyboard.press("Enter")
    expect(plan.get_by_role("alert")).to_contain_text("La connexion est perdue")
    context.set_offline(False)
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, "budget")).to_have_text("90\u00a0000\u00a0€")
    # A cell that could not open keeps nothing, and that is said.
    context.set_offline(True)
    plan.keyboard.type("5")
    expect(plan.locator("[data-toast]")).to_contain_text("rien n’est gardé")
    context.set_offline(False)


def test_the_lines_that_are_ticked_are_downloaded(plan, axe):
    for row in (0, 2):
        plan.locator("tr[id]").nth(row).locator("[name=ligne]").check()
    axe(plan)
    with plan.expect_download() as download:
        plan.get_by_role("group", name="Lignes cochées").get_by_role(
            "button", name="Télécharger"
        ).click()
    assert download.value.suggested_filename == "plan-pays-de-saint-omer.xlsx"
    # The page stays as it is.
    expect(plan.locator("[name=ligne]:checked")).to_have_count(2)


def test_a_view_is_saved_and_opened_from_the_line_of_filters(plan, axe, territory):
    plan.goto(f"/territoires/{territory.slug}/plan/?axe=foncier&tri=-budget")
    plan.get_by_role("button", name="Vues").click()
    axe(plan)
    plan.get_by_label("Nom de la vue").fill("Foncier, les plus chères")
    plan.keyboard.press("Enter")
    expect(plan.get_by_text("est enregistrée.")).to_be_visible()
    plan.goto(f"/territoires/{territory.slug}/plan/")
    plan.get_by_role("button", name="Vues").click()
    plan.get_by_role("link", name="Foncier, les plus chères").click()
    assert "/plan/?axe=foncier&tri=-budget&ouverte=" in plan.url
    plan.get_by_role("button", name="Vue : Foncier, les plus chères").click()
    expect(plan.get_by_role("link", name="Foncier, les plus chères")).to_have_attribute(
        "aria-current", "true"
    )
    # Changed, it is updated in place, and given back.
    plan.goto(f"{plan.url}&statut=to_start")
    plan.get_by_role("button", name="Vue : Foncier, les plus chères (modifiée)").click()
    axe(plan)
    plan.get_by_role("button", name="Mettre à jour la vue").click()
    expect(plan.get_by_text("est mise à jour.")).to_be_visible()
    plan.get_by_role("button", name="Vue : Foncier, les plus chères", exact=True).click()
    plan.keyboard.press("Escape")
    plan.get_by_role("button", name="Annuler").click()
    plan.get_by_role("button", name="Vue : Foncier, les plus chères", exact=True).click()
    expect(plan.get_by_role("combobox", name="Statut")).to_have_value("")
    plan.get_by_role("link", name="Renommer ou supprimer une vue").click()
    axe(plan)
    plan.get_by_role("button", name="Supprimer").click()
    plan.get_by_role("button", name="Annuler").click()
    expect(plan.get_by_role("rowheader", name="Foncier, les plus chères")).to_be_visible()


def test_columns_are_put_in_order_in_their_menu(plan, axe):
    plan.get_by_role("button", name="Colonnes").click()
    earlier = plan.get_by_role("button", name="Avancer\u00a0: Échéance")
    earlier.click()
    expect(earlier).to_be_focused()
    axe(plan)
    plan.keyboard.press("Enter")
    plan.get_by_role("button", name="Afficher").click()
    plan.wait_for_url("**colonnes=**")
    headers = [each.inner_text() for each in plan.locator("thead").first.locator("th").all()]
    assert headers[1:5] == ["Réf.", "Intitulé", "Échéance", "Statut"]
