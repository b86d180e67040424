"""From a list to the pages of one of its lines, and back to the same line of the filtered list.

A link of a list carries the address of the list (`{% from_here %}`); the pages of a line pass this
address on (`{% still_from_there %}`), and an act on such a page leads back (`back`).
"""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "retour"


def there(request: HttpRequest) -> str:
    """The list that the user came from; empty when the request names none, or another site."""
    asked = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    path = asked.partition("#")[0]
    # A browser drops what is not printable: "/\n/elsewhere" would be another site's.
    is_plain = path.startswith("/") and path.isprintable()
    is_ours = is_plain and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""


def back(request: HttpRequest, otherwise: str, *, at: str = "") -> str:
    """The address to go to after an act: the line `at` of the list that the user came from, else
    `otherwise`."""
    path = there(request)
    return f"{path}#{at}" if path and at else path or otherwise


def carried(path: str) -> str:
    """The query that makes a page lead back to `path`: "?retour=%2F…", empty without a path."""
    return f"?{urlencode({FIELD: path})}" if path else ""
