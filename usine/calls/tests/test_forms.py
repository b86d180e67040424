"""The form of a call: what one types, what is kept, what is refused."""

import json
from typing import Any

import pytest
from django.urls import reverse

from usine.calls.format.codes import FIELD_KINDS
from usine.calls.format.model import CallFile
from usine.calls.format.parse import parse
from usine.calls.forms import SectionForm, shown_keys
from usine.geography.models import Commune, Departement, Grouping
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user

from .documents import example
from .factories import make_call

pytestmark = pytest.mark.django_db

CHOICES = [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}]
COLUMNS = [
    {"key": "poste", "kind": "text", "label": "Poste"},
    {"key": "montant", "kind": "amount", "label": "Montant"},
    {"key": "jour", "kind": "date", "label": "Jour"},
    {"key": "taux", "kind": "rate", "label": "Taux"},
    {"key": "nombre", "kind": "integer", "label": "Nombre"},
    {"key": "public", "kind": "choice", "label": "Public", "choices": CHOICES},
    {"key": "ouvert", "kind": "yes_no", "label": "Ouvert"},
]


def call_with(**more) -> CallFile:
    """A call whose first section has one field "x"."""
    document = example()
    document["sections"].insert(
        0, {"code": "essai", "title": "Essai", "fields": [{"key": "x", "label": "X", **more}]}
    )
    return parse(document)


def form_of(call: CallFile, data=None, *, answers=None, **more) -> SectionForm:
    sent = data if data is None else {f"essai-{name}": value for name, value in data.items()}
    return SectionForm(call, call.sections[0], sent, answers=answers or {}, **more)


def kept(kind: str, text, **more):
    form = form_of(call_with(kind=kind, **more), {"x": text})
    assert form.is_valid(), form.errors
    return form.answers.get("x")


def refused(kind: str, text, **more) -> str:
    form = form_of(call_with(kind=kind, **more), {"x": text}, complete=True)
    assert not form.is_valid()
    return " ".join(form.errors["x"]).replace("\u00a0", " ")


@pytest.fixture
def communes():
    departement = Departement.objects.create(code="62", name="Pas-de-Calais", region=make_region())
    more = {"departement": departement, "population": 1}
    for code, name in (("62765", "Saint-Omer"), ("62001", "Ablain"), ("62002", "Ablain")):
        Commune.objects.create(
            code=code, name=name, search_name=name.lower().replace("-", " "), **more
        )


@pytest.mark.parametrize(
    ("kind", "text", "value", "more"),
    [
        ("text", "Un titre", "Un titre", {}),
        ("long_text", "Un\r\ntexte", "Un\ntexte", {}),
        ("amount", "400 000", 40_000_000, {}),
        ("integer", "12", 12, {}),
        ("rate", "12,5 %", 1250, {}),
        ("date", "12/03/2025", "2025-03-12", {}),
        ("choice", "b", "b", {"choices": CHOICES}),
        ("choices", ["b", "a"], ["a", "b"], {"choices": CHOICES}),
        ("yes_no", "false", False, {}),
        ("declaration", "on", True, {}),
        ("siret", "552 081 317 66522", "55208131766522", {}),
        ("naf", "25.62b", "25.62B", {}),
        ("email", "a@exemple.fr", "a@exemple.fr", {}),
        ("phone", "01 02 03 04 05", "01 02 03 04 05", {}),
        ("url", "exemple.fr", "https://exemple.fr", {}),
    ],
)
def test_what_is_typed_is_kept_as_a_file_of_answers_has_it(kind, text, value, more):
    assert kept(kind, text, **more) == value
    json.dumps(value)
    again = form_of(call_with(kind=kind, **more), answers={"x": value})
    shown = again["x"].value()
    assert kept(kind, shown, **more) == value


def test_the_help_of_a_field_is_a_line_of_markdown():
    form = form_of(call_with(kind="text", help="Un **mot** <b>"))
    assert form.fields["x"].help_text == "Facultatif. Un <strong>mot</strong> &lt;b&gt;"
    form = form_of(call_with(kind="commune", help="Un **mot**", required=True))
    assert form.fields["x"].help_text.startswith("Un <strong>mot</strong> Son nom")


