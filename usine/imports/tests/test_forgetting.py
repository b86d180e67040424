"""What somebody wrote about actions, by hand or in a file, is forgotten with them."""

from datetime import date
from typing import Any

import pytest

from usine.imports import operations as importing
from usine.imports.models import ImportRow, PlanImport
from usine.ledger.models import Payload
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people import operations as people
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.plans import operations as plans
from usine.plans.corrections import correct_budget, correct_status
from usine.plans.history import history
from usine.plans.models import Action, PlannedBudget, StatusChange
from usine.plans.states import Status
from usine.values import clock

pytestmark = pytest.mark.django_db

WORDS = (
    *("canariMotif", "canariMontant", "canariRetrait"),
    *("canariCommentaire", "canariDepose", "canariFichier"),
    *("canariStatut", "canariDate"),
)
FILE = (
    "N°;Action;Axe;Commentaire;Statut;Début\n"
    "F1;Une halle;Foncier;canariDepose;canariStatut;canariDate\n"
)


def left(words: tuple[str, ...] = WORDS) -> list[str]:
    texts = [
        *map(str, Payload.objects.values_list("content", flat=True)),
        *map(str, StatusChange.objects.values_list("reason", flat=True)),
        *map(str, PlannedBudget.objects.values_list("reason", flat=True)),
        *map(str, Action.objects.values_list("withdrawal_reason", flat=True)),
        *map(str, ImportRow.objects.values_list("values", "changes", "cells")),
        *map(str, ImportRow.objects.values_list("told", "incomplete", "doubts")),
        *map(str, PlanImport.objects.values_list("filename", "account", "corrections")),
    ]
    return [word for word in words if any(word in text for text in texts)]


def test_words_signed_about_actions_go_and_actions_stay():
    territory = make_territory()
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    other = make_user(Role.PROJECT_MANAGER, territory=territory)
    today = clock.today()
    values: dict[str, Any] = {"title": "Une action", "axis": "foncier"}
    values |= {"comment": "canariCommentaire", "planned_budget": 100_00}
    action = plans.create(territory=territory, values=values, effective_on=today, by=manager)
    correct_status(
        action.status_changes.get(),
        status=Status.TO_START,
        effective_on=today,
        reason="canariMotif",
        by=manager,
    )
    correct_budget(
        action.planned_budgets.get(),
        amount=200_00,
        effective_on=today,
        reason="canariMontant",
        by=manager,
    )
    plans.withdraw(action, reason="canariRetrait", by=manager)
    for by, name in ((manager, "canariFichier"), (other, "autre")):
        text = FILE if by == manager else "N°;Action;Axe;Commentaire\nF2;B;Foncier;deLAutre\n"
        received = importing.receive(
            territory=territory,
            filename=f"{name}.csv",
            content=text.encode(),
            effective_on=today,
            by=by,
        )
        importing.apply(received, by=by)
    assert left() == list(WORDS)
    counted = balance("actions", as_of=today)

    people.end_mandate(manager.mandates.get(), on=date(2024, 12, 31), by=None)
    people.forget(manager, by=None, reason="Demande de la personne.")

    assert left() == []
    assert left(("deLAutre", "autre.csv")) == ["deLAutre", "autre.csv"]
    assert balance("actions", as_of=today) == counted
    # A comment is a note, which was signed.
    assert Action.objects.get(reference="F1").comment == ""
    action.refresh_from_db()
    assert {fact.who for fact in history(action)} == {"Ancien agent", "la plateforme"}
    assert verify() == []
