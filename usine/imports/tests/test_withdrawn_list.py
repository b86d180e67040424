"""What the list of what left the plan holds, and what never was in it."""

from datetime import date

import pytest
from django.urls import reverse

from usine.imports import operations as importing
from usine.plans import operations
from usine.plans.tests.factories import make_action

from .imports import ECOLE, FRICHE, bring, csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def undone(territory):
    """An import that changed C1 and created A1, undone."""
    school = make_action(territory, reference="C1", title="École")
    plan_import = bring(territory, csv(FRICHE, ECOLE), on=date(2025, 3, 1))
    importing.undo(plan_import, by=None)
    school.refresh_from_db()
    return plan_import, school


def withdrawn(client, territory):
    address = reverse("plans:territory_plan", args=[territory.slug]) + "?suivi=retirees"
    return client.get(address).context


def test_what_an_undone_import_had_created_is_reached_and_not_listed(signed_in, territory, undone):
    plan_import, school = undone
    context = withdrawn(signed_in, territory)
    assert (context["rows"], context["withdrawn_count"]) == ([], 0)
    created = plan_import.rows.get(kind="new").action
    page = signed_in.get(created.get_absolute_url())
    assert "a été retirée du plan" in page.content.decode()

    # What the import only changed was in the plan, and may leave it.
    operations.withdraw(school, reason="Doublon", by=None)
    context = withdrawn(signed_in, territory)
    assert [row.action for row in context["rows"]] == [school]
    assert context["withdrawn_count"] == 1


def test_once_put_back_it_is_listed_when_it_leaves_again(signed_in, territory, undone):
    created = undone[0].rows.get(kind="new").action
    operations.reinstate(created, by=None)
    operations.withdraw(created, reason="Doublon", by=None)
    assert [row.action for row in withdrawn(signed_in, territory)["rows"]] == [created]


def test_what_an_import_created_and_somebody_withdrew_is_listed(signed_in, territory):
    created = bring(territory, csv(FRICHE)).rows.get().action
    operations.withdraw(created, reason="Doublon", by=None)
    assert [row.action for row in withdrawn(signed_in, territory)["rows"]] == [created]
