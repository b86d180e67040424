"""The notes of an action on its page, and the fields that a plan seldom fills."""

import pytest
from django.urls import reverse

from usine.exchanges.operations import add_note
from usine.plans import blocking, operations

from .factories import make_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def action(territory):
    return make_action(territory, comment="Étude lancée", objectives="Accueillir", tags=["pilote"])


def test_a_note_is_added_and_listed_with_its_author(signed_in, manager, action):
    address = reverse("plans:add_note", args=[action.pk])
    assert "Ajouter une note" in signed_in.get(address).content.decode()
    response = signed_in.post(address, {"text": "Étude rendue\r\nhier"}, follow=True)
    notes = response.context["notes"]
    assert response.redirect_chain[0][0] == f"{action.get_absolute_url()}#note-{notes[0].pk}"
    assert [(note.text, note.by) for note in notes] == [
        ("Étude rendue\nhier", manager),
        ("Étude lancée", None),
    ]
    again = signed_in.post(address, {"text": " "})
    assert again.context["form"].errors == {"text": ["Ce champ est obligatoire."]}


def test_one_comes_back_where_one_commented_from(signed_in, action):
    """From the sheet, to the note; from a list, to its line."""
    address, there = reverse("plans:add_note", args=[action.pk]), "/plans/?q=x"
    line, sheet = f"{there}#action-{action.pk}", action.get_absolute_url()
    page = signed_in.get(address, {"retour": there})
    assert page.context["cancel_url"] == f"{sheet}?retour=%2Fplans%2F%3Fq%3Dx"
    page = signed_in.get(address, {"retour": there, "depuis": "liste"})
    assert page.context["cancel_url"] == line
    written = signed_in.post(f"{address}?depuis=liste&retour=/plans/%3Fq=x", {"text": "Vu"})
    assert written.url == line


def test_what_left_the_plan_takes_no_note(signed_in, action):
    operations.withdraw(action, reason="Doublon", by=None)
    address = reverse("plans:add_note", args=[action.pk])
    assert signed_in.get(address).url == action.get_absolute_url()
    refused = signed_in.post(address, {"text": "Trop tard"})
    assert "retirée du plan" in str(refused.context["form"].errors)


def test_the_page_tells_what_is_filled(signed_in, client, action):
    blocking.block(action, kind="land", words="Terrain pollué", by=None)
    page = signed_in.get(action.get_absolute_url())
    assert page.context["more"] == [
        ("Objectifs", "Accueillir"),
        ("Étiquettes", "pilote"),
    ]
    client.logout()
    public = client.get(action.get_absolute_url()).content.decode()
    assert not [
        word for word in ("Accueillir", "pilote", "Étude lancée", "Foncier\n") if word in public
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_the_notes(
    signed_in, action, number, django_assert_num_queries
):
    for rank in range(number):
        add_note(action.subject, text=f"Note {rank}", by=None)
    with django_assert_num_queries(28):
        signed_in.get(action.get_absolute_url())
