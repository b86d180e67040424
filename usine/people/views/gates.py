"""The gates of the pages of people, one a kind: who may enter, and which person a page is about.
Nothing more happens to an erased person."""

from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from ..access import may_hand_over, may_manage
from ..holding import FORGOTTEN
from ..models import Mandate, Membership, User
from ..requests import SignedInRequest
from ..rights import MANAGE

_View = Callable[..., HttpResponse]


def managers_only(view: _View) -> _View:
    @wraps(view)
    def checked(request: SignedInRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.grants.anywhere(MANAGE):
            raise PermissionDenied("Vous n’avez pas de mandat pour gérer des comptes.")
        return view(request, *args, **kwargs)

    return checked


def nation_only(view: _View) -> _View:
    @wraps(view)
    def checked(request: SignedInRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.grants.nation(MANAGE):
            raise PermissionDenied("Seule l’équipe nationale ouvre cette page.")
        return view(request, *args, **kwargs)

    return checked


def visible_person(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


def _managed_mandate(request: SignedInRequest, pk: int) -> Mandate:
    mandates = Mandate.objects.visible_to(request.user).select_related("user")
    mandate = get_object_or_404(mandates, pk=pk)
    if not may_manage(request.user, mandate):
        raise PermissionDenied("Ce mandat est géré par l’équipe nationale.")
    return mandate


def _left_mandate(request: SignedInRequest, pk: int) -> Mandate:
    mandate = get_object_or_404(Mandate.objects.select_related("user"), pk=pk)
    if not may_hand_over(request.user, mandate):
        raise PermissionDenied("Vous n’avez pas de mandat pour passer la main ici.")
    return mandate


def _membership(request: SignedInRequest, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=pk)


def _gate(
    subject_of: Callable[[SignedInRequest, int], Any], person_of: Callable[[Any], User]
) -> Callable[[_View], _View]:
    """Replace the key of the address by its subject. An erased person's page answers instead of
    the form, which would be refused."""

    def gate(view: _View) -> _View:
        @wraps(view)
        def opened(request: SignedInRequest, pk: int, **more: Any) -> HttpResponse:
            subject = subject_of(request, pk)
            person = person_of(subject)
            if person.forgotten_at:
                messages.error(request, FORGOTTEN)
                return redirect("people:person", person.pk)
            return view(request, subject, **more)

        return opened

    return gate


of_person = _gate(visible_person, lambda person: person)
of_mandate = _gate(_managed_mandate, attrgetter("user"))
of_left_mandate = _gate(_left_mandate, attrgetter("user"))
of_membership = _gate(_membership, attrgetter("user"))
