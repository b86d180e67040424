"""Answers typed to the documented example."""

from datetime import date

import pytest

from usine.calls.eligibility.facts import DatedAid, Given
from usine.calls.format.parse import parse
from usine.calls.gathering.names import CodeNames, NamesOfCall
from usine.calls.gathering.typed import typed_book
from usine.calls.gathering.vantage import Vantage
from usine.geography.models import Commune, Departement
from usine.people.tests.factories import make_region, make_territory
from usine.values.errors import Refused

from ..documents import example
from .terms import spaced

NO_AMOUNT = "n’est pas un montant en centimes, entier."
VANTAGE = Vantage(date(2025, 4, 1))


def known(**answers):
    facts = typed_book(parse(example()), answers.pop("also", {}) | answers, VANTAGE).facts
    return {source: given.value for source, given in facts.items() if given.is_known}


def test_an_answer_is_that_of_a_field_else_of_a_fact_else_of_a_source():
    assert known(cout=1, also={"body:naf": "25.62B"})["body:naf"] == "25.62B"
    sources = [source for source in known(cout=1) if source.endswith(":cout")]
    assert len(sources) == 1


@pytest.mark.parametrize(
    ("source", "value", "read"),
    [
        ("action:budget", 100, 100),
        ("action:start", "2025-04-01", date(2025, 4, 1)),
        ("territory:labelled_on", False, False),
        ("territory:departements", ["62", "59"], ("62", "59")),
        (
            "aid:de_minimis",
            [{"on": "2024-01-02", "amount": 5}],
            (DatedAid(date(2024, 1, 2), 5),),
        ),
        ("agreement:accord", True, True),
    ],
)
def test_values_are_read_in_their_unit(source, value, read):
    assert known(also={source: value})[source] == read


@pytest.mark.parametrize(
    ("source", "value", "sentence"),
    [
        (
            "action:budget",
            -1,
            "« action:budget » : « -1 » n’est pas un montant en centimes, entier.",
        ),
        (
            "action:budget",
            "12",
            "« action:budget » : « 12 » n’est pas un montant en centimes, entier.",
        ),
        ("action:budget", 1.5, None),
        ("action:start", "demain", "« action:start » : « demain » n’est pas un jour AAAA-MM-JJ."),
        ("action:start", 3, None),
        ("territory:departements", [62], None),
        ("territory:departements", 62, None),
        ("aid:de_minimis", [{"on": "2024-01-02"}], None),
        ("aid:de_minimis", ["x"], None),
        ("agreement:accord", "oui", "« agreement:accord » : « oui » n’est pas true ou false."),
        ("inconnu", 1, "L’appel ne lit pas « inconnu »."),
    ],
)
def test_what_cannot_be_read_is_refused(source, value, sentence):
    with pytest.raises(Refused) as refusal:
        known(also={source: value})
    assert sentence is None or spaced(str(refusal.value)) == (sentence,)


def test_null_was_not_given():
    assert known(also={"action:budget": None}) == {}


@pytest.fixture
def commune(db):
    region = make_region("32", "Hauts-de-France")
    departement = Departement.objects.create(code="62", name="Pas-de-Calais", region=region)
    return Commune.objects.create(code="62765", name="Saint-Omer", departement=departement)


def test_a_commune_tells_its_region_unless_another_is_typed(commune):
    assert known(also={"project:commune": "62765"}) == {
        "project:commune": "62765",
        "project:departement": "62",
        "project:region": "32",
        "territory:labelled_on": False,
    }
    typed = {"project:commune": "62765", "project:region": "28"}
    assert known(also=typed)["project:region"] == "28"


def test_a_territory_tells_its_label(db):
    territory = make_territory()
    facts = known(also={"territory:place": territory.place})
    assert facts["territory:labelled_on"][0].since == territory.labelled_on


def test_what_a_candidacy_asks_is_read_in_its_answers():
    call = parse(example())
    facts = typed_book(call, {call.reads.asked: 100}, VANTAGE).facts
    assert facts["candidacy:asked"] == Given(100, "réponse")


def with_field(**field):
    document = example()
    document["sections"][0]["fields"].append({"label": "Champ", **field})
    return parse(document)


def test_a_siret_tells_a_siren():
    call = parse(example())
    facts = typed_book(call, {call.reads.siret or "siret": "552 081 317 66522"}, VANTAGE).facts
    assert facts["body:siren"].value == "552081317"


def test_a_commune_may_be_an_answer_of_the_form(commune):
    assert known(commune="62765")["project:region"] == "32"


@pytest.mark.parametrize("kind", ["email", "table"])
def test_an_answer_that_no_rule_can_read_is_left_out(kind):
    columns = {"columns": [{"key": "a", "kind": "text", "label": "A"}]} if kind == "table" else {}
    call = with_field(key="autre", kind=kind, **columns)
    assert (
        typed_book(call, {"autre": [{"a": "x"}]}, VANTAGE).facts
        == typed_book(call, {}, VANTAGE).facts
    )


def test_the_choices_of_a_form_are_named():
    choices = [{"code": "friche", "label": "Friche à reprendre"}]
    names = NamesOfCall(with_field(key="terrain", kind="choice", choices=choices), CodeNames())
    read = [names("answer:terrain", code) for code in ("friche", "autre")]
    assert read == ["Friche à reprendre", "autre"]