@pytest.fixture
def _members(communes):
    Grouping.objects.create(pk="200069037", name="CA du Pays de Saint-Omer", kind="CA")
    Commune.objects.filter(pk="62001").update(siren="216200014")


@pytest.mark.usefixtures("_members")
def test_members_of_a_perimeter_are_typed_by_their_codes_once_each():
    codes = ["200069037", "62765", "216200014"]
    assert kept("members", "200 069 037\n62765\n200069037\n\n216200014") == codes
    again = form_of(call_with(kind="members"), answers={"x": codes})
    assert kept("members", again["x"].value()) == codes


@pytest.mark.usefixtures("_members")
def test_members_that_the_geographic_code_does_not_know_are_named():
    told = "Ni EPCI ni commune du code géographique : 999999999, 2A004."
    assert refused("members", "999999999\n200069037\n2a004") == told


@pytest.mark.parametrize("kind", sorted(FIELD_KINDS.keys() - {"declaration"}))
def test_a_draft_may_leave_anything_out_and_a_file_what_is_not_required(kind):
    more: dict[str, Any] = {"choices": CHOICES} if kind in ("choice", "choices") else {}
    more |= {"columns": COLUMNS} if kind == "table" else {}
    call = call_with(kind=kind, required=True, **more)
    draft = form_of(call, {})
    assert draft.is_valid(), draft.errors
    assert draft.answers == {}
    assert set(form_of(call, {}, complete=True).errors) == {"x"}
    assert form_of(call_with(kind=kind, **more), {}, complete=True).is_valid()


@pytest.mark.parametrize(
    ("kind", "text", "why", "more"),
    [
        ("amount", "beaucoup", "n’est pas un montant compris", {}),
        ("amount", "10", "100 € au moins", {"min": 10_000}),
        ("amount", "1000", "100 € au plus", {"max": 10_000}),
        ("rate", "beaucoup", "Écrivez un pourcentage, comme 12,5 %.", {}),
        ("rate", "1,234", "avec deux décimales au plus", {}),
        ("rate", "90", "80 % au plus", {"max": 8000}),
        ("integer", "-1", "supérieure ou égale à 0", {}),
        ("date", "30/02/2025", "Saisissez une date valide", {}),
        ("siret", "12345678901234", "Ce n’est pas un numéro SIRET", {}),
        ("naf", "industrie", "Ce n’est pas un code d’activité", {}),
        ("choices", ["a"], "Choisissez de 2 à 2 réponses.", {"choices": CHOICES, "min": 2}),
        ("text", "x" * 11, "10", {"max_length": 10}),
    ],
)
def test_what_cannot_be_is_refused(kind, text, why, more):
    assert why in refused(kind, text, **more)


def test_a_commune_is_typed_by_its_name(communes):
    assert kept("commune", "Saint-Omer") == "62765"
    assert kept("commune", "62765") == "62765"
    assert "Plusieurs communes" in refused("commune", "Ablain")
    assert "Aucune commune" in refused("commune", "Nulle part")
    form = form_of(call_with(kind="commune"), answers={"x": "62765"})
    assert form["x"].value() == "Saint-Omer (62)"


def test_a_territory_is_chosen_among_those_that_are_labelled():
    territory = make_territory("Lacq")
    assert kept("territory", territory.place) == territory.place
    assert "Sélectionnez" in refused("territory", "T2-ailleurs")


def cells(rank: int, **texts: str) -> dict[str, str]:
    return {f"x-{rank}-{key}": text for key, text in texts.items()}


def test_a_table_keeps_its_rows_and_leaves_out_those_that_are_empty():
    call = call_with(kind="table", columns=COLUMNS)
    first = cells(0, poste="Machine", montant="12,50", jour="12/03/2025", taux="5", nombre="2")
    first |= cells(0, public="a", ouvert="true")
    form = form_of(call, first | cells(1, poste="", montant="") | cells(2, poste="Autre"))
    assert form.is_valid(), form.errors
    empty = dict.fromkeys(("montant", "jour", "taux", "nombre", "ouvert"))
    rows = [
        {
            "poste": "Machine",
            "montant": 1250,
            "jour": "2025-03-12",
            "taux": 500,
            "nombre": 2,
            "public": "a",
            "ouvert": True,
        },
        {"poste": "Autre", "public": "", **empty},
    ]
    assert form.answers["x"] == rows
    html = str(form_of(call, answers={"x": rows})["x"])
    assert html.count("<tr role") == 1 + 2 + 3
    assert 'aria-label="Poste, ligne 1"' in html
    assert 'value="Machine"' in html


