"""What decides rights, changed behind the back of operations, is named by the proof."""

from datetime import UTC, date, datetime, timedelta

import pytest

from usine.ledger.tests.faults import column_faults
from usine.ledger.verification import verify
from usine.people import bodies, operations
from usine.people.enlistment import Newcomer, enlist
from usine.people.models import Mandate, Membership, Organisation, User
from usine.people.roles import Role

from .factories import make_territory, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2025, 5, 27)
SIREN = "200067981"


@pytest.fixture
def mandate() -> Mandate:
    """One that went through every operation of mandates but the one that takes it back."""
    manager = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    mandate = manager.mandates.get()
    operations.end_mandate(mandate, on=TODAY, by=None)
    return operations.end_mandate(mandate, on=TODAY + timedelta(9), by=None)


@pytest.fixture
def membership(mandate) -> Membership:
    body = bodies.add_body(name="CA du Pays", by=None)
    body = bodies.change_body(body, name="CA du Pays", siren=SIREN, by=None)
    membership = bodies.join_body(mandate.user, body, starts_on=TODAY, by=None)
    bodies.leave_body(membership, on=TODAY + timedelta(9), by=None)
    return membership


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("role", "reader"),
        ("kind", "region"),
        ("code", "T2-ailleurs"),
        ("within", "call:FV2025"),
        ("starts_on", date(2023, 11, 10)),
        ("ends_on", None),
        ("cancelled_at", datetime(2025, 5, 27, 8, tzinfo=UTC)),
    ],
)
def test_a_mandate_changed_behind_the_back_is_named(mandate, column, value):
    assert verify() == []
    Mandate.objects.filter(pk=mandate.pk).update(**{column: value})
    assert column_faults() == [f"mandate:{mandate.pk} {column}"]


def test_a_mandate_given_to_another_is_named(mandate):
    Mandate.objects.filter(pk=mandate.pk).update(user=make_user())
    assert column_faults() == [f"mandate:{mandate.pk} user_id"]


def test_a_mandate_taken_back_stays_so():
    (mandate,) = enlist([Newcomer("a@exemple.fr", "A", "B", Role.READER, TODAY)], by=None)
    operations.cancel_mandate(mandate, by=None)
    assert verify() == []
    Mandate.objects.update(cancelled_at=None)
    assert column_faults() == [f"mandate:{mandate.pk} cancelled_at"]


def test_the_body_of_a_mandate_is_free(mandate, membership):
    Mandate.objects.update(organisation=membership.organisation)
    assert verify() == []


def test_an_account_opened_or_closed_behind_the_back_is_named():
    untouched, closed, again = make_user(), make_user(), make_user()
    operations.deactivate(closed, by=None)
    operations.deactivate(again, by=None)
    operations.reactivate(again, by=None)
    assert verify() == []
    for user in (untouched, closed, again):
        User.objects.filter(pk=user.pk).update(is_active=user == closed)
    changed = sorted(f"user:{each.pk}" for each in (untouched, closed, again))
    assert column_faults() == [f"{subject} is_active" for subject in changed]


def test_the_name_and_address_of_an_account_are_free():
    make_user()
    User.objects.update(email="autre@exemple.fr", last_name="Autre")
    assert verify() == []


def test_a_forgotten_person_still_has_facts_to_hold_to(mandate):
    operations.end_mandate(mandate, on=date(2024, 1, 1), by=None)
    operations.forget(mandate.user, by=None, reason="Demande.")
    assert verify() == []
    Mandate.objects.update(role="reader")
    User.objects.update(is_active=True)
    assert column_faults() == [
        f"mandate:{mandate.pk} role",
        f"user:{mandate.user_id} is_active",
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("siret", f"{SIREN}00019"),
        ("starts_on", date(2025, 1, 1)),
        ("ends_on", None),
    ],
)
def test_a_membership_changed_behind_the_back_is_named(membership, column, value):
    assert verify() == []
    Membership.objects.update(**{column: value})
    assert column_faults() == [f"membership:{membership.pk} {column}"]


def test_a_membership_of_another_is_named(membership):
    Membership.objects.update(user=make_user(), organisation=bodies.add_body(name="B", by=None))
    assert column_faults() == [
        f"membership:{membership.pk} organisation_id",
        f"membership:{membership.pk} user_id",
    ]


def test_the_siren_of_a_body_is_named_and_its_name_is_free(membership):
    Organisation.objects.update(name="Autre", name_key="autre")
    assert verify() == []
    Organisation.objects.update(siren="130005481")
    assert column_faults() == [f"organisation:{membership.organisation_id} siren"]
