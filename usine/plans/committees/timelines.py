"""The timeline of the file of a committee."""

from usine.pages.papers import PaperTimeline

from ..paper_timeline import paper_timeline
from .plan_then import PlanThen


def timeline(then: PlanThen) -> PaperTimeline:
    return paper_timeline("Les actions qui ont des dates", then.listed, then.day)
