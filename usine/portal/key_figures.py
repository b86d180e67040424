"""The figures of the home page, each with its definition, its date and its evidence."""

from dataclasses import dataclass
from decimal import Decimal

from usine.figures.indicators import (
    ACTIONS,
    DONE_OR_IN_PROGRESS,
    PROJECT_MANAGERS,
    TERRITORIES,
    Indicator,
)
from usine.figures.pages import Cell
from usine.pages.charts import Series
from usine.values.formats import format_count, format_counted, format_percent

from .programme import Programme


@dataclass(frozen=True)
class KeyFigure:
    label: str
    value: str
    definition: str
    url: str
    detail: str = ""


def key_figures(programme: Programme) -> list[KeyFigure]:
    bilan, progress = programme.bilan, programme.progress
    question = programme.question

    def card(indicator: Indicator, number: int, detail: str = "", value: str = "") -> KeyFigure:
        label, url = indicator.label_beside(number), question.evidence(indicator)
        return KeyFigure(label, value or format_count(number), indicator.definition, url, detail)

    vacancies = format_counted(bilan.vacancies, "territoire", "territoires")
    return [
        card(TERRITORIES, bilan.territories),
        card(ACTIONS, bilan.actions, "dans les plans des territoires"),
        card(
            DONE_OR_IN_PROGRESS,
            progress.under_way,
            f"{format_count(progress.under_way)} sur {format_count(progress.actions)}",
            format_percent(progress.share),
        ),
        card(
            PROJECT_MANAGERS,
            bilan.project_managers,
            f"{vacancies} sans chef de projet",
        ),
    ]


def by_status(programme: Programme) -> list[tuple[Series, Cell, Decimal]]:
    """Each status with the number of its actions, which opens, and their share."""
    question = programme.question
    return [
        (
            series,
            Cell(count, question.evidence(ACTIONS, statuses=[series.key]) if count else ""),
            share,
        )
        for series, count, share in programme.progress.rows
    ]
