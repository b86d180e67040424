"""Rooms declare here how they erase the words of a person from their own tables."""

from collections.abc import Callable

from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from .models import User

Forget = Callable[[User], None]

_forgets: list[Forget] = []


def register(forget: Forget) -> None:
    """Declare the function that erases a person's words from the tables of a room.

    Facts stay: what was done, when, to what. A room calls this once, in its `AppConfig.ready`.
    """
    _forgets.append(forget)


def forget_copies(user: User) -> None:
    for forget in _forgets:
        forget(user)


def forget_attempts(user: User) -> None:
    """Erase the addresses and browsers from which the person tried to sign in."""
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__iexact=user.email).delete()
