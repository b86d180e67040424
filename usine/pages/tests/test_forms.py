from datetime import date

import pytest
from django import forms

from usine.pages.forms import DateField, FilterForm


class Everything(forms.Form):
    name = forms.CharField(label="Nom", help_text="Celui de l’état civil")
    day = DateField(label="Jour", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"class": "long"}))
    kind = forms.ChoiceField(label="Nature", choices=[("a", "A"), ("b", "B")])
    file = forms.FileField(label="Fichier")
    agreed = forms.BooleanField(label="D’accord", required=False)
    radio = forms.ChoiceField(label="Un", choices=[("a", "Premier")], widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(
        label="Des", choices=[("a", "Premier")], widget=forms.CheckboxSelectMultiple
    )
    token = forms.CharField(widget=forms.HiddenInput, initial="secret")


def test_each_field_is_that_of_the_design_system():
    html = str(Everything())
    for piece in (
        '<input type="text" name="name" required aria-describedby="id_name_helptext" '
        'class="fr-input" id="id_name">',
        '<input type="date" name="day" class="fr-input" id="id_day">',
        'class="fr-input long"',
        '<select name="kind" class="fr-select" id="id_kind">',
        'value="secret" id="id_token"',
        '<input type="file" name="file" required class="fr-upload" id="id_file">',
        '<div class="fr-select-group">',
        '<div class="fr-upload-group">',
        '<span class="fr-hint-text" id="id_name_helptext">Celui de l’état civil</span>',
        'value="secret"',
    ):
        assert piece in html
    groups = [html.count(f'<div class="fr-{group}-group">') for group in ("checkbox", "radio")]
    assert groups == [2, 1]
    assert "Jour (facultatif)" in " ".join(html.split())
    assert "Nom (facultatif)" not in " ".join(html.split())
    # A box that nobody ticks is an answer.
    assert "D’accord (facultatif)" not in " ".join(html.split())
    assert "fr-alert" not in html


def test_errors_are_summed_up_at_the_top_and_told_at_their_field():
    form = Everything({"day": "31/02/2025", "kind": "a"})
    form.add_error(None, "Rien ne va.")
    html = " ".join(str(form).split())
    assert "<li>Rien ne va.</li>" in html
    assert 'role="alert" tabindex="-1" autofocus>' in html
    assert '<a href="#id_name">Nom</a> : Ce champ est obligatoire.' in html.replace("&nbsp;", " ")
    assert "Saisissez une date valide, par exemple 27/05/2025." in html
    assert '<div class="fr-messages-group" id="id_name_error">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert "fr-input-group--error" in html
    assert "fr-fieldset--error" in html


@pytest.mark.parametrize("text", ["2025-05-27", "27/05/2025", "27/05/25"])
def test_a_date_is_read_as_the_browser_or_as_people_write_it(text):
    assert DateField().clean(text) == date(2025, 5, 27)


class PlaceForm(forms.Form):
    conditional = ("region",)

    region = forms.CharField(label="Région", required=False)
    note = forms.CharField(label="Note", required=False)


def test_what_another_answer_may_need_is_not_said_optional():
    assert [(field.name, field.says_optional) for field in PlaceForm()] == [
        ("region", False),
        ("note", True),
    ]


@pytest.mark.parametrize(
    ("typed", "html"),
    [("27/05/2025", 'value="2025-05-27"'), ("2025-05-27", 'value="2025-05-27"'), ("le 3", "le 3")],
)
def test_a_date_is_shown_again_as_a_calendar_takes_it(typed, html):
    assert html in str(Everything({"day": typed})["day"])


class Narrow(FilterForm):
    q = forms.CharField(label="Mots")
    kind = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), ("a", "A")])


def test_a_filter_takes_what_means_something_and_leaves_the_rest():
    assert Narrow({}).asked == {}
    assert Narrow({"q": " usine ", "kind": "z"}).asked == {"q": "usine"}
    assert "facultatif" not in str(Narrow())
