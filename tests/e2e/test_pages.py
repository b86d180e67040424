"""Every page in every state: no violation of accessibility, no overflow, no complaint, light."""

import gzip
from datetime import date

import pytest
from playwright.sync_api import Page, Response, expect

from usine.imports.tests.imports import FRICHE, csv, send
from usine.people.roles import Role
from usine.plans.corrections import correct_status
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action, make_territory, make_user

from .conftest import DESKTOP, PHONE, SMALLEST, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = [
    "/",
    "/recherche/?lieu=nulle-part",
    "/territoires/",
    "/territoires/?q=rien",
    "/territoires/pays-de-saint-omer/",
    "/bilan/",
    "/bilan/?au=hier",
    "/bilan/?au=2025-05-27",
    "/regions/region-84/bilan/",
    "/territoires/pays-de-saint-omer/bilan/",
    "/bilan/preuves/?mesure=actions",
    "/appels/",
    "/appels/?mot=rien",
    "/connexion/",
    "/mot-de-passe-oublie/",
    "/plan-du-site/",
    "/accessibilite/",
    "/mentions-legales/",
    "/nulle-part/",
]
MANAGER = [
    "/territoires/pays-de-saint-omer/plan/",
    "/territoires/pays-de-saint-omer/plan/?q=rien",
    "/territoires/pays-de-saint-omer/plan/mouvements/",
    "/territoires/pays-de-saint-omer/plan/agendas/",
    "/territoires/pays-de-saint-omer/suivi/",
    "/territoires/pays-de-saint-omer/plan/ajouter/",
    "/territoires/pays-de-saint-omer/plan/import/",
    "/territoires/pays-de-saint-omer/plan/imports/",
    "/mon-compte/",
    "/mon-compte/mot-de-passe/",
    "/mes-plans/",
    "/plans/",
]
SECTORS = ["/reglages/filieres/", "/reglages/filieres/ajouter/", "/reglages/filieres/bois/"]
NATION = [
    *("/plans/", "/regions/region-84/plan/", "/comptes/", "/comptes/inviter/", "/comptes/{}/"),
    *("/suivi/france/", "/regions/region-84/suivi/", "/plans/mouvements/?du=2020-01-01"),
    *SECTORS,
]
TOO_WIDE = """() => [...document.querySelectorAll(".fr-table__content")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.getAttribute("aria-label")}: ${box.scrollWidth}`)"""
# What a telephone hides: tables wider than the screen (but those that repeat a chart), and what is
# too small for a finger (but links within a sentence).
HIDDEN = """() => [
    ...[...document.querySelectorAll(".fr-table__content")]
        .filter((box) => !box.closest(".chart__data") && box.scrollWidth > box.clientWidth + 1)
        .map((box) => `table too wide: ${box.getAttribute("aria-label")}`),
    ...[...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
        .filter((target) => !target.closest("svg, p, .fr-skiplinks") && target.checkVisibility())
        .map((target) => [target, target.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24)
        .map(([target, box]) => `${box.width} × ${box.height}: ${target.outerHTML}`),
]"""
# A4 between the browser's own margins.
SHEET = 718, 1000
HOME_BYTES, HOME_REQUESTS = 250_000, 12


def check(page: Page, axe, address: str) -> None:
    page.goto(address)
    axe(page)
    set_size(page, SMALLEST)
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"{address} is {overflow} px too wide on a small phone"
    set_size(page, DESKTOP)


@pytest.fixture
def territory():
    return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


@pytest.fixture
def actions(territory):
    return [
        make_action(territory, reference=f"A{n}", status=status, effective_on=date(2024, 1, n + 1))
        for n, status in enumerate(["to_start", "under_review", "in_progress", "done", "unknown"])
    ]


def test_public_pages_of_an_empty_programme(page, axe):
    for address in ("/", "/territoires/", "/bilan/", "/recherche/?lieu=lille"):
        check(page, axe, address)


def test_public_pages(page, axe, actions):
    for address in [*PUBLIC, f"/actions/{actions[0].pk}/"]:
        check(page, axe, address)


def test_a_telephone_hides_nothing(page, actions):
    set_size(page, PHONE)
    for address in [*PUBLIC, "/bilan/preuves/?statut=done", "/recherche/?lieu=pays"]:
        page.goto(address)
        assert page.evaluate(HIDDEN) == [], address


