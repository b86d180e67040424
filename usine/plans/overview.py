"""What the sheet of an action tells first, in one screen: where it stands, what comes next, who,
money, results, what was said last. It reads what the page has fetched already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from usine.values.formats import format_cents

from .models import Action
from .queries import STALE_AFTER
from .sections import DetailCell, DetailRow, Section
from .states import CLOSED

# How many results are told at the top of the sheet.
RESULTS = 3


@dataclass(frozen=True)
class Overview:
    """`is_late` and `is_stale` as the table of the plan says them; the steps done and all of them;
    the amounts of `money` are those of the budget, then of each stage of the financing."""

    is_late: bool
    is_stale: bool
    next_step: DetailRow | None
    done: int
    steps: int
    money: Sequence[DetailCell]
    results: Sequence[DetailRow]
    more_results: int

    @classmethod
    def of(cls, action: Action, sections: Sequence[Section], *, today: date) -> Overview:
        by_slug = {section.journey.slug: section for section in sections}
        steps = _rows(by_slug.get("etapes"))
        coming = [row for row in steps if not row.detail.done]
        results = [*_rows(by_slug.get("resultats")), *_rows(by_slug.get("indicateurs"))]
        is_open = action.status not in CLOSED and action.withdrawn_on is None
        return cls(
            is_open and action.end is not None and action.end.last < today,
            is_open and action.confirmed_on < today - STALE_AFTER,
            coming[0] if coming and is_open else None,
            len(steps) - len(coming),
            len(steps),
            _money(action, by_slug.get("financements")),
            results[:RESULTS],
            len(results[RESULTS:]),
        )


def _rows(section: Section | None) -> Sequence[DetailRow]:
    return section.rows if section else ()


def _money(action: Action, funding: Section | None) -> list[DetailCell]:
    budget = DetailCell("Budget", format_cents(action.planned_budget))
    return [budget, *(funding.total if funding else ())]
