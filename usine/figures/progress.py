"""The progress of a set of actions: counts by status, shares that add up, the same in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from usine.pages.charts import Series
from usine.values.shares import shares, shares_of_groups

from .actions import UNDER_WAY, series, states


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
        """How many are done or in progress."""
        return sum(self._counts(UNDER_WAY))

    @property
    def share(self) -> Decimal | None:
        """The share done or in progress, out of 100; None when there is no action."""
        if not self.actions:
            return None
        return shares([self.under_way, self.actions - self.under_way])[0]

    @property
    def parts(self) -> list[tuple[Series, int]]:
        """The count of each status, in the order in which bars pile them up."""
        return [(each, self.by_status.get(each.key, 0)) for each in series()]

    @property
    def shares(self) -> dict[str, Decimal]:
        """Shares of statuses, out of 100: done and in progress add up to `share`, all to 100."""
        groups = UNDER_WAY, [state for state in states() if state not in UNDER_WAY]
        percents = shares_of_groups([self._counts(group) for group in groups])
        return dict(zip(chain(*groups), chain(*percents), strict=True))

    def _counts(self, statuses: Iterable[str]) -> list[int]:
        return [self.by_status.get(status, 0) for status in statuses]

    @property
    def rows(self) -> list[tuple[Series, int, Decimal]]:
        """Each status with its count and its share."""
        percents = self.shares
        return [(each, count, percents[each.key]) for each, count in self.parts]

    @property
    def in_words(self) -> str:
        """The counts in words, for those who do not see the bar."""
        return (
            ", ".join(f"{each.label}\u00a0: {count}" for each, count in self.parts if count)
            or "aucune action"
        )
