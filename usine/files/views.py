"""The documents on any subject: given back, added, withdrawn, put back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.pages.answers import Undo, acted, answered
from usine.pages.returning import leading_back, there
from usine.people.requests import SignedInRequest
from usine.subjects.models import Subject
from usine.values.formats import format_counted

from . import operations
from .forms import AttachForm, sent
from .gate import document_to_change, document_to_read, subject_to_file
from .models import Document, DocumentContent

# Whatever a browser makes of a document, nothing in it acts in the name of the site.
INERT = "default-src 'none'; sandbox"


@require_safe
def document(request: SignedInRequest, pk: int) -> HttpResponse:
    given = document_to_read(request.user, pk)
    content = DocumentContent.objects.get(document=given).content
    response = HttpResponse(bytes(content), content_type=given.mime)
    response["Content-Disposition"] = content_disposition_header(True, given.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = INERT
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: SignedInRequest, subject: str) -> HttpResponse:
    filed = subject_to_file(request.user, subject)
    form = AttachForm(request.POST or None, request.FILES or None)
    return answered(
        request,
        form,
        lambda: operations.attach(
            filed.pk, sent=sent(form.cleaned_data["documents"]), by=request.user
        ),
        message=_attached,
        to=_shelf(request, filed),
        field="documents",
    ) or render(request, "files/attach.html", {"form": form, "subject": filed})


def _attached(documents: list[Document]) -> str:
    return f"{format_counted(len(documents), 'document ajouté', 'documents ajoutés')}."


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    withdrawn = document_to_change(request.user, pk)
    return acted(
        request,
        lambda: operations.withdraw(withdrawn, by=request.user),
        message=f"«\u00a0{withdrawn}\u00a0» est retiré.",
        to=_shelf(request, withdrawn.subject),
        undo=lambda done: Undo(
            leading_back(reverse("files:put_back", args=[done.pk]), there(request))
        ),
    )


@require_POST
def put_back(request: SignedInRequest, pk: int) -> HttpResponse:
    back = document_to_change(request.user, pk)
    return acted(
        request,
        lambda: operations.put_back(back, by=request.user),
        message=f"«\u00a0{back}\u00a0» est remis.",
        to=_shelf(request, back.subject),
    )


def _shelf(request: SignedInRequest, subject: Subject) -> str:
    """The documents on the page of a subject, which still leads back to the list of before."""
    return f"{leading_back(subject.path, there(request))}#documents"
