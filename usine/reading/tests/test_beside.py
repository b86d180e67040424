"""The sheets that a territory keeps beside its plan: each line is given to the action it names."""

from dataclasses import replace

import pytest

from usine.reading import Answers, Category, Why
from usine.reading.grid import Merge

from .laid_beside import JUNE, PLAN, aside, beside, paid, steps
from .readings import PLAN as VOCABULARY
from .readings import grid, lacks, read_grids


def test_each_line_of_a_financing_is_given_to_the_action_of_its_reference():
    reading = beside(
        "Financement",
        ("N°", "Financeur", "Montant demandé (€)", "Montant accordé (€)", "Montant versé (€)"),
        ("A1", "Région", 50_000.0, 40_000.0, None),
        ("A1", "État", 20_000.0, None, None),
        ("A2", "FEDER", 100_000.0, 100_000.0, 30_000.0),
        ("Total", None, 170_000.0, 140_000.0, 30_000.0),
    )
    assert paid(reading) == [
        [
            ("region", None, {"asked": 50_000, "granted": 40_000}),
            ("etat", None, {"asked": 20_000}),
        ],
        [("europe", None, {"asked": 100_000, "granted": 100_000, "paid": 30_000})],
    ]
    assert reading.rows[0].shares[1, "asked"] == ("Financement", 3, "C3", "20000")
    assert [row.values["planned_budget"] for row in reading.rows] == [100_000_00, 350_000_00]
    assert (aside(reading), reading.ignored[:1]) == ([], reading.ignored)
    assert [(e.cell, e.announced, e.read) for e in reading.proofs] == [
        ("C5", 170_000_00, 170_000_00),
        ("D5", 140_000_00, 140_000_00),
        ("E5", 30_000_00, 30_000_00),
    ]
    total, read, structure, left = reading.cells
    assert total == read + structure + left


def test_a_line_whose_action_is_not_in_the_plan_is_told_and_the_total_differs():
    reading = beside(
        "Financement",
        ("N°", "Financeur", "Montant demandé (€)"),
        ("A1", "Région", 50_000.0),
        ("A9", "Région", 10_000.0),
        ("Total", None, 60_000.0),
    )
    assert paid(reading) == [[("region", None, {"asked": 50_000})], []]
    assert aside(reading) == [(Category.ROW, "A3:C3")]
    assert [(each.announced, each.read) for each in reading.differences] == [(60_000_00, 50_000_00)]


@pytest.mark.parametrize(
    ("reference", "title", "given"),
    [
        ("A1", "Friche Nord", [1, 0]),
        (1.0, "Friche Nord", [1, 0]),  # the number of the line
        (None, "A2", [0, 1]),  # a reference where titles are
        ("A2", "Friche Nord", [0, 0]),
        ("A1", "Ailleurs", [0, 0]),
    ],
)
def test_a_line_that_names_two_actions_is_given_to_none(reference, title, given):
    reading = beside(
        "Financeurs",
        ("N°", "Action", "Financeur", "Demandé (€)"),
        (reference, title, "Région", 50_000.0),
        ("A1", "Friche Nord", "État", 20_000.0),
    )
    assert [len(lines) for lines in paid(reading)] == [given[0] + 1, given[1]]


def test_a_year_that_stands_before_who_pays_is_that_of_his_line():
    reading = beside(
        "Plan de financement",
        ("Action", "Année", "Financeur", "Montant (k€)"),
        ("Friche Nord", 2025.0, "Région", 50.0),
        ("Réseau de chaleur", "juin 2026", "FEDER", 350.0),
    )
    assert paid(reading) == [
        [("region", 2025, {"planned": 50_000})],
        [("europe", None, {"planned": 350_000})],
    ]
    assert [note.words for note in reading.rows[1].notes] == ["juin 2026"]


