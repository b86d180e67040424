"""What operators read of a request, and what they do not."""

import json
import logging
from types import SimpleNamespace

import pytest

from usine.pages.logs import JsonFormatter

FAILED = "Internal Server Error: %s"


def line(path: str, request: object) -> dict:
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, FAILED, (path,), None)
    record.request = request
    return json.loads(JsonFormatter().format(record))


def test_the_secret_of_an_address_is_left_out_of_an_error():
    request = SimpleNamespace(resolver_match=SimpleNamespace(kwargs={"token": "a1b2"}))
    assert line("/agenda/a1b2.ics", request)["message"] == "Internal Server Error: /agenda/….ics"


@pytest.mark.parametrize(
    "request_of",
    [
        None,
        "a socket",
        SimpleNamespace(resolver_match=None),
        SimpleNamespace(resolver_match=SimpleNamespace(kwargs={"pk": 12})),
    ],
)
def test_other_addresses_are_told_whole(request_of):
    assert line("/actions/12/", request_of)["message"] == "Internal Server Error: /actions/12/"
