"""The pages of an import, as a project manager goes through them, and as others do not."""

import itertools
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from usine.imports import settling
from usine.imports.models import PlanImport
from usine.imports.previews import in_words, undone_in_words
from usine.imports.states import State
from usine.people.roles import Role
from usine.plans import operations as plans
from usine.plans.models import Action
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.reading.tests.spreadsheets import xlsx

from .imports import ECOLE, FRICHE, HEADER, bring, browser, csv, send, text, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

WRONG = ("X1", "Tourisme", "Musée", "CCI", "beaucoup", "Réalisée", "2024", "2025")


# The journey.


def test_a_file_is_sent_looked_at_and_applied(signed_in, territory, manager):
    page = signed_in.get(reverse("imports:receive", args=[territory.slug]))
    assert 'value="2025-05-27"' in text(page)
    assert "Une cellule vide n’efface pas" in text(page)

    preview = upload(signed_in, territory.slug, csv(FRICHE, ECOLE, WRONG))
    plan_import = PlanImport.objects.get()
    assert preview.redirect_chain == [(plan_import.get_absolute_url(), 302)]
    assert [(tab.key, tab.count) for tab in preview.context["preview"].tabs] == [
        ("a-regarder", 1),
        ("nouvelles", 2),
        ("refusees", 1),
        ("toutes", 3),
    ]
    assert "Dites plus haut ce que veut dire « Tourisme »" in text(preview)
    assert Action.objects.count() == 0

    confirm = signed_in.get(url("submit", plan_import))
    assert "2 actions seront créées." in text(confirm)
    assert "1 ligne est refusée : rien n’en sera écrit" in text(confirm)

    applied = signed_in.post(url("submit", plan_import), follow=True)
    assert "L’import est appliqué au plan." in text(applied)
    assert ">Annuler cet import</a>" in text(applied)
    friche = Action.objects.get(reference="A1")
    assert f'<a href="{friche.get_absolute_url()}">A1 Friche papetière</a>' in text(applied)

    history = signed_in.get(reverse("imports:imports", args=[territory.slug]))
    assert list(history.context["page"]) == [plan_import]

    asked = signed_in.get(url("submit_undo", plan_import))
    assert "2 actions créées seront retirées du plan" in text(asked)
    undone = signed_in.post(url("submit_undo", plan_import), follow=True)
    assert "Cet import a été annulé" in text(undone)
    assert "les chiffres qui suivent disent ce que l’import avait fait" in text(undone)
    assert not Action.objects.live().exists()
    again = signed_in.post(url("submit_undo", plan_import), follow=True)
    assert "Cet import est déjà annulé." in text(again)
    assert signed_in.get(url("submit_undo", plan_import)).url == plan_import.get_absolute_url()


def test_changes_are_shown_old_and_new(signed_in, territory):
    bring(territory, csv(FRICHE, ECOLE))
    newer = (*FRICHE[:3], "EPF", *FRICHE[4:])
    page = upload(signed_in, territory.slug, csv(newer, ECOLE))
    assert "<del>CCI</del>" in text(page)
    assert "<ins>EPF</ins>" in text(page)
    plan_import = PlanImport.objects.first()
    same = signed_in.get(plan_import.get_absolute_url(), {"lignes": "inchangees"})
    assert "Le plan dit déjà la même chose." in text(same)
    only = signed_in.get(plan_import.get_absolute_url(), {"lignes": "modifiees"})
    assert [row.action.reference for row in only.context["preview"].page] == ["A1"]
    unknown = signed_in.get(plan_import.get_absolute_url(), {"lignes": "n’importe quoi"})
    assert unknown.context["preview"].current.key == "modifiees"


def test_a_file_that_says_nothing_new_is_over_in_one_click(signed_in, territory):
    bring(territory, csv(FRICHE))
    page = upload(signed_in, territory.slug, csv(FRICHE))
    assert "Terminer : rien à changer" in text(page)
    plan_import = PlanImport.objects.first()
    signed_in.post(url("submit", plan_import))
    plan_import.refresh_from_db()
    assert (plan_import.state, plan_import.event) == (State.APPLIED, None)
    assert ">Annuler cet import</a>" not in text(signed_in.get(plan_import.get_absolute_url()))


@pytest.mark.parametrize(
    ("content", "fields", "why"),
    [
        (b"%PDF-1.7", {}, "c’est un document PDF"),
        (b"", {}, "Le fichier est vide."),
        (csv(FRICHE), {"file": ""}, "Choisissez un fichier."),
        (csv(FRICHE), {"effective_on": "2025-05-28"}, "dans le futur"),
        (csv(FRICHE), {"effective_on": "hier"}, "Saisissez une date valide"),
        (b"x" * (5 * 1024 * 1024 + 1), {}, "5 Mo au plus sont acceptés"),
    ],
)
def test_what_is_not_taken_is_said_in_the_form(signed_in, territory, content, fields, why):
    page = upload(signed_in, territory.slug, content, **fields)
    assert why in text(page)
    assert list(page.context["form"].errors) == [
        "effective_on" if "effective_on" in fields else "file"
    ]
    assert not PlanImport.objects.exists()


