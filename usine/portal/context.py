"""What every page says of the site itself."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "state_brand": settings.STATE_BRAND,
        "version": settings.VERSION,
    }
