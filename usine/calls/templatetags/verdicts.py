"""How pages show a verdict."""

from django import template
from django.utils.safestring import SafeString

from usine.pages.templatetags.page import badge

from ..eligibility.logic import Truth
from ..eligibility.verdicts import WHOLE, WORDS

register = template.Library()

_TONES = {Truth.MET: "success", Truth.UNMET: "error", Truth.UNKNOWN: "info"}
# Who can make a rule met.
_LIFTS = {
    "applicant": "le porteur du projet",
    "territory": "le territoire",
    "governance": "la gouvernance du territoire",
    "operator": "l’opérateur de l’appel",
}


@register.simple_tag
def verdict_badge(truth: Truth) -> SafeString:
    return badge(WHOLE[truth], _TONES[truth])


@register.simple_tag
def rule_badge(truth: Truth) -> SafeString:
    return badge(WORDS[truth].capitalize(), _TONES[truth])


@register.filter
def lifter(code: str) -> str:
    """{{ rule.rule.lift|lifter }}: who can make a rule met."""
    return _LIFTS[code]