def test_before_applying_one_knows_what_the_plan_becomes(territory):
    make_action(territory, reference="A1", title="Friche des tanneurs")
    for reference in ("B8", "B9"):
        make_action(territory, reference=reference, title=f"Action {reference}")
    wrong = [("X1", *WRONG[1:]), ("X2", *WRONG[1:])]
    close = [("", "Foncier", f"Action B{n}s", "", "", "", "", "") for n in (8, 9)]
    rows = [("A1", *FRICHE[1:]), ECOLE, ("C2", *ECOLE[1:2], "Campus", *ECOLE[3:]), *wrong, *close]
    sentences = in_words(send(territory, csv(*rows), on=date(2025, 5, 20)))
    assert [sentence.replace("\u00a0", " ") for sentence in sentences] == [
        "4 actions seront créées.",
        "1 action sera modifiée.",
        "Le plan passera de 3 à 7 actions.",
        "2 actions du plan ne sont pas dans le fichier : l’import n’y touche pas.",
        "2 lignes sont refusées : rien n’en sera écrit, vous pourrez les corriger et les importer "
        "ensuite.",
        "1 question est sans réponse : rien n’en sera écrit.",
        "1 ligne acceptée est à vérifier : dit-elle bien ce qui en est lu ?",
        "2 lignes ressemblent à des actions du plan : sans réponse de votre part, elles seront "
        "créées en plus.",
        "Les statuts et budgets nouveaux comptent à partir du 20 mai 2025 : les bilans demandés "
        "depuis cette date suivront.",
    ]


def test_before_undoing_one_knows_what_comes_back():
    counts = {"created": 2, "updated": 1}
    assert [sentence.replace("\u00a0", " ") for sentence in undone_in_words(counts)] == [
        "2 actions créées seront retirées du plan.",
        "1 action modifiée retrouvera les valeurs d’avant.",
        "L’historique garde la trace de l’import et de son annulation.",
    ]
    assert len(undone_in_words({"created": 0, "updated": 1})) == 2
    assert len(undone_in_words({"created": 1, "updated": 0})) == 2


def test_absent_actions_are_listed_and_left_alone(signed_in, territory):
    missing = make_action(territory, reference="B9", title="Pépinière")
    upload(signed_in, territory.slug, csv(FRICHE))
    plan_import = PlanImport.objects.get()
    page = signed_in.get(plan_import.get_absolute_url(), {"lignes": "absentes"})
    assert list(page.context["preview"].page) == [missing]
    assert "L’import n’y touche pas" in text(page)
    signed_in.post(url("submit", plan_import))
    assert Action.objects.live().count() == 2


def test_close_titles_are_asked_about(signed_in, territory):
    action = make_action(territory, reference="Z1", title="Réhabilitation de la friche")
    upload(signed_in, territory.slug, csv(("A1", "Foncier", "Réhabilitation de la friches")))
    plan_import = PlanImport.objects.get()
    row = plan_import.rows.get()
    asked = signed_in.get(plan_import.get_absolute_url(), {"lignes": "ressemblances"})
    assert "C’est « Z1 Réhabilitation de la friche »" in text(asked)
    confirm = signed_in.get(url("submit", plan_import))
    assert "1 ligne ressemble à une action du plan" in text(confirm)

    wrong = signed_in.post(url("answer", plan_import), {f"ligne-{row.pk}": "0"}, follow=True)
    assert "répondez de nouveau" in text(wrong)
    done = signed_in.post(url("answer", plan_import), {f"ligne-{row.pk}": action.pk}, follow=True)
    assert "Vos réponses sont prises en compte." in text(done)
    again = signed_in.get(plan_import.get_absolute_url(), {"lignes": "ressemblances"})
    assert f'value="{action.pk}" form="corrections" id="id_ligne-{row.pk}_0" checked' in text(again)
    row.refresh_from_db()
    assert row.action == action
    signed_in.post(url("answer", plan_import), {f"ligne-{row.pk}": "nouvelle"})
    row.refresh_from_db()
    assert (row.action, row.is_answered) == (None, True)
    signed_in.post(url("answer", plan_import), {})
    row.refresh_from_db()
    assert row.is_answered
    new = signed_in.get(plan_import.get_absolute_url(), {"lignes": "ressemblances"})
    assert f'value="nouvelle" form="corrections" id="id_ligne-{row.pk}_1" checked' in text(new)


def test_an_answer_that_is_refused_is_told(signed_in, territory):
    action = make_action(territory, title="Réhabilitation de la friche")
    rows = [("", "Foncier", f"Réhabilitation de la friche {n}") for n in (1, 2)]
    upload(signed_in, territory.slug, csv(*rows))
    plan_import = PlanImport.objects.get()
    answers = {f"ligne-{row.pk}": action.pk for row in plan_import.rows.all()}
    page = signed_in.post(url("answer", plan_import), answers, follow=True)
    assert "Une même action ne peut pas répondre à deux lignes." in text(page)


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


