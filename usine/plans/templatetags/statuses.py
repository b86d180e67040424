"""How templates show the status of an action, and the bilans that move with it."""

from django import template
from django.utils.safestring import SafeString

from usine.pages.templatetags.page import coloured
from usine.plans.appearance import STATUS_SERIES
from usine.plans.moves import runs

register = template.Library()
register.filter(runs)

_SERIES = {series.key: series for series in STATUS_SERIES}


@register.simple_tag
def status(value: str) -> SafeString:
    """A status by its colour and its name."""
    return coloured(_SERIES[value])
