"""What is asked of a file once: answered, read again so, remembered, forgotten."""

import pytest
from django.urls import reverse

from usine.imports import operations, settling, undoing
from usine.imports.memory import remembered_words, with_keys
from usine.imports.models import ColumnMeaning, WordMeaning
from usine.imports.queries import outcome
from usine.plans.models import Action
from usine.plans.tests.factories import make_territory
from usine.reading import Answers
from usine.reading.tests.spreadsheets import xlsx
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, HEADER, bring, csv, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BLURRED = (*FRICHE[:5], "Tartempion", *FRICHE[6:])
DATED = (*FRICHE[:6], "bientôt", FRICHE[7])


def asked(plan_import) -> list[tuple[str, str, int]]:
    questions = plan_import.account["questions"]
    return [(each["field"], each["key"], each["count"]) for each in questions]


def test_a_word_is_asked_once_and_answered_for_the_territory(territory, manager):
    content = csv(BLURRED, (*ECOLE[:5], "tartempion", "", ""))
    preview = send(territory, content)
    assert asked(preview) == [("status", "tartempion", 2)]
    answers = {"status": {"tartempion": "done"}}
    preview = settling.settle(preview, answers=answers, by=manager)
    assert asked(preview) == []
    assert list(preview.rows.values_list("status", flat=True)) == ["done", "done"]
    assert not WordMeaning.objects.exists()  # not before it is applied

    operations.apply(preview, by=manager)
    assert remembered_words(territory) == answers
    assert str(WordMeaning.objects.get()) == "tartempion : done"
    assert asked(send(territory, content)) == []
    assert asked(send(make_territory(), content)) == [("status", "tartempion", 2)]


def test_a_word_that_only_blocks_is_asked_where_nobody_knows_how_far_the_action_is(territory):
    bring(territory, csv(FRICHE))
    blocked = [(*row[:5], "En stand by", "", "") for row in (FRICHE, ECOLE)]
    preview = send(territory, csv(*blocked))
    assert asked(preview) == [("status", "en stand by", 1)]
    assert outcome(preview)["incomplete"] == [
        {
            "sheet": "",
            "row": 3,
            "cell": "F3",
            "field": "status",
            "words": "En stand by",
            "why": "Ces mots disent ce qui retient l’action, non où elle en est\u00a0: dites son "
            "statut.",
        }
    ]
    answers = {"status": {"en stand by": "to_start"}}
    preview = settling.settle(preview, answers=answers, by=None)
    assert (asked(preview), outcome(preview)["incomplete"]) == ([], [])
    operations.apply(preview, by=None)
    # What the plan knows to be further on stays.
    standing = [(each.status, each.blocked) for each in Action.objects.order_by("reference")]
    assert standing == [("in_progress", "other"), ("to_start", "other")]
    again = send(territory, csv(*blocked))
    assert (asked(again), outcome(again)["incomplete"]) == ([], [])


def test_a_word_that_only_blocks_is_asked_of_a_known_action_without_status(territory):
    bring(territory, csv((*FRICHE[:5], "", "", "")))
    preview = send(territory, csv((*FRICHE[:5], "En stand by", "", "")))
    assert asked(preview) == [("status", "en stand by", 1)]
    assert [entry["cell"] for entry in outcome(preview)["incomplete"]] == ["F2"]


def test_a_word_that_only_blocks_is_not_asked_of_what_is_done(territory):
    bring(territory, csv((*FRICHE[:5], "Réalisée", "", "")))
    preview = send(territory, csv((*FRICHE[:5], "En stand by", "", "")))
    assert asked(preview) == []
    assert [entry["why"][:8] for entry in outcome(preview)["incomplete"]] == ["L’action"]


def test_what_was_settled_stays_once_the_import_is_undone_and_that_is_told(
    signed_in, territory, manager
):
    done = settling.settle(
        send(territory, csv(BLURRED)), answers={"status": {"tartempion": "done"}}, by=manager
    )
    undoing.undo(operations.apply(done, by=manager), by=manager)
    assert remembered_words(territory) == {"status": {"tartempion": "done"}}
    page = text(signed_in.get(url("import", done)))
    assert "reste retenu pour les prochains fichiers" in page
    plain = undoing.undo(bring(territory, csv(ECOLE), by=manager), by=manager)
    assert "reste retenu" not in text(signed_in.get(url("import", plain)))


