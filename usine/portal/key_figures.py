"""The figures of the home page, each with its definition, its date and its evidence."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from usine.figures.indicators import (
    ACTIONS,
    DONE_OR_IN_PROGRESS,
    PROJECT_MANAGERS,
    TERRITORIES,
    Indicator,
)
from usine.kernel.formats import format_count, format_counted, format_percent

from .programme import Programme


@dataclass(frozen=True)
class Card:
    label: str
    value: str
    definition: str
    url: str
    detail: str = ""


def key_figures(programme: Programme) -> list[Card]:
    bilan, progress = programme.bilan, programme.progress
    vacancies = format_counted(bilan.vacancies, "territoire", "territoires")
    return [
        _card(TERRITORIES, format_count(bilan.territories)),
        _card(ACTIONS, format_count(bilan.actions), "dans les plans des territoires"),
        _card(
            DONE_OR_IN_PROGRESS,
            format_percent(progress.share),
            f"{format_count(progress.under_way)} sur {format_count(progress.actions)}",
        ),
        _card(
            PROJECT_MANAGERS,
            format_count(bilan.project_managers),
            f"{vacancies} sans chef de projet",
        ),
    ]


def _card(indicator: Indicator, value: str, detail: str = "") -> Card:
    return Card(indicator.label, value, indicator.definition, bilan_url(), detail)


def bilan_url() -> str:
    try:
        return reverse("figures:bilan")
    except NoReverseMatch:
        return ""
