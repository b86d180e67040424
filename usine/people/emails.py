"""The messages that people receive about their account."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from usine.pages.links import whole
from usine.territories.models import Territory

from .models import Mandate, User
from .words import ends

KINDS = ("txt", "html")
DAYS = settings.PASSWORD_RESET_TIMEOUT // 86_400


def welcome(mandate: Mandate) -> None:
    """Tell somebody of their mandate, and how to choose a password when they have none.

    Like each function here, raises OSError when the message cannot be sent: the job tries again.
    """
    user = mandate.user
    choose = None if user.has_usable_password() else whole(choose_password(user))
    context = {
        "site_name": settings.SITE_NAME,
        "user": user,
        "mandate": mandate,
        "choose_password": choose,
        "days": DAYS,
        "forgotten_password": whole(reverse("people:forgotten_password")),
        "sign_in": whole(reverse("people:sign_in")),
    }
    _send(user, f"Votre accès à {settings.SITE_NAME}", "welcome", context)


def left_open(mandate: Mandate, to: User, lines: Sequence[str]) -> None:
    """Tell whom it concerns that nobody takes over what somebody who leaves holds open."""
    assert mandate.ends_on
    context = {
        "mandate": mandate,
        "ends": ends(mandate.ends_on),
        "lines": lines,
        "hand_over": whole(reverse("people:hand_over", args=[mandate.pk])),
    }
    _send(to, f"À reprendre après le départ de {mandate.user}", "left_open", context)


def shortened(mandate: Mandate, to: User) -> None:
    """Tell whom it concerns that a deputyship of years now ends within one."""
    assert mandate.ends_on
    place = None if to.pk == mandate.user_id else mandate.place
    # Those of a region are renewed by the national team, from the page of the mandate.
    slug = place.slug if isinstance(place, Territory) else ""
    context = {
        "mandate": mandate,
        "ends": ends(mandate.ends_on),
        "deputies": whole(reverse("people:deputies", args=[slug])) if slug else "",
    }
    _send(to, f"La suppléance de {mandate.user} a un dernier jour", "shortened", context)


def forgotten_password(user: User) -> None:
    """Send the link to choose a new password to somebody who asked for it."""
    context = {
        "site_name": settings.SITE_NAME,
        "user": user,
        "choose_password": whole(choose_password(user)),
        "days": DAYS,
    }
    _send(user, f"Votre mot de passe sur {settings.SITE_NAME}", "forgotten_password", context)


def _send(user: User, subject: str, name: str, context: dict) -> None:
    text, html = (render_to_string(f"people/emails/{name}.{kind}", context) for kind in KINDS)
    send_mail(subject, text, None, [user.email], html_message=html)


def choose_password(user: User) -> str:
    """The path of the page where somebody without a password chooses one."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("people:choose_password", args=[uid, default_token_generator.make_token(user)])