def test_a_word_that_says_nothing_is_settled_too(territory):
    preview = send(territory, csv(BLURRED))
    preview = settling.settle(preview, answers={"status": {"tartempion": ""}}, by=None)
    assert (asked(preview), preview.rows.get().status) == ([], "")
    operations.apply(preview, by=None)
    assert str(WordMeaning.objects.get()) == "tartempion : rien"


@pytest.mark.parametrize(
    "answers", [{"status": {"autre": "done"}}, {"status": {"tartempion": "nul"}}]
)
def test_what_is_not_asked_is_not_answered(territory, answers):
    preview = send(territory, csv(BLURRED))
    with pytest.raises(Refused, match="répondez de nouveau"):
        settling.settle(preview, answers=answers, by=None)


def test_a_cell_is_corrected_and_the_file_read_again(territory):
    preview = send(territory, csv(DATED))
    [lacking] = preview.rows.get().incomplete
    assert (lacking["cell"], lacking["words"]) == ("G2", "bientôt")
    preview = settling.settle(preview, cells={"G2": "2025"}, by=None)
    assert (preview.rows.get().incomplete, preview.corrections) == ([], {"G2": "2025"})
    operations.apply(preview, by=None)
    assert str(Action.objects.get().start) == "2025"


def test_a_cell_of_a_sheet_is_named_with_it(territory):
    preview = send(territory, xlsx(HEADER, DATED), filename="plan.xlsx")
    preview = settling.settle(preview, cells={"Plan!G2": "2025"}, by=None)
    assert preview.rows.get().incomplete == []


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"G": "x"}, "« G » n’est pas une cellule"),
        ({"G0": "x"}, "n’est pas une cellule"),
        ({"Plan!G2": "x"}, "n’est pas une cellule"),
        ({"G2": "x" * 5_001}, "dépasse 5000"),
    ],
)
def test_what_is_no_cell_of_the_file_is_not_corrected(territory, cells, why):
    preview = send(territory, csv(DATED))
    with pytest.raises(Refused) as refusal:
        settling.settle(preview, cells=cells, by=None)
    assert why in str(refusal.value).replace("\u00a0", " ")
    preview.refresh_from_db()
    assert preview.corrections == {}


def test_a_file_comes_with_its_answers(territory):
    answers = Answers(
        columns={"porteur": ""},
        words=with_keys({"status": {" TARTEMPION ": "done", "#FFC000": "in_progress"}}),
        cells={"G2": "2025"},
    )
    preview = send(territory, csv((*BLURRED[:6], "bientôt", "")), answers=answers)
    assert preview.words == {"status": {"tartempion": "done", "#FFC000": "in_progress"}}
    row = preview.rows.get()
    assert (row.status, "lead" in row.values, row.values["start"]) == (
        "done",
        False,
        ["2025-01-01", "year"],
    )


def test_only_words_of_choices_are_remembered(territory):
    assert with_keys({"planned_budget": {"Plan!E2": "350 k€"}}) == {
        "planned_budget": {"Plan!E2": "350 k€"}
    }
    words = {"planned_budget": {"E2": "350 k€"}, "status": {"x" * 201: "done"}}
    preview = send(territory, csv(FRICHE), answers=Answers(words=words))
    operations.apply(preview, by=None)
    assert not WordMeaning.objects.exists()


def test_what_is_remembered_is_shown_as_the_file_wrote_it(territory):
    def remembered(words: str, header: str, content: bytes) -> list[tuple[str, str]]:
        preview = send(territory, content)
        if preview.account["questions"]:
            answers = {"status": {"tartempion": "done"}}
            preview = settling.settle(preview, answers=answers, by=None)
        preview = operations.understand(preview, meanings={"porteur": "lead"}, by=None)
        operations.apply(preview, by=None)
        word, column = WordMeaning.objects.get(), ColumnMeaning.objects.get()
        assert (word.words, column.words) == (words, header)
        return [(word.word, word.code), (column.header, column.field)]

    kept = [("tartempion", "done"), ("porteur", "lead")]
    assert remembered("Tartempion", "Porteur", csv(BLURRED)) == kept
    WordMeaning.objects.update(written="TARTEMPION")
    upper = [name.upper() for name in HEADER]
    assert remembered("TARTEMPION", "PORTEUR", csv(BLURRED, header=upper)) == kept
    # Of another file, without that column.
    others = [name if name != "Porteur" else "Divers" for name in HEADER]
    assert remembered("TARTEMPION", "PORTEUR", csv(BLURRED, header=others)) == kept


