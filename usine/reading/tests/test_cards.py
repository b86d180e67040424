"""Sheets of one action each: the table of those who pay, labels and values in one cell."""

import pytest

from usine.reading import Answers
from usine.reading.grid import Merge

from .readings import grid, read_grids, titles


def card(*rows, name):
    return grid(("Intitulé", name), ("Axe", "TEE"), *rows, name=name)


def paid(row, kind="planned"):
    return [(line["label"], line.get(kind)) for line in row.values.get("funding", ())]


def test_a_table_of_those_who_pay_stands_in_a_card():
    first = (
        ("Financeur", "Montant (€)"),
        ("ADEME", 60_000),
        ("Région", 40_000),
        ("Total", 100_000),
    )
    second = (("Financeur", "Montant (€)"), ("Commune", 50_000), ("Porteur", "CC"))
    reading = read_grids(card(*first, name="Four"), card(*second, name="Halle"))
    four, hall = reading.rows
    assert paid(four) == [("ADEME", 60_000_00), ("Région", 40_000_00)]
    assert paid(hall) == [("Commune", 50_000_00)]
    assert (four.values["planned_budget"], hall.values["lead"]) == (100_000_00, "CC")
    assert [(each.announced, each.is_proof) for each in reading.announced] == [(100_000_00, True)]


def test_the_amount_of_a_card_is_not_that_of_those_who_pay_in_another():
    first = (("Montant", 100_000), ("Financeur", "Montant"), ("ADEME", 60_000), ("Région", 40_000))
    second = (("Financeur", "Montant"), ("Commune", 50_000), ("CCI", 10_000))
    four, hall = read_grids(card(*first, name="Four"), card(*second, name="Halle")).rows
    assert paid(four) == [("ADEME", 60_000_00), ("Région", 40_000_00)]
    assert paid(hall) == [("Commune", 50_000_00), ("CCI", 10_000_00)]
    assert (four.values["planned_budget"], "planned_budget" in hall.values) == (100_000_00, False)


def test_a_blank_amount_keeps_its_line_together():
    heads = ("Financeur", "Montant demandé", "Montant accordé")
    rows = (heads, ("ADEME", 60_000, None), ("Région", 40_000, 30_000))
    [row] = read_grids(card(*rows, name="Four")).rows
    assert paid(row, "asked") == [("ADEME", 60_000_00), ("Région", 40_000_00)]
    assert paid(row, "granted") == [("ADEME", None), ("Région", 30_000_00)]


def test_heads_of_one_word_are_no_one_who_pays():
    rows = (("Financeurs", "Demandé", "Accordé"), ("ADEME", 60_000, 50_000))
    [row] = read_grids(card(("Référence", "A1"), *rows, name="Four")).rows
    assert (paid(row, "asked"), paid(row, "granted")) == (
        [("ADEME", 60_000_00)],
        [("ADEME", 50_000_00)],
    )


@pytest.mark.parametrize("years", [(2024, 2025), ("2024", "2025")])
def test_no_year_pays(years):
    rows = (("Porteur", "CC"), ("Financeurs", *years), ("ADEME", 60_000, 50_000))
    reading = read_grids(card(*rows, name="Four"))
    assert paid(reading.rows[0]) == []
    assert [(each.range, each.count) for each in reading.aside] == [("A4:C5", 6)]


@pytest.mark.parametrize(
    "line", [("ADEME",), (None, 60_000), ("ADEME", 60_000, "oui"), ("Statut", "En cours")]
)
def test_a_row_of_another_shape_is_no_line_of_those_who_pay(line):
    rows = (("Référence", "A1"), ("Financeur", "Montant"), line)
    [row] = read_grids(card(*rows, name="Four")).rows
    assert paid(row) == []


def test_who_pays_beside_another_label_is_no_table():
    rows = (("Référence", "A1"), ("Financeur", "Porteur"), ("ADEME", "CC"))
    [row] = read_grids(card(*rows, name="Four")).rows
    assert paid(row) == []


