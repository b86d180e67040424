"""Two people apply their imports at the same moment: one does, the other looks again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from usine.imports import operations
from usine.imports.models import PlanImport
from usine.imports.states import State
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.plans.models import Action
from usine.plans.tests.factories import make_territory
from usine.values import clock

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
