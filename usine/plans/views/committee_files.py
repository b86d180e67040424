"""The file of a committee: what it looks at, as a document to read or as slides to change."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from usine.pages.spreadsheets import attached
from usine.people.requests import SignedInRequest

from ..committees.forms import FileForm
from ..committees.gate import committee_to_follow, plan_of
from ..committees.paper import paper_of
from ..queries import AS_OF

# What writes each kind; imported when it is needed, as few processes ever do.
WRITERS = {"pdf": "usine.pages.printing.as_pdf", "pptx": "usine.pages.slides.as_slides"}


@require_safe
def committee_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Of the day that the address asks for (`?au=2025-03-01`), or of the committee."""
    committee = committee_to_follow(request.user, pk)
    if kind not in WRITERS:
        raise Http404
    plan, form = plan_of(committee), FileForm(request.GET, on=committee.on)
    if not form.is_valid():
        context = {"plan": plan, "why": form.errors[AS_OF][0]}
        return render(request, "plans/no_such_day.html", context, status=400)
    day = form.cleaned_data[AS_OF]
    content = import_string(WRITERS[kind])(paper_of(committee, day=day))
    return attached(content, f"comite-{plan.slug or 'national'}-{day}.{kind}")