def test_the_lines_of_an_action_follow_its_name_whatever_the_columns_between():
    reading = beside(
        "Plan de financement",
        ("Action", "Financeur", "Année", "Montant (k€)", "Versé (k€)"),
        ("Friche Nord", "Région", 2025.0, 50.0, 20.0),
        (None, "Région", 2026.0, 30.0, None),
        ("Réseau de chaleur", "FEDER", "juin 2026", 350.0, None),
        merges=[Merge(2, 0, 3, 0)],
    )
    assert paid(reading) == [
        [
            ("region", 2025, {"planned": 50_000, "paid": 20_000}),
            ("region", 2026, {"planned": 30_000}),
        ],
        [("europe", None, {"planned": 350_000})],
    ]
    assert [entry.words for entry in reading.rows[1].incomplete] == ["juin 2026"]
    [doubt] = reading.rows[0].doubts
    assert (doubt.field, doubt.message.replace("\u00a0", " ")) == (
        "planned_budget",
        "Les parts de la feuille « Plan de financement » font 80 000 €, et le budget est de "
        "100 000 €.",
    )
    assert reading.rows[1].doubts == []


def test_a_budget_that_the_plan_does_not_give_is_told_and_not_made():
    plan = grid(*(cells[:4] for cells in PLAN.rows.values()))
    rows = (("N°", "Financeur", "Montant (€)", "Coût total (€)"), ("A1", "Région", 5e4, 1e5))
    reading = beside("Financement", *rows, plan=plan)
    assert "planned_budget" not in reading.rows[0].values
    assert "n’est pas donné" in reading.rows[0].doubts[0].message
    assert aside(reading) == [(Category.COLUMN, "D2")]


def test_what_is_not_understood_is_to_complete_where_it_stands():
    heads = ("N°", "Financeur", "Demandé (€)")
    reading = beside("Financement", heads, ("A1", "Région", "à préciser"))
    assert lacks(reading) == [("C2", "funding")]
    assert reading.incomplete[0].sheet == "Financement"
    asked = beside("Financement", ("N°", "Financeur", "Demandé"), ("A1", "Région", 50.0))
    assert [(q.kind, q.field) for q in asked.questions] == [("unit", "funding")]


def test_what_is_doubtful_is_told_where_it_stands():
    rows = (("N°", "Étape", "Date"), ("A1", "Étude", "vers juin 2026"))
    reading = beside("Jalons", *rows)
    assert steps(reading)[0] == [("Étude", JUNE)]
    [doubt] = reading.rows[0].doubts
    assert (doubt.cell, doubt.words) == ("Jalons!C2", "vers juin 2026")


def test_a_financing_that_is_read_already_is_not_counted_twice():
    plan = grid(("N°", "Axe", "Action", "Région (€)"), ("A1", "Foncier", "Friche", 100_000.0))
    rows = (("N°", "Financeur", "Montant (€)"), ("A1", "Région", 100_000.0))
    reading = beside("Financement", *rows, plan=plan)
    assert paid(reading) == [[("region", None, {"planned": 100_000})]]
    assert aside(reading) == [(Category.ROW, "A2:C2")]
    twice = read_grids(
        PLAN, *(grid(*rows, name=name) for name in ("Financement 1", "Financement 2"))
    )
    assert paid(twice)[0] == [("region", None, {"planned": 100_000})]
    assert [each.sheet for each in twice.aside] == ["Financement 2"]


def test_the_scheme_of_who_pays_is_kept_with_his_name():
    heads = ("N°", "Financeur", "Dispositif", "Année", "Demandé (€)", "Versé (€)")
    rows = [
        ("A1", "ADEME", "Fonds chaleur", 2026.0, 80_000.0, None),
        ("A1", "Région", None, 2026.0, 10_000.0, 5_000.0),
        ("A2", None, "DETR", 2026.0, 20_000.0, None),
        ("A2", "Région", "–", 2026.0, 30_000.0, None),
    ]
    reading = beside("Financement", heads, *rows)
    lines = [line for row in reading.rows for line in row.values["funding"]]
    assert [(line["funder"], line["label"], line["asked"]) for line in lines] == [
        ("operateur", "ADEME, Fonds chaleur", 80_000_00),
        ("region", "Région", 10_000_00),
        ("etat", "DETR", 20_000_00),
        ("region", "Région", 30_000_00),
    ]
    assert aside(reading) == []
    # What users say of the column holds.
    left = beside("Financement", heads, *rows, answers=Answers(columns={"Dispositif": ""}))
    assert [line["label"] for line in left.rows[0].values["funding"]] == ["ADEME", "Région"]
    heads = ("N°", "Axe", "Action", "Financeur", "Dispositif", "Demandé (€)")
    plan = grid(heads, ("A1", "TEE", "Four", "ADEME", "Fonds chaleur", 80_000.0))
    for columns, label in (({"Dispositif": "lead"}, "ADEME"), ({}, "ADEME, Fonds chaleur")):
        alone = read_grids(plan, answers=Answers(columns=columns))
        assert [line["label"] for line in alone.rows[0].values["funding"]] == [label]


