"""The menus: what everyone may open, then what each user came for."""

from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse

from usine.asks.queries import waiting_count
from usine.calls.candidacies.gate import approves, instructs
from usine.calls.rights import APPLY
from usine.notices.queries import unread_count
from usine.pages.links import Link
from usine.people.access import Grants, grants_of
from usine.people.rights import MANAGE
from usine.plans.models import Action
from usine.plans.rights import CONFIRM, EDIT, READ
from usine.values.formats import format_count

from . import settings

WEEK = "plans:week"
# The entry that leads to one's desk, and the desks.
FOLLOWED = "Suivi"
DESKS = ("portal:national_desk", "portal:region_desk", "portal:territory_desk")
# The pages of accounts whose addresses are not under theirs.
OF_ACCOUNTS = ("people:end_mandate", "people:leave_body", "people:hand_over")


def main_menu(request: HttpRequest) -> list[Link]:
    links = [
        Link("Accueil", reverse("portal:home")),
        *_to_do(request),
        *_mine(request),
        *_instructed(request),
        Link("Territoires", reverse("portal:territories")),
        Link("Appels", reverse("calls:calls")),
        Link("Bilan", reverse("figures:nation")),
    ]
    if _is_followed(request):
        return [replace(link, current="true" if link.label == FOLLOWED else "") for link in links]
    if _is_mine(request):
        # Plans stand under the address of a territory, but in the menu of those who keep them.
        mine = reverse("plans:mine")
        return [replace(link, current="true" if link.url == mine else "") for link in links]
    if request.resolver_match and request.resolver_match.app_name == "figures":
        # Likewise, the bilan of a territory or of a région.
        bilan = reverse("figures:nation")
        here = "page" if request.path == bilan else "true"
        return [replace(link, current=here if link.url == bilan else "") for link in links]
    return [link.seen_from(request.path) for link in links]


def _is_followed(request: HttpRequest) -> bool:
    """Whether the page is a desk, whose address is that of a place, of a user who follows some."""
    match = request.resolver_match
    return bool(match and match.view_name in DESKS and _follows(request))


def _follows(request: HttpRequest) -> bool:
    """Whether the user follows plans rather than keep them."""
    grants = grants_of(request.user)
    if grants.nation(READ) or grants.regions(READ):
        return True
    return bool(grants.territories(READ)) and not grants.territories(EDIT)


def _is_mine(request: HttpRequest) -> bool:
    """Whether the user may read the whole plan of the page: others may open an action alone."""
    match = request.resolver_match
    if match is None or match.app_name not in ("plans", "imports"):
        return False
    if match.view_name == WEEK:
        return False
    if match.view_name != "plans:action":
        return True
    whole = grants_of(request.user).territories_q(READ, "territory")
    return Action.objects.filter(whole, **match.kwargs).exists()


def _mine(request: HttpRequest) -> list[Link]:
    """The pages that a mandate opens, under the names that its holder knows."""
    grants = grants_of(request.user)
    if grants.nation(READ):
        label = "Tous les plans"
    elif grants.regions(READ):
        label = "Ma région"
    elif len(grants.territories(READ)) == 1:
        label = "Mon territoire"
    elif grants.territories(READ):
        label = "Mes territoires"
    else:
        return []
    followed = [Link(FOLLOWED, reverse("portal:landing"))] if _follows(request) else []
    applied = [Link("Candidatures", reverse("calls:candidacies"))] if grants.anywhere(APPLY) else []
    return [*followed, Link(label, reverse("plans:mine")), *_week(grants), *applied]


def _instructed(request: HttpRequest) -> list[Link]:
    """What was sent, for those who study it, and what is decided, for those who approve it."""
    links = [Link("Instruction", reverse("calls:inbox"))] if instructs(request.user) else []
    if approves(request.user):
        links.append(Link("Décisions", reverse("calls:to_approve")))
    return links


def _week(grants: Grants) -> list[Link]:
    """What those who keep a plan, or whose body leads actions, should look at."""
    return [Link("Ma semaine", reverse(WEEK))] if grants.territories(CONFIRM) else []


def _to_do(request: HttpRequest) -> list[Link]:
    """What is expected of whoever has a mandate, with how much of it there is."""
    if not grants_of(request.user).holdings:
        return []
    waiting = waiting_count(request.user)
    label = f"À faire ({format_count(waiting)})" if waiting else "À faire"
    return [Link(label, reverse("asks:to_do"), count=waiting)]


def account(request: HttpRequest) -> dict:
    """The links at the top right, and where to sign out."""
    if not request.user.is_authenticated:
        link = Link("Se connecter", reverse("people:sign_in"), icon="fr-icon-account-circle-line")
        return {"links": [link], "sign_out_url": ""}
    links = [Link(str(request.user), reverse("people:account"), icon="fr-icon-account-circle-line")]
    links.append(_notices(request))
    if grants_of(request.user).anywhere(MANAGE):
        links.append(Link("Comptes", reverse("people:people"), icon="fr-icon-team-line"))
    if settings.opened_to(request.user):
        links.append(Link("Réglages", reverse("portal:settings"), icon="fr-icon-table-line"))
    path = _path_from_accounts(request)
    return {
        "links": [link.seen_from(path) for link in links],
        "sign_out_url": reverse("people:sign_out"),
    }


def _notices(request: HttpRequest) -> Link:
    """What one is told, with how much of it is unread."""
    unread = unread_count(request.user)
    label = f"Notifications ({format_count(unread)})" if unread else "Notifications"
    return Link(label, reverse("notices:notices"), icon="fr-icon-notification-3-line")


def _path_from_accounts(request: HttpRequest) -> str:
    """The path of the page; mandates and memberships are reached from the accounts."""
    match = request.resolver_match
    if match and match.view_name in OF_ACCOUNTS:
        return reverse("people:people") + request.path.lstrip("/")
    return request.path


def footer_links() -> list[Link]:
    return [
        Link("Plan du site", reverse("portal:site_map")),
        Link("Où en est le registre", reverse("figures:ledger")),
        Link("Accessibilité\u00a0: non conforme", reverse("portal:accessibility")),
        Link("Mentions légales", reverse("portal:legal")),
    ]
