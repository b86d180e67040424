"""Where rooms say how they forget a person: what they keep of their words, outside the ledger."""

from collections.abc import Callable

from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from .models import User

Forget = Callable[[User], None]

_forgets: list[Forget] = []


def register(forget: Forget) -> None:
    """Declare what empties the words that a person signed in the tables of a room.

    Facts stay: what was done, when, to what. Called once by a room, in its `AppConfig.ready`.
    """
    _forgets.append(forget)


def forget_copies(user: User) -> None:
    for forget in _forgets:
        forget(user)


def forget_attempts(user: User) -> None:
    """The addresses and browsers from which the person tried to sign in."""
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__iexact=user.email).delete()
