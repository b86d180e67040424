"""The menus: what everyone may open, then what each user came for."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from usine.kernel.pages import Link


def main_menu(request: HttpRequest) -> list[Link]:
    links = [
        Link("Accueil", reverse("portal:home")),
        Link("Territoires", reverse("portal:territories")),
        *_existing(Link("Bilan", "figures:bilan")),
    ]
    return [link.seen_from(request.path) for link in links]


def account(request: HttpRequest) -> dict:
    """The links at the top right, and where to sign out."""
    if request.user.is_authenticated:
        return {"links": [], "sign_out_url": reverse("people:sign_out")}
    return {
        "links": _existing(Link("Se connecter", settings.LOGIN_URL, icon="fr-icon-account-line")),
        "sign_out_url": "",
    }


def footer_links() -> list[Link]:
    return [
        Link("Plan du site", reverse("portal:site_map")),
        Link("Accessibilité\u00a0: non conforme", reverse("portal:accessibility")),
        Link("Mentions légales", reverse("portal:legal")),
    ]


def _existing(*links: Link) -> list[Link]:
    found = []
    for link in links:
        try:
            found.append(Link(link.label, reverse(link.url), link.icon))
        except NoReverseMatch:
            continue
    return found
