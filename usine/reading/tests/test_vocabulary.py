"""Reading knows no subject: a table of sites, with words of its own; and it knows no Django."""

import subprocess
import sys
from datetime import date

import pytest

from usine.reading import PlainChoice, Rule, Unreadable, Vocabulary, Why, read
from usine.values.dates import PartialDate, Precision
from usine.values.fields import Field, FieldKind

from .spreadsheets import xlsx

pytestmark = pytest.mark.usefixtures("in_this_process")

STATES = PlainChoice(
    {"free": ["libre", "disponible", "+"], "sold": ["vendu", "cédé"]},
    unknown="n’est pas un état",
    write="écrivez libre ou vendu",
    before=["état"],
)

SITES = Vocabulary(
    fields=[
        Field("code", "Code", FieldKind.REFERENCE),
        Field("name", "Site", FieldKind.TITLE, max_length=20),
        Field("state", "État", FieldKind.CHOICE),
        Field("price", "Prix", FieldKind.MONEY),
        Field("ready", "Livraison", FieldKind.DATE),
        Field("owners", "Propriétaires", FieldKind.NAMES),
    ],
    names={"name": ["Nom du site", "Site"], "price": ["Prix", "Prix de vente"]},
    doubtful={"state": ["Situation"]},
    ignored=["Surface"],
    objects=["site"],
    totals=["sites"],
    choices={"state": STATES},
    rules=[
        Rule(
            "price", "Un site vendu a un prix.", lambda v: v.get("state") != "sold" or "price" in v
        )
    ],
    missing={"name": "Le site n’a pas de nom"},
)

HEADER = ["Code", "Nom du site", "État", "Prix (k€)", "Livraison", "Propriétaires", "Surface"]


def read_sites(*rows):
    return read(xlsx(HEADER, *rows), "sites.xlsx", vocabulary=SITES)


def test_another_subject_is_read_with_its_own_words():
    reading = read_sites(
        ["S1", "Zone nord", "Disponible", 350, "T2 2026", "EPF ; CCI", 12],
        ["S2", "Zone sud", "état : cédé", 1200, "2027", None, 3],
        ["Total des sites", None, None, 1550],
    )
    assert [row.values for row in reading.rows] == [
        {
            "code": "S1",
            "name": "Zone nord",
            "state": "free",
            "price": 350_000_00,
            "ready": PartialDate(date(2026, 4, 1), Precision.QUARTER),
            "owners": ["EPF", "CCI"],
        },
        {
            "code": "S2",
            "name": "Zone sud",
            "state": "sold",
            "price": 1_200_000_00,
            "ready": PartialDate(date(2027, 1, 1), Precision.YEAR),
        },
    ]
    assert [(entry.why, entry.first_row) for entry in reading.ignored] == [(Why.TOTAL, 4)]
    assert reading.sheets[0].part is None
    assert [column.field for column in reading.sheets[0].columns] == [
        *("code", "name", "state", "price", "ready", "owners"),
        None,
    ]


def test_its_faults_are_told_in_its_own_words():
    reading = read_sites(
        ["S1", None, "perdu", 1],
        ["S1", "Zone nord", "vendu", None],
        ["S3", "Zone nord du canal du nord", "+"],
    )
    problems = [(p.cell, p.field, p.message) for row in reading.rows for p in row.problems]
    assert [(cell, field) for cell, field, _ in problems] == [
        ("B2", "name"),
        ("D3", "price"),
        ("A3", "code"),
    ]
    [unread] = reading.rows[0].incomplete
    assert [
        message.replace("\u00a0", " ") for message in (unread.why, *(p[2] for p in problems))
    ] == [
        "« perdu » n’est pas un état : écrivez libre ou vendu.",
        "Le site n’a pas de nom : remplissez B2.",
        "Un site vendu a un prix.",
        "La référence « S1 » est déjà celle de la cellule A2 : donnez-en une autre à cette action.",
    ]
    [cut] = reading.accepted
    assert cut.values["name"] == "Zone nord du canal…"


def test_a_field_that_is_missing_is_named_when_it_has_no_sentence():
    assert SITES.lack_of("price") == "« Prix » n’est pas donné"


def test_a_table_without_the_title_of_its_subject_is_not_read():
    with pytest.raises(Unreadable):
        read(xlsx(["Code", "Prix"], ["S1", 3]), "sites.xlsx", vocabulary=SITES)


def test_a_heading_says_nothing_where_there_are_no_parts():
    reading = read(
        xlsx(["Axe 1 – Innovation"], HEADER, ["Axe 2"], ["S1", "Zone nord"]),
        "sites.xlsx",
        vocabulary=SITES,
    )
    assert [row.values["name"] for row in reading.rows if "name" in row.values] == ["Zone nord"]


def test_what_follows_the_first_line_of_a_title_is_kept_where_nothing_else_holds_it():
    cut, apart = read_sites(["S1", "Zone\nnord", "libre"], ["S2", "Zone sud\n- 2 ha", "libre"]).rows
    assert (cut.values["name"], apart.values["name"]) == ("Zone nord", "Zone sud - 2 ha")


def test_a_sheet_apart_announces_nothing_where_there_are_no_parts():
    sites = [HEADER, ["S1", "Zone nord", "libre"]]
    content = xlsx(sheets={"Sites": sites, "Notice": [["2 sites"]]})
    assert read(content, "sites.xlsx", vocabulary=SITES).announced == ()


def test_reading_needs_no_django():
    alone = (
        "import sys, usine.reading; print([m for m in sys.modules if m.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
