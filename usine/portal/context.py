"""What every page shows of the site itself."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from usine.figures import demonstration

from . import navigation
from .guides import guides_of


def site(request: HttpRequest) -> dict:
    return {
        **identity(),
        "navigation": navigation.main_menu(request),
        "account": navigation.account(request),
        "help_links": guides_of(request.user, request.path),
        "footer_links": navigation.footer_links(),
        "is_demonstration": _is_demonstration(),
    }


def identity() -> dict:
    """What holds without a request nor a database: pages that say that something is broken."""
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": "Les plans d’action des Territoires d’industrie et leurs résultats",
        "state_brand": settings.STATE_BRAND,
        "version": settings.VERSION,
        "footer_note": "Logiciel libre, sous licence Apache 2.0.",
    }


def _is_demonstration() -> bool:
    """Whether the database is a demonstration, asked once a minute at most."""
    return bool(cache.get_or_set("is_demonstration", demonstration.is_demonstration, 60))
