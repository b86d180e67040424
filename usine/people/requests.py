"""What views know of a request: its user, and its address."""

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class SignedInRequest(HttpRequest):
    user: User
    htmx: HtmxDetails


def client_address(request: HttpRequest) -> str:
    """The address of the client; behind a proxy, the address that the proxy saw.

    The proxy adds it at the end of X-Forwarded-For: the client may have written the rest.
    """
    if settings.BEHIND_TLS:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return request.META["REMOTE_ADDR"]
