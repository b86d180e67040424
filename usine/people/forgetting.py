"""Rooms declare here how they erase the words of a person from their own tables."""

from collections.abc import Callable, Collection, Iterator, Mapping

from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from .models import User

Forget = Callable[[User], None]

# A person → the payloads in which others name them: {subject: [event]}.
Naming = Callable[[User], Mapping[str, Collection[int]]]

_forgets: list[Forget] = []
_namings: list[tuple[Naming, str]] = []


def register(forget: Forget) -> None:
    """Declare the function that erases a person's words from the tables of a room.

    Facts stay: what was done, when, to what. A room calls this once, in its `AppConfig.ready`.
    """
    _forgets.append(forget)


def register_naming(naming: Naming, key: str) -> None:
    """Declare which payloads of a room hold the name of a person under a key, whoever signed them:
    the key goes when the person is forgotten."""
    _namings.append((naming, key))


def payloads_naming(user: User) -> Iterator[tuple[str, Collection[int], str]]:
    """(subject, events, key) of the payloads in which others name a person."""
    for naming, key in _namings:
        for subject, events in naming(user).items():
            yield subject, events, key


def forget_copies(user: User) -> None:
    for forget in _forgets:
        forget(user)


def forget_attempts(user: User) -> None:
    """Erase the addresses and browsers from which the person tried to sign in."""
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__iexact=user.email).delete()
