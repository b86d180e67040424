"""A form that a hurried click sends twice acts once, and both requests get the same answer.

A form carries a key, `{% form_key %}`. The first request with this key claims it in the database,
acts, and stores the address of its answer; the other requests wait, then redirect to that address.
A form that is shown again or refused did nothing: its key is released.
"""

import hashlib
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from usine.values import clock

from .models import Posted

FIELD = "form_key"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - Django's name of the field
# The fields that a form adds to those that the user typed.
OWN_FIELDS = (TOKEN, FIELD)
# How long a second request waits for the answer of the first, and how long between two looks.
WAIT_SECONDS, LOOK_SECONDS = 5.0, 0.1
# A request without an answer after this time was killed: another one acts in its place.
TAKEN_OVER_AFTER = timedelta(minutes=2)
ALREADY_DONE = "Déjà enregistré\u00a0: ce formulaire avait été envoyé deux fois."


class OneActMiddleware:
    """Goes below the middlewares of sessions, CSRF and messages: a request that they refuse claims
    no key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if claim := getattr(request, "claim", None):
            _settle(claim, request, response)
        return response

    def process_view(self, request: HttpRequest, *view) -> HttpResponse | None:
        """The answer when another request acts for the form; None when this request must act."""
        if request.method != "POST" or FIELD not in request.POST:
            return None
        key, until = _key(request), time.monotonic() + WAIT_SECONDS
        while (first := _claimed_by_another(key, request)) and not first.location:
            if time.monotonic() > until:
                return render(request, "pages/under_way.html", status=409)
            time.sleep(LOOK_SECONDS)
        if first is None:
            return None
        messages.info(request, ALREADY_DONE)
        return redirect(first.location)


class Claim:
    """The key for which this request acts since a moment; `session` is the request's session."""

    def __init__(self, key: str, since: datetime, session: str | None) -> None:
        self.row = Posted.objects.filter(key=key, claimed_at=since)
        self.session = session


def forget(before: datetime) -> int:
    """Forget the forms sent before a moment; returns how many."""
    return Posted.objects.filter(claimed_at__lt=before).delete()[0]


def _key(request: HttpRequest) -> str:
    """The digest that two requests of one act share: user, address, key of the form, typed values.

    A user who goes back to a page sends the same key with other values: that is another act.
    """
    typed = {name: values for name, values in request.POST.lists() if name != TOKEN}
    files = {
        name: [[file.name, _digest(file)] for file in files]
        for name, files in request.FILES.lists()
    }
    act = [request.user.pk, request.get_full_path(), typed, files]
    return hashlib.sha256(json.dumps(act, sort_keys=True).encode()).hexdigest()


def _digest(file) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _claimed_by_another(key: str, request: HttpRequest) -> Posted | None:
    """The row of the other request that acts for the key; None once this request has claimed it."""
    now = clock.now()
    try:
        with transaction.atomic():
            Posted.objects.create(key=key, claimed_at=now)
    except IntegrityError:
        first = Posted.objects.filter(key=key).first()
        if first is None:
            # The other request released the key meanwhile.
            return _claimed_by_another(key, request)
        if not _taken_over(first, now):
            return first
    request.claim = Claim(key, now, request.session.session_key)  # type: ignore[attr-defined]
    return None


def _taken_over(first: Posted, now: datetime) -> bool:
    """Whether this request takes the place of one that was killed; only one request may."""
    if first.location or now - first.claimed_at < TAKEN_OVER_AFTER:
        return False
    dead = Posted.objects.filter(key=first.key, claimed_at=first.claimed_at, location="")
    return dead.update(claimed_at=now) == 1


def _settle(claim: Claim, request: HttpRequest, response: HttpResponse) -> None:
    """Store the address of the answer, or release the key when the request did nothing.

    A request that opens or ends a session also releases it: its answer sets a cookie, which a
    redirection of the other requests would lack.
    """
    done = 300 <= response.status_code < 400 and not getattr(response, "is_refusal", False)
    if done and request.session.session_key == claim.session:
        claim.row.update(location=response.headers["Location"])
    else:
        claim.row.delete()
