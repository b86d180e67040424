"""The values of an action of the demonstration: title, lead, budget, dates."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import exp, log
from random import Random
from typing import Any

from usine.geography.naming import of
from usine.plans.states import Priority
from usine.values.dates import PartialDate, Precision

from .profiles import TerritoryProfile
from .themes import (
    AIMS,
    COMMENTS,
    LEADS,
    MEANS,
    PARTNERS,
    RESULTS_EXPECTED,
    SECTORS,
    TAGS,
    THEMES,
    Theme,
)

AXES = dict(zip(THEMES, (30, 25, 26, 19), strict=True))
# The precision of dates, when they are known.
PRECISIONS = {
    Precision.DAY: 6,
    Precision.MONTH: 30,
    Precision.QUARTER: 32,
    Precision.HALF: 10,
    Precision.YEAR: 22,
}
PHASES = ("", ", deuxième tranche", ", troisième tranche")
COMPANIES = 40  # fictitious ones, known by a number


class Writer:
    """Writes the actions of one plan; no two have the same title or reference."""

    def __init__(self, profile: TerritoryProfile, random: Random) -> None:
        self.profile = profile
        self.random = random
        self.titles: set[str] = set()
        self.counts = dict.fromkeys(AXES, 0)
        # What the sheets say moves nothing of what is drawn for the plans.
        self.aside = Random(profile.number)  # noqa: S311 - nothing secret
        # A plan leans on some axes more than others.
        self.axes = {axis: weight * random.uniform(0.6, 1.5) for axis, weight in AXES.items()}

    def values(self, around: date) -> dict[str, Any]:
        """The values of an action that begins around a day, as `plans.operations.create` takes."""
        random = self.random
        axis = random.choices(list(self.axes), list(self.axes.values()))[0]
        theme, title = self._theme(axis)
        self.counts[axis] += 1
        start, end = self._calendar(theme, around)
        return {
            "reference": f"{list(AXES).index(axis) + 1}.{self.counts[axis]:02}",
            "axis": axis,
            "title": title,
            "description": self._description(axis),
            "objectives": self._sometimes(AIMS[axis]),
            "expected_results": self._sometimes(RESULTS_EXPECTED),
            "sectors": self._sectors(title),
            "tags": [tag] if (tag := self._sometimes(TAGS)) else [],
            "lead": self._named(random.choice(LEADS[random.choice(theme.leads)])),
            "partners": self._partners(axis),
            "planned_budget": None if random.random() < 0.27 else budget(theme, random),
            "start": start,
            "end": end,
            "priority": random.choices(list(Priority), [25, 60, 15])[0],
            "comment": random.choice(COMMENTS) if random.random() < 0.35 else "",
            "restricted": random.random() < 0.02,
        }

    def _theme(self, axis: str) -> tuple[Theme, str]:
        """A theme put in the words of the place; a title that is taken becomes a further phase."""
        while True:
            theme = self.random.choice(THEMES[axis])
            title = theme.title.format(
                c=of(self.random.choice(self.profile.communes)),
                f=self.random.choice(self.profile.industries),
            )
            for phase in PHASES:
                if f"{title}{phase}" not in self.titles:
                    self.titles.add(f"{title}{phase}")
                    return theme, f"{title}{phase}"

    def _description(self, axis: str) -> str:
        if self.random.random() < 0.12:
            return ""
        return f"{self.random.choice(AIMS[axis])}. {self.random.choice(MEANS)}"

    def _sometimes(self, texts: Sequence[str]) -> str:
        return self.aside.choice(texts) if self.aside.random() < 0.3 else ""

    def _sectors(self, title: str) -> list[str]:
        """The sector that the title names."""
        return [code for words, code in SECTORS.items() if words in title][:1]

    def _named(self, lead: str) -> str:
        return lead.format(
            m=self.random.choice(self.profile.members),
            r=self.profile.territory.lead_region.name,
            n=self.random.randint(1, COMPANIES),
        )

    def _partners(self, axis: str) -> list[str]:
        count = self.random.choices(range(5), [18, 22, 30, 20, 10])[0]
        return [self._named(each) for each in self.random.sample(PARTNERS[axis], count)]

    def _calendar(
        self, theme: Theme, around: date
    ) -> tuple[PartialDate | None, PartialDate | None]:
        if self.random.random() < 0.1:
            return None, None
        start = around + timedelta(days=self.random.randint(-90, 300))
        end = start + timedelta(days=30 * self.random.randint(*theme.months))
        first, last = (
            PartialDate(day, self.random.choices(list(PRECISIONS), list(PRECISIONS.values()))[0])
            for day in (start, end)
        )
        return first, last if self.random.random() < 0.85 else None


def budget(theme: Theme, random: Random) -> int:
    """In cents, with two significant digits, as budgets are announced."""
    low, high = theme.budget
    thousands = exp(random.uniform(log(low), log(high)))
    unit = 10 ** max(len(str(int(thousands))) - 2, 0)
    return round(thousands / unit) * unit * 1_000 * 100
