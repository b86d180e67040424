"""How many simulations one address asks before it waits. Each process counts on its own."""

from django.core.cache import cache
from django.http import HttpRequest

from usine.people.requests import client_address

# So many in so many seconds.
MOST, WINDOW = 100, 600


def is_too_much(request: HttpRequest) -> bool:
    """Count one more; whether this one is too many."""
    key = f"calls.simulation:{client_address(request)}"
    cache.add(key, 0, WINDOW)
    return cache.incr(key) > MOST
