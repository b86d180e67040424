"""`usine import_plan` with answers, or that writes nothing while something is open."""

import json

import pytest
from django.core.management import CommandError

from usine.imports.models import PlanImport, WordMeaning
from usine.plans.models import Action
from usine.plans.tests.factories import make_territory

from .imports import FRICHE, csv
from .test_plan_commands import as_json, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BLURRED = ("A1", "Foncier", "Friche", "CCI", "350000", "Tartempion", "bientôt", "")
TOTAL = ("", "", "TOTAL", "", "999000", "", "", "")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv(BLURRED, TOTAL))
    return path


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(
        json.dumps(
            {
                "columns": {"Porteur": ""},
                "words": {"status": {"TARTEMPION": "done"}},
                "cells": {"G2": "2025", "E3": "350000"},
            }
        )
    )
    return path


def test_without_answers_what_is_understood_is_applied(territory, file):
    printed = as_json(file, territory)
    assert [(each["field"], each["key"]) for each in printed["questions"]] == [
        ("status", "tartempion")
    ]
    assert printed["incomplete"][1]["words"] == "bientôt"
    assert printed["differences"] == [
        {
            "sheet": "",
            "cell": "E3",
            "what": "Budget (€)",
            "announced": 999_000_00,
            "read": 350_000_00,
            "summed": "E2",
            "taken": 350_000_00,
            "message": "Le fichier annonce 999\u00a0000\u00a0€, nous lisons 350\u00a0000\u00a0€ "
            "(«\u00a0Budget (€)\u00a0», E3).",
        }
    ]
    assert Action.objects.get().status == "unknown"
    lines = run("import_plan", file, "--territory", territory.slug).splitlines()
    assert [line.replace("\u00a0", " ") for line in lines[-4:]] == [
        "À dire : « Tartempion » (status), 1 ligne",
        "À compléter : F2, « Tartempion » (status)",
        "À compléter : G2, « bientôt » (start)",
        "Le fichier annonce 999 000 €, nous lisons 350 000 € (« Budget (€) », E3).",
    ]


def test_with_its_answers_a_file_leaves_nothing_open(territory, file, answers):
    run("import_plan", file, "--territory", territory.slug, "--answers", answers, "--strict")
    action = Action.objects.get()
    assert (action.status, str(action.start), action.lead) == ("done", "2025", "")
    assert WordMeaning.objects.get().word == "tartempion"


@pytest.mark.parametrize("row", [(BLURRED,), (FRICHE, TOTAL)])
def test_strict_writes_nothing_while_something_is_open(territory, file, row, capsys):
    file.write_bytes(csv(*row))
    with pytest.raises(CommandError, match="Il reste une question ou un écart"):
        run("import_plan", file, "--territory", territory.slug, "--strict")
    assert not Action.objects.exists()
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("{", "n’est pas du JSON"),
        ("[]", "objet JSON"),
        ('{"columns": 1}', "objet JSON"),
        ('{"colonnes": {}}', "objet JSON"),
        ('{"columns": {"a": 1}}', "des textes"),
        ('{"words": {"status": {"ok": 1}}}', "des textes"),
        ('{"cells": {"C1": {}}}', "des textes"),
        ('{"columns": {"Porteur": "porteur"}}', "pas des champs"),
        ('{"words": {"statut": {}}}', "pas des champs"),
        ('{"words": {"status": {"ok": "fini"}}}', "ne vaut jamais"),
        ('{"words": {"status": {"tartempion": "yes"}}}', "ne vaut jamais"),
        ('{"cells": {"premier": "x"}}', "nom d’une cellule"),
    ],
)
def test_answers_that_cannot_be_taken_say_why(territory, file, answers, written, why):
    answers.write_text(written)
    with pytest.raises(CommandError, match=why):
        run("import_plan", file, "--territory", territory.slug, "--answers", answers)
    assert not PlanImport.objects.exists()


def test_strict_leaves_proposals(territory, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv(("A1", "Foncier", "Friche", "CCI", "", "Réalisée", "", "03/2025")))
    run("import_plan", path, "--territory", territory.slug, "--strict")
    assert Action.objects.get().status == "done"


def test_a_file_that_may_be_of_another_territory_is_told_and_refused_when_strict(
    territory, tmp_path
):
    make_territory("Vallée verte", region=territory.lead_region)
    path = tmp_path / "plan_vallee-verte.csv"
    path.write_bytes(csv(FRICHE))
    told = "Le fichier nomme le territoire «\u00a0Vallée verte\u00a0» (nom du fichier)."
    with pytest.raises(CommandError, match="semble être le plan d’un autre territoire"):
        run("import_plan", path, "--territory", territory.slug, "--strict")
    assert not Action.objects.exists()
    printed = run("import_plan", path, "--territory", territory.slug).splitlines()
    assert printed[1:3] == [
        "Est-ce bien le plan d’action de ce territoire\u00a0?",
        f"  {told}",
    ]
    assert as_json(path, territory)["another_plan"] == [told]
