"""What is typed or ticked in the preview is kept whichever of its buttons is pressed."""

from urllib.parse import parse_qs, urlsplit

import pytest

from usine.imports import operations
from usine.imports.models import PlanImport
from usine.imports.replies import replies_to
from usine.imports.states import RowKind
from usine.plans.models import Action
from usine.plans.tests.factories import make_action

from .imports import ECOLE, FRICHE, bring, csv, many, send, text, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BLURRED = (*FRICHE[:5], "bidule", *FRICHE[6:])
OTHER = ("C1", "Foncier", "Station de lavage", "CC", "1000", "En cours", "2025", "2026")
TYPED = {"status:bidule": "done", "cellule:D2": "EPF", "avant:D2": "CCI"}
TOLD = "Le fichier est relu avec 1 cellule corrigée et vos réponses"


@pytest.fixture
def preview(signed_in, territory) -> PlanImport:
    upload(signed_in, territory.slug, csv(BLURRED, ECOLE))
    return PlanImport.objects.get()


def keys(preview: PlanImport) -> list[int]:
    return [row.pk for row in preview.rows.order_by("position")]


def is_kept(preview: PlanImport) -> bool:
    preview.refresh_from_db()
    return (preview.words, preview.corrections) == ({"status": {"bidule": "done"}}, {"D2": "EPF"})


def carried(answer) -> dict[str, list[str]]:
    return parse_qs(urlsplit(answer.url).query)


def test_rows_are_set_aside_with_what_is_typed(signed_in, preview):
    _, school = keys(preview)
    sent = TYPED | {"ligne": school, "champ": "lead", "valeur": "CMA"}
    done = signed_in.post(f"{url('set_aside', preview)}?lignes=toutes", sent)
    assert is_kept(preview)
    assert [row.is_set_aside for row in preview.rows.order_by("position")] == [False, True]
    assert carried(done) == {"lignes": ["toutes"], "champ": ["lead"], "valeur": ["CMA"]}
    page = text(signed_in.get(done.url))
    assert f"« Laissées de côté ». {TOLD}" in page
    assert 'name="valeur" value="CMA"' in page


def test_rows_are_given_a_value_with_what_is_typed(signed_in, preview):
    sent = TYPED | {"ligne": keys(preview), "champ": "lead", "valeur": "CMA", "donner": ""}
    done = signed_in.post(f"{url('give_value', preview)}?lignes=toutes", sent)
    preview.refresh_from_db()
    assert preview.words == {"status": {"bidule": "done"}}
    assert preview.corrections == {"D2": "CMA", "D3": "CMA"}
    assert carried(done) == {"lignes": ["toutes"]}
    assert TOLD in text(signed_in.get(done.url))


def test_what_is_typed_leaves_rows_ticked_though_a_new_reading_names_them_otherwise(
    signed_in, preview
):
    _, school = keys(preview)
    sent = TYPED | {"ligne": school, "champ": "lead", "valeur": "CMA", "onglet": "on"}
    done = signed_in.post(f"{url('settle', preview)}?lignes=toutes", sent)
    assert is_kept(preview)
    assert keys(preview)[1] != school
    assert carried(done) == {
        "lignes": ["toutes"],
        "ligne": [str(keys(preview)[1])],
        "onglet": ["on"],
        "champ": ["lead"],
        "valeur": ["CMA"],
    }


def test_enter_gives_the_value_that_is_typed(signed_in, preview):
    sent = {"entree": "", "champ": "lead", "valeur": "CMA"}
    none = signed_in.post(url("settle", preview), sent | TYPED, follow=True)
    assert "Aucune ligne n’est cochée" in text(none)
    assert is_kept(preview)
    signed_in.post(url("settle", preview), sent | {"ligne": keys(preview)})
    assert {row.values["lead"] for row in preview.rows.all()} == {"CMA"}
    blank = {"entree": "", "valeur": ""}
    nothing = signed_in.post(url("settle", preview), blank, follow=True)
    assert "choisissez-en une au moins" in text(nothing)
    unsaid = signed_in.post(url("settle", preview), blank | {"ligne": keys(preview)}, follow=True)
    assert "Aucune réponse" not in text(unsaid)
    assert "Choisissez la colonne" in text(unsaid)


