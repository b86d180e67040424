"""The one way to answer a form: do what it asks and go on, or say why that is refused."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from usine.values.errors import Refused

T = TypeVar("T")
# The pages that some refusals are answered by.
Answers = Mapping[type[Refused], Callable[[Any], HttpResponse]]


@dataclass(frozen=True)
class Undo:
    """The form, of one button, by which what a message announces is undone."""

    address: str
    fields: Mapping[str, str] = field(default_factory=dict)
    label: str = "Annuler"


def answered(
    request: HttpRequest,
    form: forms.Form,
    operation: Callable[[], T],
    *,
    message: str | Callable[[T], str],
    to: Any = None,
    undo: Callable[[T], Undo] | None = None,
    field: str | None = None,
    why: Callable[[Refused], str] = str,
    otherwise: Answers | None = None,
) -> HttpResponse | None:
    """What is answered once the operation is done; None: show the form, which says what is wrong.

    Done, it is told by `message` (nothing when that is empty) and one goes on to `to`: what
    `redirect` takes, by default what the operation returns. All three may be made of that. Refused,
    `why` says so under `field` of the form, unless `otherwise` has a page for such a refusal.
    """
    if not form.is_valid():
        return None
    try:
        result = operation()
    except Refused as refusal:
        if page := _page_of(refusal, otherwise):
            return page
        form.add_error(field, why(refusal))
        return None
    return _gone_on(request, result, message, to, undo)


def acted(
    request: HttpRequest,
    operation: Callable[[], T],
    *,
    message: str | Callable[[T], str],
    to: Any,
    undo: Callable[[T], Undo] | None = None,
    why: Callable[[Refused], str] = str,
    otherwise: Answers | None = None,
) -> HttpResponse:
    """`answered` where nothing is typed: what is refused is told on the page `to` as well."""
    try:
        result = operation()
    except Refused as refusal:
        if page := _page_of(refusal, otherwise):
            return page
        messages.error(request, why(refusal))
        return as_refusal(redirect(to))
    return _gone_on(request, result, message, to, undo)


def _page_of(refusal: Refused, otherwise: Answers | None) -> HttpResponse | None:
    for kind, page in (otherwise or {}).items():
        if isinstance(refusal, kind):
            return as_refusal(page(refusal))
    return None


def _gone_on(
    request: HttpRequest,
    result: Any,
    message: str | Callable[[Any], str],
    to: Any,
    undo: Callable[[Any], Undo] | None,
) -> HttpResponse:
    if text := message(result) if callable(message) else message:
        announce(request, text, undo=undo(result) if undo else None)
    return redirect(to(result) if callable(to) else to or result)


def announce(request: HttpRequest, text: str, *, undo: Undo | None = None) -> None:
    """Say on the next page that something is done, with the button that undoes it."""
    messages.success(request, text, extra_tags=json.dumps(asdict(undo)) if undo else "")


def as_refusal(response: HttpResponse) -> HttpResponse:
    """Have the key of the form given back (`posting`): nothing was done."""
    response.is_refusal = True  # type: ignore[attr-defined]
    return response
