"""*Réglages*: the reference lists that the national team keeps, one page each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.calls.rights import MAKE
from usine.people.access import grants_of
from usine.people.requests import SignedInRequest
from usine.people.rights import MANAGE
from usine.territories.rights import SETTLE
from usine.values.rights import Right


@dataclass(frozen=True)
class ReferenceList:
    """A reference list: the name of its page, its purpose, and the right to keep it."""

    label: str
    page: str
    text: str
    right: Right


LISTS = [
    ReferenceList(
        "Périodes et axes",
        "portal:periods",
        "Ouvrir une période du programme, indiquer son dernier jour, nommer ses axes.",
        SETTLE,
    ),
    ReferenceList(
        "Filières",
        "portal:sectors",
        "Les filières industrielles que les actions portent.",
        SETTLE,
    ),
    ReferenceList(
        "Organismes",
        "people:bodies",
        "Ceux pour lesquels des personnes agissent, et leur SIREN.",
        MANAGE,
    ),
    ReferenceList(
        "Appels",
        "calls:managed",
        "Les préparer, les mettre à l’essai, les publier.",
        MAKE,
    ),
]


def opened_to(user) -> list[ReferenceList]:
    """The lists that a user may keep: none without the right over the nation."""
    grants = grants_of(user)
    return [each for each in LISTS if grants.nation(each.right)]


def kept_by(right: Right) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorate a view that only those who have the right over the nation open."""

    def gate(view):
        @wraps(view)
        def checked(request: SignedInRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.grants.nation(right):
                raise PermissionDenied("Seule l’équipe nationale tient cette liste.")
            return view(request, *args, **kwargs)

        return checked

    return gate


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    if not (lists := opened_to(request.user)):
        raise PermissionDenied("Les réglages sont tenus par l’équipe nationale.")
    return render(request, "portal/settings.html", {"lists": lists})
