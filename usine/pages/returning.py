"""From a list to the pages of one of its lines, and back to the same line of the filtered list.

A link of a list carries the address of the list (`{% from_here url %}`); the pages of a line pass
it on (`{% still_from_there %}`), and an act on such a page leads back (`back`).
"""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "retour"


def there(request: HttpRequest) -> str:
    """The list that the user came from; empty when the request names none, or another site."""
    return _came_from(request)[0]


def back(request: HttpRequest, otherwise: str, *, at: str = "") -> str:
    """The address to go to after an act: the line `at` of the list that the user came from (by
    default where they were in it), else `otherwise`."""
    path, where = _came_from(request)
    at = at or where
    return f"{path}#{at}" if path and at else path or otherwise


def _came_from(request: HttpRequest) -> tuple[str, str]:
    """The address of the list, and where in it."""
    asked = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    path, _, where = asked.partition("#")
    # A browser drops what is not printable: "/\n/elsewhere" would be another site's.
    is_plain = path.startswith("/") and asked.isprintable()
    is_ours = is_plain and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return (path, where) if is_ours else ("", "")


def leading_back(address: str, path: str) -> str:
    """The address of a page that leads back to `path`: "/actions/5/?retour=%2F…"."""
    if not path:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({FIELD: path})}"
