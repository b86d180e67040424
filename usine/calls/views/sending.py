"""A candidacy is checked, sent, taken back; its receipt."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from usine.pages.answers import acted, announce, as_refusal
from usine.pages.spreadsheets import attached
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused

from ..candidacies import operations
from ..candidacies.answering import faults
from ..candidacies.corrections import (
    correcting,
    may_be_written,
    sections_to_write,
    standing_documents,
    writable,
)
from ..candidacies.gate import candidacy_to_edit, candidacy_to_read
from ..candidacies.gates import missing_documents, outcomes
from ..candidacies.receipts import Receipt, paper_of
from ..candidacies.resubmitting import resubmit as resubmit_again
from ..candidacies.rules import window_refusal
from ..candidacies.wording import Wording
from ..models import Candidacy, Submission
from .candidacies import form_methods

_LISTED = ("form_valid", "documents_present")


@require_safe
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """All the answers on one page, and all that is missing."""
    candidacy = candidacy_to_edit(request.user, pk)
    if not may_be_written(candidacy):
        return redirect(candidacy)
    file, moment = candidacy.file, candidacy.received_at or clock.now()
    gates = outcomes(candidacy, "submit" if candidacy.is_draft else "resubmit", moment)
    context = {
        "candidacy": candidacy,
        "correcting": correcting(candidacy),
        "changed": [each.code for each in sections_to_write(candidacy)],
        "documents_change": bool(writable(candidacy).documents),
        "answered": Wording().sections(file, candidacy.answers, candidacy.prefilled),
        "faults": faults(candidacy),
        "missing": missing_documents(candidacy),
        "is_ready": all(each.passes for each in gates) and not candidacy.reads_new_version,
        # What the form and the documents lack is listed one by one.
        "gates": [each for each in gates if not each.passes and each.gate not in _LISTED],
        "documents": standing_documents(candidacy),
        # What was returned is sent again however late.
        "closed": window_refusal(file.call.windows, candidacy.round, moment, candidacy.region)
        if candidacy.is_draft
        else None,
        "conditions": file.texts.conditions,
    }
    return render(request, "calls/candidacies/check.html", context)


@require_POST
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refused, it comes back to what is missing; sent, it goes to its receipt."""
    return _sent(request, pk, operations.submit, "La candidature est déposée. Voici son reçu.")


def _sent(
    request: SignedInRequest, pk: int, send: Callable[..., Submission], message: str
) -> HttpResponse:
    candidacy = candidacy_to_edit(request.user, pk)
    try:
        send(candidacy, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return as_refusal(redirect("calls:check", candidacy.pk))
    announce(request, message)
    return redirect("calls:receipt", candidacy.pk)


@require_POST
def resubmit(request: SignedInRequest, pk: int) -> HttpResponse:
    message = "La candidature est déposée de nouveau. Voici son reçu."
    return _sent(request, pk, resubmit_again, message)


@form_methods
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    candidacy = candidacy_to_edit(request.user, pk)
    if request.method == "POST":
        return acted(
            request,
            lambda: operations.withdraw(candidacy, by=request.user),
            message=f"La candidature {candidacy.reference} est retirée.",
            to=candidacy.get_absolute_url(),
        )
    context = {
        "title": "Retirer cette candidature" if candidacy.submitted_at else "Abandonner ce dossier",
        "explanation": f"{candidacy.reference}, «\u00a0{candidacy}\u00a0»\u00a0: "
        "elle ne pourra plus être modifiée ni déposée. Ses réponses restent lisibles ici.",
        "verb": "Retirer" if candidacy.submitted_at else "Abandonner",
        "cancel_url": candidacy.get_absolute_url(),
    }
    return render(request, "pages/confirm.html", context)


def sent_of(request: SignedInRequest, pk: int) -> tuple[Candidacy, Submission]:
    """A candidacy and what it sent last, or at the rank of the address; not found before."""
    candidacy = candidacy_to_read(request.user, pk)
    rows = candidacy.submissions.select_related("version", "by").order_by("-rank")
    if (rank := request.GET.get("depot", "")).isdecimal():
        rows = rows.filter(rank=int(rank))
    return candidacy, get_object_or_404(rows[:1])


@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    candidacy, sent = sent_of(request, pk)
    context = {"candidacy": candidacy, "receipt": Receipt(candidacy, sent), "sent": sent}
    return render(request, "calls/candidacies/receipt.html", context)


@require_safe
def receipt_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    receipt = Receipt(*sent_of(request, pk))
    # Typesetting is loaded when a paper is asked for.
    as_pdf = import_string("usine.pages.printing.as_pdf")
    return attached(as_pdf(paper_of(receipt)), f"recu-{receipt.candidacy.reference}.pdf")


@require_safe
def receipt_content(request: SignedInRequest, pk: int) -> HttpResponse:
    """The very bytes whose digest the receipt bears."""
    candidacy, sent = sent_of(request, pk)
    return attached(sent.content.encode(), f"depot-{candidacy.reference}.json")
