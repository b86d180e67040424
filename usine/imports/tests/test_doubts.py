"""What a file says that looks like a slip: what was withdrawn, known actions named otherwise."""

from datetime import date

import pytest

from usine.imports import operations, undoing
from usine.imports.models import PlanImport
from usine.imports.previews import in_words
from usine.imports.states import State
from usine.plans import operations as plans
from usine.plans.models import Action
from usine.plans.tests.factories import make_action, make_territory
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, bring, csv, kinds, send, text, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

STATUS_SHEET = ("N°", "Intitulé", "Statut")


def test_what_was_withdrawn_does_not_come_back_with_the_file_that_held_it(territory):
    bring(territory, csv(FRICHE, ECOLE))
    friche = Action.objects.get(reference="A1")
    plans.withdraw(friche, reason="Doublon", by=None)
    again = send(territory, csv(FRICHE, ECOLE))
    assert kinds(again) == ["refused", "unchanged"]
    row = again.rows.get(number=2)
    assert row.action == friche
    [problem] = row.problems
    assert (problem["cell"], problem["field"]) == ("A2", "reference")
    assert "a été retirée du plan le 27/05/2025 («\u00a0Doublon\u00a0»)" in problem["message"]
    operations.apply(again, by=None)
    assert Action.objects.live().count() == 1


def test_once_reinstated_it_is_updated_after_a_second_look(territory):
    bring(territory, csv(FRICHE))
    friche = Action.objects.get()
    plans.withdraw(friche, reason="Doublon", by=None)
    again = send(territory, csv((*FRICHE[:3], "EPF", *FRICHE[4:]), ECOLE))
    plans.reinstate(friche, by=None)
    with pytest.raises(operations.PlanMoved):
        operations.apply(again, by=None)
    assert kinds(again) == ["changed", "new"]
    operations.apply(again, by=None)
    assert Action.objects.get(reference="A1").lead == "EPF"


def test_what_an_undone_import_had_created_may_be_imported_again(territory):
    undoing.undo(bring(territory, csv(FRICHE)), by=None)
    assert kinds(send(territory, csv(FRICHE))) == ["new"]


def test_a_sheet_of_statuses_is_enough_for_actions_that_are_known(territory):
    bring(territory, csv(FRICHE, ECOLE), on=date(2025, 1, 10))
    sheet = csv(
        ("A1", "Friche papetière", "Réalisée"),
        ("C1", "", "En cours"),
        ("Z9", "Pépinière", "En cours"),
        header=STATUS_SHEET,
    )
    applied = bring(territory, sheet)
    assert kinds(applied) == ["changed", "changed", "refused"]
    [problem] = applied.rows.get(number=4).problems
    assert (problem["cell"], problem["field"]) == ("ligne 4", "axis")
    assert "ajoutez une colonne Axe" in problem["message"]
    statuses = Action.objects.order_by("reference").values_list("axis", "title", "status")
    assert list(statuses) == [
        ("foncier", "Friche papetière", "done"),
        ("competences", "École de production", "in_progress"),
    ]


def test_a_close_title_without_axis_is_asked_about(territory):
    known = make_action(territory, reference="", title="Réhabilitation de la friche")
    sheet = csv(("", "Réhabilitation de la friches", "En cours"), header=STATUS_SHEET)
    preview = send(territory, sheet)
    row = preview.rows.get()
    assert (row.kind, [pk for pk, _ in row.close]) == ("refused", [known.pk])
    operations.answer(preview, answers={row.pk: known.pk}, by=None)
    assert kinds(preview) == ["changed"]


def test_a_row_to_check_says_why(signed_in, territory):
    make_action(territory, reference="A1", title="Friche papetière")
    upload(signed_in, territory.slug, csv(("A1", "Innovation", "Réseau de chaleur"), ECOLE))
    preview = PlanImport.objects.get()
    page = signed_in.get(preview.get_absolute_url(), {"lignes": "a-trancher"})
    assert [row.number for row in page.context["preview"].page] == [2]
    assert "À vérifier" in text(page)
    assert "l’intitulé est tout autre : est-ce la même action" in text(page)
    confirm = text(signed_in.get(url("submit", preview)))
    assert "1 ligne attend votre réponse" in confirm
    assert "<del>Friche papetière</del>" in confirm
    assert "<ins>Réseau de chaleur</ins>" in confirm
    assert ">Appliquer</button>" not in confirm


