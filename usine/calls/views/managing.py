"""The calls that the national team makes: brought in, copied, tried, opened, closed."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.ledger.history import history
from usine.pages.answers import acted, announce, answered
from usine.pages.lists import page_asked
from usine.pages.spreadsheets import attached
from usine.people.queries import names_of
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused

from .. import operations
from ..format.faults import CallFault, CallRefused
from ..forms import SectionForm
from ..gate import call_to_make, check_may_make, draft_of, latest_of
from ..manage_forms import CopyForm, ImportForm
from ..models import Call, CallVersion
from ..operations import Imported
from ..sheet import CallSheet
from ..stages import STEPS

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def calls(request: SignedInRequest) -> HttpResponse:
    check_may_make(request.user)
    rows = Call.objects.select_related("scheme", "version").defer("version__document")
    context = {"calls": page_asked(request, rows), "settings_url": reverse("portal:settings")}
    return render(request, "calls/managed.html", context)


@require_safe
def call(request: SignedInRequest, code: str) -> HttpResponse:
    call = call_to_make(request.user, code)
    version = call.version or latest_of(call)
    context = {
        "call": call,
        "list_url": reverse("calls:managed"),
        "current": version,
        "draft": draft_of(call),
        "sheet": CallSheet(version.file, clock.today()),
        "versions": call.versions.defer("document").order_by("-number"),
        "steps": [(verb, step.label) for verb, step in STEPS.items() if call.stage in step.sources],
        "history": history(call.subject, names=names_of),
    }
    return render(request, "calls/managed_call.html", context)


@form_methods
def import_call(request: SignedInRequest) -> HttpResponse:
    check_may_make(request.user)
    form = ImportForm(request.POST or None, request.FILES or None)
    faults: list[CallFault] = []
    if request.method == "POST" and form.is_valid():
        try:
            imported = operations.import_call(form.cleaned_data["file"], by=request.user)
        except CallRefused as refusal:
            faults = list(refusal.faults)
            form.add_error("file", refusal.summary)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            announce(request, told(imported))
            if imported.is_relaid:
                messages.info(request, RELAID)
            return redirect("calls:managed_call", imported.version.call_id)
    context = {"form": form, "faults": faults, "list_url": reverse("calls:managed")}
    return render(request, "calls/import.html", context)


RELAID = (
    "Le fichier avait une autre mise en page\u00a0: l’appel est enregistré sous sa forme canonique."
)


def told(imported: Imported) -> str:
    if imported.is_new:
        return "L’appel est créé."
    if not imported.changes:
        return "Ce fichier est déjà la version publiée\u00a0: rien ne change."
    return f"La version {imported.version.number} est publiée."


def way_to(call: Call) -> dict[str, Any]:
    """What the pages under that of a call name."""
    call_url = reverse("calls:managed_call", args=[call.pk])
    return {"call": call, "call_url": call_url, "list_url": reverse("calls:managed")}


@form_methods
def copy_call(request: SignedInRequest, code: str) -> HttpResponse:
    call = call_to_make(request.user, code)
    form = CopyForm(request.POST or None, initial={"title": call.title})
    return answered(
        request,
        form,
        lambda: operations.copy_call(call, **form.cleaned_data, by=request.user),
        message="L’appel est copié\u00a0: il est en préparation.",
        to=lambda copy: reverse("calls:managed_call", args=[copy.pk]),
    ) or render(request, "calls/copy.html", {**way_to(call), "form": form})


@require_POST
def step_call(request: SignedInRequest, code: str, verb: str) -> HttpResponse:
    call = call_to_make(request.user, code)
    if verb not in STEPS:
        raise Http404
    return acted(
        request,
        partial(operations.step_call, call, verb, by=request.user),
        message=_DONE[verb],
        to=reverse("calls:managed_call", args=[call.pk]),
    )


_DONE = {
    "try_call": "L’appel est à l’essai\u00a0: seule l’équipe nationale le voit, rien n’est compté.",
    "open_call": "L’appel est publié\u00a0: tout le monde le voit.",
    "close_call": "L’appel est retiré.",
    "reopen_call": "L’appel est publié de nouveau.",
}


def version_of(user, code: str, number: int) -> CallVersion:
    call = call_to_make(user, code)
    version = get_object_or_404(CallVersion, call=call, number=number)
    version.call = call
    return version


@require_safe
def version(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    version = version_of(request.user, code, number)
    sheet = CallSheet(version.file, clock.today())
    context = {**way_to(version.call), "current": version, "sheet": sheet}
    return render(request, "calls/version.html", context)


@require_safe
def version_file(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    version = version_of(request.user, code, number)
    return attached(version.document.encode(), f"{code}-v{number}.json")


@require_safe
def preview(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """The form as an applicant reads it: every field, none to be typed in."""
    version = version_of(request.user, code, number)
    file = version.file
    context = {
        **way_to(version.call),
        "current": version,
        "sheet": CallSheet(file, clock.today()),
        "forms": [
            SectionForm(file, section, answers={}, read_only=True) for section in file.sections
        ],
    }
    return render(request, "calls/preview.html", context)
