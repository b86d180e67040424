"""Texts that are not told yet, and amounts that were spent: told, and never a value of the plan."""

import pytest

from usine.reading import Answers
from usine.reading.accounting import Category

from .readings import grid, lacks, problems, read_grids

HEADER = ("N°", "Axe", "Action")
FOUR = ("A1", "TEE", "Four")


def read_one(header: str, cell, **options):
    return read_grids(grid((*HEADER, header), (*FOUR, cell)), **options)


@pytest.mark.parametrize("words", ["tbd", "n.c.", "ND", "?", "à compléter", "non communiqué"])
@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Porteur", "lead"),
        ("Partenaires", "partners"),
        ("Étapes", "steps"),
    ],
)
def test_a_text_that_is_not_told_yet_is_to_complete(words, header, field):
    reading = read_one(header, words)
    assert field not in reading.rows[0].values
    assert [(e.cell, e.field, e.words) for e in reading.incomplete] == [("D2", field, words)]


@pytest.mark.parametrize("words", ["À chiffrer", "à préciser", "à confirmer", "chiffrage en cours"])
@pytest.mark.parametrize(
    ("header", "field"), [("Description", "description"), ("Commentaires", "comment")]
)
def test_what_is_to_come_is_words_to_keep_in_a_long_text(words, header, field):
    reading = read_one(header, words)
    assert (reading.rows[0].values[field], reading.incomplete) == (words, [])


@pytest.mark.parametrize("words", ["tbd", "n.c.", "à compléter", "?", "???", "non communiqué"])
@pytest.mark.parametrize(
    ("header", "field"), [("Description", "description"), ("Commentaires", "comment")]
)
def test_a_long_text_that_is_not_said_is_to_complete(words, header, field):
    reading = read_one(header, words)
    assert field not in reading.rows[0].values
    assert [(e.cell, e.field, e.words) for e in reading.incomplete] == [("D2", field, words)]


@pytest.mark.parametrize("words", ["sans objet", "néant", "-"])
def test_a_text_that_is_none_is_not_to_complete(words):
    reading = read_one("Porteur", words)
    assert "lead" not in reading.rows[0].values
    assert lacks(reading) == []


def test_a_title_that_is_not_told_yet_is_no_title():
    reading = read_grids(grid((*HEADER, "Porteur"), ("A2", "TEE", "tbd", "CCI"), (*FOUR, "CCI")))
    assert problems(reading) == [("C2", "title")]
    assert lacks(reading) == [("C2", "title")]


def test_of_several_names_the_one_that_is_not_told_yet_is_left_and_told():
    reading = read_one("Partenaires", "CCI ; à définir ; Région")
    [row] = reading.rows
    assert row.values["partners"] == ["CCI", "Région"]
    assert [(doubt.cell, doubt.words) for doubt in row.doubts] == [
        ("D2", "CCI ; à définir ; Région")
    ]
    assert "à définir" in row.doubts[0].message


@pytest.mark.parametrize(
    ("header", "kind"), [("Payé", "paid"), ("Versé", "paid"), ("Demandé", "asked")]
)
def test_a_head_that_only_says_the_kind_of_an_amount_is_a_financing(header, kind):
    row = read_one(header, 50_000.0).rows[0]
    assert [(line["funder"], line[kind]) for line in row.values["funding"]] == [
        ("autre", 5_000_000)
    ]
    assert "planned_budget" not in row.values
    assert "funding" not in read_one(header, "en mars").rows[0].values


@pytest.mark.parametrize(
    "header",
    ["Mandaté", "Consommé", "Engagé", "Dépenses réalisées", "Montant mandaté (€)", "Réalisé (€)"],
)
def test_what_was_spent_is_told_and_is_no_budget(header):
    reading = read_one(header, 50_000.0)
    assert reading.rows[0].values.keys() == {"reference", "axis", "title"}
    [aside] = reading.aside
    assert aside.message.startswith("montants dépensés")


@pytest.mark.parametrize(
    ("header", "kind", "year"),
    [
        ("Mandaté 2024", "paid", 2024),
        ("Engagé", "granted", None),
        ("Dépenses réalisées", "paid", None),
    ],
)
def test_what_was_spent_is_a_financing_where_users_say_so(header, kind, year):
    row = read_one(header, 50_000.0, answers=Answers(columns={header: "funding"})).rows[0]
    assert [(line["year"], line[kind]) for line in row.values["funding"]] == [(year, 5_000_000)]


def test_what_somebody_paid_is_a_financing():
    named = read_one("Région mandaté (€)", 50_000.0).rows[0]
    beside = read_grids(
        grid((*HEADER, "Financeur", "Montant mandaté"), (*FOUR, "Région", 50_000.0))
    ).rows[0]
    for row in (named, beside):
        assert [(line["funder"], line["paid"]) for line in row.values["funding"]] == [
            ("region", 5_000_000)
        ]


def test_an_expense_without_more_is_told_as_the_budget_that_it_may_be():
    reading = read_one("Dépense (en k€)", 350.0)
    assert reading.rows[0].values.keys() == {"reference", "axis", "title"}
    assert [entry.range for entry in reading.aside] == ["D2"]
    assert "Dépense (en k€)" in " ".join(reading.remarks)


@pytest.mark.parametrize("title", ["[Nom de l’action]", "Action n° 5 :", "<titre>", "Fiche 12 …"])
def test_a_title_left_to_be_written_is_no_action(title):
    heads = ("N°", "Axe", "Action", "Budget (€)")
    rows = (("A1", "TEE", "Four", 1000.0), ("A2", "TEE", title, 0.0))
    reading = read_grids(grid(heads, *rows, ("A3", "TEE", "[Pôle] Mur", 500.0)))
    assert [row.values["title"] for row in reading.rows] == ["Four", "[Pôle] Mur"]
    assert [(each.category, each.range) for each in reading.aside] == [(Category.ROW, "A3:D3")]