@pytest.mark.parametrize("rows", [(("État", "En cours"),), (("État : En cours",),)])
def test_a_doubtful_label_is_confirmed_by_its_value(rows):
    [row] = read_grids(card(("Référence", "A1"), *rows, name="Four")).rows
    assert row.values["status"] == "in_progress"


@pytest.mark.parametrize("row", [("État", "Nord"), ("État", 12), ("État",), ("État :",)])
def test_a_doubtful_label_over_other_words_names_nothing(row):
    [only] = read_grids(card(("Référence", "A1"), row, name="Four")).rows
    assert "status" not in only.values


def test_a_title_gives_its_number_too():
    sheets = [
        grid((f"Fiche action n° {n} : {name}",), ("Axe : TEE",), ("Porteur : CC",), name=name)
        for n, name in enumerate(["Four", "Halle"], start=1)
    ]
    reading = read_grids(*sheets)
    assert titles(reading) == ["Four", "Halle"]
    assert [row.values["reference"] for row in reading.rows] == ["1", "2"]


def test_a_table_of_results_is_no_card():
    heads = ("N°", "Axe", "Action", "Indicateur", "Cible", "Réalisé")
    lines = ("1", "TEE", "Four", "Emplois créés", 10, 4), ("2", "TEE", "Halle", "Formés", 9, 5)
    assert titles(read_grids(grid(heads, *lines))) == ["Four", "Halle"]


def steps(row):
    told = row.values.get("steps", [])
    return [(each["title"], str(each["due"]), each.get("done", False)) for each in told]


STEPS = ("Étapes", "Échéance", "Fait")


def test_the_steps_of_a_card_stand_in_a_table_of_their_own():
    first = (
        *(STEPS, ("Étude", "30/06/2025", "oui"), ("Travaux", "09/2026", "non"), ("Mise au point",)),
        *(("Fin", 2028), ("Porteur", "CC")),
    )
    second = (("Jalon", "Date", "Statut"), ("Dépôt", "2025", "terminé"), ("Pose", None, "en cours"))
    four, hall = read_grids(card(*first, name="Four"), card(*second, name="Halle")).rows
    assert steps(four) == [
        *(("Étude", "30/06/2025", True), ("Travaux", "septembre 2026", False)),
        ("Mise au point", "None", False),
    ]
    assert (str(four.values["end"]), four.values["lead"], four.last) == ("2028", "CC", 6)
    assert steps(hall) == [("Dépôt", "2025", True), ("Pose", "None", False)]
    assert "status" not in hall.values


@pytest.mark.parametrize(
    "line", [("Étapes", "Étude, puis travaux"), ("Étapes", "Responsable"), ("Étapes", "Date", 2)]
)
def test_what_heads_no_step_is_no_table(line):
    reading = read_grids(card(("Porteur", "CC"), line, ("Étude", "30/06/2025"), name="Four"))
    assert ("Étude", "30/06/2025", False) not in steps(reading.rows[0])


@pytest.mark.parametrize(
    "lines",
    [
        [(), ("Recette", "2026")],
        [("Contacts", "2026", None, "Mairie")],
        [(None, "2026")],
        [("Porteur", "CC")],
    ],
)
def test_steps_end_with_their_table(lines):
    rows = (STEPS, ("Étude", "2025"), *lines)
    [row] = read_grids(card(("Partenaires", "CCI"), *rows, name="Four")).rows
    assert steps(row) == [("Étude", "2025", False)]


def test_a_title_merged_under_steps_is_none():
    rows = (
        ("Intitulé", "Four"),
        ("Axe", "TEE"),
        ("MOA", "CC"),
        STEPS,
        ("Pose", "2025"),
        ("Puis",),
    )
    [row] = read_grids(grid(*rows, merges=[Merge(6, 0, 6, 2)])).rows
    assert steps(row) == [("Pose", "2025", False)]


