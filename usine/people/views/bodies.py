"""The list of bodies, which the national team keeps, and the people who belong to them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from usine.ledger.history import history
from usine.pages.answers import answered
from usine.pages.lists import page_asked
from usine.values.siren import grouped

from .. import bodies
from ..forms import BodyFilter, BodyForm, LeaveForm, MembershipForm
from ..models import Membership, Organisation, User
from ..queries import bodies_matching, names_of
from ..requests import SignedInRequest
from ..words import ends
from .gates import nation_only, of_membership, of_person

LIST = "people:bodies"


@require_safe
@nation_only
def body_list(request: SignedInRequest) -> HttpResponse:
    form = BodyFilter(request.GET)
    page = page_asked(request, bodies_matching(**form.asked))
    return render(request, "people/bodies.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@nation_only
def add_body(request: SignedInRequest) -> HttpResponse:
    form = BodyForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: bodies.add_body(**form.cleaned_data, by=request.user),
        message=lambda body: f"L’organisme {body} est ajouté.",
        to=reverse(LIST),
    ) or _form_page(request, form, "Ajouter un organisme")


@require_http_methods(["GET", "HEAD", "POST"])
@nation_only
def change_body(request: SignedInRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(Organisation, pk=pk)
    form = BodyForm(request.POST or None, initial={"name": body.name, "siren": grouped(body.siren)})
    return answered(
        request,
        form,
        lambda: bodies.change_body(body, **form.cleaned_data, by=request.user),
        message=lambda changed: f"L’organisme {changed} est enregistré.",
        to=reverse(LIST),
    ) or _form_page(request, form, f"Modifier l’organisme {body}", body)


@require_http_methods(["GET", "HEAD", "POST"])
@nation_only
@of_person
def join_body(request: SignedInRequest, someone: User) -> HttpResponse:
    form = MembershipForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: bodies.join_body(someone, **form.cleaned_data, by=request.user),
        message=lambda membership: f"{someone} appartient à {membership.organisation}.",
        to=reverse("people:person", args=[someone.pk]),
    ) or _person_page(request, form, someone, "Rattacher à un organisme")


@require_http_methods(["GET", "HEAD", "POST"])
@nation_only
@of_membership
def leave_body(request: SignedInRequest, membership: Membership) -> HttpResponse:
    form = LeaveForm(request.POST or None, membership=membership)
    return answered(
        request,
        form,
        lambda: bodies.leave_body(membership, **form.cleaned_data, by=request.user),
        message=lambda _: f"L’appartenance {ends(form.cleaned_data['on'])}.",
        to=reverse("people:person", args=[membership.user_id]),
    ) or _person_page(request, form, membership.user, f"Quitter {membership.organisation}")


def _form_page(
    request: SignedInRequest, form: BodyForm, title: str, body: Organisation | None = None
) -> HttpResponse:
    told = history(bodies.subject_of(body), names=names_of) if body else []
    context = {"form": form, "title": title, "history": told}
    return render(request, "people/body_form.html", context)


def _person_page(request: SignedInRequest, form, someone: User, title: str) -> HttpResponse:
    context = {"form": form, "someone": someone, "title": title}
    return render(request, "people/membership_form.html", context)
