"""The actions that a summary counts by status are compared with those that are read, or left."""

from dataclasses import replace

import pytest

from usine.reading import Why

from .readings import PLAN, grid, read_grids

HEADER = ("N°", "Axe", "Action", "Statut")
STATUSES = ["En cours", "Engagé", "À lancer", "Terminé", "Terminé"]
ROWS = [(f"A{n}", "TEE", f"Four {n}", status) for n, status in enumerate(STATUSES)]
WHOLE = [("À venir", 1.0), ("En cours", 2.0), ("Terminées", 2.0)]


def compared(*lines, rows=ROWS, **options):
    reading = read_grids(grid(HEADER, *rows), grid(*lines, name="Synthèse"), **options)
    return [(each.cell, each.what, each.announced, each.read) for each in reading.announced]


def test_a_summary_that_parts_all_the_actions_by_status_is_a_proof():
    reading = read_grids(grid(HEADER, *ROWS), grid(("Statut", "Nombre"), *WHOLE, name="Synthèse"))
    assert [(each.cell, each.what, each.announced) for each in reading.proofs] == [
        ("B2", "actions, À initier", 1),
        ("B3", "actions, En cours de réalisation", 2),
        ("B4", "actions, Réalisée", 2),
    ]
    assert reading.differences == []
    assert [entry.why for entry in reading.ignored] == [Why.SUMMARY]


@pytest.mark.parametrize(
    "lines",
    [
        [("En cours", 3.0), ("À lancer", 1.0), ("Terminé", 1.0)],
        [("En cours : 3",), ("À lancer : 1",), ("Terminé : 1",)],
        [("Actions en cours", 3.0), ("Actions à lancer", 1.0), ("Nb de projets terminés", 1.0)],
    ],
)
def test_a_status_that_is_read_otherwise_differs(lines):
    told = [(what, announced, read) for _, what, announced, read in compared(*lines)]
    assert told == [
        ("actions, En cours de réalisation", 3, 2),
        ("actions, À initier", 1, 1),
        ("actions, Réalisée", 1, 2),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [("À lancer", 1.0), ("En cours", 3.0)],  # of some actions
        [("À lancer", 2.0), ("En cours", 3.0)],  # a status is not named: grouped, perhaps
        [
            ("À lancer", 2.0),
            ("En cours", 1.0),
            ("Engagé", 1.0),
            ("Terminé", 1.0),
        ],  # one of two words
        [("À lancer", 1.0), ("En cours", 2.0), ("Terminé", 3.0)],  # of more actions than are read
        [("À lancer", 2.0), ("En cours", 2.5), ("Terminé", 1.0)],
        [("À lancer", 2.0), ("En cours", True), ("Terminé", 2.0)],
        [("À lancer", 1.0, 1.0), ("En cours", 3.0, 1.0), ("Terminé", 1.0, 0.0)],  # by year
        [("À lancer en 2025", 1.0), ("En cours en 2025", 3.0), ("Terminé en 2025", 1.0)],
        [("À lancer", 1.0), ("En cours, bloqué", 3.0), ("Terminé", 1.0)],
        [("À lancer", 1.0), ("Tartempion", 3.0), ("Terminé", 1.0)],
        [("Abandonné", 1.0), ("À lancer", 2.0), ("En cours", 2.0)],
        [("En cours", 5.0)],
        [("En cours", "x" * 30), ("En cours " + "x" * 60, 5.0)],
    ],
)
def test_what_is_unsure_is_left_aside(lines):
    assert compared(*lines) == []


def test_the_ranks_of_a_list_of_statuses_count_nothing():
    rows = [*ROWS, ("A6", "TEE", "Four 6", "Terminé")]
    ranked = [("En cours", 1.0), ("À lancer", 2.0), ("Terminé", 3.0)]
    assert compared(*ranked, rows=rows) == []
    from_zero = [("En cours", 0.0), ("À lancer", 1.0), ("Terminé", 2.0), ("Abandonné", 3.0)]
    assert compared(*from_zero, rows=rows) == []


def test_one_status_alone_may_be_a_proof_and_no_difference():
    assert compared(("Actions terminées", 2.0)) == [("B1", "actions, Réalisée", 2, 2)]
    assert compared(("Actions terminées", 3.0)) == []
    assert compared(("Actions abandonnées", 0.0)) == []
    assert compared(("Terminées", 2.0)) == []


def test_a_status_without_actions_is_no_proof():
    lines = [*WHOLE, ("Abandonnées", 0.0)]
    assert [announced for *_, announced, _ in compared(*lines)] == [1, 2, 2]


def test_actions_without_a_status_are_not_those_of_a_summary():
    rows = [*ROWS, ("A6", "TEE", "Four 6", None), ("", "TEE", "", "Terminé")]
    assert [(a, r) for *_, a, r in compared(*WHOLE, rows=rows)] == [(1, 1), (2, 2), (2, 2)]
    three = [*WHOLE[:2], ("Terminées", 3.0)]
    assert compared(*three, rows=rows) == []


def test_a_vocabulary_without_statuses_compares_none():
    choices = {"axis": PLAN.choices["axis"]}
    fields = [each for each in PLAN.fields if each.name in ("reference", "axis", "title")]
    bare = replace(PLAN, fields=fields, spans={}, financing=None, counted=None, blockers=None)
    bare = replace(bare, blocked="", progress_on="", choices=choices, rules=(), rest="")
    assert compared(*WHOLE, vocabulary=bare) == []


def test_a_long_list_is_no_summary():
    assert compared(*WHOLE, *[(f"Ligne {n}",) for n in range(60)]) == []
