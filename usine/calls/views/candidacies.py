"""Candidacies: one's own, one of them, one that begins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from usine.pages.answers import answered
from usine.pages.lists import page_asked
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused

from ..candidacies import operations
from ..candidacies.answering import faults
from ..candidacies.case import verdict_of
from ..candidacies.corrections import (
    correcting,
    may_be_written,
    past_corrections,
    shown_answers,
    shown_documents,
)
from ..candidacies.forms import StartForm
from ..candidacies.gate import (
    candidacy_to_read,
    check_may_apply,
    knows_study,
    may_edit,
    may_instruct,
)
from ..candidacies.gates import missing_documents
from ..candidacies.moving import refusal_of
from ..candidacies.prefilling import earlier
from ..candidacies.rules import call_refusal, window_refusal
from ..candidacies.sections import sections_of
from ..candidacies.showing import shown_history, shown_since, shown_words, state_label
from ..candidacies.wording import Wording
from ..changes import changes
from ..decisions.showing import panel_of
from ..eligibility.windows import window_in_words
from ..gate import call_to_read
from ..instruction.opinions import told_opinions
from ..instruction.steps import may_return, steps_of
from ..models import Call, Candidacy
from ..stages import Stage

form_methods = require_http_methods(["GET", "HEAD", "POST"])
# What a list of candidacies reads of others.
_LISTED = ("call__version", "version", "body", "territory")


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    check_may_apply(request.user)
    # An order by state would tell what is not shown.
    rows = Candidacy.objects.visible_to(request.user).order_by("-pk")
    page = page_asked(
        request, rows.select_related(*_LISTED).prefetch_related("passages", "decisions")
    )
    lines = [
        (each, state_label(each, request.user), shown_since(each, request.user)) for each in page
    ]
    context = {"page": page, "lines": lines}
    return render(request, "calls/candidacies/mine.html", context)


@form_methods
def start(request: SignedInRequest, code: str) -> HttpResponse:
    check_may_apply(request.user)
    call = call_to_read(request.user, code)
    form = StartForm(
        request.POST or None,
        call=call,
        user=request.user,
        about=request.GET.get("pour", ""),
    )
    return answered(
        request,
        form,
        lambda: operations.start(call, **form.cleaned_data, by=request.user),
        message=_begun,
    ) or render(
        request,
        "calls/candidacies/start.html",
        {"call": call, "form": form, "refusal": _refusal(call)},
    )


def _refusal(call: Call) -> str | None:
    """Why no candidacy of today may begin."""
    if call.version is None:
        return "Cet appel n’a pas encore de version publiée."
    header = call.version.file.call
    return call_refusal(Stage(call.stage), is_external=header.is_external) or window_refusal(
        header.windows, "", clock.now(), ""
    )


def _begun(candidacy: Candidacy) -> str:
    return f"La candidature {candidacy.reference} est ouverte\u00a0: rien n’est encore déposé."


@require_safe
def candidacy(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft with what is left to do, or what was sent."""
    current = candidacy_to_read(request.user, pk)
    file = current.file
    is_written = may_be_written(current) and may_edit(current, request.user)
    context = {
        "candidacy": current,
        "call": current.call,
        "state": state_label(current, request.user),
        "since": shown_since(current, request.user),
        "words": shown_words(current, request.user),
        "correcting": correcting(current),
        "past_corrections": past_corrections(current),
        "is_written": is_written,
        "may_withdraw": may_edit(current, request.user) and _may_withdraw(current),
        "sent": list(current.submissions.order_by("-rank")),
        "opinions": told_opinions(current, request.user)
        if knows_study(current, request.user)
        else [],
        "may_return": may_instruct(current, request.user) and may_return(current),
        "may_recall": may_instruct(current, request.user) and current.state == "returned",
        "steps": steps_of(current) if may_instruct(current, request.user) else [],
        "panel": panel_of(current, request.user),
        "history": shown_history(current, request.user),
    }
    if current.is_draft:
        context |= _of_draft(current, request.user)
    else:
        answers = shown_answers(current, request.user)
        context["answered"] = Wording().sections(file, answers, {})
        context["documents"] = shown_documents(current, request.user)
    return render(request, "calls/candidacies/candidacy.html", context)


def _of_draft(candidacy: Candidacy, user) -> dict:
    """What is left to do, and what the rules say so far."""
    wrong = faults(candidacy)
    windows = {each.code: each for each in candidacy.file.call.windows}
    window = windows.get(candidacy.round)
    now = candidacy.received_at or clock.now()
    return {
        "sections": sections_of(candidacy, wrong),
        "missing": missing_documents(candidacy),
        "verdict": _verdict(candidacy),
        "copied_from": earlier(candidacy, reader=user)[:5],
        "window": window_in_words(window) if window else "",
        "closed": window_refusal(
            candidacy.file.call.windows, candidacy.round, now, candidacy.region
        ),
        "changes": _changes(candidacy),
    }


def _verdict(candidacy: Candidacy):
    """None while an answer does not read."""
    try:
        return verdict_of(candidacy, candidacy.received_at or clock.now())
    except Refused:
        return None


def _changes(candidacy: Candidacy) -> list[str]:
    """What the version that came since changes, in sentences."""
    if not candidacy.reads_new_version:
        return []
    return [str(each) for each in changes(candidacy.version.file, candidacy.file).changes]


def _may_withdraw(candidacy: Candidacy) -> bool:
    return candidacy.is_draft or not refusal_of(candidacy, "withdraw")
