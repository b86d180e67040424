"""The pages of an import, as a project manager goes through them, and as others do not."""

import io
import itertools
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from usine.ledger import clock
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations as plans
from usine.plans.importing import operations
from usine.plans.importing.models import PlanImport
from usine.plans.importing.states import State
from usine.plans.models import Action

from .factories import make_action, make_territory, make_user
from .imports import ECOLE, FRICHE, bring, csv, many, send
from .spreadsheets import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

WRONG = ("X1", "Tourisme", "Musée", "CCI", "beaucoup", "Réalisée", "2024", "2025")


def url(name: str, plan_import: PlanImport) -> str:
    return reverse(f"plans:{name}", args=[plan_import.territory.slug, plan_import.pk])


def upload(client: Client, slug: str, content: bytes, name: str = "plan.csv", **fields):
    data = {
        "file": SimpleUploadedFile(name, content),
        "effective_on": "2025-05-27",
        **fields,
    }
    return client.post(reverse("plans:receive", args=[slug]), data, follow=True)


def text(response) -> str:
    """The page as it reads, its spaces all alike."""
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# The journey.


def test_a_file_is_sent_looked_at_and_applied(signed_in, territory, manager):
    page = signed_in.get(reverse("plans:receive", args=[territory.slug]))
    assert 'value="2025-05-27"' in text(page)
    assert "Une cellule vide n’efface pas" in text(page)

    preview = upload(signed_in, territory.slug, csv(FRICHE, ECOLE, WRONG))
    plan_import = PlanImport.objects.get()
    assert preview.redirect_chain == [(plan_import.get_absolute_url(), 302)]
    assert [(tab.key, tab.count) for tab in preview.context["preview"].tabs] == [
        ("toutes", 3),
        ("nouvelles", 2),
        ("refusees", 1),
    ]
    assert "<strong>B4</strong> : « Tourisme » n’est pas un axe" in text(preview)
    assert Action.objects.count() == 0

    confirm = signed_in.get(url("apply_import", plan_import))
    assert "2 actions seront créées, 0 modifiée." in text(confirm)
    assert "1 ligne refusée restera en dehors du plan" in text(confirm)

    applied = signed_in.post(url("apply_import", plan_import), follow=True)
    assert "L’import est appliqué au plan." in text(applied)
    assert "Annuler cet import" in text(applied)
    friche = Action.objects.get(reference="A1")
    assert f'<a href="{friche.get_absolute_url()}">A1 Friche papetière</a>' in text(applied)

    history = signed_in.get(reverse("plans:imports", args=[territory.slug]))
    assert list(history.context["page"]) == [plan_import]

    asked = signed_in.get(url("undo_import", plan_import))
    assert "2 actions créées seront retirées du plan" in text(asked)
    undone = signed_in.post(url("undo_import", plan_import), follow=True)
    assert "Cet import a été annulé" in text(undone)
    assert not Action.objects.live().exists()
    again = signed_in.post(url("undo_import", plan_import), follow=True)
    assert "n’est plus dans le même état" in text(again)
    assert signed_in.get(url("undo_import", plan_import)).url == plan_import.get_absolute_url()


def test_changes_are_shown_old_and_new(signed_in, territory):
    bring(territory, csv(FRICHE, ECOLE))
    newer = (*FRICHE[:3], "EPF", *FRICHE[4:])
    page = upload(signed_in, territory.slug, csv(newer, ECOLE))
    assert "<del>CCI</del>" in text(page)
    assert "<ins>EPF</ins>" in text(page)
    assert "Le plan dit déjà la même chose." in text(page)
    plan_import = PlanImport.objects.first()
    only = signed_in.get(plan_import.get_absolute_url(), {"lignes": "modifiees"})
    assert [row.action.reference for row in only.context["preview"].page] == ["A1"]
    unknown = signed_in.get(plan_import.get_absolute_url(), {"lignes": "n’importe quoi"})
    assert unknown.context["preview"].current.key == "toutes"


