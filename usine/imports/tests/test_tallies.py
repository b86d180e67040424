"""The accounts of a file stay those of the file, whatever users write in it."""

import pytest

from usine.imports import operations, settling
from usine.imports.colours import colour_name
from usine.imports.forms import EMPTY_AXIS, WordsForm
from usine.imports.queries import outcome
from usine.imports.reckoning import asks, reckoning
from usine.imports.tallies import FileCells, asides, file_cells

from .imports import ECOLE, FRICHE, bring, csv, send, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

REFUSED = ("X1", "Tourisme", "Pôle nature", "OT", "beaucoup", "En cours", "", "")


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ").replace("\u202f", " ")


def test_what_is_set_aside_is_told_by_the_kind_of_reason(signed_in, territory):
    preview = send(territory, csv(FRICHE, REFUSED))
    total = file_cells(preview).aside
    kinds = list(asides(preview, total))
    assert [(plain(kind.text), kind.address) for kind in kinds] == [
        ("4 dans des lignes refusées", "?lignes=refusees#lignes"),
        ("2 à compléter", "?lignes=a-completer#lignes"),
    ]
    assert '<a href="?lignes=refusees#lignes">' in text(signed_in.get(preview.get_absolute_url()))
    # What groups do not tell is told all the same.
    [*_, other] = asides(preview, total + 1)
    assert (plain(other.text), other.address) == ("1 pour une autre raison", "#de-cote")
    applied = operations.apply(preview, by=None)
    assert [kind.address for kind in asides(applied, total)] == ["", ""]


def test_cells_that_users_fill_are_none_of_the_file(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    before = file_cells(preview)
    filled = settling.correct_cells(preview, cells={"G3": "2026", "H3": "2027"}, by=None)
    assert filled.account["cells"]["total"] == before.total + 2
    assert file_cells(filled) == before


def test_cells_that_users_empty_are_still_of_the_file(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    before = file_cells(preview)
    emptied = settling.correct_cells(preview, cells={"D2": ""}, by=None)
    assert file_cells(emptied) == FileCells(
        before.total, before.read - 1, before.structure, before.aside, 1
    )
    accounts = reckoning(emptied)
    assert accounts is not None
    assert plain(str(accounts.emptied)) == "1 est vidée par vous"


def test_rows_set_aside_are_told_with_the_accounts(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    told = []
    for count in (1, 2):
        rows = list(preview.rows.order_by("position").values_list("pk", flat=True)[:count])
        preview = operations.set_aside(preview, rows=rows, by=None)
        accounts = reckoning(preview)
        assert accounts is not None
        told.append(plain(accounts.set_aside).partition(": ")[2])
    assert told == [
        "1 ligne laissée de côté y compte, rien n’en sera écrit.",
        "2 lignes laissées de côté y comptent, rien n’en sera écrit.",
    ]


def test_a_file_that_changes_nothing_says_so_and_no_doubt_again(signed_in, territory):
    content = csv((*FRICHE[:5], "bloqué", *FRICHE[6:]))
    assert len(outcome(bring(territory, content))["to_check"]) == 1
    again = send(territory, content)
    assert (again.counts["unchanged"], outcome(again)["to_check"]) == (1, [])
    assert "Rien ne change</h1>" in text(signed_in.get(again.get_absolute_url()))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("#92D050", "vert"),
        ("#FF0000", "rouge"),
        ("#FFC000", "jaune"),
        ("#FFFFFF", "blanc"),
        ("#000000", "noir"),
        ("#808080", "gris"),
        ("vert", "vert"),
    ],
)
def test_colours_have_names(code, name):
    assert colour_name(code) == name


def test_questions_show_amounts_by_groups_of_digits(territory):
    [question] = send(territory, csv(REFUSED)).account["questions"]
    asked = {"kind": "amounts", "field": "planned_budget", "key": "E3", "word": "90000000"}
    amounts = question | asked | {"options": [["90000000 €", "90000000 €"]]}
    form = WordsForm(questions=[question, amounts])
    axis, budget = asks(form)
    assert (axis.word, plain(budget.word)) == ("Tourisme", "90 000 000")
    labels = [[str(label) for _, label in field.choices] for field in form.fields.values()]
    assert (labels[0][-1], plain(labels[1][0])) == (EMPTY_AXIS, "90 000 000 €")
