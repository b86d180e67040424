"""Declared fields as Django has them, on a subject that is no action: a site of industry."""

from datetime import date

import pytest
from django import forms
from django.db import models

from usine.pages.declared import columns, declare, form_field
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused
from usine.values.fields import Field, FieldKind

STATES = [("free", "Libre"), ("sold", "Vendu")]


def read_cents(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise Refused("Ce n’est pas un montant.")
    return int(text) * 100


READERS = {
    FieldKind.MONEY: read_cents,
    FieldKind.DATE: lambda text: text and PartialDate(date(2026, 1, 1)),
}

FIELDS = [
    Field("code", "Code", FieldKind.REFERENCE, max_length=8, help="Celui du cadastre."),
    Field("name", "Nom du site", FieldKind.TITLE, max_length=80, required=True),
    Field("notes", "Remarques", FieldKind.LONG_TEXT, lines=9),
    Field("owners", "Propriétaires", FieldKind.NAMES, lines=2),
    Field("state", "État", FieldKind.CHOICE, choices=STATES, max_length=4, initial="free"),
    Field("kind", "Nature", FieldKind.CHOICE, choices=lambda: STATES, unchosen="Choisissez"),
    Field("price", "Prix", FieldKind.MONEY),
    Field("ready", "Disponible", FieldKind.DATE),
    Field("polluted", "Sol à dépolluer", FieldKind.YES_NO),
]


def described(field: models.Field) -> tuple:
    _, path, _, options = field.deconstruct()
    return path.rpartition(".")[2], options


def test_each_kind_has_its_columns():
    made = {name: described(column) for each in FIELDS for name, column in columns(each).items()}
    precisions = [(each.value, each.value) for each in Precision]
    assert made == {
        "code": ("CharField", {"max_length": 8, "blank": True, "verbose_name": "code"}),
        "name": ("CharField", {"max_length": 80, "verbose_name": "nom du site"}),
        "notes": ("TextField", {"blank": True, "verbose_name": "remarques"}),
        "owners": (
            "JSONField",
            {"blank": True, "default": list, "verbose_name": "propriétaires"},
        ),
        "state": (
            "CharField",
            {
                "max_length": 4,
                "blank": True,
                "choices": STATES,
                "default": "free",
                "verbose_name": "état",
            },
        ),
        # Choices that are data move without a migration.
        "kind": ("CharField", {"max_length": 16, "blank": True, "verbose_name": "nature"}),
        "price": ("BigIntegerField", {"null": True, "blank": True, "verbose_name": "prix"}),
        "ready_on": ("DateField", {"null": True, "blank": True, "verbose_name": "disponible"}),
        "ready_precision": (
            "CharField",
            {"max_length": 7, "choices": precisions, "default": "day"},
        ),
        "polluted": ("BooleanField", {"default": False, "verbose_name": "sol à dépolluer"}),
    }


def test_a_date_of_a_model_is_one_attribute(isolated_models):
    class Site(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "pages"

    declare(Site, FIELDS)
    site = Site(ready=PartialDate(date(2026, 5, 9), Precision.QUARTER))
    assert (site.ready_on, site.ready_precision) == (date(2026, 4, 1), "quarter")
    assert site.ready == PartialDate(date(2026, 4, 1), Precision.QUARTER)
    site.ready = None
    assert (site.ready_on, site.ready_precision, site.ready) == (None, "day", None)
    assert site.get_state_display() == "Libre"


@pytest.fixture
def isolated_models():
    from django.test.utils import isolate_apps

    with isolate_apps("usine.pages"):
        yield


class SiteForm(forms.Form):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {field.name: form_field(field, READERS) for field in FIELDS}


def test_a_form_reads_what_is_typed():
    typed = {
        "code": "A1",
        "name": " Friche ",
        "notes": "a\r\nb\rc",
        "owners": " EPF \n\n CCI  Nord\nepf",
        "state": "sold",
        "kind": "free",
        "price": "12",
        "ready": "2026",
        "polluted": "on",
    }
    form = SiteForm(typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "code": "A1",
        "name": "Friche",
        "notes": "a\nb\nc",
        "owners": ["EPF", "CCI Nord"],
        "state": "sold",
        "kind": "free",
        "price": 12_00,
        "ready": PartialDate(date(2026, 1, 1)),
        "polluted": True,
    }


def test_a_form_says_what_is_not_understood():
    form = SiteForm({"code": "A" * 9, "price": "cher", "state": "lost"})
    assert sorted(form.errors) == ["code", "name", "price", "state"]
    assert form.errors["price"] == ["Ce n’est pas un montant."]
    # The browser lets a text that is too long be sent: the form tells by how much.
    assert "maxlength" not in str(form["code"])
    assert "au plus" in form.errors["code"][0]


def test_a_form_shows_values_as_they_are_typed():
    form = SiteForm(initial={"price": 12_50, "owners": ["EPF", "CCI"], "ready": None})
    assert [form[name].value() for name in ("price", "owners", "ready", "state")] == [
        "12,50\u00a0€",
        "EPF\nCCI",
        None,
        "free",
    ]
    assert (form["code"].label, form["code"].help_text) == ("Code", "Celui du cadastre.")
    assert form.fields["notes"].widget.attrs == {"cols": "40", "rows": 9}


def test_a_list_shows_a_line_that_is_no_choice_where_nothing_is_chosen_at_first():
    form = SiteForm()
    assert list(form.fields["state"].choices) == STATES
    assert list(form.fields["kind"].choices) == [("", "Choisissez"), *STATES]


def test_a_period_is_kept_and_typed_as_two_dates():
    period = Field("period", "Période", FieldKind.PERIOD)
    for made in (columns, lambda field: form_field(field, READERS)):
        with pytest.raises(ValueError, match="its start and its end"):
            made(period)
