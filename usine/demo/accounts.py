"""The logins of the demonstration, and their one password."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from usine.people.demonstration import address
from usine.people.models import User
from usine.people.roles import Role

# In the order in which they are shown.
ROLES = (
    Role.PROJECT_MANAGER,
    Role.REGIONAL_COORDINATOR,
    Role.NATIONAL_TEAM,
    Role.ELECTED_OFFICIAL,
    Role.INDUSTRIALIST,
    Role.READER,
)
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Login:
    """An address that one may sign in with, and the mandate that it opens: a role on a place."""

    email: str
    mandate: str


def logins() -> list[Login]:
    users = [User.objects.get(email=address(role)) for role in ROLES]
    return [Login(user.email, str(user.mandates.get())) for user in users]


def password() -> str:
    """The one password, drawn once and stored where only the owner of the server reads."""
    path = settings.VAR_DIR / "demo_password"
    if not path.exists():
        _keep(path, "-".join(_word() for _ in range(3)))
    return path.read_text()


def _word() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(5))


def _keep(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def open_or_close() -> str | None:
    """Open the logins on a site of development or of demonstration (DEBUG), close them elsewhere.

    Returns their password, None when they are closed.
    """
    users = list(User.objects.filter(email__in=[address(role) for role in ROLES]))
    if not settings.DEBUG:
        open_pks = [user.pk for user in users if user.has_usable_password()]
        User.objects.filter(pk__in=open_pks).update(password=make_password(None))
        return None
    secret = password()
    if not all(user.has_usable_password() for user in users) or not users[0].check_password(secret):
        User.objects.filter(pk__in=[user.pk for user in users]).update(
            password=make_password(secret)
        )
    return secret
