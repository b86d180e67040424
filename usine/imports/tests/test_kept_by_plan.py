"""What the plan says later than a file, or against it, stays: the row loses that field alone."""

from datetime import date

import pytest

from usine.imports.states import RowKind
from usine.plans.models import Action
from usine.plans.tests.counted import by_status
from usine.plans.tests.factories import make_action
from usine.values.dates import PartialDate, Precision

from .imports import FRICHE, bring, csv, kinds, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BEFORE = date(2025, 1, 10)


def test_a_row_loses_what_the_plan_contradicts(territory):
    start = PartialDate(date(2027, 1, 1), Precision.YEAR)
    make_action(territory, reference="A1", title="Friche du port", start=start)
    header = ("N°", "Axe", "Action", "Fin")
    preview = send(territory, csv(("A1", "Foncier", "Friche", "2026"), header=header))
    row = preview.rows.get()
    assert (row.kind, [*row.changes]) == (RowKind.CHANGED, ["title"])
    assert [(each["cell"], each["field"], each["why"]) for each in row.incomplete] == [
        ("D2", "end", "La fin précède le début.")
    ]
    assert preview.not_taken == [["", "D2"]]


@pytest.mark.parametrize(("period", "aside"), [("jusqu’en 2026", [["", "D2"]]), ("2025-2026", [])])
def test_a_period_is_set_aside_when_the_plan_takes_no_end_of_it(territory, period, aside):
    header = ("N°", "Axe", "Action", "Calendrier")
    start = PartialDate(date(2027, 1, 1), Precision.YEAR)
    make_action(territory, reference="A1", title="Friche", axis="foncier", start=start)
    preview = send(territory, csv(("A1", "Foncier", "Friche", period), header=header))
    assert preview.not_taken == aside


def test_a_status_known_since_is_not_overwritten(territory):
    bring(territory, csv(FRICHE))
    done = ("A1", "Foncier", "Friche papetière", "CCI", "350000", "Terminé", "2024", "T3 2026")
    applied = bring(territory, csv(done), on=BEFORE)
    assert kinds(applied) == ["unchanged"]
    [entry] = applied.rows.get().incomplete
    assert (entry["cell"], entry["field"], entry["words"]) == ("F2", "status", "Terminé")
    assert "depuis le 27/05/2025" in entry["why"]
    assert by_status() == {"in_progress": 1}


def test_a_budget_known_since_is_not_overwritten(territory):
    bring(territory, csv(FRICHE))
    dearer = (*FRICHE[:4], "400000", *FRICHE[5:])
    applied = bring(territory, csv(dearer), on=BEFORE)
    assert kinds(applied) == ["unchanged"]
    [entry] = applied.rows.get().incomplete
    assert (entry["cell"], entry["field"], entry["words"]) == ("E2", "planned_budget", "400000")
    assert applied.not_taken == [["", "E2"]]
    assert Action.objects.get().planned_budget == 350_000_00
    assert kinds(bring(territory, csv(dearer))) == ["changed"]
    assert Action.objects.get().planned_budget == 400_000_00
