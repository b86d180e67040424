"""The timeline of the file of a committee: a bar between two dates, as precise as they are."""

from datetime import date

from usine.pages.papers import PaperBar, PaperTimeline, Span
from usine.values.formats import format_counted

from ..appearance import STATUS_SERIES
from ..formats import RESTRICTED
from ..models import Action
from ..timeline import Scale, spans_of
from .plan_then import PlanThen

_SERIES = {series.key: series for series in STATUS_SERIES}


def timeline(then: PlanThen) -> PaperTimeline:
    dated = [action for action in then.listed if action.start or action.end]
    dates = filter(None, (each for action in dated for each in (action.start, action.end)))
    scale = Scale.of_days([each.first for each in dates], then.day)
    undated = len(then.listed) - len(dated)
    return PaperTimeline(
        f"Les actions qui ont des dates{_without(undated)}",
        [(at, name) for at, name in scale.graduations if name],
        [_bar(action, scale, then.day) for action in dated],
        "Aucune action n’a de dates.",
        scale.at(then.day),
    )


def _without(undated: int) -> str:
    return f" ({format_counted(undated, 'autre n’en a', 'autres n’en ont')} pas)" if undated else ""


def _bar(action: Action, scale: Scale, day: date) -> PaperBar:
    spans = [
        Span(scale.at(first), scale.at(after) - scale.at(first), is_sure)
        for first, after, is_sure in spans_of(action, day)
    ]
    label = f"{action.label} ({RESTRICTED})" if action.restricted else action.label
    return PaperBar(label, _dates(action), _SERIES[action.status], spans)


def _dates(action: Action) -> str:
    """ "mai 2025 à 2026", "jusqu’à 2026", "dès mai 2025"."""
    if action.start and action.end:
        return f"{action.start} à {action.end}"
    return f"jusqu’à {action.end}" if action.end else f"dès {action.start}"
