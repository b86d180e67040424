"""Two people apply their imports at the same moment: one does, the other looks again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connections

from usine.imports import operations
from usine.imports.models import PlanImport
from usine.imports.states import State
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.plans import operations as plans
from usine.plans.funding import add_funding
from usine.plans.models import Action
from usine.plans.reviews import Step, step_many
from usine.plans.tests.factories import make_action, make_territory
from usine.values import clock
from usine.values.errors import Refused

from .imports import csv, send

TWO = 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_the_same_moment_one_is_looked_at_again():
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        territory = make_territory()
        # Without references, nothing in the database forbids to write them twice.
        rows = [("", "Foncier", f"Action {n}") for n in range(20)]
        previews = [send(territory, csv(*rows, *[()] * blank)) for blank in range(TWO)]
    events = Event.objects.count()
    start = Barrier(TWO)

    def apply(preview: PlanImport) -> str:
        try:
            start.wait(timeout=30)
            return operations.apply(preview, by=None).state
        except operations.PlanMoved:
            return "moved"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TWO) as pool:
        ends = sorted(pool.map(apply, previews))

    assert ends == [State.APPLIED, "moved"]
    assert (Action.objects.count(), Event.objects.count()) == (20, events + 1)
    late = PlanImport.objects.get(state=State.READY)
    assert late.counts["unchanged"] == 20
    assert verify() == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_import_is_applied_while_its_plan_moves():
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        territory = make_territory()
        actions = [make_action(territory, reference=f"A{n}") for n in range(20)]
        rows = [(f"A{n}", "Foncier", f"Action changée {n}") for n in reversed(range(20))]
        preview = send(territory, csv(*rows))
    steps = [Step(action.pk, "start", date(2025, 5, 2)) for action in reversed(actions)]
    acts = (
        lambda: operations.apply(preview, by=None),
        lambda: plans.confirm_plan(territory, by=None),
        lambda: step_many(territory, steps=steps, by=None),
    )
    start = Barrier(len(acts))

    def do(act) -> None:
        try:
            start.wait(timeout=30)
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(do, acts))

    assert set(Action.objects.values_list("status", flat=True)) == {"in_progress"}
    assert {action.title[:15] for action in Action.objects.all()} == {"Action changée "}
    assert verify() == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_import_and_a_line_at_once_do_not_pass_the_budget():
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        territory = make_territory()
        action = make_action(territory, reference="A1", title="Friche", planned_budget=100_000_00)
        header = ("N°", "Action", "Financement Région", "Financement État")
        rows = [("A1", "Friche", "40000", "20000")]
        preview = send(territory, csv(*rows, header=header))
    start = Barrier(TWO)

    def do(act) -> str:
        try:
            start.wait(timeout=30)
            act()
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return ""

    values = {"funder": "europe", "planned": 60_000_00}
    acts = (
        lambda: operations.apply(preview, by=None),
        lambda: add_funding(action, values=values, by=None),
    )
    with ThreadPoolExecutor(TWO) as pool:
        ends = list(pool.map(do, acts))

    planned = {each.funder: each.planned for each in action.funding.standing()}
    first, second = {"region": 40_000_00, "etat": 20_000_00}, {"europe": 60_000_00}
    assert (ends, planned) in ((["", "Refused"], first), (["PlanMoved", ""], second))
    assert verify() == []
