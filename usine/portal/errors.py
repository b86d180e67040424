"""The error pages: what happened, and where to go from there."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.views.defaults import page_not_found

from usine.people.middleware import resendable_fields

from .context import identity


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _static_page(request, 400)


class NotFoundMiddleware:
    """With DEBUG, Django lists the addresses of the site to whoever mistypes one: a demonstration
    shows the page that helps, as the site does. A view that answers 404 by a page of its own keeps
    it: Django's answer alone is an `HttpResponseNotFound`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and isinstance(response, HttpResponseNotFound):
            return page_not_found(request, Http404())
        return response


class PostOnlyMiddleware:
    """A page rendered in answer to a POST leaves its address in the browser: asked again by GET,
    an address that only takes POST gives the page just above it, that of its object."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            return redirect(_page_above(request.path))
        return response


def _page_above(address: str) -> str:
    """The nearest address above this one that is one of the site."""
    above = address.rstrip("/").rpartition("/")[0] + "/"
    return above if is_valid_path(above) else _page_above(above)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(
        request, "403_csrf.html", {"resendable_fields": resendable_fields(request)}, status=403
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a fault (500), or of a database that does not answer (503)."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return _static_page(request, 503, {"Retry-After": "60"})
    return _static_page(request, 500)


def _static_page(
    request: HttpRequest, status: int, headers: dict[str, str] | None = None
) -> HttpResponse:
    """A page that needs neither the database nor the session, which may be what is broken."""
    context = {**identity(), "reference": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string(f"{status}.html", context), status=status, headers=headers)
