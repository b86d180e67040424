"""How templates draw the timeline of a plan."""

from typing import Any

from django import template

from usine.plans.rows import ActionRow
from usine.plans.timeline import Timeline

register = template.Library()


@register.inclusion_tag("plans/bar.html")
def bar(timeline: Timeline, row: ActionRow) -> dict[str, Any]:
    """The drawing of an action; its columns tell the same in words."""
    return {"timeline": timeline, "bar": timeline.bar(row)}