def test_what_another_sheet_does_not_say_of_a_financing_is_read():
    plan = grid(("N°", "Axe", "Action", "Région (€)"), ("A1", "Foncier", "Friche", 100_000.0))
    heads = ("N°", "Financeur", "Demandé (€)", "Versé (€)")
    reading = beside("Financement", heads, ("A1", "Région", 80_000.0, 10_000.0), plan=plan)
    assert paid(reading) == [
        [
            ("region", None, {"planned": 100_000}),
            ("region", None, {"asked": 80_000, "paid": 10_000}),
        ]
    ]
    assert (aside(reading), reading.rows[0].doubts) == ([], [])
    named = [grid(heads[:2], ("A1", "Région"), name=f"Financeurs {n}") for n in (1, 2)]
    twice = read_grids(PLAN, *named)
    assert [len(lines) for lines in paid(twice)] == [1, 0]
    assert aside(twice) == [(Category.ROW, "A2:B2")]


def test_each_step_is_given_to_its_action_with_its_date():
    reading = beside(
        "Étapes clés",
        ("N°", "Étape", "Date", "Statut", "Responsable"),
        ("A1", "Étude", "juin 2026", "Terminé", "CC"),
        ("A1", "Travaux", None, None, None),
        ("A2", "Forage\nRaccordement", "juin 2026", None, None),
    )
    assert steps(reading) == [
        [("Étude", JUNE), ("Travaux", None)],
        [("Forage", None), ("Raccordement", None)],
    ]
    assert [(note.column, note.words) for note in reading.rows[1].notes] == [("Date", "juin 2026")]
    assert aside(reading) == [(Category.COLUMN, "D2"), (Category.COLUMN, "E2")]


def test_a_step_that_lasts_is_due_at_its_end_and_its_beginning_is_noted():
    heads = ("Action", "Jalon", "Début", "Fin")
    reading = beside("Calendrier", heads, ("Friche Nord", "Étude", "mai 2026", "juin 2026"))
    assert steps(reading)[0] == [("Étude", JUNE)]
    assert [note.words for note in reading.rows[0].notes] == ["mai 2026", "juin 2026"]
    alone = beside("Calendrier", heads, ("Friche Nord", "Étude", "juin 2026", None))
    assert (steps(alone)[0], alone.rows[0].notes) == ([("Étude", JUNE)], [])


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Financement", [("Financeur", "Montant (€)"), ("Région", 50_000.0)]),  # no action
        ("Financement", [("N°", "Financeur", "Montant (€)"), ("B1", "Région", 5e4)]),  # of others
        ("Jalons", [("N°", "Porteur", "Échéance"), ("A1", "EPF", "juin 2026")]),  # no step
        ("Jalons", [("Réunion du comité",)]),
        ("Divers", [("N°", "Financeur", "Montant (€)"), ("A1", "Région", 5e4)]),
    ],
)
def test_another_sheet_is_left_as_it_was(name, rows):
    reading = beside(name, *rows)
    assert paid(reading) == [[], []]
    assert steps(reading) == [[], []]
    assert [(entry.sheet, entry.why) for entry in reading.ignored] == [(name, Why.NO_TABLE)]


def test_the_only_sheet_of_a_file_is_its_plan_whatever_its_name():
    rows = (("N°", "Action", "Étape"), ("A1", "Friche Nord", "Étude"))
    contacts = grid(("Nom", "Courriel"), ("Marie", "m@exemple.fr"), name="Contacts")
    for others in ((), (contacts,)):
        reading = read_grids(grid(*rows, name="Planning"), *others)
        assert [row.sheet for row in reading.rows] == ["Planning"]


def test_a_vocabulary_without_financing_reads_steps_alone():
    bare = replace(VOCABULARY, financing=None)
    rows = (("N°", "Étape", "Date"), ("A1", "Étude", "juin 2026"))
    plan = grid(*(cells[:4] for cells in PLAN.rows.values()))
    reading = beside("Jalons", *rows, plan=plan, vocabulary=bare)
    assert steps(reading)[0] == [("Étude", JUNE)]
