"""Secret links that open nothing: one address tries a few, then waits. Each process counts on its
own: a signature is not guessed by a few more."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from .requests import client_address

# How many unknown links one address tries before it waits, and how long (seconds).
WRONG_LINKS, WAIT = 20, 900


def refusal(request: HttpRequest) -> HttpResponse | None:
    """What an address that tried too many is answered; None while it may try."""
    if cache.get(_key(request), 0) < WRONG_LINKS:
        return None
    return HttpResponse("", status=429, headers={"Retry-After": str(WAIT)})


def count(request: HttpRequest) -> None:
    """Count one more."""
    cache.add(_key(request), 0, WAIT)
    cache.incr(_key(request))


def _key(request: HttpRequest) -> str:
    return f"people.wrong-link:{client_address(request)}"