def test_a_row_is_answered_with_what_is_typed_and_the_others_stay_ticked(signed_in, territory):
    bring(territory, csv(FRICHE, ECOLE))
    preview = send(territory, csv(BLURRED, OTHER))
    first, other = keys(preview)
    assert preview.rows.get(pk=other).kind == RowKind.ASKED
    sent = TYPED | {"trancher": f"autre:{other}", "ligne": first}
    done = signed_in.post(f"{url('decide', preview)}?lignes=toutes", sent)
    assert is_kept(preview)
    assert preview.rows.get(position=1).kind == RowKind.NEW
    assert carried(done)["ligne"] == [str(keys(preview)[0])]
    page = text(signed_in.get(done.url))
    assert f"crée une nouvelle action. {TOLD}" in page
    assert "Annuler</button>" not in page


def test_rows_are_answered_together_and_are_not_ticked_any_more(signed_in, territory):
    bring(territory, csv(FRICHE, ECOLE))
    preview = send(territory, csv(OTHER))
    sent = {"trancher": "autre", "ligne": keys(preview)}
    done = signed_in.post(f"{url('decide', preview)}?lignes=toutes", sent)
    assert carried(done) == {"lignes": ["toutes"]}
    assert "Annuler</button>" in text(signed_in.get(done.url))


@pytest.fixture
def close(territory) -> PlanImport:
    make_action(territory, reference="Z1", title="Réhabilitation de la friche")
    row = ("A1", "Foncier", "Réhabilitation de la friches", "CCI", "", "bidule", "", "")
    return send(territory, csv(row))


def test_close_titles_are_answered_with_what_is_typed(signed_in, close):
    action = Action.objects.get()
    same = {f"ligne-{keys(close)[0]}": str(action.pk)}
    done = signed_in.post(f"{url('settle', close)}?lignes=ressemblances", TYPED | same, follow=True)
    assert TOLD in text(done)
    assert is_kept(close)
    assert close.rows.get().action == action


def test_what_is_typed_is_kept_with_the_answers_to_close_titles(signed_in, close):
    action = Action.objects.get()
    same = {f"ligne-{keys(close)[0]}": str(action.pk)}
    signed_in.post(url("answer", close), same)
    again = signed_in.post(url("settle", close), same, follow=True)
    assert "Aucune réponse n’est choisie" in text(again)
    renewed = {f"ligne-{keys(close)[0]}": "nouvelle"}
    told = text(signed_in.post(url("settle", close), renewed, follow=True))
    assert "Le fichier est relu avec vos réponses." in told
    assert close.rows.get().action is None
    both = TYPED | {f"ligne-{keys(close)[0]}": str(action.pk)}
    told = text(signed_in.post(url("answer", close), both, follow=True))
    assert f"Vos réponses sont prises en compte. {TOLD}" in told
    assert is_kept(close)
    assert close.rows.get().action == action


def test_an_answer_is_taken_back_with_what_is_typed(signed_in, preview):
    signed_in.post(url("settle", preview), {"cellule:H3": "2026", "avant:H3": ""})
    sent = TYPED | {"retirer": "cellule:H3"}
    page = signed_in.post(url("retract", preview), sent, follow=True)
    assert f"La réponse est retirée, et le fichier relu. {TOLD}" in text(page)
    assert is_kept(preview)
    page = signed_in.post(
        url("retract", preview), {"cellule:H3": "2027", "avant:H3": ""}, follow=True
    )
    assert "Dites quelle réponse est à retirer." in text(page)
    preview.refresh_from_db()
    assert preview.corrections == {"D2": "EPF", "H3": "2027"}


