"""A field is one edit and a migration: one that is added to the declaration is seen everywhere."""

import pytest
from django import forms

from usine.pages.declared import columns
from usine.plans import exports, vocabulary
from usine.plans.fields import FIELDS
from usine.plans.forms import ActionForm
from usine.plans.models import Action
from usine.plans.vocabulary import Part, words
from usine.reading import read
from usine.reading.tests.spreadsheets import xlsx
from usine.territories.models import Territory
from usine.territories.rules import PERIODS
from usine.values.errors import Refused
from usine.values.fields import Field, FieldKind, Fields

SIRET = Field("siret", "SIRET du porteur", FieldKind.TEXT, help="Quatorze chiffres.", max_length=14)
SCALE = Field(
    "scale", "Échelle", FieldKind.CHOICE, choices=[("local", "Locale"), ("wide", "Large")]
)
MORE = Fields([*FIELDS.values(), SIRET, SCALE])

PLAN = vocabulary.of_official("T2")
AXES = [Part("transition", "Transition", "Transition")]
VALUES = {"title": "Friche", "axis": "transition", "siret": "12345678900011", "scale": "wide"}


class LongerForm(ActionForm):
    declared = MORE


def test_a_field_that_is_declared_has_its_columns_in_the_model():
    declared = {name for field in FIELDS.values() for name in columns(field)}
    stored = {field.name for field in Action._meta.concrete_fields}
    assert declared < stored
    [(name, column)] = columns(SIRET).items()
    assert (name, column.max_length, column.verbose_name) == ("siret", 14, "SIRET du porteur")


@pytest.mark.django_db
def test_it_is_typed_in_the_form():
    draft = Action(territory=Territory(pk=1, period_id="T2"))
    form = LongerForm(VALUES | {"priority": "normal"}, action=draft)
    typed = [name for name in form.fields if name != "partner"]  # adds one to the partners
    assert typed == ["title", *(name for name in MORE if name != "title"), "seen"]
    assert isinstance(form.fields["siret"], forms.CharField)
    assert (form["siret"].label, form["siret"].help_text) == (SIRET.label, SIRET.help)
    form.full_clean()
    assert (form.cleaned_data["siret"], form.cleaned_data["scale"]) == ("12345678900011", "wide")
    longer = LongerForm(VALUES | {"siret": "1" * 15}, action=draft)
    assert "siret" in longer.errors


def test_it_is_a_column_of_files_that_go_out():
    labels = [column.label for column in exports.declared(MORE)]
    assert labels[labels.index("Commentaires") + 1 :][:2] == ["SIRET du porteur", "Échelle"]
    action = Action()
    action.siret, action.scale = "12345678900011", "wide"
    values = {column.label: column.value(action) for column in exports.declared(MORE)}
    assert (values["SIRET du porteur"], values["Échelle"]) == ("12345678900011", "Large")


def test_it_is_read_from_files_that_come_in():
    known = vocabulary.of(AXES, tuple(MORE.values()))
    content = xlsx(
        ["Axe", "Action", "SIRET du porteur", "Échelle"],
        ["Transition", "Friche", "12345678900011", "large"],
        ["Transition", "École", "1" * 15, "moyenne"],
    )
    right, wrong = read(content, "plan.xlsx", vocabulary=known).rows
    assert right.values == VALUES
    assert [(entry.cell, entry.field) for entry in wrong.incomplete] == [
        ("C3", "siret"),
        ("D3", "scale"),
    ]
    assert "Locale, Large" in wrong.incomplete[1].why


def test_the_axes_of_another_period_are_known_without_words_of_their_own():
    axes = vocabulary.of(
        [Part("recruter", "Recruter et former", "Recruter"), Part("attirer", "Attirer", "Attirer")]
    ).choices["axis"]
    cells = ["1", "Axe 2", "attirer", "recruter", "Axe 1 – recruter"]
    assert [axes.read(cell) for cell in cells] == [
        *("recruter", "attirer", "attirer", "recruter", "recruter")
    ]
    with pytest.raises(Refused, match="1 ou Recruter, 2 ou Attirer"):
        axes.read("Foncier")


def test_its_changes_are_told():
    changes = MORE.decode(MORE.encode({"siret": ("", "12345678900011"), "scale": ("", "local")}))
    assert list(MORE.shown_changes(changes)) == [
        ("SIRET du porteur", "–", "12345678900011"),
        ("Échelle", "–", "Locale"),
    ]


# What the files of words say is of a field, or of a code, that there is.


# Those have words of their own, and go out in a sheet of their own.
RESULTS = set(words("results")["results"])


def test_the_words_are_those_of_fields_and_codes_that_exist():
    plan = PLAN
    columns_named = words("columns")["fields"]
    assert set(columns_named) | RESULTS == set(plan.labels)
    assert not RESULTS & set(columns_named)
    for name in ("statuses", "priorities"):
        field = plan.by_name["status" if name == "statuses" else "priority"]
        assert set(words(name)["phrases"]) == {code for code, _ in field.labels}
    known = {axis.code for period in PERIODS.values() for axis in period.axes}
    assert set(words("axes")["axes"]) <= known


@pytest.mark.parametrize(
    "field",
    [field for field in PLAN.fields if field.name not in RESULTS],
    ids=lambda field: field.name,
)
def test_what_goes_out_is_understood_when_it_comes_back(field):
    understood = PLAN.naming.understand(field.column)
    assert understood is not None
    assert understood.field == field.name
    for code, label in field.labels:
        if code != "unknown":
            assert PLAN.read(field.name, label) in (code, [code])
