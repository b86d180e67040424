"""Several people write to a plan at the same moment: each thing is done once, or refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connections

from usine.ledger.verification import verify
from usine.plans import details, funding, operations, results, reviews, steps
from usine.plans.models import Action
from usine.plans.reviews import Draft, Step
from usine.plans.states import Status
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_action, make_territory

TODAY = datetime(2025, 5, 27, 10, tzinfo=UTC)
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Why each act was refused, "" for those that were done."""
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        try:
            with clock.set_to(TODAY):
                start.wait(timeout=30)
                act()
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(do, acts))


VALUES = {"title": "Une halle", "axis": "foncier", "reference": "F1"}


def create(territory: Territory) -> None:
    operations.create(territory=territory, values=VALUES, by=None)


def create_many(territory: Territory) -> None:
    draft = Draft(VALUES, Status.TO_START, date(2025, 1, 10))
    reviews.create_many(territory, drafts=[draft], by=None)


def rename(territory: Territory) -> None:
    action = Action.objects.filter(reference="").earliest("pk")
    operations.change(action, values={"reference": "F1"}, version=action.version, by=None)


@pytest.mark.parametrize("other", [create, create_many, rename])
def test_a_reference_is_given_once(other):
    territory = make_territory()
    make_action(territory)
    done, refused = at_once(lambda: create(territory), lambda: other(territory))
    assert done == ""
    assert "référence" in refused
    assert Action.objects.filter(reference="F1").count() == 1
    assert verify() == []


def test_a_plan_is_confirmed_while_its_actions_move():
    territory = make_territory()
    actions = [make_action(territory) for _ in range(20)]
    steps = [Step(action.pk, "start", date(2025, 5, 2)) for action in reversed(actions)]
    done = at_once(
        lambda: operations.confirm_plan(territory, by=None),
        lambda: reviews.step_many(territory, steps=steps, by=None),
        lambda: operations.step(actions[10], "abandon", by=None),
        lambda: create(territory),
    )
    assert done[:3] == ["", "", ""]
    assert verify() == []


STEP_ONCE = "La fiche a déjà cette étape\u00a0: modifiez-la."
ADDED = [
    (steps.add_step, {"title": "Étude"}, {"title": "ETUDE "}, STEP_ONCE),
    (
        *(results.add_indicator, {"name": "Élèves"}, {"name": "eleves"}),
        "La fiche a déjà cet indicateur\u00a0: modifiez-le.",
    ),
    (
        funding.add_funding,
        {"funder": "etat", "label": "Fonds Vert", "year": 2025},
        {"funder": "etat", "label": "fonds vert", "year": 2025},
        "La fiche a déjà ce financement\u00a0: modifiez-le.",
    ),
]


def look_away(monkeypatch) -> None:
    """Operations neither hold the action nor look for twins."""
    monkeypatch.setattr(details, "hold", lambda action, by: Action.objects.get(pk=action.pk))
    for module in (steps, results, funding):
        monkeypatch.setattr(module, "twin_refusal", lambda kind, detail: None)


@pytest.mark.parametrize(("add", "first", "twin", "why"), ADDED)
def test_a_name_is_written_once_whatever_its_case(monkeypatch, add, first, twin, why):
    action = make_action(make_territory())
    look_away(monkeypatch)
    done, refused = at_once(
        lambda: add(action, values=first, by=None), lambda: add(action, values=twin, by=None)
    )
    assert (done, refused) == ("", why)
    assert verify() == []