def test_an_axis_that_is_no_axis_is_refused_even_of_a_known_action(territory):
    bring(territory, csv(FRICHE))
    preview = send(territory, csv(("A1", "Tourisme", *FRICHE[2:])))
    assert kinds(preview) == ["refused"]
    with pytest.raises(Refused):
        undoing.undo(preview, by=None)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "Foncier", "Friche papetières"), "l’intitulé est proche de celui"),
        (("Z9", "Foncier", "Friche papetière"), "l’intitulé est proche de celui"),
        (("A1", "Foncier", "Réseau de chaleur"), "la référence était celle"),
    ],
)
def test_a_new_action_that_recalls_a_withdrawn_one_is_doubtful(territory, row, why):
    bring(territory, csv(FRICHE))
    plans.withdraw(Action.objects.get(), reason="Doublon", by=None)
    preview = send(territory, csv(row, ECOLE))
    assert kinds(preview) == ["new", "new"]
    [doubt] = preview.rows.get(number=2).doubts
    assert f"{why} de «\u00a0A1 Friche papetière\u00a0»" in doubt["message"]
    assert preview.counts["to_check"] == 1


def test_a_wrong_cell_of_a_known_action_leaves_its_field_as_it_was(territory):
    bring(territory, csv(FRICHE))
    sheet = csv(("A1", "", "bidule"), ("Z9", "Pépinière", "bidule"), header=STATUS_SHEET)
    preview = send(territory, sheet)
    faults = [[problem["field"] for problem in row.problems] for row in preview.rows.all()]
    assert faults == [[], ["axis"]]
    # Compared again, they are the same.
    operations.answer(preview, answers={}, by=None)
    faults = [[problem["field"] for problem in row.problems] for row in preview.rows.all()]
    assert faults == [[], ["axis"]]


def test_the_plans_of_a_region_are_not_that_of_one_territory(territory):
    other = make_territory("Vallée verte", region=territory.lead_region)
    known = make_action(territory, reference="A1", title="Friche")
    header = ("Territoire", "N°", "Axe", "Action")
    preview = send(
        territory,
        csv(
            ("vallee verte", "A1", "Foncier", "Pépinière"),
            (str(territory), "A1", "Foncier", "Friche"),
            ("CC de la Vallée", "A3", "Foncier", "Réseau"),
            header=header,
        ),
    )
    assert kinds(preview) == ["refused", "unchanged", "new"]
    assert [row.action for row in preview.rows.all()] == [None, known, None]
    [problem] = preview.rows.get(number=2).problems
    assert (problem["cell"], problem["message"]) == (
        "A2",
        f"Cette ligne est du territoire «\u00a0{other}\u00a0», non de celui-ci.",
    )


def test_a_row_set_aside_is_not_written_until_it_is_taken_up(territory):
    known = make_action(territory, reference="A1", title="Friche papetière")
    preview = send(territory, csv(("A1", *FRICHE[1:2], "Réseau de chaleur"), ECOLE))
    doubtful, new = preview.rows.order_by("position")
    operations.set_aside(preview, rows=[doubtful.pk, new.pk], by=None)
    assert kinds(preview) == ["aside", "aside"]
    preview = operations.set_aside(preview, rows=[new.pk], aside=False, by=None)
    assert kinds(preview) == ["aside", "new"]
    counts = [preview.counts[name] for name in ("rejected_rows", "set_aside", "to_check")]
    assert counts == [0, 1, 0]
    assert "1\u00a0ligne est laissée de côté\u00a0: rien n’en sera écrit." in in_words(preview)
    applied = operations.apply(preview, by=None)
    known.refresh_from_db()
    assert (known.title, Action.objects.count()) == ("Friche papetière", 2)
    assert applied.rows.get(pk=doubtful.pk).problems == []


