"""Answers without a body."""

from collections.abc import Callable
from http import HTTPMethod, HTTPStatus

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

Answer = HttpResponse | StreamingHttpResponse

_BODYLESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class BodylessMiddleware:
    """Empties the body of each answer to HEAD, and of each 204 or 304.

    Views answer HEAD as they do GET, and compression turns an empty body into a few bytes: the
    server would drop them with a warning.
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