def test_a_file_that_says_nothing_new_is_over_in_one_click(signed_in, territory):
    bring(territory, csv(FRICHE))
    page = upload(signed_in, territory.slug, csv(FRICHE))
    assert "Terminer : rien à changer" in text(page)
    plan_import = PlanImport.objects.first()
    signed_in.post(url("apply_import", plan_import))
    plan_import.refresh_from_db()
    assert (plan_import.state, plan_import.event) == (State.APPLIED, None)
    assert "Annuler cet import" not in text(signed_in.get(plan_import.get_absolute_url()))


@pytest.mark.parametrize(
    ("content", "fields", "why"),
    [
        (b"%PDF-1.7", {}, "c’est un document PDF"),
        (b"", {}, "Le fichier est vide."),
        (csv(FRICHE), {"file": ""}, "Choisissez un fichier."),
        (csv(FRICHE), {"effective_on": "2025-05-28"}, "dans le futur"),
        (csv(FRICHE), {"effective_on": "hier"}, "Saisissez une date valide"),
        (b"x" * (5 * 1024 * 1024 + 1), {}, "5,0 Mio au plus sont acceptés"),
    ],
)
def test_what_is_not_taken_is_said_in_the_form(signed_in, territory, content, fields, why):
    page = upload(signed_in, territory.slug, content, **fields)
    assert why in text(page)
    assert list(page.context["form"].errors) == [
        "effective_on" if "effective_on" in fields else "file"
    ]
    assert not PlanImport.objects.exists()


def test_absent_actions_are_listed_and_left_alone(signed_in, territory):
    missing = make_action(territory, reference="B9", title="Pépinière")
    upload(signed_in, territory.slug, csv(FRICHE))
    plan_import = PlanImport.objects.get()
    page = signed_in.get(plan_import.get_absolute_url(), {"lignes": "absentes"})
    assert list(page.context["preview"].page) == [missing]
    assert "L’import n’y touche pas" in text(page)
    signed_in.post(url("apply_import", plan_import))
    assert Action.objects.live().count() == 2


def test_close_titles_are_asked_about(signed_in, territory):
    action = make_action(territory, reference="Z1", title="Réhabilitation de la friche")
    upload(signed_in, territory.slug, csv(("A1", "Foncier", "Réhabilitation de la friches")))
    plan_import = PlanImport.objects.get()
    row = plan_import.rows.get()
    asked = signed_in.get(plan_import.get_absolute_url(), {"lignes": "ressemblances"})
    assert "C’est « Z1 Réhabilitation de la friche »" in text(asked)
    confirm = signed_in.get(url("apply_import", plan_import))
    assert "1 ligne ressemble à des actions du plan" in text(confirm)

    wrong = signed_in.post(url("answer", plan_import), {f"ligne-{row.pk}": "0"}, follow=True)
    assert "répondez de nouveau" in text(wrong)
    done = signed_in.post(url("answer", plan_import), {f"ligne-{row.pk}": action.pk}, follow=True)
    assert "Vos réponses sont prises en compte." in text(done)
    again = signed_in.get(plan_import.get_absolute_url(), {"lignes": "ressemblances"})
    assert f'value="{action.pk}" id="id_ligne-{row.pk}_0" checked' in text(again)
    row.refresh_from_db()
    assert row.action == action
    signed_in.post(url("answer", plan_import), {f"ligne-{row.pk}": "nouvelle"})
    row.refresh_from_db()
    assert (row.action, row.is_answered) == (None, True)
    signed_in.post(url("answer", plan_import), {})
    row.refresh_from_db()
    assert row.is_answered
    new = signed_in.get(plan_import.get_absolute_url(), {"lignes": "ressemblances"})
    assert f'value="nouvelle" id="id_ligne-{row.pk}_1" checked' in text(new)


