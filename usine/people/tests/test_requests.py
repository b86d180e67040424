"""Where a request comes from: what the proxy saw, never what the client says."""

import pytest

from usine.people.requests import client_address


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "203.0.113.9", "127.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (True, "", "127.0.0.1"),
    ],
)
def test_the_address_that_asks(rf, settings, behind, forwarded, address):
    settings.BEHIND_TLS = behind
    request = rf.get("/", headers={"x-forwarded-for": forwarded} if forwarded else None)
    assert client_address(request) == address
