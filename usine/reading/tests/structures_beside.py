"""Plans whose financing or steps stand in a sheet beside, one line each."""

from collections.abc import Callable, Sequence

from usine.reading.grid import Grid, Merge

from .laid import BASE, HEADS, Laid, Row, Sheets, base, grid


def _plan(plan: Sequence[Laid]) -> Grid:
    return grid([[*HEADS, "Budget (€)"], *([*base(a), float(a.budget)] for a in plan)])


def funding_beside(plan: Sequence[Laid]) -> Sheets:
    """By reference, with the total of the sheet."""
    lines: list[Row] = [
        [a.reference, name, 2025.0, float(amount)] for a in plan for name, amount in a.parts.items()
    ]
    total: Row = ["Total", None, None, float(sum(a.budget for a in plan))]
    rows: list[Row] = [["N°", "Financeur", "Année", "Montant (€)"], *lines, total]
    sheet = grid(rows, "Financement")
    return Sheets([_plan(plan), sheet], BASE | {"planned_budget", "funding"})


def funding_beside_merged(plan: Sequence[Laid]) -> Sheets:
    """By title, merged over the lines of an action, in thousands."""
    rows: list[Row] = [["Action", "Source de financement", "Montant (k€)"]]
    merges = []
    for a in plan:
        first = len(rows) + 1
        for place, (name, amount) in enumerate(a.parts.items()):
            rows.append([a.title if place == 0 else None, name, amount / 1000])
        if len(rows) > first:
            merges.append(Merge(first, 0, len(rows), 0))
    sheet = grid(rows, "Plan de financement", merges)
    return Sheets([sheet, _plan(plan)], BASE | {"planned_budget", "funding"})


def steps_beside(plan: Sequence[Laid]) -> Sheets:
    rows: list[Row] = [["N°", "Action", "Étape", "Date"]]
    for a in plan:
        for place, number in enumerate(range(a.first, a.last + 1)):
            rows.append([a.reference, a.title, f"Tranche {place + 1}", float(number)])
    return Sheets([_plan(plan), grid(rows, "Jalons")], BASE | {"planned_budget", "steps"})


LAYOUTS: list[Callable[[Sequence[Laid]], Sheets]] = [
    funding_beside, funding_beside_merged, steps_beside,
]  # fmt: skip
