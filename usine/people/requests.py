"""What views know of the request: who it is from, and where from."""

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class SignedInRequest(HttpRequest):
    user: User
    htmx: HtmxDetails


def client_address(request: HttpRequest) -> str:
    """The address that asks; behind a proxy, the one that the proxy saw.

    The proxy adds it at the end of X-Forwarded-For: what comes before is the client's word.
    """
    if settings.BEHIND_TLS:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return request.META["REMOTE_ADDR"]
