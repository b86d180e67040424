"""A note mentions somebody, who is told, reads it, and chooses how often mail comes."""

import pytest
from playwright.sync_api import expect

from usine.exchanges.operations import add_note
from usine.files.tests.factories import PDF
from usine.notices.unsubscribing import address
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.tests.factories import make_action, make_territory, make_user

from .conftest import PHONE, set_size
from .test_journeys import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def action():
    territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
    return make_action(territory, title="Friche de la gare")


def test_a_note_brings_a_document_and_mentions_somebody(page, axe, action):
    reader = make_user(Role.READER, territory=action.territory)
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=action.territory))
    page.goto(f"/actions/{action.pk}/notes/ajouter/")
    axe(page)
    page.get_by_label("Où elle en est").fill("L’étude est rendue.")
    page.get_by_label(str(reader)).check(force=True)
    file = {"name": "Étude.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("Documents").set_input_files([file])
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.get_by_text(f", pour {reader}")).to_be_visible()
    expect(page.get_by_role("link", name="Étude.pdf")).to_have_count(2)
    axe(page)


def test_an_arobase_lists_those_whom_a_note_may_tell(page, axe, action):
    ada, grace = (make_user(Role.READER, territory=action.territory) for _ in range(2))
    User.objects.filter(pk=ada.pk).update(first_name="Ada", last_name="Lovelace")
    User.objects.filter(pk=grace.pk).update(first_name="Grâce", last_name="Hopper")
    sign_in(page, make_user(Role.PROJECT_MANAGER, territory=action.territory))
    page.goto(f"/actions/{action.pk}/notes/ajouter/")
    text = page.get_by_label("Où elle en est")
    text.press_sequentially("Vu avec @grac")
    expect(page.get_by_role("button", name="Grâce Hopper")).to_be_visible()
    expect(page.get_by_role("button", name="Ada Lovelace")).to_have_count(0)
    axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    text.press_sequentially("et @love")
    page.get_by_role("button", name="Ada Lovelace").click()
    expect(text).to_have_value("Vu avec @Grâce Hopper et @Ada Lovelace ")
    expect(page.get_by_label("Grâce Hopper")).to_be_checked()
    text.press_sequentially(".")
    expect(page.locator("[data-mentions] button")).to_have_count(0)
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.get_by_text(", pour Grâce Hopper, Ada Lovelace")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 900), PHONE])
def test_somebody_is_told_reads_and_chooses(page, axe, action, size):
    reader = make_user(Role.READER, territory=action.territory)
    author = make_user(Role.PROJECT_MANAGER, territory=action.territory)
    for text in ("L’étude est rendue.", "Le comité est reporté."):
        add_note(action.subject, text=text, mentions=[reader], by=author)
    sign_in(page, reader)
    set_size(page, size)
    if size == PHONE:
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Notifications (2)").click()
    expect(page.get_by_role("heading", name="Notifications", level=1)).to_be_visible()
    axe(page)

    # Opened, a notice leads to the note, and is read.
    page.get_by_role("link", name="Friche de la gare").first.click()
    note = page.locator("[id^='note-']").filter(has_text="Le comité est reporté.")
    expect(note).to_be_in_viewport()
    page.goto("/notifications/")
    expect(page.get_by_text("Nouveau")).to_have_count(1)
    page.get_by_role("button", name="Tout marquer comme lu").click()
    expect(page.get_by_text("Nouveau")).to_have_count(0)
    axe(page)

    page.get_by_role("link", name="Choisir ce qui vient par courriel").click()
    axe(page)
    page.get_by_label("Une note qui me mentionne").select_option("Une fois par semaine, le lundi")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos choix sont enregistrés.")).to_be_visible()


def test_one_unsubscribes_without_signing_in(page, axe, live_server, action):
    reader = make_user(Role.READER, territory=action.territory)
    link = address(reader.pk, "").removeprefix("http://testserver")
    page.goto(link)
    axe(page)
    page.get_by_role("button", name="Ne plus les recevoir").click()
    expect(page.get_by_role("heading", name="Vous ne recevrez plus ces courriels")).to_be_visible()
    axe(page)
