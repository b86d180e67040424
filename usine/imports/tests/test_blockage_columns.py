"""What blocks actions, told by columns of their own in the file of a territory."""

from datetime import date

import pytest

from usine.imports import deciding, operations, settling, undoing
from usine.imports.models import WordMeaning
from usine.imports.queries import outcome
from usine.imports.states import Decision
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import blocking
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action

from .imports import bring, csv, kinds, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEADER = ("N°", "Axe", "Action", "Statut", "Points de blocage", "Type de blocage")
NAMES = ("A1", "Foncier", "Friche")
TODAY = date(2025, 5, 27)


def file(words: str = "", kind: str = "", status: str = "En cours", header=HEADER) -> bytes:
    return csv((*NAMES, status, words, kind), header=header)


def blockages(action: Action) -> list[tuple[str, str]]:
    return [(each.kind, each.words) for each in action.blockages.standing()]


def notes(plan_import) -> list[str]:
    return plan_import.rows.get().filled.get("notes", [])


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.fixture
def known(territory) -> Action:
    return make_action(
        territory, reference="A1", title="Friche", axis="foncier", status=Status.IN_PROGRESS
    )


def test_the_words_of_a_column_block_its_action_beside_its_status(territory, manager):
    done = bring(territory, file("Terrain pollué", "Réglementaire"), by=manager)
    action = Action.objects.get()
    assert (action.status, action.blocked) == (Status.IN_PROGRESS, "regulation")
    assert blockages(action) == [("regulation", "Terrain pollué")]
    assert balance("blocked", as_of=TODAY)[()] == 1
    assert (done.counts["details"]["blocked"], outcome(done)["to_check"]) == (1, [])
    again = send(territory, file("Terrain pollué", "Réglementaire"), by=manager)
    assert kinds(again) == ["unchanged"]
    undoing.undo(done, by=manager)
    assert balance("blocked", as_of=TODAY).get((), 0) == 0


DATED = (*HEADER[:5], "Bloqué depuis")


def dated(since: str) -> bytes:
    return file("Terrain pollué", since, header=DATED)


def left(plan_import) -> list[tuple[str, str, str]]:
    entries = outcome(plan_import)["incomplete"]
    return [(entry["cell"], entry["words"], plain(entry["why"])) for entry in entries]


def test_an_action_is_blocked_since_the_day_of_its_column(signed_in, territory, manager, known):
    page = signed_in.get(url("import", send(territory, dated("01/03/2025"))))
    assert "Foncier, depuis le 1er mars 2025 : Terrain pollué" in plain(text(page))
    done = bring(territory, dated("01/03/2025"), by=manager)
    [blockage] = known.blockages.standing()
    assert (blockage.words, str(blockage.effective_on)) == ("Terrain pollué", "2025-03-01")
    assert balance("blocked", as_of=date(2025, 3, 1))[()] == 1
    assert balance("blocked", as_of=date(2025, 2, 28)).get((), 0) == 0
    again = send(territory, dated("01/03/2025"), by=manager)
    assert (kinds(again), left(again)) == (["unchanged"], [])
    undoing.undo(done, by=manager)
    assert (blockages(known), verify()) == ([], [])


@pytest.mark.parametrize(
    ("since", "why"),
    [
        ("01/06/2025", "Cette date est après le 27/05/2025, date d’effet de l’import."),
        ("01/06/2019", "Le territoire est labellisé depuis le 09/11/2023"),
    ],
)
def test_a_day_that_the_plan_does_not_take_is_told_and_kept_in_words(
    territory, manager, known, since, why
):
    done = bring(territory, dated(since), by=manager)
    [(cell, words, told)] = left(done)
    assert (cell, words) == ("F2", since)
    assert told.startswith(why)
    [blockage] = known.blockages.standing()
    assert (plain(blockage.words), blockage.effective_on) == (
        f"Terrain pollué\nBloqué depuis : {since}",
        TODAY,
    )


def test_another_day_than_that_of_the_plan_is_told(territory, manager, known):
    blocking.block(known, kind="land", words="Sol", by=manager, effective_on=date(2025, 4, 1))
    preview = send(territory, dated("01/03/2025"), by=manager)
    why = "Au plan, ce blocage est dit depuis le 1er avril 2025 : corrigez-le sur la fiche."
    assert left(preview) == [("F2", "01/03/2025", why)]
    Action.objects.update(blocked="other")
    known.blockages.update(kind="other")
    preview = send(territory, dated("01/03/2025"), by=manager)
    why = (
        "Le plan dit autre chose de ce blocage au 01/04/2025. Le blocage compte depuis le 27 mai "
        "2025."
    )
    assert left(preview) == [("F2", "01/03/2025", why)]


def test_the_nature_that_a_column_gives_is_that_of_the_status_too(territory):
    preview = send(territory, file("", "Foncier", status="En cours, suspendu"))
    told = [plain(each["message"]) for each in outcome(preview)["to_check"]]
    assert [each for each in told if "de nature « Autre »" in each] == []
    assert [each for each in told if "un blocage de nature « Foncier » est noté" in each] == told


