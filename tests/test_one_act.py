"""A hurried click on a form that creates: one row, one event, one mail, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from usine.imports.models import PlanImport
from usine.jobs.tests.conftest import kept
from usine.jobs.worker import Worker
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.pages import posting
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.plans.models import Action

__all__ = ["kept"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept")]

CLICKS = 5
CREATED = (Action, Mandate, User, PlanImport, Event)
SIGNED = {"first_name": "Ada", "last_name": "Lovelace"}
FROM = {"starts_on": "2023-01-02", "ends_on": "2023-06-30"}


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in CREATED}


# What each form sends, and what one act adds; `place` is a territory, `someone` has an account.
FORMS = {
    "plans:create": (
        lambda place, someone: [place.slug],
        {"title": "Réhabiliter la friche", "axis": "foncier", "priority": "normal"}
        | {"status": "unknown", "effective_on": "2025-01-02"},
        {"Action": 1, "Event": 1},
        0,
    ),
    "people:invite": (
        lambda place, someone: [],
        {"email": "ada@exemple.fr", "role": "reader", **SIGNED, **FROM},
        {"User": 1, "Mandate": 1, "Event": 2},
        1,
    ),
    "people:grant_mandate": (
        lambda place, someone: [someone.pk],
        {"role": "reader", **FROM},
        {"Mandate": 1, "Event": 1},
        1,
    ),
    "imports:receive": (
        lambda place, someone: [place.slug],
        {"effective_on": "2025-01-02"},
        {"PlanImport": 1},
        0,
    ),
}


def data_of(name: str, typed: dict) -> dict:
    """The files of a form are read by each request that sends them."""
    if name != "imports:receive":
        return typed
    file = SimpleUploadedFile("plan.csv", "N°;Action;Axe\nF1;Une friche;Foncier".encode())
    return typed | {"file": file}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_clicked_many_times_at_once_is_one_act(name, monkeypatch):
    monkeypatch.setattr(posting, "WAIT_SECONDS", 60)
    place, someone = make_territory("Pays de Saint-Omer"), make_user()
    by = make_user(Role.NATIONAL_TEAM)
    address, typed, added, mails = FORMS[name]
    url, before = reverse(name, args=address(place, someone)), counts()
    clients = [Client() for _ in range(CLICKS)]
    for client in clients:
        client.force_login(by)
    start = Barrier(CLICKS)

    def click(client: Client) -> str:
        try:
            start.wait(timeout=30)
            data = data_of(name, typed) | {"form_key": "the same"}
            return client.post(url, data).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as pool:
        led = list(pool.map(click, clients))

    assert len(set(led)) == 1
    assert counts() == {model: n + added.get(model, 0) for model, n in before.items()}
    Worker("w").run()
    assert len(mail.outbox) == mails
    assert verify() == []
