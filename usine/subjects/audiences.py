"""Tokens: a subject lists those that open it, a person holds those that describe them."""

from collections.abc import Collection
from typing import Any

# Everyone, signed in or not.
PUBLIC = "public"
# Whoever holds a mandate of the programme.
AGENTS = "agents"
# Whoever holds a mandate over the whole nation.
NATION = "nation"


def region(code: str) -> str:
    return f"region:{code}"


def territory(place: str) -> str:
    """`place` is a territory's place in the ledger, such as T2-ti-3201."""
    return f"territory:{place}"


def team(code: str) -> str:
    """Whoever keeps the plan of a territory (its place), or the national team (no code)."""
    return f"team:{code}"


def instruction(region: str, within: str = "") -> str:
    """Whoever instructs what is sent from a région, or from the nation (no code), or approves what
    is decided of it: everything, or within a subject, "call:CODE"."""
    return f"{within}@{region}" if within else f"instruction:{region}"


def person(pk: int) -> str:
    return f"person:{pk}"


def body(siren: str) -> str:
    return f"body:{siren}"


def tokens_of(user: Any) -> Collection[str]:
    """The tokens of the user of a request; only `PUBLIC` when nobody is signed in."""
    return getattr(user, "tokens", frozenset({PUBLIC}))
