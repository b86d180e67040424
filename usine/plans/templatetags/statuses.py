"""How templates show the status of an action."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from usine.pages.templatetags.page import swatch
from usine.plans.appearance import STATUS_SERIES

register = template.Library()

_SERIES = {series.key: series for series in STATUS_SERIES}


@register.simple_tag
def status(value: str) -> SafeString:
    """A status by its colour and its name."""
    series = _SERIES[value]
    return format_html('<span class="status">{} {}</span>', swatch(series), series.label)