def test_a_kind_that_the_words_alone_say_is_to_check(territory):
    preview = send(territory, file("Le permis tarde"))
    [told] = outcome(preview)["to_check"]
    assert (told["cell"], told["field"], told["words"]) == ("E2", "blocked", "Le permis tarde")
    assert plain(told["message"]).endswith("de nature « Réglementaire » : est-ce la bonne ?")


def test_the_status_beside_is_read_as_if_nothing_blocked(territory, known):
    preview = send(territory, file("Terrain pollué", "Foncier", status="À initier"))
    assert [doubt["why"] for doubt in preview.rows.get().doubts] == ["back"]


def test_the_words_on_a_closed_action_are_a_note_and_are_told(territory, manager, known):
    preview = send(territory, file("Terrain pollué", status="Terminé"), by=manager)
    [told] = [each for each in outcome(preview)["to_check"] if each["field"] == "blocked"]
    assert "L’action est close" in told["message"]
    assert notes(preview) == ["Points de blocage\u00a0: Terrain pollué"]
    assert "blocked" not in preview.rows.get().filled


def test_the_words_on_an_action_that_the_plan_closes_are_a_note_and_are_told(territory, known):
    Action.objects.update(status=Status.DONE)
    preview = send(territory, file("Terrain pollué", status=""))
    [entry] = outcome(preview)["incomplete"]
    assert (entry["cell"], entry["field"], entry["words"]) == ("E2", "blocked", "Terrain pollué")
    assert plain(entry["why"]) == "L’action est « Réalisée » au plan."
    assert notes(preview) == ["Blocage\u00a0: Terrain pollué"]
    assert "blocked" not in preview.rows.get().filled


def test_an_action_that_the_file_reopens_is_blocked_once_the_user_says_so(
    territory, manager, known
):
    Action.objects.update(status=Status.DONE)
    preview = send(territory, file("Terrain pollué", "Foncier"), by=manager)
    row = preview.rows.get()
    assert (row.is_held, "blocked" in row.filled) == (True, False)
    preview = deciding.decide(preview, rows=[row.pk], decision=Decision.CONFIRMED, by=manager)
    assert preview.rows.get().filled["blocked"][1]["kind"] == "land"


def test_other_words_on_what_blocks_already_are_a_note(territory, manager, known):
    blocking.block(known, kind="land", words="Terrain pollué", by=manager, effective_on=TODAY)
    preview = send(territory, file("Terrain occupé", "Foncier"), by=manager)
    assert notes(preview) == ["Blocage\u00a0: Terrain occupé"]
    assert "blocked" not in preview.rows.get().filled


def test_what_the_plan_says_later_stays_and_the_words_are_a_note(territory, manager, known):
    blocking.block(known, kind="land", words="Terrain pollué", by=manager, effective_on=TODAY)
    april = date(2025, 4, 1)
    preview = send(territory, file("Le permis tarde", "Réglementaire"), by=manager, on=april)
    [entry] = outcome(preview)["incomplete"]
    assert (entry["cell"], entry["field"]) == ("E2", "blocked")
    assert notes(preview) == ["Blocage\u00a0: Le permis tarde"]


def test_a_kind_is_asked_once_and_remembered(territory, manager):
    preview = send(territory, file("Le maire hésite", "Météo"), by=manager)
    [question] = preview.account["questions"]
    assert (question["field"], question["word"]) == ("blocked_kind", "Météo")
    answers = {"blocked_kind": {"meteo": "supplier"}}
    preview = settling.settle(preview, answers=answers, by=manager)
    operations.apply(preview, by=manager)
    assert blockages(Action.objects.get()) == [("supplier", "Le maire hésite")]
    assert WordMeaning.objects.get().meaning == "Nature du blocage\u00a0: Fournisseur"
    again = send(territory, file("Le maire hésite", "Météo"), by=manager)
    assert (again.account["questions"], kinds(again)) == ([], ["unchanged"])


def test_a_column_is_said_to_block_on_the_page_and_remembered(signed_in, territory, manager):
    header = (*HEADER[:4], "Où ça coince", "Divers")
    preview = send(territory, file("Le permis tarde", header=header), by=manager)
    page = text(signed_in.get(url("understand", preview)))
    for label in ("Blocage", "Nature du blocage", "Bloqué depuis"):
        assert f">{label}</option>" in page
    meanings = {"ou ca coince": "blocked"}
    preview = operations.understand(preview, meanings=meanings, by=manager)
    operations.apply(preview, by=manager)
    assert blockages(Action.objects.get()) == [("regulation", "Le permis tarde")]
    again = send(territory, file("Le permis tarde", header=header), by=manager)
    assert again.rows.get().details["blocked"]["kind"] == "regulation"


def test_an_old_preview_tells_what_its_status_said(territory, known):
    preview = send(territory, file(status="Suspendu"))
    row = preview.rows.get()
    assert row.details["blocked"].pop("field") == "status"
    row.save()
    preview = operations.set_aside(preview, rows=[], by=None)
    assert preview.rows.get().status_after == Status.IN_PROGRESS
