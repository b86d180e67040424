"""Columns of results that all plans share: their side, their unit, their numbers."""

import pytest

from usine.plans.codes import RESULT_CODES, SIDES
from usine.plans.formats import SCALES
from usine.reading import Answers
from usine.reading.columns import Headers
from usine.reading.grid import Merge, Shown

from .readings import PLAN, grid, lacks, messages, read_grids

NAMES = ("N°", "Axe", "Action")
FIRST = ("A1", "TEE", "Réseau de chaleur")


def read_one(heads, *cells, **options):
    reading = read_grids(grid((*NAMES, *heads), (*FIRST, *cells)), **options)
    tally = reading.cells
    assert tally.total == tally.read + tally.structure + tally.aside
    return reading, reading.rows[0].values


def named(*path):
    meanings = Headers(PLAN, {}).named(path)
    return [(m.field, m.facet.side) for m in meanings if hasattr(m.facet, "side")]


def test_the_words_are_those_of_the_plan():
    counted = PLAN.counted
    assert [*counted.units] == [code for code, _ in RESULT_CODES]
    assert [*counted.labels] == SIDES
    first = {code: next(iter(units.values())) for code, units in counted.units.items()}
    assert {code: scale for code, scale in first.items() if scale > 1} == SCALES


@pytest.mark.parametrize(
    ("path", "code", "side"),
    [
        *(((label,), code, "") for code, label in RESULT_CODES),
        (("Emplois créés (objectif)",), "jobs_created", "target"),
        (("Emplois créés (réalisé)",), "jobs_created", "measured"),
        (("Nb d’emplois créés à ce jour",), "jobs_created", "measured"),
        (("Emplois à créer",), "jobs_created", "target"),
        (("Objectif emplois créés 2027",), "jobs_created", "target"),
        (("Nb emplois maintenus",), "jobs_kept", ""),
        (("Emplois créés prévus et réalisés",), "jobs_created", ""),
        (("Emplois prévus et créés",), "jobs_created", ""),
        (("Personnes formées",), "people_trained", ""),
        (("Implantations / usines",), "plants", ""),
        (("Hectares reconvertis",), "hectares", ""),
        (("Surface reconvertie (m²)",), "hectares", ""),
        (("tCO2 évitées par an",), "co2", ""),
        (("CO₂ évité (tCO2/an)",), "co2", ""),
        (("Emplois créés", "Objectif"), "jobs_created", "target"),
        (("Emplois", "Créés", "Réalisé"), "jobs_created", "measured"),
        (("Résultats visés", "Emplois créés"), "jobs_created", "target"),
        (("Suivi du plan", "Emplois maintenus", "Constaté"), "jobs_kept", "measured"),
    ],
)
def test_a_header_names_a_result_and_its_side(path, code, side):
    assert named(*path) == [(code, side)]


@pytest.mark.parametrize(
    "path",
    [
        *[(head,) for head in ("tCO2 évitées", "Surface reconvertie", "Tonnes évitées par an")],
        *[(head,) for head in ("Emplois créés 2025", "Emplois créés (en milliers)")],
        *[(head,) for head in ("Emplois indirects créés", "Coût par emploi créé", "Projets créés")],
        *[(head,) for head in ("Emplois créés (%)", "Emplois créés (€)", "Emplois non créés")],
        ("2025", "Emplois créés"),
        ("Budget", "Emplois créés"),
    ],
)
def test_what_counts_otherwise_is_no_result(path):
    assert named(*path) == []


def test_the_two_sides_of_a_result_go_together():
    heads = ("Emplois créés (objectif)", "Emplois créés (réalisé)", "Hectares reconvertis visés")
    reading, values = read_one(heads, 40.0, "12 emplois", 2.5)
    assert values["jobs_created"] == {"target": 40, "measured": 12}
    assert values["hectares"] == {"target": 25000}
    assert (reading.aside, reading.questions) == ((), ())


def test_a_side_that_no_header_says_is_asked_once_and_answered():
    rows = [(*NAMES, "Emplois créés"), (*FIRST, 12.0), ("B1", "TEE", "Chaufferie", 3.0)]
    reading = read_grids(grid(*rows))
    assert lacks(reading) == [("D2", "jobs_created"), ("D3", "jobs_created")]
    [question] = reading.questions
    assert (question.kind, question.key, question.count) == ("side", "emplois crees", 2)
    assert [*question.options] == SIDES
    for answer, expected in (("measured", {"measured": 12}), ("", None)):
        answers = Answers(words={"jobs_created": {"emplois crees": answer}})
        reading = read_grids(grid(*rows), answers=answers)
        assert reading.rows[0].values.get("jobs_created") == expected
        assert (lacks(reading), reading.questions) == ([], ())
    answers = Answers(words={"jobs_created": {"emplois crees": "yes"}})
    assert len(read_grids(grid(*rows), answers=answers).questions) == 1


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (12.0, 12),
        ("1 200", 1200),
        ("1\u202f200 emplois", 1200),
        ("12,0", 12),
        (Shown(12.0, "12 emplois"), 12),
        (0.0, 0),
        ("NC", None),
        (None, None),
    ],
)
def test_a_number_is_read_with_its_unit(cell, value):
    reading, values = read_one(["Emplois créés visés"], cell)
    assert values.get("jobs_created") == (None if value is None else {"target": value})
    assert lacks(reading) == []


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "≈ 40",
            "environ 40",
            "40 à 50",
            "40+",
            "-3",
            "12 %",
            "1.200",
            "12 ha",
            "beaucoup",
            "40/12",
        ),
        *(-3.0, 2.5, 1e15, True, Shown(12000.0, "12", 1000), Shown(12.0, "12 €")),
    ],
)
def test_what_is_no_number_is_told_with_its_words(cell):
    reading, values = read_one(["Emplois créés visés"], cell)
    assert "jobs_created" not in values
    assert lacks(reading) == [("D2", "jobs_created")]


