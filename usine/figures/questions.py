"""What a page is asked: on what a bilan bears, on which day, as known at which event."""

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
    user: Any = None  # who asks; nobody is told what is private

    @property
    def is_ahead(self) -> bool:
        """Whether one asks what was known of a day that had not come yet."""
        return self.known is not None and paris_day(self.known.at) < self.as_of

    @property
    def number(self) -> int | None:
        """The last event known, for the ledger; None: all of them."""
        return self.known.number if self.known else None

    @property
    def head(self) -> Position:
        """Where the ledger stands, or stood once what is known was recorded."""
        return (self.known and position_at(self.known.number)) or head()

    @property
    def now(self) -> Question:
        """The same, as known now."""
        return replace(self, known=None)

    def bilans(self, days: Collection[date]) -> list[Bilan]:
        """The answer on several days, for the same number of queries as one."""
        return bilans(days, self.known, self.scope, hidden=self.hidden)

    @property
    def hidden(self) -> frozenset[str]:
        """The measures whose sums over the scope are not for whoever asks."""
        if self.scope.audience.intersection(tokens_of(self.user)):
            return frozenset()
        return frozenset(code for code, measure in declared().items() if measure.is_private)

    def opens(self, indicator: Indicator) -> bool:
        return indicator.measure not in self.hidden

    @property
    def parameters(self) -> dict[str, Any]:
        """How addresses put the question, its scope aside."""
        return {"au": self.as_of.isoformat(), **(self.known.parameters if self.known else {})}

    def address(self, *, scope: Scope | None = None, **changes: Any) -> str:
        """The page that answers it, or answers it for another scope, day or moment."""
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
        """The page of what is behind a number."""
        scope = scope or self.scope
        cell = {"statut": list(statuses), "axe": axis}
        asked = {**self.parameters, **changes, "mesure": indicator.slug, **cell}
        query = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
        return f"{scope.page('evidence')}?{query}"
