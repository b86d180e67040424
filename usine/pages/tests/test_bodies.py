"""What the server is handed to send, byte for byte: a client of tests would hide it."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.http import http_date

from usine.pages.bodies import BodylessMiddleware

STYLE = "pages/style.css"


@pytest.fixture
def site(settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    handler = WSGIHandler()

    def ask(method: str, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        request = RequestFactory().generic(method, path, headers={"Accept-Encoding": "gzip"})
        request.META.update(headers)
        response = handler.get_response(request)
        body = b"".join(response)
        # As the client of tests does: the connection of the test stays open.
        request_finished.disconnect(close_old_connections)
        response.close()
        request_finished.connect(close_old_connections)
        return response.status_code, body, dict(response.headers)

    return ask


def test_a_file_that_has_not_changed_is_not_sent(site):
    path = f"/static/{STYLE}"
    status, body, _ = site("GET", path)
    assert (status, body[:2]) == (200, b"\x1f\x8b")
    status, body, _ = site("GET", path, HTTP_IF_MODIFIED_SINCE=http_date(4_000_000_000))
    assert (status, body) == (304, b"")


@pytest.mark.parametrize("path", ["/robots.txt", f"/static/{STYLE}"])
def test_head_gives_headers_alone(site, path):
    status, body, headers = site("HEAD", path)
    assert (status, body) == (200, b"")
    assert headers["Content-Type"] == site("GET", path)[2]["Content-Type"]


@pytest.mark.parametrize(("status", "body"), [(200, b"x"), (204, b""), (304, b""), (404, b"x")])
def test_a_status_without_a_body_has_none(status, body):
    middleware = BodylessMiddleware(lambda request: HttpResponse(b"x", status=status))
    assert middleware(RequestFactory().get("/")).content == body
