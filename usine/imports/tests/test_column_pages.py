"""The page on which columns are corrected."""

from datetime import date

import pytest
from django.urls import reverse

from usine.imports.models import PlanImport
from usine.reading.tests.spreadsheets import xlsx

from .imports import FRICHE, csv, text, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_columns_are_corrected_and_the_file_read_again(signed_in, territory):
    header = ("Ref", "Axe", "Quoi donc", "Action", "")
    rows = xlsx(header, ("A1", "Foncier", "Friche <b>", "Dépolluer", date(2025, 1, 2)))
    upload(signed_in, territory.slug, rows, name="plan.xlsx")
    plan_import = PlanImport.objects.get()
    page = signed_in.get(url("understand", plan_import))
    assert "Plan, colonne C. Exemples : « Friche &lt;b&gt; »" in text(page)
    form = page.context["form"]
    named = {key: name for name, key in form.headers.items()}
    assert list(named) == ["ref", "axe", "quoi donc", "action"]
    data = {name: form.fields[name].initial for name in form.headers}
    data[named["quoi donc"]], data[named["action"]] = "title", "description"
    data[named["ref"]] = "aucun"

    done = signed_in.post(url("understand", plan_import), data, follow=True)
    assert "Le fichier est relu avec ces colonnes" in text(done)
    assert plan_import.rows.get().values == {
        "axis": "foncier",
        "title": "Friche <b>",
        "description": "Dépolluer",
    }
    assert "Friche &lt;b&gt;" in text(done)
    assert "Friche <b>" not in text(done)
    wrong = signed_in.post(url("understand", plan_import), data | {named["axe"]: "prix"})
    assert wrong.context["form"].errors


def test_two_columns_do_not_say_the_same_thing_and_one_says_the_title(signed_in, territory):
    header = ("Ref", "Axe", "Quoi donc", "Action", "Remarques", "Partenaires")
    row = ("A1", "Foncier", "Friche", "Dépolluer", "Urgent", "CCI")
    upload(signed_in, territory.slug, csv(row, header=header))
    plan_import = PlanImport.objects.get()
    form = signed_in.get(url("understand", plan_import)).context["form"]
    named = {key: name for name, key in form.headers.items()}
    data = {name: form.fields[name].initial for name in form.headers}

    twice = signed_in.post(url("understand", plan_import), data | {named["quoi donc"]: "title"})
    assert twice.context["form"].errors == {
        named["action"]: [
            "«\u00a0Intitulé\u00a0» est déjà dit par la colonne «\u00a0Quoi donc\u00a0»\u00a0: "
            "une seule peut le dire. Changez l’une des deux."
        ]
    }
    none = signed_in.post(url("understand", plan_import), data | {named["action"]: "aucun"})
    assert "Dites quelle colonne contient l’intitulé des actions." in text(none)
    # Several columns may feed a comment.
    several = data | {named["quoi donc"]: "comment", named["remarques"]: "comment"}
    signed_in.post(url("understand", plan_import), several)
    assert plan_import.rows.get().values["comment"] == "Friche\nUrgent"


def test_what_an_import_before_had_is_told_and_forgotten_in_one_click(signed_in, territory):
    header = ("Ref", "Axe", "Quoi", "Action", "Porteur")
    upload(signed_in, territory.slug, csv(("A1", "Foncier", "Friche", "Oui", "CCI"), header=header))
    first = PlanImport.objects.get()
    page = signed_in.get(url("understand", first))
    assert "Repartir des en-têtes" not in text(page)
    named = {key: name for name, key in page.context["form"].headers.items()}
    data = {name: page.context["form"].fields[name].initial for name in named.values()}
    data |= {named["quoi"]: "title", named["action"]: "aucun"}
    signed_in.post(url("understand", first), data)
    assert "Repartir des en-têtes" in text(signed_in.get(url("understand", first)))
    signed_in.post(url("submit", first))

    page = upload(signed_in, territory.slug, csv(FRICHE))
    later = PlanImport.objects.latest("pk")
    assert "comme vous l’avez dit lors d’un import précédent" in text(page)
    assert "Comprise comme lors d’un import précédent." in text(
        signed_in.get(url("understand", later))
    )
    listed = text(signed_in.get(reverse("imports:imports", args=[territory.slug])))
    assert "À terminer" in listed
    assert "Colonnes à corriger" in listed
    read_again = signed_in.post(url("forget_columns", later), follow=True)
    assert "Le fichier est relu sans les choix retenus." in text(read_again)
    assert later.rows.get().title == "Friche papetière"


def test_examples_of_columns_are_short_and_few(signed_in, territory):
    lines = [("A" * 40, "Foncier", f"Action {n}", n * 1_234_567.5) for n in range(5)]
    content = xlsx(("N°", "Axe", "Action", "Budget"), *lines)
    upload(signed_in, territory.slug, content, name="plan.xlsx")
    page = text(signed_in.get(url("understand", PlanImport.objects.get())))
    assert "« Action 0 », « Action 1 », « Action 2 ».<" in page
    assert f"« {'A' * 29}… ».<" in page
    assert "« 1234567.5 »" in page


def test_two_sheets_with_the_same_columns_are_asked_about_once(signed_in, territory):
    header = ("N°", "Action", "Budget")
    sheets = {
        "Axe 1 - TEE": [header, ("A1", "Hydrogène", 10)],
        "Axe 4 - Foncier": [header, ("D1", "Friche", "beaucoup")],
    }
    upload(signed_in, territory.slug, xlsx(sheets=sheets), name="plan.xlsx")
    page = signed_in.get(url("understand", PlanImport.objects.get()))
    assert list(page.context["form"].headers.values()) == ["n", "action", "budget"]
