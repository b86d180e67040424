"""A bilan as JSON for the command and the page, as CSV with the same figures, and as text."""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from usine.ledger.measures import declared
from usine.pages import spreadsheets
from usine.pages.spreadsheets import Money
from usine.values.dates import PARIS
from usine.values.formats import (
    format_cents_short,
    format_count,
    format_day,
    format_moment,
    format_percent,
)
from usine.values.shares import shares

from .actions import states
from .bilans import Bilan
from .indicators import (
    ACTIONS,
    BLOCKED,
    BUDGET,
    GRANTED,
    INDICATORS,
    RESULTS,
    UP_TO_DATE,
    Indicator,
)
from .pages import BilanPage
from .units import as_number, typed_amount, written_amount


def as_json(bilan: Bilan) -> dict[str, Any]:
    """Dates in ISO 8601; shares between 0 and 1, to four decimals."""
    scope = bilan.scope
    return {
        "scope": {"kind": scope.kind, "name": scope.name, "slug": scope.slug},
        "as_of": bilan.as_of.isoformat(),
        "known_at": bilan.known_at.isoformat(),
        "territories": bilan.territories,
        "territories_relabelled": bilan.relabelled,
        "actions": bilan.actions,
        "actions_by_status": bilan.actions_by_status,
        "actions_by_axis": bilan.actions_by_axis,
        "actions_by_status_and_axis": {
            status: {axis: bilan.cells.get((status, axis), 0) for axis in bilan.axes.codes}
            for status in states()
        },
        "share_done_or_in_progress": as_ratio(bilan.share_done_or_in_progress),
        "project_managers": bilan.project_managers,
        "territories_without_project_manager": bilan.vacancies,
        "regional_coordinators": bilan.regional_coordinators,
        **({"budget_planned_eur": bilan.budget / 100} if bilan.tells(BUDGET) else {}),
        **({"funding_granted_eur": bilan.count_of(GRANTED) / 100} if bilan.tells(GRANTED) else {}),
        **({"blocked": bilan.count_of(BLOCKED)} if bilan.tells(BLOCKED) else {}),
        **(
            {"share_up_to_date": as_ratio(bilan.share_up_to_date)}
            if bilan.tells(UP_TO_DATE)
            else {}
        ),
        **_results(bilan),
    }


def _results(bilan: Bilan) -> dict[str, Any]:
    """Counts, hectares, tonnes: {"results": {code: {"target", "measured"}}}."""
    results = {
        code: {"target": _number(bilan, aimed), "measured": _number(bilan, reached)}
        for code, (aimed, reached) in RESULTS.items()
        if bilan.tells(aimed)
    }
    return {"results": results} if results else {}


def _number(bilan: Bilan, indicator: Indicator) -> int | float:
    return as_number(bilan.count_of(indicator), declared()[indicator.measure].unit)


def as_ratio(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 4)


def as_csv(bilans: Iterable[Bilan]) -> str:
    """One row a figure: the indicators of each bilan, then every cell of its table."""
    return spreadsheets.as_csv(HEADER, (row for bilan in bilans for row in _rows(bilan)))


# Codes for programs, then their labels for people.
HEADER = (
    *("perimetre", "au", "connu_le", "indicateur", "statut", "axe", "valeur"),
    *("indicateur_libelle", "statut_libelle", "axe_libelle"),
)


def _rows(bilan: Bilan) -> Iterator[Sequence]:
    known_at = bilan.known_at.astimezone(PARIS).isoformat(timespec="seconds")
    about = (bilan.scope.name, bilan.as_of.isoformat(), known_at)
    for slug, indicator in INDICATORS.items():
        if not bilan.reads(indicator):
            continue
        value = _typed(indicator, bilan.value(indicator)) if bilan.tells(indicator) else None
        yield *about, slug, "", "", value, indicator.label, "", ""
    for status, label in states().items():
        for axis in bilan.axes:
            count = bilan.cells.get((status, axis.code), 0)
            labels = ACTIONS.label, label, axis.label
            yield *about, ACTIONS.slug, status, axis.code, count, *labels


def page_csv(page: BilanPage) -> str:
    """The bilan of the page, the months that its chart draws, the lines of its ranking."""
    return as_csv([page.bilan, *page.months, *page.divided])


def page_json(page: BilanPage) -> str:
    head = page.bilan.head
    payload = {
        **as_json(page.bilan),
        "ledger": {"number": head.number, "seal": head.seal},
        "over_time": [as_json(each) for each in page.months],
        "parts": [as_json(each) for each in page.divided],
    }
    return json.dumps(payload, ensure_ascii=False, indent=1)


def _typed(indicator: Indicator, value: int | Fraction | None) -> int | Decimal | Money | None:
    """A value for spreadsheets: shares as percentages with two decimals, amounts in euros."""
    if isinstance(value, Fraction):
        return _percent(value, 2)
    return None if value is None else typed_amount(value, declared()[indicator.measure].unit)


def _percent(share: Fraction, decimals: int) -> Decimal:
    part, whole = share.numerator, share.denominator
    return shares([part, whole - part], decimals)[0]


def as_text(bilan: Bilan) -> str:
    """The bilan as a terminal shows it."""
    lines = [
        f"{bilan.scope.name}, bilan au {format_day(bilan.as_of)}",
        f"Connu le {format_moment(bilan.known_at)}",
        "",
    ]
    lines += [
        f"{indicator.label:<48}{_written(indicator, bilan.value(indicator)):>10}"
        for indicator in INDICATORS.values()
        if bilan.reads(indicator)
    ]
    lines += ["", *_table(bilan)]
    return "\n".join(lines)


def _written(indicator: Indicator, value: int | Fraction | None) -> str:
    if isinstance(value, Fraction):
        return format_percent(_percent(value, 0))
    unit = declared()[indicator.measure].unit
    if unit == "cents":
        return format_cents_short(value)
    return format_count(value) if value is None else written_amount(value, unit)


def _table(bilan: Bilan) -> Iterator[str]:
    names = [*(axis.short for axis in bilan.axes), "Total", "Part"]
    width = max(map(len, names)) + 2
    yield f"{'Statut':<26}" + "".join(f"{name:>{width}}" for name in names)
    percents = bilan.progress.shares
    for status, label in states().items():
        cells = [bilan.cells.get((status, axis), 0) for axis in bilan.axes.codes]
        figures = [*map(format_count, [*cells, sum(cells)]), format_percent(percents[status])]
        yield f"{label:<26}" + "".join(f"{each:>{width}}" for each in figures)
    totals = [*bilan.actions_by_axis.values(), bilan.actions]
    figures = [*map(format_count, totals), format_percent(sum(percents.values()))]
    yield f"{'Total':<26}" + "".join(f"{each:>{width}}" for each in figures)
