"""Calls as everybody reads them: the list, one of them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.pages.lists import page_asked
from usine.people.access import grants_of
from usine.values import clock

from ..candidacies.gate import may_apply
from ..directory import CallFilter, listed_calls
from ..gate import call_to_read, latest_of, may_make
from ..openings import opening_of
from ..rights import READ
from ..sheet import CallSheet


@login_not_required
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    form = CallFilter(request.GET)
    lines = listed_calls(form, moment=clock.now())
    context = {
        "form": form,
        "page": page_asked(request, lines),
        "open_count": sum(line.opening.takes for line in lines),
        "applies": may_apply(request.user),
        "may_make": may_make(request.user),
    }
    return render(request, "calls/calls.html", context)


@login_not_required
@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    call = call_to_read(request.user, code)
    sheet = CallSheet((call.version or latest_of(call)).file, clock.today())
    context = {
        "call": call,
        "sheet": sheet,
        "opening": opening_of(sheet.file.call.windows, clock.now()),
        "may_make": may_make(request.user),
        "applies": may_apply(request.user),
        "follows": grants_of(request.user).anywhere(READ),
    }
    return render(request, "calls/call.html", context)
