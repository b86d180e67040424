"""The simulator of a call: nothing of what is typed is kept, nor logged."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from usine.values import clock

from ..gathering.vantage import Vantage
from ..judging import Inquiry
from ..models import Call
from ..simulation.effort import WINDOW, is_too_much
from ..simulation.forms import SimulatorForm


@login_not_required
@never_cache
@require_safe
def simulator(request: HttpRequest, code: str) -> HttpResponse:
    """The answers are in the address: a reader shares it or comes back to it."""
    calls = Call.objects.visible_to(request.user).select_related("version", "scheme")
    call = get_object_or_404(calls, pk=code, version__isnull=False)
    asked = bool(request.GET)
    if asked and is_too_much(request):
        return _too_many(request, call)
    question = Inquiry.of(call, Vantage(clock.today()))
    form = SimulatorForm(request.GET or None, file=question.version.file, terms=question.terms)
    verdict = question.judge(form.book) if asked and form.is_valid() else None
    context = {"call": call, "form": form, "verdict": verdict, "call_version": question.version}
    return render(request, "calls/simulator.html", context)


def _too_many(request: HttpRequest, call: Call) -> HttpResponse:
    context = {"call": call, "minutes": WINDOW // 60}
    page = render(request, "calls/too_many_simulations.html", context, status=429)
    page.headers["Retry-After"] = str(WINDOW)
    return page
