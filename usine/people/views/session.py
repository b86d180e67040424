"""Signing in and out, passwords, one's own account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from usine.values import clock

from ..access import may_hand_over
from ..forms import ForgottenPasswordForm, SignInForm
from ..models import User
from ..queries import bodies_of, mandate_rows
from ..requests import SignedInRequest


class SignIn(views.LoginView):
    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # Django adds the name of the host, which would hide the name of the site.
        del context["site"], context["site_name"]
        return context


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """The answer to the fifth wrong password in a row."""
    seconds = round(settings.AXES_COOLOFF_TIME * 3600)
    page = render(request, "people/locked_out.html", {"minutes": seconds // 60}, status=429)
    page["Retry-After"] = str(seconds)
    return page


class SignOut(views.LogoutView):
    """Takes a POST only, so that no link of another site signs anybody out."""


class ChangePassword(views.PasswordChangeView):
    template_name = "people/change_password.html"
    success_url = reverse_lazy("people:account")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, "Votre mot de passe est changé.")
        return super().form_valid(form)


class ForgottenPassword(views.PasswordResetView):
    template_name = "people/forgotten_password.html"
    form_class = ForgottenPasswordForm
    success_url = reverse_lazy("people:forgotten_password_sent")


class ForgottenPasswordSent(views.PasswordResetDoneView):
    template_name = "people/forgotten_password_sent.html"


class ChoosePassword(views.PasswordResetConfirmView):
    """Reached by the link of an invitation or of a forgotten password; signs the user in."""

    template_name = "people/choose_password.html"
    success_url = reverse_lazy(settings.LOGIN_REDIRECT_URL)
    post_reset_login = True
    post_reset_login_backend = "usine.people.backends.Backend"

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        messages.success(
            self.request, "Votre mot de passe est enregistré\u00a0: vous êtes connecté."
        )
        return super().form_valid(form)


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    mandates = request.user.mandates.select_related("organisation")
    today = clock.today()
    bodies = ", ".join(map(str, bodies_of(request.user, today)))
    rows = mandate_rows(mandates, today, belongs=bodies)
    led = [
        row.mandate
        for row in rows
        if row.state == "En cours" and may_hand_over(request.user, row.mandate)
    ]
    return render(request, "people/account.html", {"mandates": rows, "led": led})
