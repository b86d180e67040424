"""What one is told: listed, opened, read; how often by mail; and no more, in one click."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.pages.answers import acted, answered
from usine.pages.lists import page_asked
from usine.people.models import User
from usine.people.requests import SignedInRequest

from . import operations
from .forms import PreferencesForm
from .kinds import kinds
from .queries import excerpts_of, notices_of, unread_count, wishes_of
from .unsubscribing import meant

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    page = page_asked(request, notices_of(request.user), size=30)
    excerpts = excerpts_of(page, request.user)
    context = {
        "notices": page,
        "lines": [(each, excerpts.get(each.pk)) for each in page],
        "unread": unread_count(request.user),
        "latest": max((each.pk for each in page), default=0),
    }
    return render(request, "notices/notices.html", context)


@require_safe
def open_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page that it tells of; it is read from then on."""
    opened = get_object_or_404(notices_of(request.user), pk=pk)
    operations.read(opened)
    return redirect(opened.path)


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    until = request.POST.get("until", "")
    return acted(
        request,
        lambda: operations.read_all(request.user, until=int(until) if until.isdecimal() else 0),
        message="Tout est marqué comme lu.",
        to="notices:notices",
    )


@form_methods
def preferences(request: SignedInRequest) -> HttpResponse:
    wishes = wishes_of([request.user])[request.user.pk]
    form = PreferencesForm(request.POST or None, wishes=wishes)
    return answered(
        request,
        form,
        lambda: operations.choose(request.user, form.rhythms),
        message="Vos choix sont enregistrés.",
        to=reverse("notices:notices"),
    ) or render(request, "notices/preferences.html", {"form": form})


@csrf_exempt
@login_not_required
@form_methods
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST acts: mail scanners open links, and mail programs post without a page. Who
    holds the signed link may stop this mail, and do nothing else."""
    if (signed := meant(token)) is None:
        raise Http404
    pk, kind = signed
    labels = {each.code: each.label for each in kinds()}
    if request.method == "POST" and (person := User.objects.filter(pk=pk).first()):
        operations.unsubscribe(person, kind)
    context = {"what": labels.get(kind, ""), "done": request.method == "POST"}
    return render(request, "notices/unsubscribe.html", context)
