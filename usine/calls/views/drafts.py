"""The draft of a call: begun, written as text, published or dropped."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from usine.pages.answers import acted, answered
from usine.people.requests import SignedInRequest
from usine.values.errors import Refused

from .. import operations
from ..changes import changes
from ..draft_forms import DraftForm
from ..format.faults import CallFault, CallRefused
from ..gate import call_to_make, draft_of
from ..manage_forms import DocumentForm
from ..models import Call, CallVersion
from ..parameter_forms import ParametersForm
from .managing import form_methods, way_to


def draft_to_make(user, code: str) -> CallVersion:
    call = call_to_make(user, code)
    draft = draft_of(call)
    if draft is None:
        raise Http404
    draft.call = call
    return draft


def address_of(call: Call) -> str:
    return reverse("calls:managed_call", args=[call.pk])


@require_POST
def begin_draft(request: SignedInRequest, code: str) -> HttpResponse:
    call = call_to_make(request.user, code)
    return acted(
        request,
        partial(operations.draft_version, call, by=request.user),
        message="Le brouillon est ouvert\u00a0: il dit ce que dit la version publiée.",
        to=reverse("calls:draft", args=[call.pk]),
    )


@form_methods
def draft(request: SignedInRequest, code: str) -> HttpResponse:
    """The draft as its JSON text, its faults by path, and what it changes."""
    draft = draft_to_make(request.user, code)
    initial = {"document": draft.document, "digest": draft.digest}
    form = DocumentForm(request.POST or None, initial=initial)
    last = draft.call.version
    context = {
        "changes": changes(last.file, draft.file).changes if last else (),
        "is_first": last is None,
    }
    return _saved(request, draft, form, "calls/draft.html", field="document", **context)


@form_methods
def draft_header(request: SignedInRequest, code: str) -> HttpResponse:
    """What a draft says of the call as a whole: its title, its windows, its texts."""
    draft = draft_to_make(request.user, code)
    form = DraftForm(request.POST or None, draft=draft)
    return _saved(request, draft, form, "calls/draft_header.html")


@form_methods
def draft_parameters(request: SignedInRequest, code: str) -> HttpResponse:
    """The values of the parameters, each with its dates and its source."""
    draft = draft_to_make(request.user, code)
    form = ParametersForm(request.POST or None, draft=draft)
    return _saved(request, draft, form, "calls/draft_parameters.html")


def _saved(
    request: SignedInRequest,
    draft: CallVersion,
    form: DocumentForm | DraftForm | ParametersForm,
    template: str,
    *,
    field: str | None = None,
    **context: Any,
) -> HttpResponse:
    """Save what was typed, or show it again with its faults."""
    faults: list[CallFault] = []

    def why(refusal: Refused) -> str:
        if not isinstance(refusal, CallRefused):
            return str(refusal)
        faults.extend(refusal.faults)
        return refusal.summary

    draft_url = reverse("calls:draft", args=[draft.call_id])
    answer = answered(
        request,
        form,
        lambda: operations.save_draft(
            draft, form.written, digest=form.cleaned_data["digest"], by=request.user
        ),
        message="Le brouillon est enregistré.",
        to=draft_url,
        field=field,
        why=why,
    )
    ways = {**way_to(draft.call), "draft_url": draft_url}
    return answer or render(
        request, template, {**ways, "draft": draft, "form": form, "faults": faults, **context}
    )


@require_POST
def publish(request: SignedInRequest, code: str) -> HttpResponse:
    draft = draft_to_make(request.user, code)
    return acted(
        request,
        partial(operations.publish, draft, by=request.user),
        message=lambda version: f"La version {version.number} est publiée.",
        to=address_of(draft.call),
    )


@require_POST
def discard(request: SignedInRequest, code: str) -> HttpResponse:
    draft = draft_to_make(request.user, code)
    return acted(
        request,
        partial(operations.discard_draft, draft, by=request.user),
        message="Le brouillon est abandonné\u00a0: la version publiée reste.",
        to=address_of(draft.call),
    )