def test_what_is_set_aside_stays_so_when_the_file_is_read_again(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    operations.set_aside(preview, rows=[preview.rows.get(number=3).pk], by=None)
    operations.understand(preview, meanings={"porteur": "partners"}, by=None)
    assert kinds(preview) == ["new", "aside"]


def test_a_row_that_writes_nothing_cannot_be_set_aside(territory):
    bring(territory, csv(FRICHE))
    preview = send(territory, csv(FRICHE, ("Z9", "Foncier", "")))
    operations.set_aside(preview, rows=[row.pk for row in preview.rows.all()], by=None)
    assert kinds(preview) == ["unchanged", "refused"]
    assert not preview.rows.filter(is_set_aside=True).exists()


def test_rows_are_set_aside_and_taken_up_from_the_page(signed_in, territory):
    for number, title in enumerate(["Friche papetière", "École de production"], start=1):
        make_action(territory, reference=f"A{number}", title=title)
    rows = [("A1", "Innovation", "Réseau de chaleur"), ("A2", "Innovation", "Méthanisation")]
    upload(signed_in, territory.slug, csv(*rows, ("A3", "Foncier", "Halle")))
    preview = PlanImport.objects.get()
    address = f"{preview.get_absolute_url()}?lignes=a-trancher"
    page = text(signed_in.get(address))
    assert page.count('name="ligne"') == 2
    done = signed_in.post(f"{url('set_aside', preview)}?lignes=a-trancher", {"onglet": "on"})
    first = preview.rows.earliest("position")
    assert done.url == f"{address}#lignes"
    assert kinds(preview) == ["aside", "aside", "new"]
    page = text(signed_in.get(address))
    assert "2 lignes mises de côté : à retrouver sous « Laissées de côté »." in page
    refused = text(signed_in.get(preview.get_absolute_url(), {"lignes": "laissees"}))
    assert f'name="ligne" value="{first.pk}"' in refused
    signed_in.post(url("set_aside", preview), {"reprendre": "", "ligne": first.pk})
    assert kinds(preview) == ["asked", "aside", "new"]


def test_a_date_left_out_names_the_cell_that_says_it(territory):
    bring(territory, csv(FRICHE))
    late = ("A1", "Friche papetière", "2031")
    preview = send(territory, csv(late, header=("N°", "Intitulé", "Début")))
    assert [(each["cell"], each["words"]) for each in preview.rows.get().incomplete] == [
        ("C2", "2031")
    ]


def test_what_is_not_read_yet_is_not_applied(signed_in, territory):
    upload(signed_in, territory.slug, csv(FRICHE))
    preview = PlanImport.objects.get()
    PlanImport.objects.update(state=State.READING, counts={})
    for name in ("submit", "abandon", "submit_undo"):
        response = signed_in.get(url(name, preview))
        assert name == "abandon" or response.url == preview.get_absolute_url()


def test_a_close_title_is_told_among_all_rows(signed_in, territory):
    make_action(territory, reference="", title="Friche papetiere nord")
    upload(signed_in, territory.slug, csv(("", "Foncier", "Friche papetière du nord")))
    preview = PlanImport.objects.get()
    page = text(signed_in.get(preview.get_absolute_url()))
    assert "Est-ce une action du plan" in page
    asked = text(signed_in.get(preview.get_absolute_url(), {"lignes": "ressemblances"}))
    assert asked.count(">Appliquer</a>") == 1


@pytest.mark.parametrize("sent", [{}, {"onglet": "on"}, {"ligne": "0"}, {"ligne": "x"}])
def test_a_row_that_is_not_there_changes_nothing(signed_in, territory, sent):
    upload(signed_in, territory.slug, csv(FRICHE))
    preview = PlanImport.objects.get()
    signed_in.post(url("set_aside", preview), sent)
    assert "Aucune ligne n’est cochée" in text(signed_in.get(preview.get_absolute_url()))
    assert kinds(preview) == ["new"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("En cours", "À initier", ["back"]),
        ("En cours", "En instruction", ["back"]),
        ("À initier", "En cours", []),
        ("En cours", "Abandonnée", []),
        ("Réalisée", "Abandonnée", ["dropped"]),
        ("?", "À initier", []),
    ],
)
def test_a_status_that_goes_back_is_to_check(territory, before, after, why):
    bring(territory, csv((*FRICHE[:5], before, *FRICHE[6:])))
    preview = send(territory, csv((*FRICHE[:5], after, *FRICHE[6:])))
    assert [doubt["why"] for doubt in preview.rows.get().doubts] == why
