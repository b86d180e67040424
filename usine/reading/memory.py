"""The same few values come back thousands of times in a plan: each is understood once."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

LONGEST = 200
"""Longer texts are rarely written twice, and would weigh on the memory of the site."""

T = TypeVar("T", bound=Callable[..., Any])


def remembered(read: T) -> T:
    """`read(cell, …)`, whose answers for short cells are kept; it must be a pure function."""
    known = lru_cache(maxsize=10_000, typed=True)(read)

    @wraps(read)
    def answer(cell: Any, *others: Any) -> Any:
        asked = read if isinstance(cell, str) and len(cell) > LONGEST else known
        return asked(cell, *others)

    return answer  # type: ignore[return-value]
