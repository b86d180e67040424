"""The messages that people receive about their account."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from .models import Mandate, User


def welcome(mandate: Mandate, *, address_of: Callable[[str], str]) -> None:
    """Tell somebody of their mandate, and how to choose a password when they have none.

    `address_of` gives a path of the site its whole address. Raises OSError when the message
    cannot be sent.
    """
    user = mandate.user
    choose = None if user.has_usable_password() else address_of(choose_password(user))
    context = {
        "site_name": settings.SITE_NAME,
        "user": user,
        "mandate": mandate,
        "choose_password": choose,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "forgotten_password": address_of(reverse("people:forgotten_password")),
        "sign_in": address_of(reverse("people:sign_in")),
    }
    send_mail(
        f"Votre accès à {settings.SITE_NAME}",
        render_to_string("people/emails/welcome.txt", context),
        None,
        [user.email],
    )


def choose_password(user: User) -> str:
    """The path of the page where somebody without a password chooses one."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("people:choose_password", args=[uid, default_token_generator.make_token(user)])
