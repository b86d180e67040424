"""Who may do what, asked of the operations themselves: every operation × every role.

Pages ask first; a command, a job or an interface to come may not. So each operation is called
directly, by every actor of the world and by every other role, here and elsewhere.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from usine.ledger.models import Event
from usine.ledger.queries import head_number
from usine.people import operations as people
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.values.errors import Refused

from .calls import Arguments, Call, calls, operations, unasked
from .sides import Side
from .world import Actor, World, undone

pytestmark = pytest.mark.django_db


class Asker(NamedTuple):
    """`who` is an actor of the world, or a role that none of them bears; `where` names both."""

    who: Actor | Role
    user: User
    where: str


@pytest.fixture(scope="module")
def askers(world, django_db_blocker) -> list[Asker]:
    with django_db_blocker.unblock():
        people.deactivate(world.users[Actor.DEACTIVATED], by=None)
        actors = [Asker(actor, user, actor) for actor, user in world.users.items()]
        borne = {role for each in actors for role in roles_of(each.user)}
        others = [role for role in Role if role not in borne]
        return actors + [each for role in others for each in _holders(role, world)]


def roles_of(user: User) -> set[str]:
    return set(user.mandates.values_list("role", flat=True))


def _holders(role: Role, world: World) -> Iterator[Asker]:
    """Somebody with this role on each kind of place where it may be held, here and there."""
    for where, place in _places(world.here, world.there):
        try:
            with transaction.atomic():
                yield Asker(role, make_user(role, **place), where)
        except Refused:
            continue


def _places(*sides: Side) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "nation", {}
    for side in sides:
        yield f"region {side.name}", {"region": side.territory.lead_region}
        yield f"territory {side.name}", {"territory": side.territory}


def rows() -> dict[str, list[tuple]]:
    """All that the rooms keep."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("usine.")]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in ours
    }


def may(call: Call, asker: Asker) -> bool:
    return asker.who in call.who and not asker.where.endswith("there")


def is_done(call: Call, arguments: Arguments, *, by: User | None) -> bool:
    """Whether the operation was done, on rows as a page reads them; False when it is denied."""
    args, named = arguments
    fresh = {name: _fresh(value) for name, value in {**named, "by": by}.items()}
    try:
        call.operation(*map(_fresh, args), **fresh)
    except PermissionDenied:
        return False
    return True


def _fresh(value: Any) -> Any:
    if isinstance(value, models.Model):
        return type(value)._default_manager.get(pk=value.pk)
    return value


every_call = pytest.mark.parametrize("call", calls(), ids=str)


@every_call
def test_those_who_may_are_obeyed_and_sign(call, world, askers):
    done, others = {}, {}
    for asker in [asker for asker in askers if may(call, asker)]:
        with undone():
            arguments = call.takes(world)
            before = head_number()
            done[asker.where] = is_done(call, arguments, by=asker.user)
            written = Event.objects.filter(number__gt=before)
            others[asker.where] = list(written.exclude(actor_id=asker.user.pk))
    assert done == dict.fromkeys(done, True)
    assert others == {where: [] for where in done}
    with undone():
        assert is_done(call, call.takes(world), by=None)


# Denied before anything is written, by what those who are obeyed went through on both engines.
@pytest.mark.one_engine
@every_call
def test_the_others_are_denied_and_nothing_is_written(call, world, askers):
    with undone():
        arguments = call.takes(world)
        before = rows()
        obeyed = [
            f"{asker.who} {asker.where}"
            for asker in askers
            if not may(call, asker) and is_done(call, arguments, by=asker.user)
        ]
        assert obeyed == []
        assert rows() == before


def test_every_operation_is_called_or_says_why_it_asks_nothing():
    called = {call.operation for call in calls()}
    assert called & unasked().keys() == set()
    known = called | unasked().keys()
    assert {f"{f.__module__}.{f.__name__}" for f in set(operations()) ^ known} == set()