def test_a_refusal_keeps_what_else_is_typed(signed_in, preview):
    sent = TYPED | {"ligne": keys(preview), "champ": "start", "valeur": "bof", "donner": ""}
    done = signed_in.post(f"{url('give_value', preview)}?lignes=toutes", sent)
    assert is_kept(preview)
    assert carried(done)["ligne"] == [str(key) for key in keys(preview)]
    assert carried(done)["valeur"] == ["bof"]
    page = text(signed_in.get(done.url))
    assert TOLD in page
    assert "fr-alert--error" in page


def test_what_cannot_be_typed_is_refused_once(signed_in, preview):
    sent = TYPED | {"cellule:Z": "x", "avant:Z": "", "ligne": keys(preview)}
    done = signed_in.post(url("set_aside", preview), sent)
    preview.refresh_from_db()
    assert (preview.words, preview.counts["set_aside"]) == ({}, 0)
    assert "« Z » n’est pas une cellule du fichier." in text(signed_in.get(done.url))


def test_a_cell_that_has_two_boxes_says_what_was_typed_in_one(signed_in, preview):
    boxes = {"cellule:D2": ["EPF", "CCI"], "avant:D2": ["CCI", "CCI"]}
    signed_in.post(url("settle", preview), boxes)
    preview.refresh_from_db()
    assert preview.corrections == {"D2": "EPF"}


def test_values_given_before_and_typed_again_wait_for_their_button(signed_in, preview):
    for field, value in (("lead", "EPF"), ("start", "2024")):
        sent = {"ligne": keys(preview), "champ": field, "valeur": value, "donner": ""}
        signed_in.post(url("give_value", preview), sent)
    preview.refresh_from_db()
    sent = {"valeur:0": "CMA", "valeur:1": "2024", "status:bidule": "done"}
    done = signed_in.post(f"{url('settle', preview)}?lignes=toutes", sent)
    assert carried(done) == {"lignes": ["toutes"], "valeur:0": ["CMA"]}
    page = signed_in.get(done.url)
    assert '<details class="fold" open>' in text(page)
    assert "valeur:0" not in page.context["here"]
    assert [each.text for each in page.context["replies"].given] == ["CMA", "2024"]
    changed = signed_in.post(url("give_value", preview), sent | {"donnee": "1", "valeur:1": "2025"})
    assert carried(changed) == {}
    preview.refresh_from_db()
    assert [each.text for each in replies_to(preview).given] == ["EPF", "2025"]
    retracted = signed_in.post(url("retract", preview), sent | {"retirer": "donnee:0"})
    assert carried(retracted) == {}


def test_nothing_is_ticked_while_a_large_file_is_read_again(
    signed_in, territory, a_few_is_many, queued
):
    preview = send(territory, many(12), by=None, at_once=True)
    sent = {"cellule:D2": "EPF", "avant:D2": "CCI", "ligne": keys(preview)[:2]}
    done = signed_in.post(f"{url('settle', preview)}?lignes=toutes", sent)
    assert carried(done) == {"lignes": ["toutes"]}
    preview.refresh_from_db()
    assert preview.is_busy
    operations.read(preview)
    assert preview.rows.get(position=0).values["lead"] == "EPF"


def test_an_answer_for_one_file_is_not_said_to_be_kept(signed_in, territory):
    upload(signed_in, territory.slug, csv((*FRICHE[:5], "Réalisée", "2024", "T3 2024")))
    preview = PlanImport.objects.get()
    page = text(signed_in.get(url("import", preview)))
    assert "est-ce la date de leur statut ? 1 ligne (H2), pour ce fichier" in " ".join(page.split())
    sent = {"status_on:fin": "yes"}
    told = text(signed_in.post(url("settle", preview), sent, follow=True))
    assert "Le fichier est relu avec vos réponses." in told
