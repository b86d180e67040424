"""Where a set of actions stands: counts by status, shares that add up, the same in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from usine.kernel.charts import Series
from usine.kernel.shares import shares
from usine.plans.appearance import STATUS_SERIES
from usine.plans.states import Status

UNDER_WAY = (Status.DONE, Status.IN_PROGRESS)


@dataclass(frozen=True)
class Progress:
    """Actions by status: of the nation, of a region, of a territory or of an axis."""

    by_status: Mapping[str, int]

    @classmethod
    def sum(cls, parts: Iterable[Progress]) -> Progress:
        total: Counter[str] = Counter()
        for part in parts:
            total.update(part.by_status)
        return cls(total)

    @property
    def actions(self) -> int:
        return sum(self.by_status.values())

    @property
    def under_way(self) -> int:
        """Done or in progress."""
        return sum(self.by_status.get(status, 0) for status in UNDER_WAY)

    @property
    def share(self) -> Decimal | None:
        """Those done or in progress, out of 100; None when there is no action."""
        if not self.actions:
            return None
        return shares([self.under_way, self.actions - self.under_way])[0]

    @property
    def parts(self) -> list[tuple[Series, int]]:
        """In the order in which bars pile them up."""
        return [(series, self.by_status.get(series.key, 0)) for series in STATUS_SERIES]

    @property
    def rows(self) -> list[tuple[Series, int, Decimal]]:
        """Each status with its count and its share; shares add up to 100."""
        percents = shares(count for _, count in self.parts)
        return [
            (series, count, percent)
            for (series, count), percent in zip(self.parts, percents, strict=True)
        ]

    @property
    def said(self) -> str:
        """The same in words, for those who do not see the bar."""
        return (
            ", ".join(f"{series.label}\u00a0: {count}" for series, count in self.parts if count)
            or "aucune action"
        )
