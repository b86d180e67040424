"""The lines of a list that are ticked, and those that stay so when what was asked is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from usine.pages.answers import as_refusal
from usine.people.requests import SignedInRequest

from ..chosen_forms import ChosenForm

View = Callable[..., HttpResponse]
# Where the session keeps what was ticked and typed for an act that was refused, until it is shown.
_TICKED = "ticked"
# More is a mistake of pasting, which a session need not keep.
_MAX_TYPED = 1000


def ticked(request: SignedInRequest) -> list[int]:
    return [int(key[:18]) for key in request.POST.getlist("ligne") if key.isdecimal()]


def nothing_ticked(request: SignedInRequest, there: str) -> HttpResponse:
    messages.error(request, "Cochez d’abord des lignes.")
    return as_refusal(redirect(there))


def keeping_ticked(view: View) -> View:
    """A view that does something of ticked lines: when it is refused, the list that says why shows
    them ticked still, with what was typed."""

    @wraps(view)
    def keeping(request: SignedInRequest, **place: str) -> HttpResponse:
        response = view(request, **place)
        if hasattr(response, "is_refusal"):
            typed = {
                name: request.POST.get(name, "")[:_MAX_TYPED] for name in ChosenForm.base_fields
            }
            request.session[_TICKED] = {**typed, "lignes": ticked(request)}
        return response

    return keeping


def ticked_again(request: SignedInRequest) -> dict[str, Any]:
    """What was ticked (`lignes`) and typed when the last act was refused; nothing once shown."""
    nothing = {**dict.fromkeys(ChosenForm.base_fields, ""), "lignes": []}
    return {**nothing, **request.session.pop(_TICKED, {})}
