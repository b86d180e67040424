"""Remembers what was read: the same few values come back thousands of times in a plan."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from usine.reading.grid import Shown

LONGEST = 200
"""In characters: longer texts are rarely written twice, and would fill the memory."""

T = TypeVar("T", bound=Callable[..., Any])


def remembered(read: T) -> T:
    """`read(cell, …)`, a pure function, with its answers for short cells remembered."""
    known = lru_cache(maxsize=10_000, typed=True)(read)

    @wraps(read)
    def answer(cell: Any, *others: Any) -> Any:
        # A `Shown` number is equal to others that show another text.
        is_known = len(cell) <= LONGEST if isinstance(cell, str) else not isinstance(cell, Shown)
        return (known if is_known else read)(cell, *others)

    return answer  # type: ignore[return-value]
