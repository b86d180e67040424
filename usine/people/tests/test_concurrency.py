"""Two people of the national team remove each other at the same moment: one of them stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from usine.people import operations
from usine.people.models import User
from usine.people.rights import MANAGE
from usine.people.roles import Role
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_user

TODAY = datetime(2025, 5, 27, 10, tzinfo=UTC)


def end(user: User, by: User) -> None:
    operations.end_mandate(user.mandates.get(), on=TODAY.date(), by=by)


def deactivate(user: User, by: User) -> None:
    operations.deactivate(user, by=by)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("remove", [end, deactivate])
def test_of_two_who_remove_each_other_one_stays(remove):
    one, other = make_user(Role.NATIONAL_TEAM), make_user(Role.NATIONAL_TEAM)
    start = Barrier(2)

    def try_to(user: User, by: User) -> str:
        try:
            with clock.set_to(TODAY):
                # What each may do is read before either has written.
                assert by.grants.nation(MANAGE)
                start.wait(timeout=30)
                remove(user, by)
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        done, refused = sorted(pool.map(try_to, (one, other), (other, one)))

    assert done == ""
    assert "Plus personne ne gérerait durablement les comptes" in refused
