"""What operations write about accounts, and refuse."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from usine.ledger.verification import verify
from usine.people import operations
from usine.people.models import User
from usine.people.roles import Role
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_user
from .steps import TODAY, YESTERDAY, invitation, last_event

pytestmark = pytest.mark.django_db


def test_an_address_has_one_account_whatever_its_case(national):
    operations.create_user(email=" Ada@Exemple.fr ", first_name="Ada", last_name="L", by=national)
    assert User.objects.get(email="ada@exemple.fr").has_usable_password() is False
    with pytest.raises(Refused, match="existe déjà"):
        operations.create_user(email="ADA@exemple.fr", first_name="A", last_name="L", by=None)
    with pytest.raises(Refused, match="valide"):
        operations.create_user(email="ada", first_name="A", last_name="L", by=None)


def test_who_manages_nobody_opens_no_account(territory):
    with pytest.raises(PermissionDenied):
        operations.create_user(
            email="ada@exemple.fr",
            first_name="Ada",
            last_name="L",
            by=make_user(Role.PROJECT_MANAGER, territory=territory),
        )


def test_a_closed_account_has_no_right_until_it_is_opened_again(national, territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    operations.deactivate(manager, by=national)
    closed = User.objects.get(pk=manager.pk)
    assert closed.grants.roles == frozenset()
    with pytest.raises(Refused, match="est désactivé"):
        operations.grant_mandate(closed, Role.NATIONAL_TEAM, starts_on=TODAY, by=national)
    operations.reactivate(closed, by=national)
    assert User.objects.get(pk=manager.pk).grants.roles == {Role.PROJECT_MANAGER}
    assert last_event() == ("people.reactivate", {})


def test_nobody_removes_themselves_from_the_nation(national):
    make_user(Role.NATIONAL_TEAM)
    mandate = national.mandates.get()
    with pytest.raises(Refused, match="votre propre compte"):
        operations.deactivate(national, by=national)
    for on in (YESTERDAY, TODAY, date(2030, 12, 31)):
        with pytest.raises(Refused, match="demandez à une autre personne"):
            operations.end_mandate(mandate, on=on, by=national)
    with pytest.raises(Refused, match="demandez à une autre personne"):
        operations.cancel_mandate(mandate, by=national)
    assert User.objects.get(pk=national.pk).grants.roles == {Role.NATIONAL_TEAM}


def remove(user: User, how: str, by: User | None) -> None:
    mandate = user.mandates.get()
    match how:
        case "end":
            operations.end_mandate(mandate, on=date(2025, 12, 31), by=by)
        case "cancel":
            operations.cancel_mandate(mandate, by=by)
        case "deactivate":
            operations.deactivate(user, by=by)


@pytest.mark.parametrize("how", ["end", "cancel", "deactivate"])
def test_the_last_who_manages_the_nation_for_good_stays(how):
    def national(**fields) -> User:
        user = make_user(**fields)
        operations.grant_mandate(user, Role.NATIONAL_TEAM, starts_on=TODAY, by=None)
        return user

    last = national()
    leaving = make_user(Role.NATIONAL_TEAM, ends_on=date(2025, 12, 31))
    # None of these would be there once the other one has left.
    closed = national()
    operations.deactivate(closed, by=None)
    to_come = make_user()
    operations.grant_mandate(to_come, Role.NATIONAL_TEAM, starts_on=date(2026, 1, 1), by=leaving)
    invitation(leaving, role=Role.NATIONAL_TEAM)
    make_user(Role.READER)
    with pytest.raises(Refused, match="Plus personne ne gérerait durablement les comptes"):
        remove(last, how, by=leaving)
    assert User.objects.get(pk=last.pk).grants.roles == {Role.NATIONAL_TEAM}

    second = national()
    remove(last, how, by=leaving)
    assert operations.deactivate(leaving, by=second) is None
    assert verify() == []


def test_others_than_the_nation_go_whoever_stays(coordinator, territory):
    leaving = make_user(Role.NATIONAL_TEAM, ends_on=date(2025, 12, 31))
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    operations.end_mandate(manager.mandates.get(), on=TODAY, by=coordinator)
    operations.end_mandate(coordinator.mandates.get(), on=TODAY, by=leaving)
    operations.deactivate(coordinator, by=leaving)
    assert not User.objects.get(pk=coordinator.pk).is_active


def test_an_account_is_closed_and_opened_once(national):
    someone = make_user()
    with pytest.raises(Refused, match="déjà actif"):
        operations.reactivate(someone, by=national)
    operations.deactivate(someone, by=national)
    with pytest.raises(Refused, match="déjà désactivé"):
        operations.deactivate(someone, by=national)


def test_an_invitation_is_dated_until_somebody_signs_in(national, territory):
    ada = invitation(national, place=territory, tell=True).user
    assert (ada.state_label, ada.invited_at) == ("Invité, jamais connecté", clock.now())
    with clock.set_to(datetime(2025, 6, 2, 10, tzinfo=UTC)):
        operations.welcome_again(ada.mandates.get(), by=national)
        ada.refresh_from_db()
        assert ada.invited_at == clock.now()
        listed = invitation(national, place=territory, email="bob@exemple.fr").user
    assert listed.invited_at is None
    operations.grant_mandate(national, Role.READER, starts_on=TODAY, tell=True, by=None)
    national.refresh_from_db()
    assert (national.state_label, national.invited_at) == ("Jamais connecté", None)


def test_the_state_of_an_account_tells_who_never_signed_in(client, national):
    assert (national.state_label, national.state_tone) == ("Jamais connecté", "info")
    client.force_login(national)
    national.refresh_from_db()
    assert (national.state_label, national.state_tone) == ("Actif", "success")
    operations.deactivate(national, by=None)
    national.refresh_from_db()
    assert (national.state_label, national.state_tone) == ("Désactivé", "")


def test_a_coordinator_closes_no_account(coordinator, territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    with pytest.raises(PermissionDenied):
        operations.deactivate(manager, by=coordinator)
    with pytest.raises(PermissionDenied):
        operations.reactivate(manager, by=coordinator)


def test_the_system_may_do_all_of_it(territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    operations.deactivate(manager, by=None)
    operations.reactivate(manager, by=None)
    operations.end_mandate(manager.mandates.get(), on=TODAY, by=None)


def test_the_system_may_remove_the_last_and_invite_again(national):
    operations.deactivate(national, by=None)
    operations.end_mandate(national.mandates.get(), on=TODAY, by=None)
    assert invitation(None, role=Role.NATIONAL_TEAM).user.grants.roles == {Role.NATIONAL_TEAM}