def test_an_answer_that_is_refused_is_told(signed_in, territory):
    action = make_action(territory, title="Réhabilitation de la friche")
    rows = [("", "Foncier", f"Réhabilitation de la friche {n}") for n in (1, 2)]
    upload(signed_in, territory.slug, csv(*rows))
    plan_import = PlanImport.objects.get()
    answers = {f"ligne-{row.pk}": action.pk for row in plan_import.rows.all()}
    page = signed_in.post(url("answer", plan_import), answers, follow=True)
    assert "Une même action ne peut pas répondre à deux lignes." in text(page)


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
    signed_in.post(url("apply_import", first))

    page = upload(signed_in, territory.slug, csv(FRICHE))
    later = PlanImport.objects.latest("pk")
    assert "comme vous l’avez dit lors d’un import précédent" in text(page)
    assert "Comprise comme lors d’un import précédent." in text(
        signed_in.get(url("understand", later))
    )
    listed = text(signed_in.get(reverse("plans:imports", args=[territory.slug])))
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


def test_what_was_left_aside_is_said(signed_in, territory):
    content = xlsx(
        sheets={
            "Notice": [("Mode d’emploi",)],
            "Plan": [
                ("N°", "Axe", "Action"),
                ("A1", "Foncier", "Friche"),
                (),
                (),
                ("TOTAL",),
            ],
        }
    )
    page = text(upload(signed_in, territory.slug, content, name="plan.xlsx"))
    assert "<li>Notice, notice, ou feuille sans tableau d’actions</li>" in page
    assert "<li>Plan, lignes 3 à 4 : ligne vide</li>" in page
    assert "<li>Plan, ligne 5 : total</li>" in page


# Refused rows come back.


def rejected(client: Client, plan_import: PlanImport) -> openpyxl.Workbook:
    response = client.get(url("rejected_rows", plan_import))
    name = f'attachment; filename="lignes-refusees-{plan_import.pk}.xlsx"'
    assert response["Content-Disposition"] == name
    return openpyxl.load_workbook(io.BytesIO(response.content))


def test_refused_rows_come_back_with_their_reasons_and_go_in_once_corrected(signed_in, territory):
    header = ("N°", "Axe", "Action", "Budget", "Début", "Vu")
    content = xlsx(
        header,
        ("A1", "Foncier", "Friche", 10, None, True),
        ("=1+1", "Tourisme", "Musée", 12.5, date(2025, 1, 2), True),
    )
    upload(signed_in, territory.slug, content, name="plan.xlsx")
    plan_import = PlanImport.objects.get()
    signed_in.post(url("apply_import", plan_import))
    assert Action.objects.count() == 1

    book = rejected(signed_in, plan_import)
    assert book.sheetnames == ["Plan"]
    titles, row = book["Plan"].iter_rows()
    assert [cell.value for cell in titles] == [*header, "Motif du refus"]
    assert [cell.value for cell in row[:6]] == [
        "=1+1",
        "Tourisme",
        "Musée",
        12.5,
        datetime(2025, 1, 2),
        True,
    ]
    assert row[0].data_type == "s"
    assert row[6].value.startswith("B3\u00a0: «\u00a0Tourisme\u00a0» n’est pas un axe")

    row[1].value = "Foncier"
    corrected = io.BytesIO()
    book.save(corrected)
    page = upload(signed_in, territory.slug, corrected.getvalue(), name="plan.xlsx")
    assert page.context["import"].counts["created"] == 1
    assert page.context["import"].counts["rejected_rows"] == 0


def test_an_axis_that_a_sheet_gives_comes_back_as_a_column(signed_in, territory):
    header = ("N°", "Action", "Budget")
    sheets = {
        "Axe 1 - TEE": [header, ("A1", "Hydrogène", "beaucoup")],
        "Divers": [header, ("D1", "Friche", "beaucoup")],
    }
    upload(signed_in, territory.slug, xlsx(sheets=sheets), name="plan.xlsx")
    book = rejected(signed_in, PlanImport.objects.get())
    first = [cell.value for cell in book["Axe 1 - TEE"][2]]
    assert first[:4] == ["A1", "Hydrogène", "beaucoup", "Transition écologique et énergétique"]
    assert [cell.value for cell in book["Divers"][1]] == [*header, "Axe", "Motif du refus"]
    assert book["Divers"]["D2"].value is None
    assert "Budget" not in book["Divers"]["E2"].value.split("\n")[0]


def test_refused_rows_of_a_csv_come_back_in_a_sheet_of_their_own(signed_in, territory):
    upload(signed_in, territory.slug, csv(WRONG))
    assert rejected(signed_in, PlanImport.objects.get()).sheetnames == ["Plan d’actions"]


