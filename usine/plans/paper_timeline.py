"""The timeline of actions as it is printed: a bar between two dates, as precise as they are."""

from collections.abc import Sequence
from datetime import date, timedelta

from usine.pages.papers import PaperBar, PaperTimeline, Span
from usine.values.formats import format_counted

from .appearance import STATUS_SERIES
from .formats import RESTRICTED
from .models import Action
from .states import CLOSED
from .timeline import Scale, spans_of

_SERIES = {series.key: series for series in STATUS_SERIES}


def paper_timeline(
    label: str, actions: Sequence[Action], day: date, scale: Scale | None = None
) -> PaperTimeline:
    """The actions that have dates, and how many have none, over the years of all of them unless a
    scale is given."""
    dated = [action for action in actions if is_dated(action)]
    scale = scale or _scale(dated, day)
    return PaperTimeline(
        f"{label}{_without(len(actions) - len(dated))}",
        [(at, name) for at, name in scale.graduations if name],
        [_bar(action, scale, day) for action in dated],
        "Aucune action n’a de dates.",
        scale.at(day) if scale.holds(day) else None,
    )


def is_dated(action: Action) -> bool:
    return bool(action.start or action.end)


def _scale(dated: Sequence[Action], day: date) -> Scale:
    """The years of their bars."""
    spans = [span for action in dated for span in spans_of(action, day)]
    days = [each for first, after, _ in spans for each in (first, after - timedelta(days=1))]
    return Scale.of_days(days, day)


def _without(undated: int) -> str:
    return f" ({format_counted(undated, 'autre n’en a', 'autres n’en ont')} pas)" if undated else ""


def _bar(action: Action, scale: Scale, day: date) -> PaperBar:
    spans = [
        Span(scale.at(first), scale.at(after) - scale.at(first), is_sure)
        for first, after, is_sure in spans_of(action, day)
        if after > scale.first and first < scale.after
    ]
    label = f"{action.label} ({RESTRICTED})" if action.restricted else action.label
    dates = f"{_dates(action)}, en retard" if _is_late(action, day) else _dates(action)
    return PaperBar(label, dates, _SERIES[action.status], spans)


def _is_late(action: Action, day: date) -> bool:
    return bool(action.end and action.end.last < day and action.status not in CLOSED)


def _dates(action: Action) -> str:
    """ "mai 2025 à 2026", "jusqu’à 2026", "dès mai 2025"."""
    if action.start and action.end:
        return f"{action.start} à {action.end}"
    return f"jusqu’à {action.end}" if action.end else f"dès {action.start}"
