"""The documents of an action, added, opened, withdrawn and put back in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from usine.files.tests.factories import PDF, image
from usine.people.roles import Role
from usine.plans.tests.factories import make_action, make_territory, make_user

from .conftest import PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def action():
    return make_action(make_territory("Pays de Saint-Omer"), title="Friche de la gare")


def chosen(page: Page, *files: tuple[str, bytes]) -> None:
    sent = [{"name": name, "mimeType": "", "buffer": content} for name, content in files]
    page.get_by_label("Fichiers").set_input_files(sent)
    page.get_by_role("button", name="Ajouter").click()


@pytest.mark.parametrize("size", [(1280, 900), PHONE])
def test_documents_are_kept_with_their_action(page, axe, action, size):
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=action.territory))
    set_size(page, size)
    page.goto(f"/actions/{action.pk}/")
    page.get_by_role("link", name="Ajouter des documents").click()
    axe(page)

    # What is refused is told on the field, and the list of what is taken is above it.
    chosen(page, ("outil.exe", b"MZ"))
    expect(page.get_by_text("n’est pas d’un format accepté").first).to_be_visible()
    axe(page)
    chosen(page, ("Convention.pdf", PDF), ("Halle.jpg", image()))
    shelf = page.get_by_role("listitem").filter(has_text="Convention.pdf").first
    expect(shelf).to_contain_text("PDF")
    expect(shelf).to_be_in_viewport()
    axe(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="Convention.pdf").click()
    assert download.value.suggested_filename == "Convention.pdf"
    assert Path(download.value.path()).read_bytes() == PDF

    page.get_by_role("button", name="Retirer Convention.pdf").click()
    expect(page.get_by_role("link", name="Convention.pdf")).to_have_count(0)
    axe(page)
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("link", name="Convention.pdf")).to_be_visible()
