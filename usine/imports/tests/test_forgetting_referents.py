"""The referent of actions is forgotten with the person, whoever wrote their name."""

import json
from datetime import timedelta

import pytest

from usine.exchanges.models import Note
from usine.imports import operations as importing
from usine.imports.models import ImportRow
from usine.ledger.models import Payload
from usine.ledger.verification import verify
from usine.people import operations as people
from usine.people.roles import Role
from usine.plans import blocking, operations
from usine.plans.history import history
from usine.plans.models import Action
from usine.plans.tests.factories import make_action, make_user
from usine.values import clock

from .imports import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def ada(territory):
    ada = make_user(Role.PROJECT_MANAGER, territory=territory)
    ada.first_name, ada.last_name = "Ada", "Lovelace"
    ada.save()
    return ada


def forget(person) -> None:
    for mandate in person.mandates.all():
        people.end_mandate(mandate, on=clock.today() - timedelta(days=1), by=None)
    people.forget(person, by=None, reason="Demande")


def kept(word: str) -> list[str]:
    """Where the word still is."""
    rows = {
        "payloads": Payload.objects.values_list("content", flat=True),
        "actions": Action.objects.values_list("referent", "comment"),
        "rows": ImportRow.objects.values_list("values", "changes", "cells"),
        "notes": Note.objects.values_list("text", flat=True),
    }
    return [where for where, values in rows.items() if word in json.dumps([*map(str, values)])]


def test_a_referent_is_forgotten_wherever_others_named_them(territory, manager, ada):
    first = make_action(territory, referent="LOVELACE Ada", lead="CCI")
    operations.change(first, values={"referent": "Grace Hopper"}, version=1, by=manager)
    second = make_action(territory, referent="Grace Hopper")
    operations.change(second, values={"referent": "Ada Lovelace"}, version=1, by=manager)
    file = "N°;Action;Axe;Référent\nF7;Halle;Foncier;Ada LOVELACE\n"
    received = importing.receive(
        territory=territory,
        filename="plan.csv",
        content=file.encode(),
        effective_on=clock.today(),
        by=manager,
    )
    importing.apply(received, by=manager)
    assert {*kept("Lovelace"), *kept("LOVELACE")} == {"payloads", "actions", "rows"}
    forget(ada)
    assert kept("Lovelace") == kept("LOVELACE") == []
    assert [*Action.objects.order_by("pk").values_list("referent", "referent_account")] == [
        ("Grace Hopper", None),
        ("", None),
        ("", None),
    ]
    assert history(first)[-1].erased
    assert [line.new for line in history(first)[-1].lines if line.label == "Porteur"] == ["CCI"]
    assert verify() == []


def test_the_draft_of_somebody_else_keeps_its_steps(territory, manager, ada):
    file = "N°;Action;Axe;Référent;Étapes\nF7;Halle;Foncier;Ada LOVELACE;Étude\n"
    draft = send(territory, file.encode(), by=manager)
    forget(ada)
    importing.apply(draft, by=manager)
    action = Action.objects.get()
    assert (action.referent, [each.title for each in action.milestones.all()]) == ("", ["Étude"])


def test_what_they_wrote_of_a_blockage_is_forgotten(territory, ada):
    action = make_action(territory)
    blocking.block(action, kind="land", words="Lovelace l’a dit", by=ada)
    forget(ada)
    assert action.blockages.get().words == "Motif effacé."
    assert history(action)[1].lines[0].new == "Foncier"
    assert kept("Lovelace") == []
