"""The pages of the link of a mail: the actions to confirm, without a password, what is left then,
and what became of it once it is closed."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from usine.asks.rows import ask_rows
from usine.asks.states import AskState
from usine.pages.answers import acted
from usine.people import wrong_links
from usine.territories.models import Territory
from usine.values import clock

from ..campaigns import links, words
from ..campaigns.confirming import confirm_by_mail as confirm
from ..campaigns.links import Opened

Answer = Callable[[HttpRequest, str, Opened], HttpResponse]


def _by_link(answer: Answer) -> Callable[[HttpRequest, str], HttpResponse]:
    """The view of a page of a link: told why when it opens nothing, or only what is closed."""

    @wraps(answer)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        if refusal := wrong_links.refusal(request):
            return refusal
        if not (is_ours := links.is_ours(token)):
            wrong_links.count(request)
        opened = links.opened(token)
        if opened is None:
            return render(request, "plans/dead_link.html", {"is_ours": is_ours}, status=404)
        return answer(request, token, opened) if opened.ask.is_waiting else _closed(request, opened)

    return login_not_required(never_cache(view))


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def confirm_by_mail(request: HttpRequest, token: str, opened: Opened) -> HttpResponse:
    """Read, it changes nothing: programs that look into mails open links. Posted, it confirms."""
    if request.method == "POST":
        return _confirmed(request, token, opened)
    return render(request, "plans/confirm_by_mail.html", _left(request, opened))


@require_safe
@_by_link
def confirmed_by_mail(request: HttpRequest, token: str, opened: Opened) -> HttpResponse:
    """What is left to confirm, and how."""
    context = {**_left(request, opened), "link": token}
    return render(request, "plans/confirmed_by_mail.html", context)


def _confirmed(request: HttpRequest, token: str, opened: Opened) -> HttpResponse:
    chosen = [int(pk[:18]) for pk in request.POST.getlist("actions") if pk.isdecimal()]
    done = acted(
        request,
        lambda: confirm(opened.ask, actions=chosen, by=opened.person),
        message=words.confirmed_by_mail,
        to=request.path,
    )
    return done if hasattr(done, "is_refusal") else redirect("plans:confirmed_by_mail", token)


def _closed(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Nothing is done: the ask waits no more."""
    [row] = ask_rows([opened.ask], clock.today())
    context = {
        **_whose(request, opened),
        "title": words.closing(opened.ask),
        "row": row,
        "why": opened.ask.words if opened.ask.state == AskState.WITHDRAWN else "",
    }
    return render(request, "plans/closed_link.html", context)


def _left(request: HttpRequest, opened: Opened) -> dict:
    today = clock.today()
    rows = links.rows_to_confirm(opened.ask, today)
    return {
        **_whose(request, opened),
        "rows": rows,
        "actions": [row.action for row in rows],
        "are_all_ticked": all(row.is_ticked for row in rows),
        "restricted": links.restricted_left(opened.ask),
        "today": today,
    }


def _whose(request: HttpRequest, opened: Opened) -> dict:
    """In whose name the link acts, whoever is signed in."""
    user = request.user
    return {
        "person": opened.person,
        "ask": opened.ask,
        "territory": Territory.objects.get(place=opened.ask.subject.place),
        "is_another": user.is_authenticated and user.pk != opened.person.pk,
    }