def test_a_plan_that_moved_is_looked_at_again(signed_in, territory):
    upload(signed_in, territory.slug, csv(FRICHE))
    make_action(territory, reference="A1", title="Friche papetière")
    plan_import = PlanImport.objects.get()
    page = signed_in.post(url("submit", plan_import), follow=True)
    assert text(page).count("Le plan a changé depuis cet aperçu") == 1
    assert "Ce que ce fichier changerait" in text(page)


def test_an_undo_that_would_lose_work_says_what_changed(signed_in, territory):
    plan_import = bring(territory, csv(FRICHE, ECOLE))
    action = Action.objects.get(reference="A1")
    plans.change(action, values={"lead": "Région"}, version=1, by=None)
    page = signed_in.get(url("submit_undo", plan_import))
    assert [row.action for row in page.context["rows"]] == [action]
    done = signed_in.post(url("submit_undo", plan_import), follow=True)
    assert "Cet import ne peut plus être annulé en bloc" in text(done)


def test_an_import_is_abandoned(signed_in, territory):
    upload(signed_in, territory.slug, csv(FRICHE))
    plan_import = PlanImport.objects.get()
    assert "Le plan ne change pas." in text(signed_in.get(url("abandon", plan_import)))
    page = signed_in.post(url("abandon", plan_import), follow=True)
    assert "a été abandonné" in text(page)
    assert signed_in.get(url("submit", plan_import)).url == plan_import.get_absolute_url()


# Who sees what, and at which cost.

PAGES = ("import", "rejected_rows")
FORMS = ("understand", "submit", "abandon", "submit_undo")
POSTS = ("answer", "restart")


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
        assert Client().post(url(name, applied)).status_code == 403
    for name in PAGES:
        assert official.get(url(name, applied)).status_code == 200
        assert "connexion" in Client().get(url(name, applied)).url
    page = official.get(url("import", applied))
    assert ">Annuler cet import</a>" not in text(page)
    history = official.get(reverse("imports:imports", args=[territory.slug]))
    assert list(history.context["page"]) == [applied]
    assert "Importer un tableur" not in text(history)
    for name in ("imports", "receive"):
        assert stranger.get(reverse(f"imports:{name}", args=[territory.slug])).status_code == 403
    assert official.get(reverse("imports:receive", args=[territory.slug])).status_code == 403
    assert upload(official, territory.slug, csv(FRICHE)).status_code == 403


def test_a_file_sent_again_takes_the_place_of_its_draft(signed_in, territory):
    upload(signed_in, territory.slug, csv(FRICHE))
    upload(signed_in, territory.slug, csv(FRICHE))
    states = PlanImport.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.ABANDONED, State.READY]
    upload(signed_in, territory.slug, csv(ECOLE))
    assert PlanImport.objects.filter(state=State.READY).count() == 2
    listed = signed_in.get(reverse("imports:imports", args=[territory.slug]))
    assert [draft.state for draft in listed.context["drafts"]] == [State.READY] * 2
    assert "Aucun import n’est encore entré dans le plan." in text(listed)


def test_an_import_is_found_under_its_own_territory_only(signed_in, territory, manager):
    elsewhere = make_territory()
    applied = bring(territory, csv(FRICHE))
    wrong = reverse("imports:import", args=[elsewhere.slug, applied.pk])
    assert signed_in.get(wrong).status_code == 404


def test_no_import_yet(signed_in, territory):
    page = signed_in.get(reverse("imports:imports", args=[territory.slug]))
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
        with django_assert_max_num_queries(17) as queries:
            page = signed_in.get(sent.get_absolute_url(), {"lignes": tab})
        assert page.context["preview"].current.key == tab
        return len(queries)

    cost(1)
    assert cost(1) == cost(3)


def test_a_preview_with_answers_and_doubts_costs_the_same_on_each_page(
    signed_in, territory, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr("usine.imports.previews.ROWS", 2)

    def cost(count: int, page: int) -> None:
        rows = [(f"A{n}", *FRICHE[1:2], f"Halle {n}", "CCI", "350000") for n in range(count)]
        header = HEADER[:5]
        bring(territory, csv(*rows, header=header))
        worse = [(*row[:4], "350") for row in rows]
        preview = send(territory, csv(*worse, header=header))
        preview = settling.settle(preview, cells={"D2": "EPF"}, by=None)
        at = {"lignes": "toutes", "page": page}
        signed_in.get(preview.get_absolute_url())  # what is cached from the first page on
        with django_assert_num_queries(15):
            shown = signed_in.get(preview.get_absolute_url(), at).context["preview"]
        assert [bool(line.row.doubts) for line in shown.table.lines] == [True, True]

    cost(2, 1)
    cost(10, 1)
    cost(10, 5)


def test_the_history_costs_the_same_whatever_its_length(signed_in, territory):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(reverse("imports:imports", args=[territory.slug]))
        return len(queries)

    bring(territory, csv(FRICHE))
    cost()
    one = cost()
    send(territory, csv(FRICHE))
    send(territory, csv(ECOLE))
    assert cost() == one
