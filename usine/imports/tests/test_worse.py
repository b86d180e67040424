"""What a file would change for the worse is to check, with its own words: never in silence."""

import pytest

from usine.imports.previews import in_words
from usine.imports.queries import outcome
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action
from usine.reading.tests.spreadsheets import xlsx

from .imports import ECOLE, bring, csv, kinds, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LONG_TITLE = "Réhabiliter la friche papetière de Lumbres"
KNOWN = ("A1", "Foncier", LONG_TITLE, "CCI", "350000", "En cours", "2024", "T3 2026")
N, AXIS, TITLE, LEAD, BUDGET, STATUS, START, END = range(8)


def with_cell(place: int, words: str) -> tuple[str, ...]:
    return (*KNOWN[:place], words, *KNOWN[place + 1 :])


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("place", "words", "field", "cell", "message"),
    [
        (
            *(TITLE, "Friche papetière", "title", "C2"),
            "L’intitulé du plan, « Réhabiliter la friche papetière de Lumbres », perd la moitié de "
            "ses mots : est-ce voulu ?",
        ),
        (
            *(BUDGET, "3,5 M€", "budget", "E2"),
            "Le budget passe de 350 000 € à 3 500 000 €, 10 fois plus : est-ce la bonne unité ?",
        ),
        (
            *(BUDGET, "350", "budget", "E2"),
            "Le budget passe de 350 000 € à 350 €, 1 000 fois moins : est-ce la bonne unité ?",
        ),
        (
            *(BUDGET, "0", "budget", "E2"),
            "Le budget passe de 350 000 € à 0 € : est-ce voulu ?",
        ),
        (
            *(START, "2021", "dates", "G2"),
            "Le début passe de « 2024 » à « 2021 » : est-ce la bonne année ?",
        ),
        (
            *(END, "T4 2029", "dates", "H2"),
            "La fin passe de « T3 2026 » à « T4 2029 » : est-ce la bonne année ?",
        ),
        (
            *(STATUS, "À lancer", "status", "F2"),
            "Le statut recule, de « En cours de réalisation » à « À initier » : est-ce ce que le "
            "fichier veut dire ?",
        ),
    ],
)
def test_a_change_for_the_worse_quotes_the_file(territory, place, words, field, cell, message):
    bring(territory, csv(KNOWN))
    preview = send(territory, csv(with_cell(place, words)))
    [told] = outcome(preview)["to_check"]
    told["field"] = "dates" if told["field"] in ("start", "end") else told["field"]
    told["field"] = "budget" if told["field"] == "planned_budget" else told["field"]
    assert told | {"message": plain(told["message"])} == {
        "sheet": "",
        "row": 2,
        "cell": cell,
        "field": field,
        "words": words,
        "message": f"{cell} : « {words} ». {message}",
    }


@pytest.mark.parametrize(
    "words", ["bloqué", "suspendu", "en retard", "reporté", "en attente de financement"]
)
def test_words_that_hold_an_action_back_keep_its_status_and_are_to_check(territory, words):
    bring(territory, csv(KNOWN))
    preview = send(territory, csv(with_cell(STATUS, words)))
    row = preview.rows.get()
    assert (row.status, row.status_before, row.status_after) == ("", "", Status.IN_PROGRESS)
    [told] = outcome(preview)["to_check"]
    assert (told["cell"], told["field"], told["words"]) == ("F2", "status", words)
    assert plain(told["message"]).startswith(f"F2 : « {words} ».")


@pytest.mark.parametrize(
    ("words", "kind", "nature"),
    [
        ("en attente", "other", "Autre"),
        ("en attente de validation", "governance", "Gouvernance"),
    ],
)
def test_an_action_that_waits_is_to_initiate_unless_the_plan_knows_more(
    territory, words, kind, nature
):
    bring(territory, csv(KNOWN))
    preview = send(territory, csv(with_cell(STATUS, words), ("B2", *ECOLE[1:5], words, "", "")))
    known, new = preview.rows.order_by("position")
    assert (known.status_before, known.status_after) == ("", Status.IN_PROGRESS)
    assert (new.kind, new.status_after) == ("new", Status.TO_START)
    assert [row.filled["blocked"][1]["kind"] for row in (known, new)] == [kind, kind]
    flag, kept, _ = (plain(told["message"]) for told in outcome(preview)["to_check"])
    assert flag == (
        f"F2 : « {words} ». Ces mots disent aussi ce qui retient l’action : un blocage de nature "
        f"« {nature} » est noté."
    )
    assert kept == (
        f"F2 : « {words} ». L’action reste « En cours de réalisation » au plan : ces mots disent "
        "ce qui la retient."
    )


