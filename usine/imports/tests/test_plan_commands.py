"""`usine import_plan` and `usine export_plan`, on files of our own and on those that are shared."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from usine.imports.models import PlanImport
from usine.ledger.models import Event
from usine.ledger.queries import balance, head
from usine.ledger.verification import verify
from usine.plans.models import Action
from usine.reading.tests.spreadsheets import HEADER, xlsx
from usine.territories.models import Territory

from .imports import ECOLE, FRICHE, csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAMPLES = settings.BASE_DIR.parent / "shared" / "samples" / "plans"
MANY = 1_000  # actions of a plan
# Of a file that is in both folders, what the second expects is right.
EXPECTED = {
    path.name: path
    for folder in (SAMPLES, SAMPLES / "cases")
    for path in sorted(folder.glob("*.expected.json"))
}
WRONG = ("X1", "Tourisme", "Musée", "CCI", "beaucoup", "Réalisée", "2024", "2025")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv(FRICHE, ECOLE, WRONG))
    return path


def run(name: str, *arguments) -> str:
    """What `usine …` prints; CommandError when it refuses."""
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out)
    return out.getvalue()


def as_json(file: Path, territory: Territory) -> dict:
    return json.loads(run("import_plan", file, "--territory", territory.slug, "--format", "json"))


def test_the_outcome_as_json(territory, file):
    printed = as_json(file, territory)
    rejected = printed.pop("rejected")
    questions = printed.pop("questions")
    aside = [
        (entry["category"], entry["range"], entry["count"], entry["example"])
        for entry in printed.pop("aside")
    ]
    assert printed == {
        "actions": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected_rows": 1,
        "asked": 0,
        "to_decide": 0,
        "details": {
            "funding": 0,
            "steps": 0,
            "results": 0,
            "indicators": 0,
            "blocked": 0,
            "communes": 0,
            "notes": 0,
        },
        "by_axis": {"competences": 1, "foncier": 1},
        "by_status": {"in_progress": 1, "to_start": 1},
        "budget_total_eur": 350_000,
        "without_budget": 1,
        "kept_cells": 0,
        "changed_since": [],
        "removed_since": [],
        "deleted_lines": [],
        "to_check": [],
        "cells": {"total": 30, "read": 14, "structure": 8, "aside": 8},
        "incomplete": [],
        "differences": [],
        "proofs": [],
        "another_plan": [],
    }
    assert aside == [
        ("refused", "A4:H4", 6, "X1"),
        ("incomplete", "B4", 1, "Tourisme"),
        ("incomplete", "E4", 1, "beaucoup"),
    ]
    assert [(asked["field"], asked["word"], asked["cells"]) for asked in questions] == [
        ("axis", "Tourisme", ["B4"])
    ]
    assert [(r["sheet"], r["row"], r["cell"], r["field"]) for r in rejected] == [
        ("", 4, "B4", "axis"),
    ]
    assert "Tourisme" in rejected[0]["message"]
    assert Action.objects.count() == 2
    assert PlanImport.objects.get().applied_by is None


def test_the_outcome_as_text(territory, file):
    out = run("import_plan", file, "--territory", territory.slug)
    lines = out.replace("\u00a0", " ").splitlines()
    assert lines[:7] == [
        "Import appliqué.",
        "30 cellules : 14 prises, 8 de structure, 8 laissées de côté.",
        "2 actions : 2 nouvelles, 0 modifiée, 0 sans changement.",
        "Compétences et recrutement : 1, Foncier industriel : 1",
        "À initier : 1, En cours de réalisation : 1",
        "Budget : 350 000 € (1 sans budget).",
        "1 ligne refusée :",
    ]
    assert lines[7].startswith("  B4 : « Tourisme »")
    assert lines[8:] == ["À dire : « Tourisme » (axis), 1 ligne"]


def test_the_sheet_of_a_refused_row_is_said(territory, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(xlsx(HEADER, WRONG))
    out = run("import_plan", path, "--territory", territory.slug)
    assert "\n  Plan, B2\u00a0: " in out
    assert out.splitlines()[2].startswith("0\u00a0action\u00a0: ")


def test_a_blank_cell_that_keeps_the_plan_is_said(territory, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv(FRICHE))
    run("import_plan", path, "--territory", territory.slug)
    path.write_bytes(csv((*FRICHE[:4], "", *FRICHE[5:])))
    out = run("import_plan", path, "--territory", territory.slug)
    assert "1\u00a0cellule sans valeur dans le fichier, là où le plan en a une" in out
    assert as_json(path, territory)["kept_cells"] == 1


def test_what_looks_like_a_slip_is_said(territory, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv(FRICHE))
    run("import_plan", path, "--territory", territory.slug)
    path.write_bytes(csv((*FRICHE[:2], "Réseau de chaleur", *FRICHE[3:])))
    out = run("import_plan", path, "--territory", territory.slug, "--dry-run")
    assert (
        "1 point à vérifier :\n  ligne 2 : C2 : « Réseau de chaleur ». La référence"
        in out.replace("\u00a0", " ")
    )
    [doubt] = as_json(path, territory)["to_check"]
    assert [doubt[name] for name in ("sheet", "row", "cell", "field", "words")] == [
        *("", 2, "C2", "title", "Réseau de chaleur")
    ]


def test_the_details_are_counted(territory, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv((*FRICHE[:5], "Bloqué (foncier)", *FRICHE[6:])))
    out = run("import_plan", path, "--territory", territory.slug, "--dry-run")
    told = out.replace("\u00a0", " ").splitlines()
    assert told[3] == "Avec le détail des actions : 1 action bloquée."
    counted = as_json(path, territory)["details"]
    assert counted == {
        "funding": 0,
        "steps": 0,
        "results": 0,
        "indicators": 0,
        "blocked": 1,
        "communes": 0,
        "notes": 0,
    }
    assert sum(as_json(path, territory)["details"].values()) == 0


def test_a_plan_without_refusal_says_no_more(territory, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv(FRICHE))
    assert len(run("import_plan", path, "--territory", territory.slug).splitlines()) == 6


def test_a_budget_with_cents_keeps_them(territory, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv((*FRICHE[:4], "48 500,50", *FRICHE[5:])))
    assert as_json(path, territory)["budget_total_eur"] == 48_500.5


def test_a_trial_writes_nothing(territory, file):
    events = Event.objects.count()
    out = run("import_plan", file, "--territory", territory.slug, "--dry-run")
    assert out.startswith("Essai\u00a0: rien n’a été écrit.")
    assert (Action.objects.count(), PlanImport.objects.count()) == (0, 0)
    assert Event.objects.count() == events


def test_the_date_of_effect(territory, file):
    run("import_plan", file, "--territory", territory.slug, "--on", "2024-02-03")
    assert set(Action.objects.values_list("status_on", flat=True)) == {date(2024, 2, 3)}
    with pytest.raises(CommandError, match="n’est pas une date"):
        run("import_plan", file, "--territory", territory.slug, "--on", "03/02/2024")


@pytest.mark.parametrize(
    ("content", "arguments", "why"),
    [
        (b"%PDF", ["pays-de-saint-omer"], "document PDF"),
        (csv(FRICHE), ["nulle-part"], "Aucun territoire"),
        (csv(FRICHE), ["pays-de-saint-omer", "--on", "2030-01-01"], "futur"),
        (None, ["pays-de-saint-omer"], "ne peut pas être lu"),
        (csv(("A1", "x"), header=("Réf", "Porteur")), ["pays-de-saint-omer"], "intitulé"),
        (csv(("", "", "")), ["pays-de-saint-omer"], "Aucune action"),
    ],
)
def test_a_file_that_is_refused_says_why(territory, tmp_path, content, arguments, why):
    path = tmp_path / "plan.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=why):
        run("import_plan", path, "--territory", *arguments)
    assert not PlanImport.objects.exists()


def test_a_command_without_territory_is_wrong_usage(file):
    with pytest.raises(CommandError, match="--territory"):
        run("import_plan", file)


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.csv"])
def test_what_goes_out_comes_back(territory, file, tmp_path, name):
    run("import_plan", file, "--territory", territory.slug)
    output = tmp_path / name
    out = run("export_plan", "--territory", territory.slug, "--output", output)
    assert out == f"2\u00a0actions dans {output}.\nhead: {head()}\n"
    printed = as_json(output, territory)
    assert (printed["unchanged"], printed["rejected_rows"]) == (2, 0)


def test_an_export_that_cannot_be_written_is_refused(territory, tmp_path):
    where = tmp_path / "nulle" / "part.xlsx"
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        run("export_plan", "--territory", territory.slug, "--output", where)


def samples() -> Iterator[Any]:
    """The outcome expected of each; what takes half a minute is for the night."""
    for path in EXPECTED.values():
        many = json.loads(path.read_text())["actions"] > MANY
        yield pytest.param(path, id=path.stem, marks=[pytest.mark.soak] if many else [])


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/samples is not there")
@pytest.mark.parametrize("expected", list(samples()))
def test_the_plans_of_real_territories(territory, expected: Path):
    [path] = (
        path
        for path in expected.parent.glob(f"{expected.name.split('.')[0]}.*")
        if path.suffix not in (".json", ".txt")
    )
    wanted = json.loads(expected.read_text())
    rejected, also = wanted.pop("rejected", {}), wanted.pop("also", {})
    incomplete = wanted.pop("incomplete", None)

    printed = as_json(path, territory)
    assert {name: printed[name] for name in wanted} == wanted
    assert incomplete in (None, len(printed["incomplete"]))
    for reference, values in also.items():
        action = Action.objects.get(reference=reference)
        assert {name: str(getattr(action, name)) for name in values} == values
    assert printed["created"] == Action.objects.count() == wanted["actions"]
    if rejected:
        assert Counter(r["field"] for r in printed["rejected"]) == Counter(rejected.values())
    for name, dimension in (("by_axis", "axis"), ("by_status", "state")):
        counted = balance("actions", as_of=date(2025, 5, 27), by=[dimension])
        assert {key: n for (key,), n in counted.items()} == wanted[name]

    events = Event.objects.count()
    assert as_json(path, territory)["unchanged"] == wanted["actions"]
    assert Event.objects.count() == events
    assert verify() == []