# Large files.


@pytest.fixture
def queued(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.mark.usefixtures("queued")
def test_background_work_is_waited_for_with_or_without_script(signed_in, territory):
    page = upload(signed_in, territory.slug, many(501))
    plan_import = PlanImport.objects.get()
    assert "Le fichier est lu et comparé au plan…" in text(page)
    assert '<progress value="0" max="100"' in text(page)
    assert "Actualiser" in text(page)
    assert "Relancer" not in text(page)
    still = signed_in.get(plan_import.get_absolute_url(), headers={"HX-Request": "true"})
    assert "HX-Refresh" not in still
    too_soon = signed_in.post(url("restart_import", plan_import), follow=True)
    assert "attendez la fin" in text(too_soon)
    with clock.set_to(datetime(2025, 5, 27, 10, 4, tzinfo=UTC)):
        assert "Relancer" in text(signed_in.get(plan_import.get_absolute_url()))
        signed_in.post(url("restart_import", plan_import))

    operations.read(plan_import)
    ready = signed_in.get(plan_import.get_absolute_url(), headers={"HX-Request": "true"})
    assert ready["HX-Refresh"] == "true"
    applying = signed_in.post(url("apply_import", plan_import), follow=True)
    assert "L’import est écrit dans le plan…" in text(applying)
    assert "appliqué au plan" not in text(applying)
    with clock.set_to(datetime(2025, 5, 27, 10, 8, tzinfo=UTC)):
        back = signed_in.post(url("restart_import", plan_import), follow=True)
    assert "vous pouvez le demander de nouveau" in text(back)


@pytest.mark.usefixtures("queued")
def test_a_file_refused_in_the_background_says_why(signed_in, territory):
    upload(signed_in, territory.slug, many(501))
    plan_import = PlanImport.objects.get()
    plan_import.file.content = b"%PDF"
    plan_import.file.save()
    operations.read(plan_import)
    page = text(signed_in.get(plan_import.get_absolute_url()))
    assert "Ce fichier n’a pas pu être lu" in page
    assert "document PDF" in page


def test_a_plan_that_moved_is_looked_at_again(signed_in, territory):
    upload(signed_in, territory.slug, csv(FRICHE))
    make_action(territory, reference="A1", title="Friche papetière")
    plan_import = PlanImport.objects.get()
    page = signed_in.post(url("apply_import", plan_import), follow=True)
    assert text(page).count("Le plan a changé depuis cet aperçu") == 1
    assert "Ce que ce fichier changerait" in text(page)


def test_an_undo_that_would_lose_work_says_what_changed(signed_in, territory):
    plan_import = bring(territory, csv(FRICHE, ECOLE))
    action = Action.objects.get(reference="A1")
    plans.change(action, values={"lead": "Région"}, version=1, by=None)
    page = signed_in.get(url("undo_import", plan_import))
    assert [row.action for row in page.context["rows"]] == [action]
    done = signed_in.post(url("undo_import", plan_import), follow=True)
    assert "Cet import ne peut plus être annulé en bloc" in text(done)


def test_an_import_is_abandoned(signed_in, territory):
    upload(signed_in, territory.slug, csv(FRICHE))
    plan_import = PlanImport.objects.get()
    assert "Le plan ne change pas." in text(signed_in.get(url("abandon_import", plan_import)))
    page = signed_in.post(url("abandon_import", plan_import), follow=True)
    assert "a été abandonné" in text(page)
    assert signed_in.get(url("apply_import", plan_import)).url == plan_import.get_absolute_url()


# Who sees what, and at which cost.

PAGES = ("import", "rejected_rows")
FORMS = ("understand", "apply_import", "abandon_import", "undo_import")
POSTS = ("answer", "restart_import")


def test_others_do_not_see_and_readers_do_not_touch(territory):
    applied = bring(territory, csv(FRICHE, WRONG))
    draft = send(territory, csv(FRICHE))
    official = browser(make_user(Role.ELECTED_OFFICIAL, territory=territory))
    stranger = browser(make_user(Role.PROJECT_MANAGER, territory=make_territory()))
    for name in (*PAGES, *FORMS):
        assert stranger.get(url(name, applied)).status_code == 404
        assert official.get(url(name, draft)).status_code == 404
    for name in (*FORMS, *POSTS):
        assert stranger.post(url(name, applied)).status_code == 404
        assert official.post(url(name, applied)).status_code == 403
        assert Client().post(url(name, applied)).status_code == 302
    for name in PAGES:
        assert official.get(url(name, applied)).status_code == 200
        assert "connexion" in Client().get(url(name, applied)).url
    page = official.get(url("import", applied))
    assert "Annuler cet import" not in text(page)
    history = official.get(reverse("plans:imports", args=[territory.slug]))
    assert list(history.context["page"]) == [applied]
    assert "Importer un tableur" not in text(history)
    for name in ("imports", "receive"):
        assert stranger.get(reverse(f"plans:{name}", args=[territory.slug])).status_code == 403
    assert official.get(reverse("plans:receive", args=[territory.slug])).status_code == 403
    assert upload(official, territory.slug, csv(FRICHE)).status_code == 403


def test_a_file_sent_again_takes_the_place_of_its_draft(signed_in, territory):
    upload(signed_in, territory.slug, csv(FRICHE))
    upload(signed_in, territory.slug, csv(FRICHE))
    states = PlanImport.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.ABANDONED, State.READY]
    upload(signed_in, territory.slug, csv(ECOLE))
    assert PlanImport.objects.filter(state=State.READY).count() == 2
    listed = signed_in.get(reverse("plans:imports", args=[territory.slug]))
    assert [draft.state for draft in listed.context["drafts"]] == [State.READY] * 2
    assert "Aucun import n’est encore entré dans le plan." in text(listed)


