"""Rows that only lack what new actions need are taken when the plan knows them, cells and all."""

from collections import Counter

import pytest

from usine.imports import operations
from usine.imports.models import ImportFile, PlanImport
from usine.imports.queries import outcome
from usine.plans.tests.factories import make_action

from .imports import ECOLE, bring, csv, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

KNOWN = ("A1", "Foncier", "Friche papetière", "CCI", "350000", "En cours", "2024", "T3 2026")
FOLLOW_UP = "Référence;Intitulé;Budget (€)\nA1;Friche papetière;400000\nZ9;École de la forge;5000\n"


def letters(preview: PlanImport) -> Counter[str]:
    """How many cells the file beside the preview shows as read, structure or set aside."""
    file = ImportFile.objects.get(plan_import=preview)
    return Counter("".join(line[3] for line in file.lines))


def refused(preview: PlanImport) -> list[tuple[str, int]]:
    aside = outcome(preview)["aside"]
    return [(each["range"], each["count"]) for each in aside if each["category"] == "refused"]


def test_the_cells_of_a_row_that_the_plan_knows_are_read(territory):
    bring(territory, csv(KNOWN))
    preview = send(territory, FOLLOW_UP.encode())
    assert (outcome(preview)["updated"], outcome(preview)["rejected_rows"]) == (1, 1)
    assert outcome(preview)["cells"] == {"total": 9, "read": 3, "structure": 3, "aside": 3}
    assert refused(preview) == [("A3:C3", 3)]
    assert letters(preview) == {"r": 3, "s": 3, "a": 3}


def test_totals_count_the_rows_that_the_plan_knows(territory):
    bring(territory, csv(KNOWN))
    told = "Référence;Intitulé;Budget (€)\nA1;Friche papetière;400000\n;Total;400000\n"
    preview = send(territory, told.encode())
    assert outcome(preview)["differences"] == []
    assert [each["announced"] for each in outcome(preview)["proofs"]] == [400_000_00]


def test_cells_are_counted_again_when_the_user_says_which_action_a_row_is_about(territory):
    bring(territory, csv(ECOLE))
    action = make_action(territory, title="Friche papetière de Lumbres")
    preview = send(territory, "Intitulé;Budget (€)\nFriche papetière Lumbres;4000\n".encode())
    assert refused(preview) == [("A2:B2", 2)]
    row = preview.rows.get()
    preview = operations.answer(preview, answers={row.pk: action.pk}, by=None)
    assert refused(preview) == []
    assert outcome(preview)["cells"] == {"total": 4, "read": 2, "structure": 2, "aside": 0}
    assert letters(preview) == {"r": 2, "s": 2}