def test_a_table_tells_the_line_of_a_fault_and_how_many_it_takes():
    call = call_with(kind="table", columns=COLUMNS, min=2, max=2)
    form = form_of(call, cells(0, poste="A") | cells(1, montant="beaucoup"))
    assert form.errors["x"][0].startswith("Ligne 2, Montant\u00a0: ")
    assert form_of(call, cells(0, poste="A")).errors["x"] == ["Il faut 2\u00a0lignes au moins."]
    three = cells(0, poste="A") | cells(1, poste="B") | cells(2, poste="C")
    assert [row["poste"] for row in kept_plan(call, three)] == ["A", "B"]


def test_a_financing_plan_balances():
    call = call_with(kind="financing")
    expense = cells(0, side="expense", label="Machine", amount="100")
    assert kept_plan(call, expense | cells(1, side="resource", label="Fonds", amount="100")) == [
        {"side": "expense", "label": "Machine", "funder": "", "amount": 10_000},
        {"side": "resource", "label": "Fonds", "funder": "", "amount": 10_000},
    ]
    short = expense | cells(1, side="resource", label="Fonds", amount="60")
    assert len(kept_plan(call, short)) == 2
    form = form_of(call, short, complete=True)
    assert form.errors["x"] == [
        "Le plan n’est pas équilibré\u00a0: il manque 40\u00a0€ de ressources."
    ]
    more = expense | cells(1, side="resource", label="Fonds", amount="160")
    form = form_of(call, more, complete=True)
    assert "il y a de trop 60" in form.errors["x"][0]
    assert kept_plan(call, cells(0, side="expense", label="", amount="")) is None


def kept_plan(call: CallFile, data):
    form = form_of(call, data)
    assert form.is_valid(), form.errors
    return form.answers.get("x")


def test_a_field_is_shown_once_its_condition_is_met():
    call = parse(example())
    section = call.sections[0]
    assert "eclairage" not in shown_keys(call, {})
    assert "eclairage" not in shown_keys(call, {"nocturne": False})
    assert "eclairage" in shown_keys(call, {"nocturne": True, "visites": [{"jour": "2025-03-12"}]})
    form = SectionForm(call, section, answers={"nocturne": True})
    assert list(form.fields)[-1] == "eclairage"
    assert form["nocturne"].value() == "true"
    assert list(SectionForm(call, section, answers={}).fields)[-1] == "nocturne"


def test_conditions_read_days_and_lists():
    document = example()
    fields = document["sections"][0]["fields"]
    fields.insert(0, {"key": "jour", "kind": "date", "label": "Jour"})
    document["facts"].append(
        {
            "code": "jour",
            "label": "Jour",
            "unit": "date",
            "from": ["answer:jour"],
            "lift": "applicant",
        }
    )
    document["parameters"].append(
        {
            "code": "avant",
            "label": "Avant",
            "unit": "date",
            "values": [{"from": "2000-01-01", "value": "2025-07-01", "text": "t", "source": "s"}],
        }
    )
    fields.append(
        {
            "key": "presse",
            "kind": "text",
            "label": "Presse",
            "shown_when": {"date_before": {"fact": "jour", "parameter": "avant"}},
        }
    )
    call = parse(document)
    assert "presse" in shown_keys(call, {"jour": "2025-06-30"})
    assert "presse" not in shown_keys(call, {"jour": "2025-07-01"})


def test_the_preview_shows_every_field_and_takes_nothing(client):
    make_call()
    client.force_login(make_user(Role.NATIONAL_TEAM))
    response = client.get(reverse("calls:preview", args=["portes-ouvertes-2025", 1]))
    forms = response.context["forms"]
    assert [len(form.fields) for form in forms] == [5, 4]
    assert all(field.disabled for form in forms for field in form.fields.values())
    assert "Éclairage prévu" in response.content.decode()
