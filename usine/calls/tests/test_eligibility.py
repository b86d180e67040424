"""`usine eligibility`: an action, a territory or answers, at two dates."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from usine.calls.operations import import_call
from usine.people.tests.factories import make_territory
from usine.plans import corrections, operations
from usine.plans.models import Action
from usine.plans.tests.factories import make_action
from usine.values import clock

from .documents import example
from .eligibility.terms import spaced
from .factories import CODE, bytes_of, make_call

pytestmark = pytest.mark.django_db
MARCH = datetime(2025, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def here():
    with clock.set_to(MARCH):
        make_call(stage="open")
        territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
        make_action(territory, reference="A3", title="Atelier", planned_budget=1_600_00)
    return territory


def run(*options):
    out = io.StringIO()
    call_command("eligibility", CODE, *options, stdout=out)
    return out.getvalue()


def asked(*options):
    return json.loads(run(*options, "--format", "json"))


ACTION = ("--territory", "pays-de-saint-omer", "--action", "A3")


def test_each_rule_says_what_is_seen_and_what_is_missing(here):
    told = asked(*ACTION, "--at", "2025-03-10")
    assert (told["verdict"], told["call"], told["version"]) == ("unmet", CODE, "v1")
    [cost, rate, place] = told["rules"]
    assert set(cost) >= {"code", "verdict", "sentence", "seen", "threshold", "source", "gap"}
    assert spaced(*(cost[name] for name in ("verdict", "seen", "threshold", "gap"))) == (
        "unmet",
        "1 600 €",
        "2 000 €",
        "il manque 400 €",
    )
    assert spaced(cost["seen_from"]) == ("budget de l’action A3, depuis le 10 janvier 2024",)
    assert (rate["verdict"], place["verdict"]) == ("unknown", "unknown")


def test_the_parameters_are_those_of_the_day(here):
    verdicts = [asked(*ACTION, "--at", day)["rules"][0]["verdict"] for day in DAYS]
    assert verdicts == ["unmet", "met"]


DAYS = ("2025-03-10", "2025-10-01")


def test_the_text_reads_well(here):
    lines = run(*ACTION, "--at", "2025-03-10").splitlines()
    assert spaced(*lines[:6]) == (
        "Ouvrir son atelier au public en 2025, v1, le 10 mars 2025",
        "Non éligible : 1 règle n’est pas remplie.",
        "",
        "[non remplie] Le projet coûte au moins 2 000 €.",
        "  1 600 €, budget de l’action A3, depuis le 10 janvier 2024",
        "  il manque 400 €",
    )


def test_a_verdict_is_the_same_years_later(here):
    at = ("--at", "2025-03-10", "--known-at", "2025-03-10T12:00:00+00:00")
    with clock.set_to(datetime(2025, 3, 10, 12, tzinfo=UTC)):
        before = asked(*ACTION, *at)
    action = here_action(here)
    with clock.set_to(datetime(2026, 2, 1, tzinfo=UTC)):
        document = example()
        document["parameters"][0]["values"][0] |= {"value": 100_00, "text": "Le coût est de 100 €."}
        document["rules"][0]["sentence"] = "Autre règle, {threshold}."
        document["version"]["label"] = "v9"
        import_call(bytes_of(document), by=None)
        operations.change(
            action,
            values={"reference": "B1", "title": "Usine", "planned_budget": 9_000_00},
            version=action.version,
            by=None,
        )
        corrections.correct_budget(
            action.planned_budgets.standing().first(),
            amount=5_000_00,
            effective_on=date(2024, 1, 10),
            reason="Erreur de saisie",
            by=None,
        )
        make_action(here, reference="A3", title="Autre", planned_budget=7_000_00)
    with clock.set_to(datetime(2031, 1, 1, tzinfo=UTC)):
        assert asked(*ACTION, *at) == before
        later = asked("--territory", here.slug, "--action", "B1", "--at", "2025-03-10")
    assert (later["version"], later["verdict"]) == ("v9", "unknown")


def here_action(territory):
    return Action.objects.get(territory=territory, reference="A3")


def test_an_action_keeps_the_reference_that_another_took_after_it_left(here):
    first = here_action(here)
    with clock.set_to(datetime(2025, 6, 1, tzinfo=UTC)):
        operations.withdraw(first, reason="Doublon", by=None)
        make_action(here, reference="A3", title="Autre", planned_budget=7_000_00)
        told = [
            asked(*ACTION, "--at", day)["rules"][0]["seen"] for day in ("2025-05-31", "2025-06-01")
        ]
    assert spaced(*told) == ("7 000 €", "7 000 €")
    with clock.set_to(datetime(2025, 6, 2, tzinfo=UTC)):
        known = asked(*ACTION, "--known-at", "2025-05-31")["rules"][0]["seen"]
    assert spaced(known) == ("1 600 €",)


def test_the_day_is_that_of_what_is_known(here):
    told = asked(*ACTION, "--known-at", "2025-10-01")
    assert (told["at"], told["rules"][0]["verdict"]) == ("2025-10-01", "met")
    with clock.set_to(datetime(2025, 3, 12, tzinfo=UTC)):
        assert (asked(*ACTION)["at"], asked(*ACTION)["known_at"]) == ("2025-03-12", None)


def test_a_territory_alone_has_a_label(here):
    told = asked("--territory", here.slug, "--at", "2025-03-10")
    assert told["rules"][0]["gap"] is not None
    assert told["rules"][2]["verdict"] == "unknown"


@pytest.fixture
def answers(tmp_path):
    def write(**typed):
        path = tmp_path / "reponses.json"
        path.write_text(json.dumps(typed))
        return "--answers", str(path)

    return write


def test_answers_come_before_what_is_known(here, answers):
    typed = {"cout": 200_000, "body:naf": "25.62B"}
    told = asked(*ACTION, *answers(**typed), "--at", "2025-03-10")
    assert [rule["verdict"] for rule in told["rules"]] == ["met", "unknown", "met"]
    alone = asked(*answers(**typed), "--at", "2025-03-10")
    assert [rule["verdict"] for rule in alone["rules"]] == ["met", "unknown", "unknown"]


def test_answers_come_from_the_standard_input(here, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(b'{"cout": 100}'))
    monkeypatch.setattr("sys.stdin", stdin)
    assert asked("--answers", "-", "--at", "2025-03-10")["rules"][0]["verdict"] == "unmet"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), "Donnez --territory, --action avec son --territory, ou --answers."),
        (("--action", "A3"), "Donnez --territory"),
        (("--territory", "ailleurs"), "Aucun territoire n’a pour adresse"),
        (
            ("--territory", "pays-de-saint-omer", "--action", "Z9"),
            "Aucune action du plan de Pays de Saint-Omer n’a la référence",
        ),
        (("--answers", "/nulle/part.json"), "ne se lit pas"),
        ((*ACTION, "--known-at", "2025-03-09"), "n’avait pas de version publiée"),
    ],
)
def test_what_cannot_be_asked_is_refused(here, options, why):
    with pytest.raises(CommandError, match=why):
        run(*options)


def test_an_unknown_call_is_refused():
    with pytest.raises(CommandError, match="Aucun appel ne porte le code"):
        call_command("eligibility", "inconnu", "--territory", "x")
