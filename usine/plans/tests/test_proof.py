"""What decides figures and who sees an action, changed behind the back of operations, is named."""

from datetime import UTC, date, datetime

import pytest

from usine.ledger.tests.faults import column_faults
from usine.ledger.verification import verify
from usine.plans import operations
from usine.plans.corrections import correct_status
from usine.plans.models import Action
from usine.plans.reviews import Draft, Step, create_many, step_many
from usine.plans.states import Status
from usine.values import clock

from .factories import make_action, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def action() -> Action:
    """One whose status was corrected, and that left the plan and came back."""
    action = make_action(make_territory(), planned_budget=1_000_00)
    action = operations.change(
        action, values={"planned_budget": 2_000_00}, version=action.version, by=None
    )
    action = correct_status(
        action.status_changes.get(),
        status=Status.IN_PROGRESS,
        effective_on=date(2024, 2, 1),
        reason="Commencée plus tard.",
        by=None,
    )
    action = operations.withdraw(action, reason="Doublon.", by=None)
    return operations.reinstate(action, by=None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("axis", "innovation"),
        ("planned_budget", 1_000_00),
        ("planned_budget", None),
        ("restricted", True),
        ("entered_on", date(2024, 1, 11)),
        ("status", Status.DONE),
        ("status_on", date(2024, 3, 1)),
        ("cancelled_at", datetime(2024, 1, 10, tzinfo=UTC)),
    ],
)
def test_an_action_changed_behind_the_back_is_named(action, column, value):
    assert verify() == []
    Action.objects.filter(pk=action.pk).update(**{column: value})
    assert column_faults() == [f"{action.subject} {column}"]


def test_an_action_given_to_another_territory_is_named(action):
    Action.objects.filter(pk=action.pk).update(territory=make_territory())
    assert column_faults() == [f"{action.subject} territory_id"]


def test_an_action_withdrawn_behind_the_back_is_named(action):
    Action.objects.update(withdrawn_on=clock.today(), withdrawal_reason="Sans le dire.")
    assert column_faults() == [f"{action.subject} withdrawn_on"]


def test_words_are_free(action):
    Action.objects.update(title="Autre", comment="Autre", search_text="autre", version=9)
    assert verify() == []


def test_what_a_review_did_is_held_to():
    territory = make_territory()
    draft = Draft({"title": "Friche", "axis": "foncier"}, Status.TO_START, date(2024, 1, 10))
    stepped, other = create_many(
        territory, drafts=[draft, draft._replace(values={**draft.values, "title": "B"})], by=None
    )
    step_many(territory, steps=[Step(stepped.pk, "start", date(2024, 2, 1))], by=None)
    assert verify() == []
    Action.objects.update(status=Status.DONE)
    assert column_faults() == [f"{stepped.subject} status", f"{other.subject} status"]
