"""Every page requires to be signed in, unless its view is declared open to all."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from usine.pages.posting import OWN_FIELDS
from usine.values import clock


class SignInFirst(LoginRequiredMiddleware):
    """Keeps the session of an active user open, and keeps the typed values when it has ended."""

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and _is_of_another(request):
            answer = HttpResponse(status=403)
            answer["X-Session-Ended"] = "1"
        elif answer is None:
            if getattr(view_func, "login_required", True):
                prolong(request)
        elif request.method == "POST":
            # A redirection to the sign-in page would lose the values that the user typed.
            context = {
                "resendable_fields": resendable_fields(request),
                "form_page": request.headers.get("Referer", ""),
            }
            answer = render(request, "people/session_ended.html", context, status=403)
            # What tells a script, which reads no page, why it is refused.
            answer["X-Session-Ended"] = "1"
        return answer

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Have browsers keep no page of who is signed in: come back to, it is read again, as what
        they changed on it meanwhile would be missing, and nobody reads it once they signed out."""
        if _is_page(response) and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


def _is_page(response: HttpResponseBase) -> bool:
    is_html = response.get("Content-Type", "").startswith("text/html")
    return is_html and "Cache-Control" not in response


def _is_of_another(request: HttpRequest) -> bool:
    """Whether the page of a script was served to another person than the one who is signed in now:
    they signed in since, in another tab, and did not type what it sends."""
    return request.headers.get("X-Person", "") not in ("", str(request.user.pk))


def prolong(request: HttpRequest, **_) -> None:
    """Prolong the session from today on; it is written once a day."""
    today = clock.today().isoformat()
    if request.session.get("served_on") != today:
        request.session["served_on"] = today


def resendable_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that was sent without a session, ready to be sent again.

    A form with a password or a file gives none; nor does a form from another site, which would act
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
