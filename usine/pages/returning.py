"""From a list to one of its lines, and back to the list as it was filtered, at the same line.

A link of a list carries the address of the list (`{% from_here %}`); the pages of a line carry it
on from one to the next (`{% still_from_there %}`), and what is done there leads back (`back`).
"""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "retour"


def there(request: HttpRequest) -> str:
    """The page of this site that one came from; nothing when none is named, or another site's."""
    asked = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    path = asked.partition("#")[0]
    # A browser drops what is not printable: "/\n/elsewhere" would be another site's.
    is_plain = path.startswith("/") and path.isprintable()
    is_ours = is_plain and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""


def back(request: HttpRequest, otherwise: str, *, at: str = "") -> str:
    """Where to go once something is done: the line `at` of the page one came from, else
    `otherwise`."""
    path = there(request)
    return f"{path}#{at}" if path and at else path or otherwise


def carried(path: str) -> str:
    """What is added to an address so that one comes back to `path`: "?retour=%2F…", or nothing."""
    return f"?{urlencode({FIELD: path})}" if path else ""