def test_no_part_is_carried_from_a_card_to_another():
    bare = grid(("Intitulé", "Halle"), ("Porteur", "CC"), ("Fin", 2027), name="Halle")
    rows = [STEPS, *((f"Étape {n}", "2025") for n in range(6))]
    reading = read_grids(card(*rows, name="Four"), bare)
    assert [row.is_refused for row in reading.rows] == [False, True]


def test_a_title_gives_the_number_of_its_card():
    title = ("FICHE ACTION n° F1",)
    reading = read_grids(grid(title, ("Intitulé", "Four"), ("Axe", "TEE"), ("Porteur", "CC")))
    assert [(row.values["reference"], row.reference_cell) for row in reading.rows] == [("F1", "A1")]


def test_a_reference_goes_before_the_number_of_a_title():
    rows = (("Intitulé", "Four"), ("Axe", "TEE"), ("Référence", "A-12"))
    reading = read_grids(grid(("Fiche action n° 3",), *rows))
    assert reading.rows[0].values["reference"] == "A-12"
    assert reading.cells.aside == 0


def test_each_title_numbers_the_card_below():
    rows = [(("Fiche n° 1",), "Four"), (("Fiche n° 2",), "Halle")]
    lines = [
        each
        for title, name in rows
        for each in (title, ("Intitulé", name), ("Axe", "TEE"), ("Porteur", "CC"))
    ]
    reading = read_grids(grid(*lines))
    assert [(row.values["reference"], row.values["title"]) for row in reading.rows] == [
        *(("1", "Four"), ("2", "Halle")),
    ]


@pytest.mark.parametrize("title", ["Version 3", "Fiche action", "Annexe n° 2"])
def test_other_titles_number_nothing(title):
    reading = read_grids(grid((title,), ("Intitulé", "Four"), ("Axe", "TEE"), ("Porteur", "CC")))
    assert "reference" not in reading.rows[0].values


@pytest.mark.parametrize(
    ("line", "communes"),
    [
        (("Communes", "Saint-Omer, Arques"), ["Saint-Omer", "Arques"]),
        (("Commune : Arques",), ["Arques"]),
        (("Communes", "x"), None),
    ],
)
def test_a_card_says_its_communes(line, communes):
    [row] = read_grids(card(("Porteur", "CC"), line, name="Four")).rows
    assert row.values.get("communes") == communes


def test_an_unknown_label_is_set_aside_with_its_value():
    rows = (
        ("Communes", "Le Port"),
        ("Météo du projet", "orageux"),
        ("Partenaires", "ADEME"),
        ("Avis du sous-préfet", "favorable", "avec réserve"),
        ("Région", "à solliciter"),
    )
    reading = read_grids(card(*rows, name="Banc"))
    [row] = reading.rows
    assert (row.values["communes"], row.values["partners"]) == (["Le Port"], ["ADEME"])
    assert {(each.range, each.column) for each in reading.aside} == {
        ("B4", "meteo du projet"),
        ("B6", "avis du sous prefet"),
        ("C6", "avis du sous prefet"),
        ("A7:B7", ""),
    }
    taken = Answers(columns={"Météo du projet": "comment"})
    [row] = read_grids(card(*rows, name="Banc"), answers=taken).rows
    assert (row.values["comment"], row.values["communes"]) == ("orageux", ["Le Port"])


def test_a_value_goes_on_beside_a_blank_label_or_a_known_one():
    rows = (
        ("Communes", "Le Port"),
        (None, "La Possession"),
        (None, "Saint-Paul", "Porteur", "CCI"),
    )
    [row] = read_grids(card(*rows, name="Banc")).rows
    assert row.values["communes"] == ["Le Port", "La Possession", "Saint-Paul"]


def test_the_cells_of_a_small_table_are_no_labels():
    head = ("Réf", "Axe", "Action", "Indicateur", "Cible")
    lines = (("1", "TEE", "Four", "Emplois", 10), ("2", "TEE", "Halle", "Emplois", 100))
    assert titles(read_grids(grid(head, *lines))) == ["Four", "Halle"]
