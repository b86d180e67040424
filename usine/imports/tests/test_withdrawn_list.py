"""What the list of what left the plan holds, and what never was in it."""

from datetime import date

import pytest
from django.urls import reverse

from usine.imports import undoing
from usine.plans import operations
from usine.plans.tests.factories import make_action
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, bring, csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def undone(territory):
    """An import that changed C1 and created A1, undone."""
    school = make_action(territory, reference="C1", title="École")
    plan_import = bring(territory, csv(FRICHE, ECOLE), on=date(2025, 3, 1))
    undoing.undo(plan_import, by=None)
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
    page = signed_in.get(created.get_absolute_url()).content.decode()
    assert "L’import qui l’avait créée a été annulé le 27\u00a0mai 2025" in page
    assert "Rétablir dans le plan" not in page
    assert reverse("imports:receive", args=[territory.slug]) in page

    # What the import only changed was in the plan, and may leave it.
    operations.withdraw(school, reason="Doublon", by=None)
    context = withdrawn(signed_in, territory)
    assert [row.action for row in context["rows"]] == [school]
    assert context["withdrawn_count"] == 1


def test_what_an_undone_import_had_created_is_not_put_back(signed_in, undone):
    created = undone[0].rows.get(kind="new").action
    with pytest.raises(Refused, match="importez de nouveau son fichier"):
        operations.reinstate(created, by=None)
    for name in ("reinstate", "confirm"):
        answer = signed_in.post(reverse(f"plans:{name}", args=[created.pk]), follow=True)
        assert "a été annulé\u00a0: elle n’est pas au plan" in answer.content.decode()
    form = signed_in.get(reverse("plans:change", args=[created.pk]), follow=True)
    assert "a été annulé\u00a0: elle n’est pas au plan" in form.content.decode()
    created.refresh_from_db()
    assert created.cancelled_at is not None


def test_everyone_is_told_that_it_is_not_in_the_plan(client, undone):
    created = undone[0].rows.get(kind="new").action
    page = client.get(created.get_absolute_url()).content.decode()
    assert "Cette action n’est pas au plan" in page
    assert "importez de nouveau" not in page


def test_what_an_import_created_and_somebody_withdrew_is_listed(signed_in, territory):
    created = bring(territory, csv(FRICHE)).rows.get().action
    operations.withdraw(created, reason="Doublon", by=None)
    assert [row.action for row in withdrawn(signed_in, territory)["rows"]] == [created]
