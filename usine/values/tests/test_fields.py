"""Declared fields, on a subject that is no action: a site of industry."""

from datetime import date
from types import SimpleNamespace

import pytest

from usine.values.dates import PartialDate, Precision
from usine.values.fields import NOTHING, Field, FieldKind, Fields

STATES = [("free", "Libre"), ("sold", "Vendu")]

SITE = Fields(
    [
        Field("code", "Code", FieldKind.REFERENCE, max_length=8),
        Field("name", "Nom du site", FieldKind.TITLE, required=True),
        Field("state", "État", FieldKind.CHOICE, choices=lambda: STATES),
        Field("price", "Prix", FieldKind.MONEY, private=True, header="Prix (€)"),
        Field("ready", "Disponible", FieldKind.DATE),
        Field("owners", "Propriétaires", FieldKind.NAMES),
        Field("polluted", "Sol à dépolluer", FieldKind.YES_NO),
    ]
)
QUARTER = PartialDate(date(2026, 5, 1), Precision.QUARTER)


def site(**values) -> SimpleNamespace:
    return SimpleNamespace(**dict.fromkeys(SITE) | values)


def test_a_value_is_shown_as_its_kind_asks():
    texts = [
        SITE["code"].show("A1"),
        SITE["state"].show("sold"),
        SITE["price"].show(1_250_00),
        SITE["ready"].show(QUARTER),
        SITE["owners"].show(["EPF", "CCI"]),
        SITE["polluted"].show(True),
        SITE["polluted"].show(False),
    ]
    assert texts == ["A1", "Vendu", "1\u00a0250\u00a0€", "T2 2026", "EPF ; CCI", "oui", "non"]


@pytest.mark.parametrize("nothing", [None, "", []])
def test_what_is_not_there_is_a_dash(nothing):
    assert SITE["price"].show(nothing) == NOTHING
    assert SITE["price"].show(0) == "0\u00a0€"


def test_choices_that_are_data_are_asked_each_time():
    STATES.append(("rented", "Loué"))
    assert SITE["state"].show("rented") == "Loué"
    STATES.pop()
    assert SITE["state"].show("rented") == "rented"


def test_the_header_of_a_column_is_its_label_unless_it_has_its_own():
    assert [SITE["name"].column, SITE["price"].column] == ["Nom du site", "Prix (€)"]


def test_what_changes_is_told_in_the_order_of_the_fields():
    before = site(name="Friche", price=100_00)
    changes = SITE.difference(before, {"price": 200_00, "name": "Friche", "code": "B2"})
    assert changes == {"code": (None, "B2"), "price": (100_00, 200_00)}
    assert list(changes) == ["code", "price"]
    assert list(SITE.shown_changes(changes)) == [
        ("Code", "–", "B2"),
        ("Prix", "100\u00a0€", "200\u00a0€"),
    ]
    assert list(SITE.shown_values({"price": 5_00, "code": "B2", "other": 1})) == [
        ("Code", "B2"),
        ("Prix", "5\u00a0€"),
    ]


def test_only_declared_fields_may_be_set():
    with pytest.raises(ValueError, match="No such field: colour"):
        SITE.difference(site(), {"colour": "red"})


def test_values_and_changes_come_back_from_json():
    values = {"name": "Friche", "ready": QUARTER, "owners": ["EPF"], "price": None}
    encoded = {
        "name": "Friche",
        "ready": ["2026-04-01", "quarter"],
        "owners": ["EPF"],
        "price": None,
    }
    assert SITE.encode_values(values) == encoded
    assert SITE.decode_values(encoded) == values
    changes = {"ready": (None, QUARTER), "name": ("a", "b")}
    assert SITE.encode(changes) == {
        "ready": [None, ["2026-04-01", "quarter"]],
        "name": ["a", "b"],
    }
    assert SITE.decode(SITE.encode(changes)) == changes


def test_the_values_of_a_subject():
    assert SITE.values_of(site(name="Friche")) == dict.fromkeys(SITE) | {"name": "Friche"}
    assert len(SITE) == 7
