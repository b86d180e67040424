"""The question that an address asks: the scope of a bilan, its day, the last event known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from usine.ledger.measures import declared
from usine.ledger.queries import Position, head, position_at
from usine.subjects.audiences import tokens_of
from usine.values.dates import paris_day

from .bilans import Bilan, bilans
from .indicators import Indicator
from .moments import Known
from .scopes import Scope


@dataclass(frozen=True)
class Question:
    scope: Scope
    as_of: date
    known: Known | None = None  # now
    user: Any = None  # who asks; without a user, what is private is hidden
    is_complete: bool = False  # with the figures that files alone give

    @property
    def is_ahead(self) -> bool:
        """Whether the day had not come yet at the moment of what was known."""
        return self.known is not None and paris_day(self.known.at) < self.as_of

    @property
    def number(self) -> int | None:
        """The number of the last event known, for the ledger; None for all events."""
        return self.known.number if self.known else None

    @property
    def head(self) -> Position:
        """The head of the ledger, now or at the last event known."""
        return (self.known and position_at(self.known.number)) or head()

    @property
    def now(self) -> Question:
        """The same question, as known now."""
        return replace(self, known=None)

    def bilans(self, days: Collection[date]) -> list[Bilan]:
        """The answer on several days, for the same number of queries as one."""
        return bilans(
            days, self.known, self.scope, hidden=self.hidden, is_complete=self.is_complete
        )

    @property
    def hidden(self) -> frozenset[str]:
        """The measures whose sums over the scope the user may not read."""
        if self.scope.audience.intersection(tokens_of(self.user)):
            return frozenset()
        return frozenset(code for code, measure in declared().items() if measure.is_private)

    def opens(self, indicator: Indicator) -> bool:
        return indicator.measure not in self.hidden

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of addresses that put the question, without its scope."""
        return {"au": self.as_of.isoformat(), **(self.known.parameters if self.known else {})}

    def address(self, *, scope: Scope | None = None, **changes: Any) -> str:
        """The page that answers the question, perhaps for another scope, day or moment."""
        asked = {**self.parameters, **changes}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{(scope or self.scope).address}?{query}"

    def evidence(
        self,
        indicator: Indicator,
        *,
        statuses: Sequence[str] = (),
        axis: str = "",
        scope: Scope | None = None,
        **changes: Any,
    ) -> str:
        """The page of the evidence behind a number."""
        scope = scope or self.scope
        cell = {"statut": list(statuses), "axe": axis}
        asked = {**self.parameters, **changes, "mesure": indicator.slug, **cell}
        query = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
        return f"{scope.page('evidence')}?{query}"
