"""A committee from its planning to its minutes, and the file that it looks at, in a browser."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from usine.people.roles import Role
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.values import clock

from .conftest import PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def territory():
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    make_action(territory, title="Friche de la gare")
    return territory


def downloaded(page: Page, button: str) -> tuple[str, bytes]:
    """The name of the file that a button gives, and how it begins."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()[:4]


@pytest.mark.parametrize("size", [(1280, 900), PHONE])
def test_a_committee_is_planned_looked_at_and_followed(page: Page, axe, territory, size):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    yesterday = clock.today() - timedelta(days=1)
    sign_in(page, manager)
    set_size(page, size)
    page.goto("/territoires/pays-de-saint-omer/plan/")
    page.get_by_role("link", name="Comités").click()
    axe(page)
    page.get_by_role("link", name="Prévoir un comité").click()
    axe(page)
    page.get_by_label("Date").fill(yesterday.isoformat())
    page.get_by_label("Ordre du jour").fill("Le foncier")
    page.get_by_role("button", name="Prévoir ce comité").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comité de projet du")
    expect(page.get_by_label("Chiffres au")).to_have_value(yesterday.isoformat())
    axe(page)

    name = f"comite-pays-de-saint-omer-{yesterday}"
    assert downloaded(page, "Document (PDF)") == (f"{name}.pdf", b"%PDF")
    assert downloaded(page, "Diaporama modifiable (PPTX)") == (f"{name}.pptx", b"PK\x03\x04")

    page.get_by_role("link", name="Ajouter une décision").click()
    axe(page)
    page.get_by_label("Décision").fill("Acheter la friche")
    page.get_by_role("group", name="À qui").get_by_role("checkbox").first.check(force=True)
    page.get_by_role("button", name="Ajouter la décision").click()
    row = page.get_by_role("row").filter(has_text="Acheter la friche")
    expect(row).to_contain_text("attendue")
    page.get_by_role("button", name="Déclarer tenu").click()
    page.get_by_role("link", name="Joindre le compte rendu").click()
    sent = {"name": "Compte rendu.txt", "mimeType": "", "buffer": b"Le comite decide."}
    page.get_by_label("Compte rendu").set_input_files(sent)
    page.get_by_role("button", name="Joindre").click()
    expect(page.get_by_role("link", name="Compte rendu.txt").first).to_be_visible()
    axe(page)
