"""Who was awarded what, for everybody, once it is released."""

import pytest
from django.urls import reverse

from usine.calls.candidacies.operations import withdraw
from usine.calls.decisions.operations import release
from usine.calls.operations import step_call

from ..candidacies.factories import again, spaced
from .factories import (
    REFUSAL,
    another,
    approved,
    decided_call,
    proposed,
    released,
    studied,
)

pytestmark = pytest.mark.django_db

PAGE = "calls:laureates"


def listed(client, **asked: str) -> list:
    page = client.get(reverse(PAGE), asked)
    return [each.decision for each in page.context["lines"]]


def rows(client, **asked: str) -> list[str]:
    answer = client.get(reverse("calls:laureates_export"), asked)
    return spaced(answer.content.decode("utf-8-sig")).splitlines()


def test_what_is_not_released_is_nowhere(client):
    first = proposed()
    approved(another(first.candidacy))
    withdraw(approved(another(first.candidacy)).candidacy, by=None)
    released(another(first.candidacy), **REFUSAL)
    released(studied(decided_call("essai", stage="test")))
    page = spaced(client.get(reverse(PAGE)).content.decode())
    assert (listed(client), "Ateliers du Nord" in page) == ([], False)
    assert [len(rows(client)), "decide" in page] == [1, False]


def test_who_was_awarded_is_told_with_the_amounts(client):
    decision = released()
    page = spaced(client.get(reverse(PAGE)).content.decode())
    assert [word in page for word in ("Ateliers du Nord", "Portes ouvertes", "800 €")] == [True] * 3
    candidacy = decision.candidacy
    assert rows(client)[1:] == [
        f"{candidacy.call.title};Ateliers du Nord;{candidacy.body.siren};{candidacy.title};"
        f"Pays de Saint-Omer;Saint-Omer;{decision.decided_on:%d/%m/%Y};800;;2500"
    ]


def test_what_replaces_an_award_takes_its_place_once_it_is_released(client):
    first = released()
    second = approved(again(first.candidacy), outcome="awarded", awarded=700_00)
    assert listed(client) == [first]
    assert [each.call_url for each in client.get(reverse(PAGE)).context["lines"]] == [
        "/appels/decide/"
    ]
    release([second], by=None)
    assert listed(client) == [second]
    release([approved(again(first.candidacy), **REFUSAL)], by=None)
    assert listed(client) == []


def test_the_list_and_its_file_are_filtered_by_the_address(client):
    first = released()
    other = released(studied(decided_call("autre-appel")))
    assert listed(client, appel="autre-appel") == [other]
    assert listed(client, region=first.candidacy.territory.lead_region.slug) == [other, first]
    assert len(rows(client, appel="decide")) == 2
    assert listed(client, appel="rien", region="rien") == [other, first]


def test_a_call_that_is_withdrawn_is_named_without_a_link(client):
    step_call(released().candidacy.call, "close_call", by=None)
    assert [each.call_url for each in client.get(reverse(PAGE)).context["lines"]] == [""]


def test_a_project_whose_name_is_asked_in_private_is_not_named(client):
    decision = released(studied(decided_call(private=["titre"])))
    assert decision.candidacy.title == "Portes ouvertes de l’atelier"
    page = client.get(reverse(PAGE))
    assert [each.title for each in page.context["lines"]] == [""]
    assert "Portes ouvertes de l’atelier" not in page.content.decode()
    assert "Portes ouvertes de l’atelier" not in "".join(rows(client))


def test_the_list_costs_the_same_with_more_of_them(client, django_assert_num_queries):
    first = released()
    client.get(reverse(PAGE))
    with django_assert_num_queries(6) as one:
        client.get(reverse(PAGE))
    for _ in range(2):
        released(another(first.candidacy))
    with django_assert_num_queries(len(one)):
        client.get(reverse(PAGE))
