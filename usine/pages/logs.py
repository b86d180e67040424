"""One structured line a request, for the platform's operators."""

import json
import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("usine.request")


class JsonFormatter(logging.Formatter):
    """A log record as one line of JSON; `extra={"fields": {…}}` adds keys to it. The `token` of an
    address is left out, what Django says of a request that failed included."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_secret(record.getMessage(), getattr(record, "request", None)),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class _QueryCount:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


class RequestLogMiddleware:
    """Logs method, path, status, duration, number of queries and user of each request.

    It leaves the query string out, which may hold the words that a user searched for, and the
    `token` of an address that opens something to whoever has it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = uuid.uuid4().hex[:16]
        request.request_id = request_id  # type: ignore[attr-defined]
        queries = _QueryCount()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        user = getattr(request, "user", None)
        logger.info(
            "request",
            extra={
                "fields": {
                    "id": request_id,
                    "method": request.method,
                    "path": _without_secret(request.path, request),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                    "queries": queries.count,
                    "user": user.pk if user is not None and user.is_authenticated else None,
                }
            },
        )
        response["X-Request-Id"] = request_id
        return response


def _without_secret(text: str, request: Any) -> str:
    """A text about a request, without the secret that its route names `token`. Records of Django
    call other things requests too."""
    match = getattr(request, "resolver_match", None)
    secret = match.kwargs.get("token") if match else None
    return text.replace(secret, "…") if secret else text
