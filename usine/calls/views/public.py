"""A call as everybody reads it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usine.people.access import grants_of
from usine.values import clock

from ..candidacies.gate import may_apply
from ..eligibility.windows import open_at
from ..gate import call_to_read, latest_of, may_make
from ..rights import READ
from ..sheet import CallSheet


@login_not_required
@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    call = call_to_read(request.user, code)
    sheet = CallSheet((call.version or latest_of(call)).file, clock.today())
    context = {
        "call": call,
        "sheet": sheet,
        "open_window": open_at(sheet.file.call.windows, clock.now()),
        "may_make": may_make(request.user),
        "applies": may_apply(request.user),
        "follows": grants_of(request.user).anywhere(READ),
    }
    return render(request, "calls/call.html", context)
