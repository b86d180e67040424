"""A draft is filled in: a page a section, its documents, what is copied, a new version."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from usine.files.forms import sent
from usine.pages.answers import acted, announce, as_refusal
from usine.people.requests import SignedInRequest
from usine.values.errors import Refused
from usine.values.formats import format_counted

from ..candidacies import operations
from ..candidacies.answering import readable
from ..candidacies.corrections import (
    correcting,
    is_sent,
    sections_to_write,
    standing_documents,
    writable,
)
from ..candidacies.forms import AskedDocumentForm, DraftSectionForm, marks_of
from ..candidacies.gate import candidacy_to_edit
from ..candidacies.gates import wanted_documents
from ..candidacies.wording import Wording
from ..format.form import FormSection
from ..format.model import CallFile
from ..models import AskedDocument, Candidacy
from .candidacies import form_methods


@form_methods
def section(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    candidacy = candidacy_to_edit(request.user, pk)
    asked = _section_of(candidacy.file, code)
    if request.method != "POST":
        if asked not in sections_to_write(candidacy):
            return redirect(candidacy)
        return _page(request, candidacy, asked, DraftSectionForm(candidacy, asked))
    form = DraftSectionForm(candidacy, asked, request.POST)
    seen = set(form.fields)
    try:
        saved = operations.save_answers(
            candidacy, typed=form.typed, marks=form.marks, by=request.user
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return as_refusal(_page(request, candidacy, asked, form))
    for key, theirs in saved.collisions.items():
        form.add_error(key, _collision(saved.candidacy.file, key, theirs))
    if form.errors:
        return as_refusal(_page(request, saved.candidacy, asked, form))
    announce(request, "Vos réponses sont enregistrées.")
    stays = "stay" in request.POST or set(DraftSectionForm(saved.candidacy, asked).fields) - seen
    return redirect(_address(candidacy, asked) if stays else _next(candidacy, asked))


def _section_of(file: CallFile, code: str) -> FormSection:
    for section in file.sections:
        if section.code == code:
            return section
    raise Http404


def _collision(file: CallFile, key: str, theirs: Any) -> str:
    """What somebody else wrote, in a field that one wrote too."""
    field = next(each for each in file.fields if each.key == key)
    is_text = theirs is not None and field.kind not in ("table", "financing")
    told = f" («\u00a0{Wording().text(field, theirs)}\u00a0»)" if is_text else ""
    return (
        f"Quelqu’un a changé cette réponse entre-temps{told}\u00a0: la vôtre est ci-dessus, pas "
        "encore enregistrée. Enregistrez de nouveau pour la garder, ou reprenez la sienne."
    )


def _page(
    request: SignedInRequest, candidacy: Candidacy, section: FormSection, form: DraftSectionForm
) -> HttpResponse:
    file = candidacy.file
    ranks = [each.code for each in sections_to_write(candidacy)]
    context = {
        "correcting": correcting(candidacy),
        "candidacy": candidacy,
        "section": section,
        "form": form,
        "marks": marks_of(form, readable(file, candidacy.answers)),
        "rank": ranks.index(section.code) + 1 if section.code in ranks else None,
        "total": len(ranks),
    }
    return render(request, "calls/candidacies/section.html", context)


def _address(candidacy: Candidacy, section: FormSection) -> str:
    return reverse("calls:section", args=[candidacy.pk, section.code])


def _next(candidacy: Candidacy, section: FormSection) -> str:
    """The section that follows, then the documents, then all of it to check."""
    sections = sections_to_write(candidacy)
    rank = [each.code for each in sections].index(section.code) + 1
    if rank < len(sections):
        return _address(candidacy, sections[rank])
    page = "calls:documents" if writable(candidacy).documents else "calls:check"
    return reverse(page, args=[candidacy.pk])


@form_methods
def documents(request: SignedInRequest, pk: int) -> HttpResponse:
    candidacy = candidacy_to_edit(request.user, pk)
    codes = writable(candidacy).documents
    if not (candidacy.is_draft or codes):
        return redirect(candidacy)
    code = request.POST.get("code", "")
    given = (request.POST, request.FILES)
    forms = {
        each.code: AskedDocumentForm(each, *(given if each.code == code else ()))
        for each in wanted_documents(candidacy)
        if each.code in codes
    }
    if code in forms and forms[code].is_valid():
        try:
            filed = operations.file_documents(
                candidacy,
                code=code,
                sent=sent(forms[code].cleaned_data["documents"]),
                by=request.user,
            )
        except Refused as refusal:
            forms[code].add_error("documents", str(refusal))
        else:
            announce(
                request,
                f"{format_counted(len(filed), 'document ajouté', 'documents ajoutés')}.",
            )
            return redirect("calls:documents", candidacy.pk)
    context = {
        "candidacy": candidacy,
        "correcting": correcting(candidacy),
        "shelves": _shelves(candidacy, forms),
    }
    return render(request, "calls/candidacies/documents.html", context)


def _shelves(
    candidacy: Candidacy, forms: dict[str, AskedDocumentForm]
) -> list[tuple[AskedDocumentForm, list[tuple[AskedDocument, bool]]]]:
    """Each document that is asked, with those that are there, and whether each may be taken off."""
    there = [
        (row, candidacy.is_draft or not is_sent(candidacy, row.document))
        for row in standing_documents(candidacy)
    ]
    return [
        (form, [pair for pair in there if pair[0].code == code]) for code, form in forms.items()
    ]


@require_POST
def copy_answers(request: SignedInRequest, pk: int) -> HttpResponse:
    candidacy = candidacy_to_edit(request.user, pk)
    key = request.POST.get("source", "")
    rows = Candidacy.objects.visible_to(request.user)
    source = get_object_or_404(rows, pk=int(key) if key.isdecimal() else 0)
    return acted(
        request,
        lambda: operations.copy_answers(candidacy, source=source, by=request.user),
        message=_copied,
        to=candidacy.get_absolute_url(),
    )


def _copied(keys: list[str]) -> str:
    return (
        f"{format_counted(len(keys), 'réponse reprise', 'réponses reprises')}\u00a0: relisez-les."
    )


@require_POST
def take_version(request: SignedInRequest, pk: int) -> HttpResponse:
    candidacy = candidacy_to_edit(request.user, pk)
    return acted(
        request,
        lambda: operations.take_version(candidacy, by=request.user),
        message="Votre dossier suit la nouvelle version de l’appel.",
        to=candidacy.get_absolute_url(),
    )
