"""A line of a financing that a file names in more words is that of the plan, not one beside it."""

from datetime import date

import pytest

from usine.imports import undoing
from usine.plans.models import FundingLine

from .imports import bring, csv, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BEFORE = date(2025, 1, 10)
HEADS = ("N°", "Axe", "Action", "Budget (€)", "Financeur", "Montant (€)")
FOUR = ("A1", "TEE", "Four", "20000", "ADEME", "5000")


def standing():
    lines = FundingLine.objects.standing().order_by("label", "year")
    return [(line.label, line.year, line.planned and line.planned // 100) for line in lines]


def bring_lines(territory, *rows, heads=HEADS, **options):
    return bring(territory, csv(*rows, header=heads), **options)


@pytest.mark.parametrize(
    ("column", "cell", "completed"),
    [
        ("Dispositif", "Fonds chaleur", ("ADEME, Fonds chaleur", None, 6000)),
        ("Année", "2026", ("ADEME", 2026, 6000)),
    ],
)
def test_a_column_that_a_file_gains_completes_its_lines(territory, column, cell, completed):
    bring_lines(territory, FOUR, on=BEFORE)
    heads, row = (*HEADS[:5], column, HEADS[5]), (*FOUR[:5], cell, "6000")
    applied = bring_lines(territory, row, heads=heads)
    assert standing() == [completed]
    assert kinds(bring_lines(territory, row, heads=heads)) == ["unchanged"]
    assert applied.rows.get().incomplete == []


def test_a_line_completed_is_put_back_by_an_undo(territory):
    bring_lines(territory, FOUR, on=BEFORE)
    named = (*FOUR[:4], "ADEME Hauts-de-France", "5000")
    applied = bring_lines(territory, named)
    assert standing() == [("ADEME Hauts-de-France", None, 5000)]
    undoing.undo(applied, by=None)
    assert standing() == [("ADEME", None, 5000)]
    assert FundingLine.objects.standing().get().folded == "ademe"


def test_a_line_of_the_same_amount_under_another_name_is_told_and_not_added(territory):
    bring_lines(territory, (*FOUR[:4], "Région", "5000"), on=BEFORE)
    applied = bring_lines(territory, (*FOUR[:4], "Conseil régional", "5000"))
    assert standing() == [("Région", None, 5000)]
    [entry] = applied.rows.get().incomplete
    assert (entry["cell"], entry["field"], entry["words"]) == ("F2", "funding", "5000")
    assert "« Région », que ce fichier ne nomme plus" in entry["why"].replace("\u00a0", " ")
    bring_lines(territory, (*FOUR[:4], "Conseil régional", "7000"))
    assert standing() == [("Conseil régional", None, 7000), ("Région", None, 5000)]


def test_two_lines_that_may_complete_one_are_told_and_not_added(territory):
    bring_lines(territory, FOUR, on=BEFORE)
    heads = (*HEADS[:5], "Année", "Montant (€)", "Montant versé (€)")
    rows = (
        (*FOUR[:5], "2025", "2000", "1000"),
        (*FOUR[:3], "", "ADEME", "2026", "3000", ""),
    )
    applied = bring_lines(territory, *rows, heads=heads)
    assert standing() == [("ADEME", None, 5000)]
    assert [entry["cell"] for entry in applied.rows.get().incomplete] == ["G2", "H2", "G3"]


def test_a_line_that_the_file_still_names_is_not_completed(territory):
    bring_lines(territory, FOUR, on=BEFORE)
    bring_lines(territory, FOUR, (*FOUR[:4], "ADEME, Fonds air", "800"))
    assert standing() == [("ADEME", None, 5000), ("ADEME, Fonds air", None, 800)]
    bring_lines(territory, (*FOUR[:4], "Région", "900"))
    assert ("Région", None, 900) in standing()
