"""The results that all plans share, told by columns of the file of a territory."""

from datetime import date

import pytest

from usine.imports import operations, settling, undoing
from usine.imports.models import WordMeaning
from usine.imports.queries import outcome
from usine.imports.tables import table_of
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans.models import Action
from usine.plans.results import add_result
from usine.plans.tests.factories import make_action

from .imports import bring, csv, kinds, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEADER = ("N°", "Axe", "Action", "Emplois créés (objectif)", "Emplois créés (réalisé)")
NAMES = ("A1", "Foncier", "Friche")
APRIL, TODAY = date(2025, 4, 1), date(2025, 5, 27)


def file(*cells: str, heads: tuple[str, ...] = HEADER[3:]) -> bytes:
    return csv((*NAMES, *cells), header=(*HEADER[:3], *heads))


def results(action: Action) -> list[tuple]:
    return [(each.code, each.target, each.measured) for each in action.results.standing()]


def counted(code: str) -> int:
    return balance(code, as_of=TODAY).get((), 0)


def test_columns_give_results_that_bilans_count(territory, manager):
    done = bring(territory, file("40", "12"), by=manager)
    assert results(Action.objects.get()) == [("jobs_created", 40, 12)]
    sides = counted("result_jobs_created_target"), counted("result_jobs_created_measured")
    assert (*sides, done.counts["details"]["results"]) == (40, 12, 1)
    assert kinds(send(territory, file("40", "12"), by=manager)) == ["unchanged"]
    assert verify() == []
    undoing.undo(done, by=manager)
    assert counted("result_jobs_created_target") == 0


def test_what_is_no_number_is_listed_and_its_words_are_a_note(territory):
    preview = send(territory, file("≈ 40", "12"))
    [entry] = outcome(preview)["incomplete"]
    assert (entry["cell"], entry["field"], entry["words"]) == ("D2", "jobs_created", "≈ 40")
    row = preview.rows.get()
    assert row.details["results"] == [{"code": "jobs_created", "measured": 12}]
    assert row.details["notes"] == ["Emplois créés\u00a0: ≈ 40"]
    [line] = table_of([row]).lines
    [box] = next(cell for cell in line.cells if cell.field.name == "results").boxes
    assert box.name == "D2"


def test_what_the_plan_says_later_stays(territory, manager):
    action = make_action(territory, reference="A1", title="Friche", axis="foncier")
    add_result(action, values={"code": "jobs_created", "target": 50}, by=manager)
    preview = send(territory, file("40", ""), by=manager, on=APRIL)
    [entry] = outcome(preview)["incomplete"]
    assert (entry["cell"], entry["field"]) == ("D2", "results")
    assert "Le plan dit autre chose depuis le 27" in entry["why"]


def test_the_side_of_a_column_is_asked_once_and_remembered(territory, signed_in, manager):
    content = file("12", heads=("Nb emplois maintenus",))
    preview = send(territory, content, by=manager)
    page = text(signed_in.get(url("import", preview)))
    assert "colonne de résultats : visés ou constatés ? 1 ligne (D2)" in page
    answers = {"jobs_kept": {"nb emplois maintenus": "measured"}}
    preview = settling.settle(preview, answers=answers, by=manager)
    operations.apply(preview, by=manager)
    assert results(Action.objects.get()) == [("jobs_kept", None, 12)]
    assert WordMeaning.objects.get().meaning == "Emplois maintenus\u00a0: constaté"
    again = send(territory, content, by=manager)
    assert (again.account["questions"], kinds(again)) == ([], ["unchanged"])


def test_two_columns_of_one_result_are_kept_on_the_page_of_columns(signed_in, territory, manager):
    preview = send(territory, file("40", "12"), by=manager)
    page = signed_in.get(url("understand", preview))
    assert ">Personnes formées</option>" in text(page)
    typed = {field.html_name: field.value() for field in page.context["form"]}
    assert list(typed.values())[3:] == ["jobs_created", "jobs_created"]
    signed_in.post(url("understand", preview), typed)
    assert preview.rows.get().details["results"] == [
        {"code": "jobs_created", "target": 40, "measured": 12}
    ]


def test_a_total_of_results_is_told_in_its_unit(territory):
    header = (*HEADER[:3], "Hectares reconvertis (objectif)")
    lines = (("A1", "Foncier", "Friche", "2"), ("TOTAL", "", "", "3,5"))
    preview = send(territory, csv(*lines, header=header))
    [difference] = outcome(preview)["differences"]
    assert (difference["counted"], difference["announced"], difference["taken"]) == (
        *("hectares", 35_000, 20_000),
    )
    assert difference["message"].replace("\u00a0", " ") == (
        "Le fichier annonce 3,5 ha, nous lisons 2 ha (« Hectares reconvertis (objectif) », D3)."
    )
