"""Agreements and opinions are asked of others, who read no more than the call lets them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.asks import operations as asks
from usine.asks.models import Ask
from usine.asks.queries import to_do
from usine.calls.candidacies.case import verdict_of
from usine.calls.candidacies.gates import outcomes
from usine.calls.candidacies.operations import withdraw
from usine.calls.candidacies.opinions import summary_of
from usine.calls.eligibility.logic import Truth
from usine.calls.instruction.asking import OPINION_KINDS, ask_opinion
from usine.calls.instruction.operations import take_step
from usine.calls.models import Candidacy
from usine.people.models import Organisation
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_user
from usine.subjects.operations import rebuild
from usine.values import clock

from .candidacies.factories import again, make_commune, refused, spaced, started, submitted
from .documents import example
from .factories import make_call

pytestmark = pytest.mark.django_db

BINOME = {"role": "industrialist", "place": "territory"}


def spec(code: str, kind: str = "opinion", to: Any = None, **more: Any) -> dict[str, Any]:
    told = {
        "code": code,
        "kind": kind,
        "label": f"Demande {code}",
        "question": "Qu’en pensez-vous ?",
    }
    return told | {"to": to or {"chosen": True}, "days": 21, "sees": "summary"} | more


def asking_call(*asked: dict[str, Any], gates: Any = (), code: str = "avis"):
    """The example without rounds, which asks what one gives; its step `shortlist` waits for these
    gates, and one may take a candidacy back."""
    make_commune()
    document = example()
    document["call"]["windows"] = [{"code": "continu", "label": "En continu"}]
    document["asks"] += asked
    document["steps"] += [
        {"verb": "shortlist", "gates": list(gates)},
        {"verb": "declare_ineligible"},
        {"verb": "withdraw"},
    ]
    return make_call(document, code=code, stage="open")


def asked_on(*specs: dict[str, Any], gates: Any = ()) -> Candidacy:
    return submitted(started(asking_call(*specs, gates=gates)))


def ask_of(candidacy: Candidacy, code: str, *, by=None, person=None, text="Votre avis ?") -> Ask:
    due_on = clock.today() + timedelta(days=21)
    return ask_opinion(candidacy, code=code, person=person, text=text, due_on=due_on, by=by)


@pytest.fixture
def instructor():
    return make_user(Role.INSTRUCTOR, region=make_region("32", "Hauts-de-France"))


# Whom


def test_the_binome_is_asked_and_reads_the_summary_alone(client, instructor):
    candidacy = asked_on(spec("entreprise", "agreement", BINOME, sees="whole"))
    industrialist = make_user(Role.INDUSTRIALIST, territory=candidacy.territory)
    reader = make_user(Role.READER, territory=candidacy.territory)
    asked = ask_of(candidacy, "entreprise", by=instructor)
    assert list(to_do(industrialist)) == [asked]
    address = reverse("calls:summary", args=[candidacy.pk])
    client.force_login(industrialist)
    assert client.get(candidacy.get_absolute_url()).status_code == 404
    page = client.get(address)
    assert [(each.label, spaced(each.text)) for each in page.context["lines"]] == [
        ("Appel", "Ouvrir son atelier au public en 2025"),
        ("Projet", "Portes ouvertes de l’atelier"),
        ("Territoire", "Pays de Saint-Omer"),
        ("État", "En instruction"),
        # Its cost is private: it is not there.
        ("Montant demandé", "1 000 €"),
    ]
    assert page.context["sections"] == []
    told = client.get(reverse("asks:ask", args=[asked.pk])).content.decode()
    assert "Demande entreprise" in told
    assert "Ateliers du Nord" not in told + page.content.decode()
    client.force_login(reader)
    assert client.get(address).status_code == 404
    client.force_login(instructor)
    assert client.get(address).status_code == 200


def test_what_is_private_is_not_in_a_summary():
    document = example()
    document["call"]["windows"] = [{"code": "continu", "label": "En continu"}]
    document["sections"][0]["fields"][0]["private"] = True
    make_commune()
    candidacy = submitted(started(make_call(document, code="secret", stage="open")))
    assert dict(summary_of(candidacy))["Projet"] == "Ouvrir son atelier au public en 2025"


def test_who_is_asked_on_the_whole_reads_it_and_blind_who_is_to(client):
    candidacy = asked_on(spec("tout", sees="whole"), spec("aveugle", sees="blind"))
    address = reverse("calls:summary", args=[candidacy.pk])
    labels = {}
    for code in ("tout", "aveugle"):
        person = make_user(Role.REGIONAL_COORDINATOR, region=candidacy.territory.lead_region)
        asked = ask_of(candidacy, code, person=person)
        client.force_login(person)
        sections = client.get(address).context["sections"]
        labels[code] = [line.field.label for each in sections for line in each.lines]
        work = client.get(reverse("asks:ask", args=[asked.pk])).content.decode()
        assert address in work
        asks.withdraw(asked, by=None)
        assert client.get(address).status_code == 404
    assert set(labels["tout"]) - set(labels["aveugle"]) == {"Établissement"}
    assert "Coût du projet" in labels["aveugle"]


def test_each_place_is_asked_where_it_is(instructor):
    candidacy = asked_on(
        spec("region", to={"role": "regional_coordinator", "place": "region"}),
        spec("nation", to={"role": "national_team", "place": "nation"}),
    )
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=candidacy.territory.lead_region)
    national = make_user(Role.NATIONAL_TEAM)
    for code, person in (("region", coordinator), ("nation", national)):
        asked = ask_of(candidacy, code, by=instructor)
        assert list(to_do(person)) == [asked]


def test_a_body_is_asked_by_its_number(instructor):
    candidacy = asked_on(spec("organisme", to={"body": "130002603"}))
    assert refused(ask_of, candidacy, "organisme", by=instructor) == (
        "L’organisme à qui le demander n’est pas encore connu ici."
    )
    body = Organisation.objects.create(name="Agence", siren="130002603")
    assert refused(ask_of, candidacy, "organisme", by=instructor) == spaced(asks.NOBODY)
    member = make_user(Role.REGIONAL_COORDINATOR, region=candidacy.territory.lead_region)
    member.memberships.create(organisation=body, starts_on=clock.today())
    asked = ask_of(candidacy, "organisme", by=instructor)
    assert list(to_do(type(member).objects.get(pk=member.pk))) == [asked]


def test_what_cannot_be_asked_is_refused(instructor):
    candidacy = asked_on(spec("avis"))
    assert refused(ask_of, candidacy, "ailleurs", by=instructor) == (
        "Cet appel ne prévoit pas cette demande."
    )
    assert refused(ask_of, candidacy, "lecture", by=instructor) == (
        "Cet appel ne prévoit pas cette demande."
    )
    assert refused(ask_of, candidacy, "avis", by=instructor) == "Choisissez à qui le demander."
    assert refused(ask_of, candidacy, "accord", by=instructor) == spaced(asks.NOBODY)
    withdraw(candidacy, by=None)
    assert refused(ask_of, candidacy, "accord", by=instructor) == (
        "Cette candidature est dans l’état « retiré »."
    )


def test_a_candidacy_without_the_place_asks_nobody_there(instructor):
    national = make_user(Role.NATIONAL_TEAM)
    call = asking_call(spec("la-bas", to=BINOME))
    candidacy = submitted(started(call, by=national), by=national)
    Candidacy.objects.filter(pk=candidacy.pk).update(territory=None)
    assert refused(ask_of, candidacy, "la-bas", by=national) == (
        "Ce dossier n’a pas le lieu auquel cette demande s’adresse."
    )


def test_only_who_instructs_asks(instructor):
    candidacy = asked_on(spec("avis"))
    manager = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    with pytest.raises(PermissionDenied):
        ask_of(candidacy, "accord", by=manager)
    ask_of(candidacy, "accord", by=instructor)
    assert refused(ask_of, candidacy, "accord", by=instructor) == "C’est déjà demandé, et attendu."


# Answers


def test_no_needs_words_and_what_is_answered_stays(instructor):
    candidacy = asked_on()
    manager = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    asked = ask_of(candidacy, "accord", by=instructor)
    assert "Écrivez quelques mots" in refused(
        asks.answer, asked, outcome="unfavourable", by=manager
    )
    asks.answer(asked, outcome="unfavourable", words="Déjà financé.", by=manager)
    assert "répondue" in refused(asks.withdraw, asked, by=instructor)


def test_who_instructs_reads_them_and_who_applies_does_not(client, instructor):
    candidacy = asked_on()
    manager = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    asks.answer(ask_of(candidacy, "accord", by=instructor), outcome="favourable", by=manager)
    client.force_login(instructor)
    page = client.get(candidacy.get_absolute_url())
    [told] = page.context["opinions"]
    assert [each.outcome for each in told.asks] == ["favourable"]
    assert "D’accord" in page.content.decode()
    client.force_login(manager)
    assert client.get(candidacy.get_absolute_url()).context["opinions"] == []


@pytest.mark.parametrize("verb", ["declare_ineligible", "withdraw"])
def test_they_are_expected_no_more_once_it_is_not_studied(verb):
    candidacy = asked_on()
    make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    asked = ask_of(candidacy, "accord")
    if verb == "withdraw":
        withdraw(candidacy, by=None)
    else:
        take_step(candidacy, verb=verb, words="Hors du champ.", by=None)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_the_summary_follows_its_candidacy():
    candidacy = asked_on()
    make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    assert list(rebuild()) == [0, 0, 0]
    ask_of(candidacy, "accord")
    take_step(candidacy, verb="start", by=None)
    assert list(rebuild()) == [0, 0, 0]


# What waits for them


def gate_of(candidacy: Candidacy):
    [gate] = outcomes(again(candidacy), "shortlist", clock.now())
    return gate.passes, spaced(gate.sentence), [spaced(each) for each in gate.missing]


def test_a_gate_waits_for_all_the_answers(instructor):
    gates = [{"gate": "asks_answered", "ask": "accord", "need": "all"}]
    candidacy = asked_on(gates=gates)
    manager = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    assert gate_of(candidacy) == (
        False,
        "Accord du territoire : 0 réponse.",
        ["1 réponse manque."],
    )
    asked = ask_of(candidacy, "accord", by=instructor)
    assert gate_of(candidacy)[2] == [
        "1 réponse manque.",
        "Chef de projet, Pays de Saint-Omer : sans réponse.",
    ]
    asks.answer(asked, outcome="unfavourable", words="Non.", by=manager)
    assert gate_of(candidacy) == (True, "Accord du territoire : 1 réponse.", [])


def test_a_gate_waits_for_some_or_for_no_refusal():
    chosen = [
        {"gate": "asks_answered", "ask": "avis", "need": "at_least", "count": 1},
        {"gate": "asks_answered", "ask": "avis", "need": "none_unfavourable"},
    ]
    candidacy = asked_on(spec("avis"), gates=chosen)
    region = candidacy.territory.lead_region
    people = [make_user(Role.REGIONAL_COORDINATOR, region=region) for _ in range(2)]
    first, second = (ask_of(candidacy, "avis", person=each) for each in people)
    asks.answer(first, outcome="unfavourable", words="Trop cher.", by=people[0])
    some, none = outcomes(again(candidacy), "shortlist", clock.now())
    assert some.passes
    assert [spaced(each) for each in none.missing] == [
        f"{people[0]} : avis défavorable.",
        f"{people[1]} : sans réponse.",
    ]
    asks.withdraw(second, by=None)
    _, none = outcomes(again(candidacy), "shortlist", clock.now())
    assert len(none.missing) == 1


def test_what_nothing_judges_yet_does_not_pass():
    gates = [{"gate": "asks_answered", "ask": "lecture", "need": "all"}]
    assert gate_of(asked_on(gates=gates))[0] is False


def test_a_rule_reads_the_agreement():
    make_commune()
    document = example()
    document["call"]["windows"] = [{"code": "continu", "label": "En continu"}]
    document["rules"][2]["expect"] = {"agreement_given": {"ask": "accord"}}
    candidacy = submitted(started(make_call(document, code="regle", stage="open")))
    manager = make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)

    def given():
        rules = {each.code: each for each in verdict_of(again(candidacy), clock.now()).rules}
        return rules["lieu"].verdict

    assert given() is Truth.UNKNOWN
    asked = ask_of(candidacy, "accord")
    assert given() is Truth.UNKNOWN
    asks.answer(asked, outcome="favourable", by=manager)
    assert given() is Truth.MET
    other = ask_of(candidacy, "accord")
    assert given() is Truth.UNKNOWN
    asks.answer(other, outcome="unfavourable", words="Non.", by=manager)
    assert given() is Truth.UNMET


# The page that asks


def test_the_page_that_asks(client, instructor):
    candidacy = asked_on(spec("avis"))
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=candidacy.territory.lead_region)
    client.force_login(instructor)
    address = reverse("calls:ask_opinion", args=[candidacy.pk, "avis"])
    assert address in client.get(candidacy.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    assert list(form.fields) == ["person", "text", "due_on"]
    sent = {"person": str(coordinator.pk), "text": "Votre avis ?", "due_on": form.initial["due_on"]}
    assert client.post(address, sent).url == candidacy.get_absolute_url()
    assert Ask.objects.get().person == coordinator
    unknown = reverse("calls:ask_opinion", args=[candidacy.pk, "lecture"])
    assert client.get(unknown).status_code == 404
    # The general page asks nothing of it: its call names what is asked.
    general = reverse("asks:new", args=[OPINION_KINDS["opinion"].code, f"summary:{candidacy.pk}"])
    more = {"to": f"person:{coordinator.pk}", "text": "Encore ?", "due_on": sent["due_on"]}
    assert "Demandez-le depuis la page du dossier." in client.post(general, more).content.decode()
