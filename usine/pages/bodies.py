"""Answers that bear no body."""

from collections.abc import Callable
from http import HTTPMethod, HTTPStatus

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

Answer = HttpResponse | StreamingHttpResponse

_BODYLESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class BodylessMiddleware:
    """Leaves its headers alone to an answer to HEAD, and to a 204 or 304.

    Views answer HEAD as they do GET, and compression writes a few bytes even of nothing: the server
    would drop them, and warn of each.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Answer:
        response = self.get_response(request)
        if request.method == HTTPMethod.HEAD or response.status_code in _BODYLESS:
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            else:
                response.content = b""
        return response