def test_what_no_file_wrote_is_shown_by_its_key(territory):
    answers = Answers(columns={"quoi": "lead"}, words={"status": {"bof": "", "#ffc000": "done"}})
    operations.apply(send(territory, csv(ECOLE), answers=answers), by=None)
    shown = [meaning.words for meaning in WordMeaning.objects.order_by("word")]
    assert (shown, ColumnMeaning.objects.get().words) == (["fond jaune", "bof"], "quoi")


def test_what_is_remembered_is_forgotten(territory, manager):
    for place in (territory, make_territory()):
        column = ColumnMeaning.objects.create(territory=place, header="quoi", field="title")
        word = WordMeaning.objects.create(territory=place, field="status", word="ok", code="done")
    elsewhere = {"columns": [column.pk], "words": [word.pk]}
    assert settling.forget_meanings(territory, **elsewhere, by=manager) == 0
    ours = {"columns": [column.pk - 1], "words": [word.pk - 1]}
    assert settling.forget_meanings(territory, **ours, by=manager) == 2
    assert (ColumnMeaning.objects.get(), WordMeaning.objects.get()) == (column, word)


def test_what_the_file_alone_makes_doubtful_is_to_check(territory):
    preview = send(territory, csv((*FRICHE[:5], "En cours, bloqué", *FRICHE[6:])))
    [doubt] = preview.rows.get().doubts
    assert doubt["why"] == "told"
    assert doubt["message"].replace("\u00a0", " ").startswith("F2 : « ")
    assert [each["row"] for each in outcome(preview)["to_check"]] == [2]


# Through the pages.


def test_a_word_is_answered_from_the_page(signed_in, territory):
    preview = send(territory, csv(BLURRED, (*ECOLE[:5], "bof", "", "")))
    nothing = signed_in.post(url("settle", preview), follow=True)
    assert "choisissez-en une au moins" in text(nothing)
    answers = {"status:tartempion": "done", "status:bof": "aucun"}
    page = signed_in.post(url("settle", preview), answers, follow=True)
    assert "Le fichier est relu avec vos réponses" in text(page)
    preview.refresh_from_db()
    assert preview.words == {"status": {"tartempion": "done", "bof": ""}}
    again = signed_in.post(url("settle", preview), answers, follow=True)
    assert "choisissez-en une au moins" in text(again)


def test_a_cell_is_corrected_from_the_page(signed_in, territory):
    preview = send(territory, csv(DATED))
    typed = {"cellule:G2": "2025", "avant:G2": "bientôt", "cellule:H2": "x", "avant:H2": "x"}
    page = signed_in.post(url("settle", preview), typed, follow=True)
    assert "Le fichier est relu avec 1 cellule corrigée." in text(page)
    preview.refresh_from_db()
    assert preview.corrections == {"G2": "2025"}
    same = {"cellule:H2": "x", "avant:H2": "x"}
    page = signed_in.post(url("settle", preview), same, follow=True)
    assert "Aucune cellule n’a changé" in text(page)


def test_what_is_remembered_is_looked_at_and_forgotten(signed_in, territory):
    at = reverse("imports:forget_meanings", args=[territory.slug])
    assert "Rien n’est retenu pour l’instant" in text(signed_in.get(at))
    column = ColumnMeaning.objects.create(territory=territory, header="quoi", field="title")
    ColumnMeaning.objects.create(territory=territory, header="qui", field="")
    word = WordMeaning.objects.create(territory=territory, field="status", word="ok", code="done")
    page = text(signed_in.get(at))
    assert '<strong>quoi</strong> » <span class="quiet">Intitulé' in page
    assert '<strong>qui</strong> » <span class="quiet">non reprise' in page
    assert '<strong>ok</strong> » <span class="quiet">Statut : Réalisée' in page
    assert "Cochez ce qui doit être oublié." in text(signed_in.post(at, {"x": ""}))
    page = signed_in.post(at, {"columns": column.pk, "words": word.pk}, follow=True)
    assert "C’est oublié" in text(page)
    assert ColumnMeaning.objects.get().header == "qui"
    assert not WordMeaning.objects.exists()