def test_a_telephone_hides_nothing_of_what_one_manages(page, actions, territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    sign_in(page, make_user(Role.NATIONAL_TEAM))
    set_size(page, PHONE)
    plan = "/territoires/pays-de-saint-omer/plan/"
    preview = send(territory, csv(FRICHE), on=date(2025, 5, 27)).get_absolute_url()
    own = ["/mon-compte/", plan, f"/actions/{actions[2].pk}/", f"{plan}imports/", preview]
    own.append(f"{preview}?lignes=absentes")
    for address in [*NATION, *own]:
        page.goto(address.format(manager.pk))
        assert page.evaluate(HIDDEN) == [], address


def test_a_screen_holds_the_tables_of_long_texts(page, territory):
    action = make_action(territory, title="x" * 150, planned_budget=12_345_678_900)
    status = action.status_changes.get()
    for day in (date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 2)):
        status = correct_status(
            status,
            status=Status.UNDER_REVIEW,
            effective_on=day,
            reason="Le dossier avait été déposé bien avant que nous ne l’apprenions " * 3,
            by=None,
        ).status_changes.latest("pk")
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    set_size(page, DESKTOP)
    evidence = "/territoires/pays-de-saint-omer/bilan/preuves/?mesure=budget"
    for address in [action.get_absolute_url(), evidence]:
        page.goto(address)
        assert page.locator("table").count()
        assert page.evaluate(TOO_WIDE) == [], address


def test_a_telephone_without_scripts_opens_filters_and_tells_where_one_is(
    browser, live_server, actions
):
    width, height = PHONE
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        viewport={"width": width, "height": height},
    )
    page = context.new_page()
    page.goto("/territoires/")
    expect(page.locator(".fr-breadcrumb__list")).to_be_visible()
    filters = page.locator("form.filters")
    expect(filters).to_be_hidden()
    page.get_by_text("Filtrer les territoires").click()
    expect(filters).to_be_visible()
    context.close()


def test_paper_holds_what_is_printed(page, actions, territory):
    """A table wider than the sheet makes the browser shrink all that is printed."""
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    page.emulate_media(media="print")
    set_size(page, SHEET)
    own = ["/territoires/pays-de-saint-omer/plan/", f"/actions/{actions[2].pk}/"]
    for address in ["/", "/territoires/", "/territoires/pays-de-saint-omer/", "/bilan/", *own]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= SHEET[0], address


def test_pages_of_a_project_manager(page, axe, actions, territory):
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=territory))
    pk = actions[2].pk
    own = [f"/actions/{pk}/", f"/actions/{pk}/modifier/", f"/actions/{pk}/retirer/"]
    change = actions[2].status_changes.get()
    own += [f"/actions/{pk}/statuts/{change.pk}/", f"/actions/{pk}/lieu/"]
    for address in [*MANAGER, *own]:
        check(page, axe, address)


def test_what_was_typed_when_the_session_ended(page, axe, territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    sign_in(page, manager)
    page.goto("/territoires/pays-de-saint-omer/plan/ajouter/")
    page.get_by_label("Intitulé").fill("Une halle à reprendre")
    page.get_by_label("Axe").select_option("foncier")
    page.get_by_label("Accès restreint").check(force=True)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("heading", name="Votre session est terminée")).to_be_visible()
    axe(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Reconnectez-vous").click()
    sign_in(opened.value, manager)
    # The one that the form bears is of before signing in: its own page offers to go on.
    page.get_by_role("button", name="Envoyer de nouveau").click()
    expect(page.get_by_role("heading", name="Ce formulaire a expiré")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Envoyer de nouveau").click()
    expect(page.get_by_role("heading", name="Une halle à reprendre")).to_be_visible()
    assert Action.objects.get().restricted


def test_pages_of_the_national_team(page, axe, actions, territory):
    other = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    sign_in(page, make_user(Role.NATIONAL_TEAM))
    for address in NATION:
        check(page, axe, address.format(other.pk))


def test_a_first_visit_is_light(browser, live_server, actions):
    """As it is served: texts compressed, which the server of the tests does not do itself."""
    for address in ("/", "/territoires/pays-de-saint-omer/", "/bilan/"):
        received: list[Response] = []
        visitor = browser.new_page(base_url=live_server.url)
        visitor.on("response", lambda response, responses=received: responses.append(response))
        visitor.goto(address)
        visitor.wait_for_load_state("networkidle")
        sizes = {response.url: weight(response) for response in received}
        visitor.close()
        assert sum(sizes.values()) <= HOME_BYTES, sizes
        assert len(received) <= HOME_REQUESTS, sizes


def weight(response: Response) -> int:
    """Bytes on the wire of a response's body."""
    body = response.body()
    is_font = response.url.endswith(("woff2", "png"))
    return len(body if is_font else gzip.compress(body, compresslevel=6))
