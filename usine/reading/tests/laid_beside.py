"""What tests of the sheets beside a plan share: a plan of two actions, and what they give it."""

from datetime import date

from usine.reading import Category
from usine.values.dates import PartialDate, Precision

from .readings import grid, read_grids

PLAN = grid(
    ("N°", "Axe", "Action", "Porteur", "Budget (€)"),
    ("A1", "Foncier", "Friche Nord", "EPF", 100_000.0),
    ("A2", "TEE", "Réseau de chaleur", "CC", 350_000.0),
)
JUNE = PartialDate(date(2026, 6, 1), Precision.MONTH)


def beside(name: str, *rows, plan=PLAN, merges=(), **options):
    return read_grids(plan, grid(*rows, name=name, merges=merges), **options)


def paid(reading) -> list:
    """By action, (funder, year, {kind: euros}) of each line."""
    kinds = ("planned", "asked", "granted", "paid")
    return [
        [
            (line["funder"], line["year"], {k: line[k] // 100 for k in kinds if k in line})
            for line in row.values.get("funding", [])
        ]
        for row in reading.rows
    ]


def steps(reading) -> list:
    return [
        [(step["title"], step["due"]) for step in row.values.get("steps", [])]
        for row in reading.rows
    ]


def aside(reading) -> list[tuple[Category, str]]:
    return [(each.category, each.range) for each in reading.aside]
