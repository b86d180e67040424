"""What was answered, in one place: looked at, changed, taken back before it is applied."""

import pytest

from usine.imports import operations, settling
from usine.imports.replies import replies_to
from usine.reading import Answers

from .imports import ECOLE, FRICHE, HEADER, csv, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BLURRED = (*FRICHE[:5], "Tartempion", "bientôt", FRICHE[7])
OTHER = (*ECOLE[:5], "bof", "", "")


@pytest.fixture
def answered(territory):
    preview = send(territory, csv(BLURRED, OTHER))
    preview = settling.settle(
        preview, answers={"status": {"tartempion": "done", "bof": ""}}, by=None
    )
    preview = operations.understand(preview, meanings={"porteur": ""}, by=None)
    return settling.settle(preview, cells={"G2": "2025", "H3": "2026"}, by=None)


def test_each_answer_is_told_as_the_file_asked_it(answered):
    told = replies_to(answered)
    assert [(ask.word, ask.about, ask.field.initial) for ask in told.words] == [
        ("Tartempion", "Statut, 1\u00a0ligne (F2)", "done"),
        ("bof", "Statut, 1\u00a0ligne (F3)", "aucun"),
    ]
    assert [(each.header, each.meaning, each.anchor) for each in told.columns] == [
        ("Porteur", "non reprise", "id_colonne-3")
    ]
    assert [(each.box.name, each.box.text, each.before) for each in told.cells] == [
        ("G2", "2025", "bientôt"),
        ("H3", "2026", ""),
    ]
    assert (told.count, told.may_be_taken_back, told.remembered) == (5, True, [])


def test_each_answer_is_taken_back(answered):
    preview = settling.retract(answered, words=[("status", "bof")], by=None)
    assert [each["key"] for each in preview.account["questions"]] == ["bof"]
    preview = settling.retract(preview, columns=["porteur"], by=None)
    assert preview.rows.earliest("position").values["lead"] == "CCI"
    preview = settling.retract(preview, corrected=["G2"], by=None)
    assert (replies_to(preview).count, preview.corrections) == (2, {"H3": "2026"})
    preview = settling.retract(preview, everything=True, by=None)
    assert replies_to(preview).count == 0
    assert (preview.meanings, preview.words, preview.corrections, preview.replies) == (
        {},
        {},
        {},
        {},
    )


def test_a_word_is_answered_otherwise(answered):
    answers = {"status": {"tartempion": "in_progress"}}
    preview = settling.settle(answered, answers=answers, by=None)
    assert preview.rows.earliest("position").status == "in_progress"
    assert [ask.field.initial for ask in replies_to(preview).words] == ["in_progress", "aucun"]


def test_what_is_remembered_and_used_is_told_and_may_be_said_otherwise(territory):
    first = settling.settle(
        send(territory, csv(BLURRED, OTHER)), answers={"status": {"tartempion": "done"}}, by=None
    )
    operations.apply(first, by=None)
    preview = send(territory, csv(BLURRED))
    told = replies_to(preview)
    assert [(ask.word, ask.about) for ask in told.remembered] == [("Tartempion", "Statut")]
    assert (told.words, told.count, told.may_be_taken_back) == ([], 1, False)
    answers = {"status": {"tartempion": "in_progress"}}
    again = replies_to(settling.settle(preview, answers=answers, by=None))
    assert ([ask.word for ask in again.words], again.remembered) == (["Tartempion"], [])
    assert replies_to(send(territory, csv(ECOLE))).count == 0


def test_what_comes_with_the_file_is_told_too(territory):
    answers = Answers(
        columns={"inconnu": "lead"},
        words={"status": {"tartempion": "done", "#ffc000": "yes"}, "start": {"order": "day"}},
    )
    told = replies_to(send(territory, csv(BLURRED), answers=answers))
    assert [(ask.word, ask.colour, ask.field.initial) for ask in told.words] == [
        ("order", "", "day"),
        ("fond jaune", "#ffc000", "yes"),
        ("tartempion", "", "done"),
    ]
    assert [(each.header, each.anchor) for each in told.columns] == [("inconnu", "")]


def test_what_is_still_asked_is_not_answered(territory):
    preview = send(territory, csv(BLURRED))
    preview.words = {"status": {"tartempion": "done"}}
    assert [each["key"] for each in preview.account["questions"]] == ["tartempion"]
    assert replies_to(preview).count == 0


# Through the pages.


def test_answers_are_changed_and_taken_back_from_the_page(signed_in, answered):
    page = text(signed_in.get(answered.get_absolute_url()))
    assert "Ce que vous avez répondu (5)" in page
    assert "le fichier dit « bientôt »" in page
    assert "vide dans le fichier" in page
    sent = {"status:tartempion": "in_progress", "status:bof": "aucun"}
    signed_in.post(url("settle", answered), sent)
    answered.refresh_from_db()
    assert answered.words == {"status": {"tartempion": "in_progress", "bof": ""}}
    at = url("retract", answered)
    for name in ("mot:status:tartempion", "colonne:porteur", "cellule:G2"):
        done = signed_in.post(f"{at}?lignes=toutes", {"retirer": name})
        assert done.url == f"{answered.get_absolute_url()}?lignes=toutes#reponses"
    answered.refresh_from_db()
    assert (answered.words, answered.meanings, answered.corrections) == (
        {"status": {"bof": ""}},
        {},
        {"H3": "2026"},
    )
    signed_in.post(at, {"retirer": "tout"})
    answered.refresh_from_db()
    assert replies_to(answered).count == 0
    page = text(signed_in.get(answered.get_absolute_url()))
    assert "Ce que vous avez répondu" not in page


@pytest.mark.parametrize("sent", [{}, {"retirer": "donnee:x"}, {"retirer": "autre"}])
def test_nothing_to_take_back_is_said(signed_in, answered, sent):
    page = signed_in.post(url("retract", answered), sent, follow=True)
    assert "Dites quelle réponse est à retirer." in text(page)


def test_a_given_value_is_changed_from_where_it_is_told(signed_in, territory):
    preview = send(territory, csv(FRICHE, ECOLE, header=HEADER))
    rows = [row.pk for row in preview.rows.all()]
    signed_in.post(url("give_value", preview), {"ligne": rows, "champ": "lead", "valeur": "EPF"})
    page = text(signed_in.get(preview.get_absolute_url()))
    assert "Porteur, 2 lignes" in page
    sent = {"donnee": "0", "valeur:0": "CMA"}
    done = signed_in.post(url("give_value", preview), sent)
    assert done.url.endswith("#reponses")
    assert [row.values["lead"] for row in preview.rows.all()] == ["CMA", "CMA"]