@pytest.mark.usefixtures("queued")
def test_a_large_undo_is_waited_for(signed_in, territory, manager):
    applied = bring(territory, many(501), by=manager)
    waiting = text(signed_in.post(url("undo_import", applied), follow=True))
    assert "Le plan revient à ce qu’il était avant l’import…" in waiting
    assert "le plan est revenu" not in waiting
    again = signed_in.get(url("undo_import", applied))
    assert again.url == applied.get_absolute_url()
    operations.stand(applied, "Des actions ont été modifiées depuis.")
    assert "Des actions ont été modifiées depuis." in text(
        signed_in.get(applied.get_absolute_url())
    )


def test_an_import_is_found_under_its_own_territory_only(signed_in, territory, manager):
    elsewhere = make_territory()
    applied = bring(territory, csv(FRICHE))
    wrong = reverse("plans:import", args=[elsewhere.slug, applied.pk])
    assert signed_in.get(wrong).status_code == 404


def test_no_import_yet(signed_in, territory):
    page = signed_in.get(reverse("plans:imports", args=[territory.slug]))
    assert "Aucun import pour l’instant" in text(page)


@pytest.mark.parametrize("tab", ["toutes", "nouvelles", "refusees", "absentes", "ressemblances"])
def test_pages_cost_the_same_whatever_the_number_of_rows(
    signed_in, territory, django_assert_max_num_queries, tab
):
    numbers = itertools.count()

    def cost(count: int) -> int:
        for _ in range(count):
            make_action(territory, title=f"Réhabilitation de la friche {next(numbers)}")
        close = [("", "Foncier", f"Réhabilitation de la friche Z{n}") for n in range(count)]
        wrong = [("", "Tourisme", f"Musée {n}") for n in range(count)]
        sent = send(territory, csv(*close, *wrong))
        with django_assert_max_num_queries(15) as queries:
            page = signed_in.get(sent.get_absolute_url(), {"lignes": tab})
        assert page.context["preview"].current.key == tab
        return len(queries)

    cost(1)
    assert cost(1) == cost(3)


def test_the_history_costs_the_same_whatever_its_length(signed_in, territory):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(reverse("plans:imports", args=[territory.slug]))
        return len(queries)

    bring(territory, csv(FRICHE))
    cost()
    one = cost()
    send(territory, csv(FRICHE))
    send(territory, csv(ECOLE))
    assert cost() == one
