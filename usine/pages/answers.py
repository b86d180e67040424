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
# For some kinds of refusal, the page that answers them.
Answers = Mapping[type[Refused], Callable[[Any], HttpResponse]]


@dataclass(frozen=True)
class Undo:
    """The form of one button that undoes what a message announces."""

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
    undo: Callable[[T], Undo | None] | None = None,
    field: str | None = None,
    why: Callable[[Refused], str] = str,
    otherwise: Answers | None = None,
) -> HttpResponse | None:
    """Run the operation of a valid form; None means: show the form again, with its errors.

    Success shows `message` (unless it is empty), offers `undo` and redirects to `to`, which is
    anything that `redirect` takes, by default the operation's result. Each of the three may be a
    callable of the result. A refusal shows `why` under `field` of the form, unless `otherwise` has
    a page for this kind of refusal.
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
    undo: Callable[[T], Undo | None] | None = None,
    why: Callable[[Refused], str] = str,
    otherwise: Answers | None = None,
) -> HttpResponse:
    """`answered` where nothing is typed: a refusal too redirects to `to`, which shows it."""
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
    undo: Callable[[Any], Undo | None] | None,
) -> HttpResponse:
    if text := message(result) if callable(message) else message:
        announce(request, text, undo=undo(result) if undo else None)
    return redirect(to(result) if callable(to) else to or result)


def announce(
    request: HttpRequest, text: str, *, undo: Undo | None = None, level: int = messages.SUCCESS
) -> None:
    """Show on the next page what was done, with the button that undoes it."""
    tags = json.dumps(asdict(undo)) if undo else ""
    messages.add_message(request, level, text, extra_tags=tags)


def as_refusal(response: HttpResponse) -> HttpResponse:
    """Mark a response that did nothing, so that the form gets its key back (`posting`)."""
    response.is_refusal = True  # type: ignore[attr-defined]
    return response
