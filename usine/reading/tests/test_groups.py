"""Heads of several columns, merged or not, and the columns that they part."""

from datetime import date

import pytest

from usine.reading import Answers
from usine.values.dates import PartialDate

from .readings import grid, lacks, read_grids


def day(year):
    return PartialDate(date(year, 1, 1))


NAMES = ("N°", "Axe", "Action")
BLANK = (None, None, None)
FIRST = ("A1", "TEE", "Réseau de chaleur")
SECOND = ("B1", "Innovation", "Fabrique partagée")


def values(reading, name):
    return [row.values.get(name) for row in reading.rows]


def spans(reading):
    return [(str(row.values.get("start")), str(row.values.get("end"))) for row in reading.rows]


def test_a_group_that_is_not_merged_may_stand_last():
    """As a text file keeps it."""
    reading = read_grids(
        grid(
            (*NAMES, "Calendrier", None, None),
            (*BLANK, "2024", "2025", "2026"),
            (*FIRST, "x", "x"),
            (*SECOND, None, "x", "x"),
        )
    )
    assert spans(reading) == [("2024", "2025"), ("2025", "2026")]


@pytest.mark.parametrize("ranks", [(1.0, 2.0, 3.0, 4.0), ("I", "II", "III", "IV")])
def test_the_numbers_of_four_columns_of_a_year_are_quarters(ranks):
    reading = read_grids(
        grid(
            (*NAMES, "2024", *[None] * 3, "2025", *[None] * 3),
            (*BLANK, *ranks, *ranks),
            (*FIRST, None, "x", "x"),
            (*SECOND, None, None, None, "x", "x"),
        )
    )
    assert spans(reading) == [("T2 2024", "T3 2024"), ("T4 2024", "T1 2025")]


def test_the_numbers_of_two_columns_of_a_year_are_halves():
    reading = read_grids(
        grid(
            (*NAMES, "2024", None, "2025", None),
            (*BLANK, 1.0, 2.0, 1.0, 2.0),
            (*FIRST, None, "x", "x"),
            (*SECOND, "x", "x"),
        )
    )
    assert spans(reading) == [
        *(("2e semestre 2024", "1er semestre 2025"), ("1er semestre 2024", "2e semestre 2024")),
    ]


def test_the_values_of_a_field_may_be_numbers_under_its_name():
    heads = ((*NAMES, "Priorité", None, None), (*BLANK, 1.0, 2.0, 3.0))
    reading = read_grids(grid(*heads, (*FIRST, "x"), (*SECOND, None, "x")))
    assert values(reading, "priority") == ["high", "normal"]


def test_four_numbers_under_no_year_are_no_quarters():
    reading = read_grids(
        grid((*NAMES, "Note", *[None] * 3), (*BLANK, 1.0, 2.0, 3.0, 4.0), (*FIRST, "x"))
    )
    assert reading.rows[-1].values.keys() == {"reference", "axis", "title"}


def test_a_day_is_no_head():
    rows = (("N°", "Axe", "Action", "Budget (€)"), (None, None, None, day(2000)), (*FIRST, 350.0))
    reading = read_grids(grid(*rows))
    assert (reading.sheets[0].header_rows, [row.number for row in reading.rows]) == ((1,), [3])


def test_a_pictogram_in_a_column_of_ticks_is_asked_once():
    rows = (
        (*NAMES, "À lancer", "En cours", "Réalisée"),
        (*FIRST, None, "🟢"),
        (*SECOND, None, None, "🟢"),
    )
    reading = read_grids(grid(*rows))
    assert [(each.kind, each.word, each.count) for each in reading.questions] == [("mark", "🟢", 2)]
    assert lacks(reading) == [("E2", "status"), ("F3", "status")]
    answers = Answers(words={"status": {"🟢": "yes"}})
    assert values(read_grids(grid(*rows), answers=answers), "status") == ["in_progress", "done"]


def test_a_share_heads_a_column_of_ticks():
    reading = read_grids(
        grid((*NAMES, "0 %", "50 %", "100 %"), (*FIRST, "x"), (*SECOND, None, "x"))
    )
    assert values(reading, "status") == ["to_start", "in_progress"]


@pytest.mark.parametrize(("yes", "no"), [(True, False), ("☑", "☐"), ("✔\ufe0f", "☐")])
def test_a_column_that_says_yes_or_no_alone_says_both(yes, no):
    reading = read_grids(grid((*NAMES, "Prioritaire"), (*FIRST, yes), (*SECOND, no)))
    assert values(reading, "priority") == ["high", "normal"]
    assert reading.questions == ()


