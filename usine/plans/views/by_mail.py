"""The page of the link of a mail: the actions to confirm, without a password."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from usine.pages.answers import acted
from usine.people import wrong_links
from usine.territories.models import Territory
from usine.values import clock

from ..campaigns import links, words
from ..campaigns.confirming import confirm_by_mail as confirm
from ..campaigns.links import Opened


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Read, it changes nothing: programs that look into mails open links. Posted, it confirms."""
    if refusal := wrong_links.refusal(request):
        return refusal
    is_ours = links.is_ours(token)
    if not is_ours:
        wrong_links.count(request)
    opened = links.opened(token)
    if opened is None:
        return render(request, "plans/dead_link.html", {"is_ours": is_ours}, status=404)
    return _confirmed(request, opened) if request.method == "POST" else _page(request, opened)


def _page(request: HttpRequest, opened: Opened) -> HttpResponse:
    context = {
        "person": opened.person,
        "ask": opened.ask,
        "territory": Territory.objects.get(place=opened.ask.subject.place),
        "actions": links.to_confirm(opened.ask),
        "today": clock.today(),
    }
    return render(request, "plans/confirm_by_mail.html", context)


def _confirmed(request: HttpRequest, opened: Opened) -> HttpResponse:
    chosen = [int(pk[:18]) for pk in request.POST.getlist("actions") if pk.isdecimal()]
    done = acted(
        request,
        lambda: confirm(opened.ask, actions=chosen, by=opened.person),
        message=words.confirmed,
        to=request.path,
    )
    return done if hasattr(done, "is_refusal") else redirect("plans:confirmed_by_mail")


@login_not_required
@require_safe
def confirmed_by_mail(request: HttpRequest) -> HttpResponse:
    return render(request, "plans/confirmed_by_mail.html")
