"""Accounts and mandates, managed by the national team and, in its region, by a coordinator."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.geography.naming import elided
from usine.pages.answers import acted, announce, answered
from usine.pages.lists import page_asked
from usine.values import clock

from .. import operations
from ..access import may_manage
from ..forms import EndMandateForm, ForgetForm, InvitationForm, MandateForm, PeopleFilter
from ..history import history
from ..models import Mandate, User
from ..queries import erasure_refusal, mandate_rows, people, with_places
from ..requests import SignedInRequest
from ..rights import MANAGE
from ..roles import Role
from ..words import ends

KNOWN = (
    "Un compte existait déjà à cette adresse\u00a0: le mandat s’y est ajouté, et son nom n’a pas "
    "changé."
)


def _managers_only(view):
    @wraps(view)
    def checked(request: SignedInRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.grants.anywhere(MANAGE):
            raise PermissionDenied("Vous n’avez pas de mandat pour gérer des comptes.")
        return view(request, *args, **kwargs)

    return checked


def _nation_only(view):
    @wraps(view)
    def checked(request: SignedInRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.grants.nation(MANAGE):
            raise PermissionDenied("Seule l’équipe nationale ferme et rouvre des comptes.")
        return view(request, *args, **kwargs)

    return checked


@require_safe
@_managers_only
def people_list(request: SignedInRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    found = people(request.user, today=clock.today(), **form.asked)
    page = page_asked(request, found)
    with_places(mandate for someone in page for mandate in vars(someone)["held"])
    return render(request, "people/people.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@_managers_only
def invite(request: SignedInRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, by=request.user)
    return answered(
        request,
        form,
        lambda: operations.invite(**_asked(form), tell=True, by=request.user),
        message=lambda mandate: f"{KNOWN} {_sent(mandate)}" if form.known else _sent(mandate),
        to=lambda mandate: _address(mandate.user_id),
    ) or render(request, "people/invite.html", {"form": form})


@require_safe
@_managers_only
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = _visible(request, pk)
    is_self = someone == request.user
    manages_nation = request.user.grants.nation(MANAGE)
    mandates = Mandate.objects.visible_to(request.user).filter(user=someone)
    rows = mandate_rows(
        mandates.select_related("organisation"),
        clock.today(),
        managed_by=None if someone.forgotten_at else request.user,
    )
    return render(
        request,
        "people/person.html",
        {
            "someone": someone,
            "mandates": rows,
            "history": history(someone, [row.mandate for row in rows]),
            "memberships": someone.memberships.select_related("organisation"),
            "manages_nation": manages_nation,
            "managed": any(row.may_end or row.may_cancel for row in rows),
            "is_invited": someone.is_invited,
            "may_deactivate": manages_nation and not is_self and not someone.forgotten_at,
            "is_left_to_others": manages_nation and is_self,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_managers_only
def grant_mandate(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = _visible(request, pk)
    form = MandateForm(request.POST or None, by=request.user, to=someone)
    return answered(
        request,
        form,
        lambda: operations.grant_mandate(someone, **_asked(form), tell=True, by=request.user),
        message=_sent,
        to=_address(pk),
    ) or render(request, "people/grant_mandate.html", {"form": form, "someone": someone})


@require_http_methods(["GET", "HEAD", "POST"])
@_managers_only
def end_mandate(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = _managed(request, pk)
    form = EndMandateForm(request.POST or None, mandate=mandate)
    title = "Modifier la fin du mandat" if mandate.ends_on else "Mettre fin au mandat"
    return answered(
        request,
        form,
        lambda: operations.end_mandate(mandate, **form.cleaned_data, by=request.user),
        message=_ends,
        to=_address(mandate.user_id),
    ) or render(
        request, "people/end_mandate.html", {"form": form, "mandate": mandate, "title": title}
    )


@require_POST
@_managers_only
def cancel_mandate(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = _managed(request, pk)
    return acted(
        request,
        lambda: operations.cancel_mandate(mandate, by=request.user),
        message="Le mandat est repris\u00a0: il ne donne plus aucun droit.",
        to=_address(mandate.user_id),
    )


@require_POST
@_managers_only
def send_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = _visible(request, pk)
    mandates = Mandate.objects.visible_to(request.user).filter(user=someone)
    latest = mandates.select_related("user").order_by("starts_on").last()
    if latest is None or not someone.is_active:
        messages.error(request, "Une invitation va à un compte actif qui a un mandat.")
    else:
        operations.welcome_again(latest, by=request.user)
        announce(request, _sent(latest))
    return redirect("people:person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@_nation_only
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = _visible(request, pk)
    if request.method == "POST":
        return acted(
            request,
            lambda: operations.deactivate(someone, by=request.user),
            message=f"Le compte {elided(str(someone))} est désactivé.",
            to=_address(pk),
        )
    context = {
        "title": f"Désactiver le compte {elided(str(someone))}",
        "explanation": (
            "La personne ne pourra plus se connecter et perdra aussitôt ses droits. Ce qu’elle a "
            "fait reste dans l’historique, et le compte pourra être réactivé."
        ),
        "verb": "Désactiver le compte",
        "cancel_url": _address(pk),
    }
    return render(request, "pages/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_nation_only
def forget(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = _visible(request, pk)
    form = ForgetForm(request.POST or None)
    context = {
        "title": f"Effacer {someone}",
        "refusal": erasure_refusal(someone, request.user),
        "explanation": (
            f"Le nom et l’adresse {elided(str(someone))}, les motifs et commentaires signés de son "
            "nom et le nom de ses fichiers seront perdus, dans le compte comme dans le registre. "
            "Ce qui a été fait reste, signé «\u00a0Ancien agent\u00a0», et aucun chiffre ne "
            "change. Le compte ne pourra plus être rouvert\u00a0: rien ne défait un effacement."
        ),
        "verb": "Effacer pour toujours",
        "cancel_url": _address(pk),
        "form": form,
    }
    return answered(
        request,
        form,
        lambda: operations.forget(someone, **form.cleaned_data, by=request.user),
        message="La personne est effacée.",
        to=_address(pk),
    ) or render(request, "pages/confirm.html", context)


@require_POST
@_nation_only
def reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = _visible(request, pk)
    return acted(
        request,
        lambda: operations.reactivate(someone, by=request.user),
        message=f"Le compte {elided(str(someone))} est de nouveau actif.",
        to=_address(pk),
    )


def _visible(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


def _managed(request: SignedInRequest, pk: int) -> Mandate:
    mandates = Mandate.objects.visible_to(request.user).select_related("user")
    mandate = get_object_or_404(mandates, pk=pk)
    if not may_manage(request.user, mandate):
        raise PermissionDenied("Ce mandat est géré par l’équipe nationale.")
    return mandate


def _asked(form: MandateForm) -> dict:
    asked = dict(form.cleaned_data)
    territory, region = asked.pop("territory"), asked.pop("region", None)
    return asked | {"role": Role(asked["role"]), "place": territory or region}


def _sent(mandate: Mandate) -> str:
    return f"Un message part à {mandate.user.email}\u00a0: {mandate}."


def _ends(mandate: Mandate) -> str:
    if mandate.ends_on is None:
        return "Le mandat court sans fin connue."
    return f"Le mandat {ends(mandate.ends_on)}."


def _address(pk: int) -> str:
    return reverse("people:person", args=[pk])
