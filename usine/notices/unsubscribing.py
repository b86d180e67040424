"""The signed link that stops mail in one click, for ever: it opens nothing else (RFC 8058)."""

from django.core import signing
from django.urls import reverse

from usine.pages.links import whole

SALT = "notices.unsubscribe"


def address(person: int, kind: str) -> str:
    """The whole address of the page that stops mail of a kind ("": every digest) to a person."""
    token = signing.dumps([person, kind], salt=SALT)
    return whole(reverse("notices:unsubscribe", args=[token]))


def meant(token: str) -> tuple[int, str] | None:
    """The person and the kind of a link; None when we did not sign it."""
    try:
        person, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return person, kind
