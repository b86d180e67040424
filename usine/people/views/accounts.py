"""Accounts and mandates, managed by the national team and, in its region, by a coordinator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.geography.naming import elided
from usine.pages.answers import acted, announce, answered
from usine.pages.lists import page_asked
from usine.values import clock

from .. import operations
from ..forms import EndMandateForm, ForgetForm, InvitationForm, MandateForm, PeopleFilter
from ..history import history
from ..leaving import left_open
from ..models import Mandate, User
from ..queries import deactivation_refusal, erasure_refusal, mandate_rows, people, with_places
from ..requests import SignedInRequest
from ..rights import MANAGE
from ..roles import Role
from ..standing_in import deputyships
from ..words import ends
from .gates import managers_only, nation_only, of_mandate, of_person, visible_person
from .leaving import after_end

# Fewer than elsewhere: the row of an account is several lines on a telephone.
PEOPLE_AT_ONCE = 25
KNOWN = (
    "Un compte existait déjà à cette adresse\u00a0: le mandat s’y est ajouté, et son nom n’a pas "
    "changé."
)


@require_safe
@managers_only
def people_list(request: SignedInRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    accounts = people(request.user, today=clock.today(), **form.asked)
    page = page_asked(request, accounts, size=PEOPLE_AT_ONCE)
    with_places(mandate for someone in page for mandate in vars(someone)["running_mandates"])
    return render(request, "people/people.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
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
@managers_only
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    someone = visible_person(request, pk)
    is_self = someone == request.user
    manages_nation = request.user.grants.nation(MANAGE)
    mandates = Mandate.objects.visible_to(request.user).filter(user=someone)
    memberships = someone.memberships.select_related("organisation") if manages_nation else ()
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
            "history": history(someone, [row.mandate for row in rows], memberships),
            "memberships": memberships,
            "manages_nation": manages_nation,
            "managed": any(row.may_end or row.may_cancel for row in rows),
            "is_invited": someone.is_invited,
            "may_deactivate": manages_nation and not is_self and not someone.forgotten_at,
            "is_left_to_others": manages_nation and is_self,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
@of_person
def grant_mandate(request: SignedInRequest, someone: User) -> HttpResponse:
    form = MandateForm(request.POST or None, by=request.user, to=someone)
    return answered(
        request,
        form,
        lambda: operations.grant_mandate(someone, **_asked(form), tell=True, by=request.user),
        message=_sent,
        to=_address(someone.pk),
    ) or render(request, "people/grant_mandate.html", {"form": form, "someone": someone})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_only
@of_mandate
def end_mandate(request: SignedInRequest, mandate: Mandate) -> HttpResponse:
    form = EndMandateForm(request.POST or None, mandate=mandate)
    title = "Modifier la fin du mandat" if mandate.ends_on else "Mettre fin au mandat"
    return answered(
        request,
        form,
        lambda: operations.end_mandate(mandate, **form.cleaned_data, by=request.user),
        message=_ends,
        to=lambda ended: after_end(ended, _address(mandate.user_id)),
    ) or render(
        request,
        "people/end_mandate.html",
        {
            "form": form,
            "mandate": mandate,
            "title": title,
            "left_open": left_open(mandate),
            "deputyships": deputyships(mandate),
        },
    )


@require_POST
@managers_only
@of_mandate
def cancel_mandate(request: SignedInRequest, mandate: Mandate) -> HttpResponse:
    return acted(
        request,
        lambda: operations.cancel_mandate(mandate, by=request.user),
        message="Le mandat est retiré\u00a0: il ne donne plus aucun droit.",
        to=_address(mandate.user_id),
    )


@require_POST
@managers_only
@of_person
def send_invitation(request: SignedInRequest, someone: User) -> HttpResponse:
    mandates = Mandate.objects.visible_to(request.user).filter(user=someone)
    latest = mandates.select_related("user").order_by("starts_on").last()
    if latest is None or not someone.is_active:
        messages.error(request, "Une invitation va à un compte actif qui a un mandat.")
    else:
        operations.welcome_again(latest, by=request.user)
        announce(request, _sent(latest))
    return redirect("people:person", someone.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@nation_only
@of_person
def deactivate(request: SignedInRequest, someone: User) -> HttpResponse:
    if request.method == "POST":
        return acted(
            request,
            lambda: operations.deactivate(someone, by=request.user),
            message=f"Le compte {elided(str(someone))} est désactivé.",
            to=_address(someone.pk),
        )
    context = {
        "title": f"Désactiver le compte {elided(str(someone))}",
        "explanation": (
            "La personne ne pourra plus se connecter et perdra aussitôt ses droits. Ce qu’elle a "
            "fait reste dans l’historique, et le compte pourra être réactivé."
        ),
        "refusal": deactivation_refusal(someone, request.user),
        "verb": "Désactiver le compte",
        "cancel_url": _address(someone.pk),
    }
    return render(request, "pages/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@nation_only
@of_person
def forget(request: SignedInRequest, someone: User) -> HttpResponse:
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
        "cancel_url": _address(someone.pk),
        "form": form,
    }
    return answered(
        request,
        form,
        lambda: operations.forget(someone, **form.cleaned_data, by=request.user),
        message="La personne est effacée.",
        to=_address(someone.pk),
    ) or render(request, "pages/confirm.html", context)


@require_POST
@nation_only
@of_person
def reactivate(request: SignedInRequest, someone: User) -> HttpResponse:
    return acted(
        request,
        lambda: operations.reactivate(someone, by=request.user),
        message=f"Le compte {elided(str(someone))} est de nouveau actif.",
        to=_address(someone.pk),
    )


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
