"""Every page asks who one is, unless it says that it is open to all."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from usine.pages.posting import OWN_FIELDS
from usine.values import clock


class SignInFirst(LoginRequiredMiddleware):
    """Nobody who uses the site is signed out in the middle of a form, nor loses what they typed."""

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None:
            if getattr(view_func, "login_required", True):
                prolong(request)
        elif request.method == "POST":
            # By going to the sign-in page, what was sent would be lost.
            context = {"kept": kept(request), "form_page": request.headers.get("Referer", "")}
            return render(request, "people/session_ended.html", context, status=403)
        return answer


def prolong(request: HttpRequest, **_) -> None:
    """A session lasts from the last day on which it served: written once a day."""
    today = clock.today().isoformat()
    if request.session.get("served_on") != today:
        request.session["served_on"] = today


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that was sent for nothing, to be sent again as they are.

    None of a form with a password or a file, nor of one that another site sent: it would act
    through ours.
    """
    names = [name for name in request.POST if name not in OWN_FIELDS]
    if (
        request.headers.get("Sec-Fetch-Site") != "same-origin"
        or request.FILES
        or any("password" in name for name in names)
    ):
        return []
    return [(name, value) for name in names for value in request.POST.getlist(name)]