def test_no_blockage_is_told_that_is_not_written(territory):
    bring(territory, csv(with_cell(STATUS, "Réalisée")))
    preview = send(territory, csv((*KNOWN[:LEAD], "EPF", KNOWN[BUDGET], "reporté", *KNOWN[START:])))
    row = preview.rows.get()
    assert (row.kind, "blocked" in row.filled, outcome(preview)["to_check"]) == (
        "changed",
        False,
        [],
    )
    [kept] = outcome(preview)["incomplete"]
    assert (kept["words"], plain(kept["why"])) == ("reporté", "L’action est « Réalisée » au plan.")


@pytest.mark.parametrize("words", ["arrêté", "stoppée", "refusé"])
def test_words_that_may_not_close_an_action_are_to_check(territory, words):
    bring(territory, csv(KNOWN))
    preview = send(territory, csv(with_cell(STATUS, words)))
    assert preview.rows.get().status_after == Status.IN_PROGRESS
    told, held = outcome(preview)["to_check"]
    assert "«\u00a0En cours de réalisation\u00a0» à «\u00a0Abandonnée\u00a0»" in held["message"]
    assert plain(told["message"]) == (
        f"F2 : « {words} ». Ces mots sont lus « Abandonnée » : est-ce ce qu’ils veulent dire ?"
    )


def test_what_is_to_check_comes_first_on_the_page(signed_in, territory):
    bring(territory, csv(KNOWN, ECOLE))
    preview = send(territory, csv(ECOLE, with_cell(BUDGET, "350")))
    page = signed_in.get(preview.get_absolute_url())
    assert page.context["preview"].current.key == "a-regarder"
    assert [line.row.number for line in page.context["preview"].table.lines] == [3]
    assert "E3 : « 350 ». Le budget passe de 350 000 € à 350 €" in plain(text(page))


def test_no_running_action_goes_back_without_a_question(territory):
    """A later follow-up of a running plan, in loose words."""
    for number in range(2, 8):
        make_action(territory, reference=f"1.0{number}", status=Status.IN_PROGRESS)
    loose = ["reporté", "en attente de financement", "à voir", "prévu 2027", "en cours", "à lancer"]
    rows = [("N°", "Statut", "Intitulé")]
    for action, words in zip(Action.objects.order_by("reference"), loose, strict=True):
        rows.append((action.reference, words, action.title))
    preview = send(territory, xlsx(*rows), filename="suivi.xlsx")
    asked = {cell for question in preview.account["questions"] for cell in question["cells"]}
    back = [row for row in preview.rows.all() if row.status == Status.TO_START]
    assert back
    to_check = {(told["row"], told["field"]) for told in outcome(preview)["to_check"]}
    assert {(row.number, "status") for row in back} <= to_check
    assert {(2, "status"), (3, "status")} <= to_check
    assert "B4" in asked


def test_a_blank_cell_erases_nothing_and_that_is_told_once(territory):
    bring(territory, csv(KNOWN, ECOLE))
    blank = (*KNOWN[:LEAD], "", "NC", "", "", KNOWN[END])
    preview = send(territory, csv(blank, ECOLE))
    assert preview.rows.get(number=2).kind == "unchanged"
    # « NC » is a word: it is told with its cell (`test_kept_by_plan.py`).
    assert outcome(preview)["kept_cells"] == 3
    assert [plain(each) for each in in_words(preview) if "garde" in each] == [
        "3 cellules sans valeur dans le fichier, là où le plan en a une : l’action garde la sienne."
    ]
    assert outcome(send(territory, csv(KNOWN, ECOLE)))["kept_cells"] == 0


def test_a_blank_period_and_what_the_plan_ignores_too(territory):
    bring(territory, csv(KNOWN))
    header = ("N°", "Intitulé", "Calendrier", "Priorité", "Description")
    preview = send(territory, csv(("A1", KNOWN[TITLE], "", "", ""), header=header))
    assert outcome(preview)["kept_cells"] == 1
    given = send(territory, csv(("A1", KNOWN[TITLE], "2024-2026", "", ""), header=header))
    assert outcome(given)["kept_cells"] == 0
    unread = outcome(send(territory, csv(("A1", KNOWN[TITLE], "bientôt", "", ""), header=header)))
    assert (unread["kept_cells"], len(unread["incomplete"])) == (0, 1)


def test_the_plan_may_keep_its_value(signed_in, territory):
    bring(territory, csv(KNOWN))
    preview = send(territory, csv((*KNOWN[:BUDGET], "3,5 M€", *KNOWN[STATUS:])))
    page = signed_in.get(url("import", preview))
    assert b'name="cellule:E2" value="">Non, garder celui du plan' in page.content
    address = url("settle", preview)
    signed_in.post(address, {"cellule:E2": ""})
    preview.refresh_from_db()
    assert (kinds(preview), outcome(preview)["to_check"]) == (["unchanged"], [])


def test_a_new_action_has_no_value_of_the_plan_to_keep(signed_in, territory):
    preview = send(territory, csv(with_cell(BUDGET, "1")))
    assert [each["field"] for each in outcome(preview)["to_check"]] == ["budget"]
    page = signed_in.get(url("import", preview))
    assert b"garder celui du plan" not in page.content