@pytest.mark.parametrize("words", ["à préciser", "tbd", "chiffrage en cours", "beaucoup"])
def test_the_words_of_what_is_no_number_are_quoted(words):
    reading, _ = read_one(["Emplois créés visés"], words)
    assert [entry.words for entry in reading.incomplete] == [words]
    assert messages(reading).startswith(f"« {words} » n’est pas un nombre :")


@pytest.mark.parametrize(
    ("head", "cell", "value"),
    [
        ("Hectares reconvertis visés", "0,25 ha", 2500),
        ("Hectares reconvertis visés", "5 000 m²", None),
        ("Surface reconvertie visée (m²)", 5000.0, 5000),
        ("Surface reconvertie visée (m²)", "2 ha", None),
        ("Surface reconvertie visée (ha ou m²)", 2.0, None),
        ("Surface reconvertie visée (ha ou m²)", "2 ha", 20000),
    ],
)
def test_a_unit_is_that_of_the_header_or_is_told(head, cell, value):
    reading, values = read_one([head], cell)
    assert values.get("hectares") == (None if value is None else {"target": value})
    assert lacks(reading) == ([("D2", "hectares")] if value is None else [])


def test_tonnes_are_counted_in_kilograms():
    heads = ("tCO2 évitées par an (visé)", "tCO2 évitées par an (constaté)")
    _, values = read_one(heads, 1.5, "1 200 tCO2/an")
    assert values["co2"] == {"target": 1500, "measured": 1_200_000}


def test_two_values_of_one_side_are_told():
    heads = ("Emplois créés (objectif)", "Emplois à créer")
    reading, values = read_one(heads, 40.0, 30.0)
    assert "jobs_created" not in values
    assert lacks(reading) == [("D2", "jobs_created"), ("E2", "jobs_created")]


def test_a_column_that_users_say_counts_does_in_the_unit_of_its_label():
    answers = Answers(columns={"surface visee": "hectares"})
    _, values = read_one(["Surface visée"], 2.0, answers=answers)
    assert values["hectares"] == {"target": 20000}


def test_names_of_factories_are_not_counted():
    reading, values = read_one(["Implantations"], "ZA du Moulin")
    assert "plants" not in values
    assert (lacks(reading), reading.cells.aside) == ([], 1)


def test_results_do_not_make_an_action_of_a_total():
    heads = (*NAMES, "Budget (€)", "Emplois créés visés")
    rows = (*FIRST, 1000.0, 3.0), ("B1", "TEE", "Chaufferie", 2000.0, 4.0)
    reading = read_grids(grid(heads, *rows, (None, None, None, 3000.0, 7.0)))
    assert [row.values["title"] for row in reading.rows] == [FIRST[2], "Chaufferie"]
    assert reading.cells.aside == 0


def test_sides_stand_under_the_name_of_their_result():
    heads = (*NAMES, "Emplois créés", None)
    under = (None, None, None, "Prévu", "Réalisé")
    reading = read_grids(grid(heads, under, (*FIRST, 5.0, 2.0), merges=[Merge(1, 3, 1, 4)]))
    assert reading.rows[0].values["jobs_created"] == {"target": 5, "measured": 2}


TOTALLED = ("Emplois créés (cible)", "Hectares reconvertis (cible)", "Emplois créés")


@pytest.mark.parametrize(
    ("total", "compared"),
    [
        ((12.0, "3,5 ha", 7.0), [("D4", 12, 12), ("E4", 35_000, 35_000), ("F4", 7, 7)]),
        ((25.0, "3 ou 4", None), [("D4", 25, 12)]),
    ],
)
def test_a_total_of_results_is_compared(total, compared):
    second = ("A2", "Foncier", "Halle", 7.0, "1,5 ha", 3.0)
    rows = ((*NAMES, *TOTALLED), (*FIRST, 5.0, "2 ha", 4.0), second, ("TOTAL", None, None, *total))
    reading = read_grids(grid(*rows))
    told = [(each.cell, each.announced, each.read) for each in reading.announced]
    assert told == compared
    assert {each.counted for each in reading.announced} <= {"jobs_created", "hectares"}


def test_a_total_of_results_may_stand_over_the_header():
    reading = read_grids(
        grid(("TOTAL", None, None, 9.0), (*NAMES, "Emplois créés (cible)"), (*FIRST, 5.0))
    )
    [total] = reading.differences
    assert (total.cell, total.announced, total.read, total.counted) == ("D1", 9, 5, "jobs_created")