def test_a_sign_that_is_no_box_ticks_no_column():
    reading = read_grids(grid((*NAMES, "Prioritaire"), (*FIRST, "🟣"), (*SECOND, "🟣")))
    assert [question.word for question in reading.questions] == ["🟣"]


def test_columns_of_one_priority_each_are_ticked():
    heads = (*NAMES, "Priorité 1", "Priorité 2", "Priorité 3")
    reading = read_grids(grid(heads, (*FIRST, "x"), (*SECOND, None, None, "x")))
    assert values(reading, "priority") == ["high", "low"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Enveloppe initiale (€)", "Enveloppe définitive (€)"),
        ("Ancien budget (€)", "Nouveau budget (€)"),
        ("Budget V1 (€)", "Budget V2 (€)"),
        ("Investissement (€)", "Total (€)"),
        ("Montant (€)", "Total des dépenses (€)"),
    ],
)
def test_the_amount_of_the_latest_version_or_of_the_whole_wins(first, second):
    for heads, amounts in (
        ((first, second), (1000.0, 2000.0)),
        ((second, first), (2000.0, 1000.0)),
    ):
        reading = read_grids(grid((*NAMES, *heads), (*FIRST, *amounts)))
        assert values(reading, "planned_budget") == [2000_00]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Statut au 01/02/2025", "Statut au 01/10/2025"),
        ("Statut au 31/02/2025", "Statut au 01/10/2025"),
        ("Statut prévu", "Statut réel"),
        ("Statut précédent", "Statut"),
    ],
)
def test_the_latest_of_two_columns_wins(first, second):
    for heads, cells in (
        ((first, second), ("À lancer", "Terminé")),
        ((second, first), ("Terminé", "À lancer")),
    ):
        assert values(read_grids(grid((*NAMES, *heads), (*FIRST, *cells))), "status") == ["done"]


def test_an_amount_without_taxes_goes_before_one_with_them():
    heads = (*NAMES, "Montant TTC", "Montant HT")
    reading = read_grids(grid(heads, (*FIRST, 12000.0, 10000.0)))
    assert values(reading, "planned_budget") == [10000_00]
    alone = read_grids(grid((*NAMES, "Montant TTC"), (*FIRST, 12000.0)))
    assert values(alone, "planned_budget") == [12000_00]


def test_taxes_are_told_once_by_the_head_and_kept_with_the_words_of_a_cell():
    rows = (("A1", "TEE", "Four", "350 k€ HT"), ("A2", "TEE", "Toit", "20 k€"))
    reading = read_grids(grid((*NAMES, "Budget (€ TTC)"), *rows))
    assert reading.remarks == (
        "Les montants de «\u00a0Budget (€ TTC)\u00a0» sont toutes taxes comprises\u00a0: "
        "ils sont pris tels quels.",
    )
    assert [(note.cell, note.column, note.words) for row in reading.rows for note in row.notes] == [
        ("D2", "Budget (€ TTC)", "350 k€ HT")
    ]
    assert read_grids(grid((*NAMES, "Budget (€)"), (*FIRST, 350.0))).remarks == ()


@pytest.mark.parametrize(
    ("cells", "references"),
    [
        (("A1", "A2"), ["A1", "A2"]),
        (("FA n°1", "FA n°2"), ["FA n°1", "FA n°2"]),
        (("A1", "A1"), [None, None]),
        (("une fiche", "A2"), [None, None]),
    ],
)
def test_a_column_of_cards_beside_titles_may_number_them(cells, references):
    titles = ("Réseau de chaleur", "Fabrique partagée")
    rows = zip(cells, ("TEE", "TEE"), titles, strict=True)
    reading = read_grids(grid(("Fiche", "Axe", "Objet de l’action"), *rows))
    assert values(reading, "reference") == references


def test_a_total_of_aid_is_no_total_of_the_cost():
    reading = read_grids(grid((*NAMES, "Total des aides (€)"), (*FIRST, 1000.0)))
    assert values(reading, "planned_budget") == [None]


def test_what_a_name_is_in_full_goes_before_its_words():
    """« Suivi par » names a person, « Suivi » says how things go."""
    reading = read_grids(grid((*NAMES, "Suivi par", "Suivi"), (*FIRST, "Service économie", "RAS")))
    assert (values(reading, "referent"), values(reading, "comment")) == (
        *(["Service économie"], ["RAS"]),
    )
