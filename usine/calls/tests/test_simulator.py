"""The simulator: few questions, nothing kept, a verdict that says why."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from usine.calls.format import canonical
from usine.calls.simulation import effort
from usine.calls.simulation.fields import asking
from usine.calls.tests.factories import make_call
from usine.geography.models import Commune, Departement
from usine.people.tests.factories import LABELLED_ON, make_region, make_territory
from usine.territories.models import Member
from usine.values import clock

from .documents import example
from .eligibility.terms import spaced

pytestmark = pytest.mark.django_db
MARCH = datetime(2025, 3, 10, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day():
    cache.clear()
    with clock.set_to(MARCH):
        yield
    cache.clear()


@pytest.fixture
def commune():
    territory = make_territory("Pays de Saint-Omer", make_region("32", "Hauts-de-France"))
    departement = Departement.objects.create(
        code="62", name="Pas-de-Calais", region=territory.lead_region
    )
    Member.objects.create(
        territory=territory, kind="commune", code="62765", name="x", since=LABELLED_ON
    )
    return Commune.objects.create(
        code="62765", name="Saint-Omer", search_name="saint omer", departement=departement
    )


def page(client, call, **answers):
    return client.get(reverse("calls:simulator", args=[call.pk]), answers)


def verdicts(client, call, **answers):
    rules = page(client, call, **answers).context["verdict"].rules
    return {rule.code: str(rule.verdict) for rule in rules}


def test_only_what_the_rules_read_and_the_commune_does_not_tell_is_asked(client):
    fields = page(client, make_call(stage="open")).context["form"].fields
    # The rate is compared with nothing published: neither the aid nor the cost would change it.
    assert list(fields) == ["cout", "agreement-accord", "commune", "activite"]


def test_without_answers_there_is_no_verdict(client):
    shown = page(client, make_call(stage="open"))
    assert shown.context["verdict"] is None
    assert "no-store" in shown.headers["Cache-Control"]


def test_answers_give_a_verdict_with_its_reasons(client, commune):
    call = make_call(stage="open")
    answers = {"cout": "1,6 k€", "commune": "Saint-Omer", "activite": "25.62B"}
    assert verdicts(client, call, **answers) == {
        "cout": "unmet",
        "taux": "unknown",
        "lieu": "met",
    }
    html = spaced(page(client, call, **answers).content.decode().replace("&nbsp;", " "))[0]
    assert "il manque 400 €" in html.lower()
    assert "Coût" in html
    assert html.count("votre réponse") >= 1


def test_what_is_not_said_is_unknown(client):
    call = make_call(stage="open")
    assert set(verdicts(client, call, cout="", activite="").values()) == {"unknown"}


def test_an_agreement_may_be_said(client):
    call = make_call(stage="open")
    said_no = verdicts(client, call, activite="25.62B", **{"agreement-accord": "non"})
    said_yes = verdicts(client, call, activite="25.62B", **{"agreement-accord": "oui"})
    assert (said_no["lieu"], said_yes["lieu"]) == ("unknown", "met")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"commune": "Nulle-Part"}, "Aucune commune ne s’appelle « Nulle-Part »."),
        ({"commune": "Saint-Omer"}, "Plusieurs communes ont ce nom : "),
        ({"cout": "beaucoup"}, "n’est pas un montant compris"),
        ({"activite": "x" * 101}, "100 caractères"),
    ],
)
def test_what_cannot_be_read_is_told_on_its_field(client, commune, answers, why):
    departement = Departement.objects.create(code="14", name="Calvados", region=make_region())
    Commune.objects.create(
        code="14644", name="Saint-Omer", search_name="saint omer", departement=departement
    )
    shown = page(client, make_call(stage="open"), **answers)
    assert shown.context["verdict"] is None
    assert why in spaced(str(shown.context["form"].errors))[0]


def every_unit():
    """The example, with a rule for each unit that an answer may have."""
    document = example()
    facts = {
        "emplois": "count",
        "taux": "basis_points",
        "debut": "date",
        "axes": "codes",
        "recu": "aids",
        "taille": "code",
        "libre": "codes",
    }
    document["facts"] += [
        {"code": code, "from": [], "label": code, "lift": "applicant", "unit": unit}
        for code, unit in facts.items()
    ]
    value = {"from": "2024-01-01", "source": "Texte", "text": "Seuil."}
    parameters = {
        "emplois_min": ("count", 5),
        "debut_max": ("date", "2025-12-31"),
        "plafond": ("cents", 300_000_00),
        "periode": ("period", "rolling-3"),
    }
    document["parameters"] += [
        {"code": code, "label": code, "unit": unit, "values": [{**value, "value": worth}]}
        for code, (unit, worth) in parameters.items()
    ]
    expects = [
        {"amount_at_least": {"fact": "emplois", "parameter": "emplois_min"}},
        {"date_before": {"fact": "debut", "parameter": "debut_max"}},
        {"choice_in": {"fact": "axes", "codes": ["innovation"]}},
        {"choice_in": {"fact": "taille", "codes": ["PME"]}},
        {
            "de_minimis_left": {
                "asked": "cout",
                "received": "recu",
                "parameter": "plafond",
                "period": "periode",
            }
        },
        {"prerequisite_award": {"call": "autre-appel"}},
        {"document_present": {"document": document["documents"][0]["code"]}},
    ]
    document["rules"] = [
        {"code": f"r{n}", "expect": each, "lift": "nobody", "sentence": "Oui.", "text": "Texte"}
        for n, each in enumerate(expects)
    ]
    return document


def test_each_unit_is_asked_in_its_own_way(client):
    call = make_call(every_unit(), stage="open")
    answers = {
        "emplois": "12",
        "debut": "2025-04-01",
        "axes": ["innovation"],
        "taille": "PME",
        "cout": "200 k€",
        "recu": "150 k€",
        "award-autre-appel": "oui",
    }
    assert list(verdicts(client, call, **answers).values()) == [
        "met",
        "met",
        "met",
        "met",
        "unmet",
        "met",
        "unknown",
    ]
    assert verdicts(client, call, taille="autre", emplois="0")["r3"] == "unmet"


def test_a_fact_that_no_field_lists_is_typed_as_text():
    field, says = asking("codes", [], "Codes", "")
    assert says(field.clean("62 59")) == ("62", "59")
    field, says = asking("basis_points", [], "Taux", "")
    assert says(field.clean("12.5")) == 1250


@pytest.mark.parametrize("stage", ["", "test", "closed"])
def test_a_call_that_is_not_open_has_no_simulator_for_the_public(client, stage):
    assert page(client, make_call(stage=stage)).status_code == 404


def test_an_address_that_asks_too_much_waits(client, monkeypatch):
    monkeypatch.setattr(effort, "MOST", 2)
    call = make_call(stage="open")
    codes = [page(client, call, cout="1").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert page(client, call).status_code == 200
    assert page(client, call, cout="1").headers["Retry-After"] == "600"


def test_nothing_that_is_typed_is_logged(client, caplog):
    call = make_call(stage="open")
    with caplog.at_level("DEBUG"):
        page(client, call, cout="987654321", activite="25.62B")
    logged = str([vars(record) for record in caplog.records])
    assert "/simulateur/" in logged
    assert "987654321" not in logged
    assert "25.62B" not in logged


def test_the_simulator_takes_a_fixed_number_of_queries(client, commune, django_assert_num_queries):
    call = make_call(stage="open")
    page(client, call, cout="1")
    with django_assert_num_queries(8):
        page(client, call, cout="1", commune="Saint-Omer")


def test_the_choices_of_the_form_are_offered(client):
    document = deepcopy(example())
    choices = [{"code": "friche", "label": "Friche à reprendre"}]
    field = {"key": "terrain", "kind": "choice", "label": "Quel terrain ?", "choices": choices}
    document["sections"][0]["fields"].append(field)
    fact = {"code": "terrain", "from": ["answer:terrain"], "label": "Terrain"}
    document["facts"].append({**fact, "lift": "applicant", "unit": "code"})
    rule = {"choice_in": {"fact": "terrain", "codes": ["friche"]}}
    document["rules"][0]["expect"] = rule
    call = make_call(canonical.read(canonical.write(document)), stage="open")
    asked = page(client, call).context["form"].fields["terrain"]
    assert (asked.label, asked.choices[1]) == ("Quel terrain ?", ("friche", "Friche à reprendre"))
