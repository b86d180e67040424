"""A call, from its file to its second version, by the national team; everybody reads it."""

import pytest
from playwright.sync_api import expect

from usine.calls.models import Call, CallVersion
from usine.calls.tests.documents import example
from usine.calls.tests.factories import CODE, bytes_of, make_call
from usine.people.roles import Role
from usine.people.tests.factories import make_user

from .conftest import DESKTOP, PHONE, set_size
from .test_journeys import sign_in
from .test_pages import HIDDEN

pytestmark = pytest.mark.django_db(transaction=True)


def imported(page, tmp_path, document) -> None:
    path = tmp_path / "appel.json"
    path.write_bytes(bytes_of(document))
    page.get_by_label("Fichier de l’appel").set_input_files(path)
    page.get_by_role("button", name="Importer").click()


def test_a_call_from_its_file_to_its_second_version(page, screen, tmp_path):
    sign_in(page, make_user(Role.NATIONAL_TEAM))
    page.goto("/appels/gestion/")
    screen(page, "appels-1-aucun")
    page.get_by_role("link", name="Importer un appel").click()
    faulty = example()
    faulty["call"]["subject"] = "plan"
    imported(page, tmp_path, faulty)
    expect(page.get_by_role("rowheader", name="call.subject")).to_be_visible()
    screen(page, "appels-2-fautes")
    imported(page, tmp_path, example())
    expect(page.get_by_text("L’appel est créé.")).to_be_visible()
    page.get_by_role("button", name="Publier l’appel").click()
    screen(page, "appels-3-appel")
    page.get_by_role("link", name="Voir le formulaire comme qui dépose").click()
    expect(page.get_by_label("Éclairage prévu")).to_be_disabled()
    screen(page, "appels-4-apercu")
    page.goto(f"/appels/gestion/{CODE}/")
    page.get_by_role("button", name="Préparer une nouvelle version").click()
    screen(page, "appels-5-brouillon")
    page.get_by_role("link", name="Modifier les paramètres").click()
    page.get_by_label("Valeur, ligne 2").first.fill("1 600")
    screen(page, "appels-6-parametres")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("1\u00a0600\u00a0€ depuis le 1er\u00a0septembre 2025")).to_be_visible()
    page.get_by_role("link", name="Modifier la présentation et les périodes").click()
    closing = page.get_by_label("Clôture").nth(1)
    for typed, told in (
        ("29/03/2026 02:30", "Cette heure n’existe pas ce jour-là"),
        ("25/10/2026 02:30", "Cette heure existe deux fois ce jour-là"),
    ):
        closing.fill(typed)
        page.get_by_role("button", name="Enregistrer le brouillon").click()
        expect(page.get_by_role("alert").get_by_text(told)).to_be_visible()
        expect(closing).to_have_value(typed)
    screen(page, "appels-7-heure")
    closing.fill("25/10/2026 02:30 hiver")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("Période «\u00a0Automne\u00a0»")).to_be_visible()
    page.get_by_role("button", name="Publier la version 2").click()
    expect(page.get_by_text("La version 2 est publiée.")).to_be_visible()
    page.goto("/appels/gestion/")
    screen(page, "appels-8-liste")
    assert Call.objects.get().closes_at.isoformat() == "2026-10-25T01:30:00+00:00"
    assert CallVersion.objects.count() == 2


def test_everybody_finds_a_call_and_simulates(page, axe):
    make_call(stage="open")
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Appels").click()
    page.get_by_label("Mots").fill("ateliers")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("status")).to_contain_text("1\u00a0appel")
    for size in (DESKTOP, PHONE):
        set_size(page, size)
        axe(page)
        assert page.evaluate(HIDDEN) == []
    page.get_by_role("link", name="Simuler").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon projet peut-il être aidé\u00a0?")


def test_everybody_reads_a_call_on_a_telephone(page, axe):
    call = make_call(stage="open")
    set_size(page, PHONE)
    page.goto(call.get_absolute_url())
    axe(page)
    assert page.evaluate(HIDDEN) == []
    expect(page.get_by_role("heading", name=call.title)).to_be_visible()
