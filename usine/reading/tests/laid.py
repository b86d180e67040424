"""An action to lay out, the sheets of a layout, and what must be read of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from usine.plans.states import Status
from usine.reading.grid import Cell, Grid, Merge
from usine.values.dates import PartialDate, Precision

from .readings import AXES

Row = list[Cell]

LABELS = {axis.code: axis.label for axis in AXES}
FUNDERS = {"État": "etat", "Région": "region", "EPCI": "epci", "FEDER": "europe"}
YEARS = (2024, 2025, 2026, 2027)
STATUSES = [*Status][:-1]


@dataclass(frozen=True)
class Laid:
    """An action as it is laid out. `parts` are what each funder pays, in euros; `first` and `last`
    the years of its calendar."""

    reference: str
    axis: str
    title: str
    lead: str
    status: Status
    parts: dict[str, int]
    first: int
    last: int

    @property
    def budget(self) -> int:
        return sum(self.parts.values())

    @property
    def years(self) -> dict[int, int]:
        """The same budget by year: the same amount each year, and the rest on the last one."""
        share, span = self.budget // len(YEARS), len(YEARS)
        return dict.fromkeys(YEARS[:-1], share) | {YEARS[-1]: self.budget - share * (span - 1)}


@dataclass
class Sheets:
    """The sheets of a file, and the fields that it should give."""

    grids: list[Grid]
    fields: frozenset[str] = frozenset({"reference", "axis", "title", "lead", "status"})
    refused: frozenset[str] = frozenset()


def year(number: int) -> PartialDate:
    return PartialDate(date(number, 1, 1), Precision.YEAR)


def expected(action: Laid) -> dict[str, Any]:
    """What reading should give of each field of an action."""
    return {
        "reference": action.reference,
        "axis": action.axis,
        "title": action.title,
        "lead": action.lead,
        "status": action.status,
        "planned_budget": action.budget * 100,
        "start": year(action.first),
        "end": year(action.last),
        "jobs_created": {"target": action.first, "measured": action.last},
        "hectares": {"target": action.budget},
    }


def grid(
    rows: Sequence[Row], name: str = "Plan", merges: Sequence[Merge] = (), **others: Any
) -> Grid:
    filled = {
        number: tuple(None if cell == "" else cell for cell in row)
        for number, row in enumerate(rows, start=1)
        if any(cell not in (None, "") for cell in row)
    }
    return Grid(name, filled, merges, **others)


HEADS = ["N°", "Axe", "Intitulé de l’action", "Porteur", "Statut"]
BASE = frozenset({"reference", "axis", "title", "lead", "status"})


def base(action: Laid) -> Row:
    return [
        action.reference, LABELS[action.axis], action.title, action.lead, str(action.status.label)
    ]  # fmt: skip


def plain(plan: Sequence[Laid]) -> Sheets:
    rows = [[*HEADS, "Budget (€)", "Début", "Fin"]]
    rows += [[*base(a), float(a.budget), str(a.first), str(a.last)] for a in plan]
    total: Row = ["Total", None, None, None, None, float(sum(a.budget for a in plan))]
    return Sheets([grid([*rows, total])], BASE | {"planned_budget", "start", "end"})
