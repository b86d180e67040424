"""*À faire*: what is expected of me, what I expect of others, and each ask."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.geography.models import Region
from usine.ledger.history import history
from usine.pages import returning
from usine.pages.answers import Undo, acted, answered
from usine.pages.lists import missed, page_asked
from usine.people.queries import names_of
from usine.people.requests import SignedInRequest
from usine.subjects.models import Subject
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_counted

from . import operations, queries
from .asking import AskBatch, ask_all
from .entrusting import entrustings
from .forms import AnswerForm, AskForm, DeclineForm, RedirectForm, kept
from .gate import ask_to_answer, ask_to_follow, ask_to_read, subjects_to_ask
from .kinds import AskKind
from .many import is_to_sort, withdraw_events
from .many_views import ALSO, new_many
from .models import Ask
from .passing import chain, next_of, passings, taken_words
from .rows import answers, ask_rows
from .states import TURNS, AskState
from .turning import now

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def to_do(request: SignedInRequest) -> HttpResponse:
    return _listed(request, "to_do", queries.to_do(request.user))


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    return _listed(request, "mine", queries.expected_by(request.user))


@require_safe
def done(request: SignedInRequest) -> HttpResponse:
    return _listed(request, "done", queries.done(request.user))


@require_safe
def of_territory(request: SignedInRequest, slug: str) -> HttpResponse:
    """What waits about a territory, as whoever follows it reads it."""
    territory = get_object_or_404(Territory, slug=slug)
    return _of_place(request, territory, [territory.place])


@require_safe
def of_region(request: SignedInRequest, slug: str) -> HttpResponse:
    region = get_object_or_404(Region, slug=slug)
    places = Territory.objects.current().filter(lead_region=region).values_list("place", flat=True)
    return _of_place(request, region, list(places))


def _of_place(
    request: SignedInRequest, place: Territory | Region, places: list[str]
) -> HttpResponse:
    return _listed(request, "place", queries.followed(request.user, places), place=place)


def _listed(
    request: SignedInRequest,
    tab: str,
    asks: QuerySet[Ask],
    *,
    place: Territory | Region | None = None,
) -> HttpResponse:
    page = page_asked(request, asks)
    count = page.paginator.count
    context = {
        "tab": tab,
        "place": place,
        "page": page,
        "missed": missed(request, page),
        "rows": ask_rows(page, clock.today(), entrustings(page) if tab == "mine" else None),
        "expected": count if tab == "to_do" else queries.waiting_count(request.user),
        "expecting": count if tab == "mine" else queries.expected_by(request.user).count(),
    }
    return render(request, "asks/asks.html", context)


@form_methods
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ask, and the form of its answer for those of whom it is asked."""
    read = ask_to_read(request.user, pk)
    is_asked = Ask.objects.asked_of(request.user).filter(pk=pk).exists()
    if request.method == "POST":
        ask_to_answer(request.user, pk)
    elif is_asked:
        operations.see(read, by=request.user)
    form = AnswerForm(request.POST or None, ask=read, by=request.user)
    return answered(
        request,
        form,
        lambda: operations.answer(read, **form.values, by=request.user),
        message="C’est répondu.",
        to=reverse("asks:to_do"),
    ) or render(request, "asks/ask.html", _page(request, read, form, is_asked=is_asked))


def _page(request: SignedInRequest, ask: Ask, form: AnswerForm, *, is_asked: bool) -> dict:
    # Somebody may have closed it since the request began.
    ask = ask_to_read(request.user, ask.pk) if form.is_bound else ask
    before, taken = chain(ask), _taken(request, ask) if is_asked else ""
    return {
        "form": form,
        "kept": kept(form) if form.is_bound and not ask.is_waiting else None,
        "ask": ask,
        "row": ask_rows([ask], clock.today(), entrustings([ask]))[0],
        "first": before[0],
        "passings": list(passings(before).values()),
        "is_asked": is_asked,
        "is_mine": Ask.objects.asked_by(request.user).filter(pk=ask.pk).exists(),
        "may_resume": is_asked and ask.state in TURNS["resume"].sources and not taken,
        "taken": taken,
        "answers": list(answers(ask)),
        "work": ask.work,
        "history": history(ask.key, names=names_of),
    }


def _taken(request: SignedInRequest, ask: Ask) -> str:
    """Why what was passed on is not taken back any more."""
    is_passed = ask.state == AskState.REDIRECTED
    return taken_words(next_of(ask), reader=request.user) if is_passed else ""


def _closed_already(request: SignedInRequest, ask: Ask) -> HttpResponse | None:
    """Before anything is typed about an ask that is closed: its page, which says how."""
    if ask.is_waiting or request.method == "POST":
        return None
    messages.warning(request, f"{now(ask)}\u00a0: il n’y a plus rien à répondre.")
    return redirect("asks:ask", pk=ask.pk)


@form_methods
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    declined = ask_to_answer(request.user, pk)
    if page := _closed_already(request, declined):
        return page
    form = DeclineForm(request.POST or None)
    return answered(
        request,
        form,
        lambda: operations.decline(declined, **form.cleaned_data, by=request.user),
        message="La demande est déclinée.",
        to=reverse("asks:to_do"),
        undo=lambda ask: _undo("resume", ask),
    ) or render(
        request,
        "asks/give_up.html",
        {"form": form, "ask": declined, "title": "Décliner cette demande", "verb": "Décliner"},
    )


@form_methods
def redirect_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    passed = ask_to_answer(request.user, pk)
    if page := _closed_already(request, passed):
        return page
    form = RedirectForm(request.POST or None, ask=passed, by=request.user)
    return answered(
        request,
        form,
        lambda: operations.redirect(passed, **form.values, by=request.user),
        message=lambda ask: f"C’est demandé à {ask.to}.",
        to=reverse("asks:to_do"),
        undo=lambda _: _undo("resume", passed),
        field="to",
    ) or render(
        request,
        "asks/give_up.html",
        {"form": form, "ask": passed, "title": "Passer cette demande", "verb": "Passer"},
    )


@form_methods
def new(request: SignedInRequest, code: str, keys: str) -> HttpResponse:
    """Ask about the subjects of the address: "action:12,action:13"."""
    kind, subjects = subjects_to_ask(request.user, code, keys.split(","))
    there = returning.back(request, subjects[0].path)
    if request.method != "POST" and (why := _not_to_ask(kind, subjects)):
        messages.warning(request, why)
        return redirect(there)
    if is_to_sort(kind, subjects):
        return new_many(request, kind, subjects, there)
    form = AskForm(request.POST or None, kind=kind, subjects=subjects, by=request.user)
    return answered(
        request,
        form,
        lambda: ask_all(kind, subjects, **form.values, by=request.user),
        message=lambda asked: _asked(asked, str(form.values["to"])),
        to=there,
        undo=lambda asked: _taking_back(asked, there),
    ) or render(
        request,
        "asks/new.html",
        {
            "form": form,
            "kind": kind,
            "subjects": subjects,
            "there": there,
            "beside": kind.beside(subjects, request.user),
        },
    )


def _not_to_ask(kind: AskKind, subjects: Sequence[Subject]) -> str:
    """Why nothing of this kind is asked about these subjects, before anything is typed."""
    try:
        kind.check([each.pk for each in subjects])
    except Refused as refusal:
        return str(refusal)
    return ""


def _asked(asked: AskBatch, to: str) -> str:
    if asked.ask:
        return f"C’est demandé à\u00a0: {to}."
    return (
        f"{format_counted(asked.count, 'demande est faite', 'demandes sont faites')} à\u00a0: {to}."
    )


def _taking_back(asked: AskBatch, there: str) -> Undo:
    if asked.ask:
        return _undo("withdraw", asked.ask, there)
    address = reverse("asks:withdraw_many", args=[asked.event])
    return Undo(address, {returning.FIELD: there})


def _undo(route: str, ask: Ask, there: str = "") -> Undo:
    fields = {returning.FIELD: there} if there else {}
    return Undo(reverse(f"asks:{route}", args=[ask.pk]), fields)


def _done_to(
    request: SignedInRequest, ask: Ask, act: Callable, message: str, otherwise: str, undo: str = ""
) -> HttpResponse:
    return acted(
        request,
        lambda: act(ask, by=request.user),
        message=message,
        to=returning.back(request, reverse(otherwise)),
        undo=(lambda done: _undo(undo, done)) if undo else None,
    )


@require_POST
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    reminded = ask_to_follow(request.user, pk)
    return _done_to(request, reminded, operations.remind, "C’est rappelé.", "asks:mine")


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    withdrawn = ask_to_follow(request.user, pk)
    message = "La demande est retirée."
    return _done_to(request, withdrawn, operations.withdraw, message, "asks:mine", "restore")


@require_POST
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    restored = ask_to_follow(request.user, pk)
    return _done_to(request, restored, operations.restore, "La demande est remise.", "asks:mine")


@require_POST
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    resumed = ask_to_answer(request.user, pk)
    return _done_to(request, resumed, operations.resume, "La demande est reprise.", "asks:to_do")


@require_POST
def withdraw_many(request: SignedInRequest, event: int) -> HttpResponse:
    others = request.POST.get(ALSO, "").split(",")
    events = [event, *(int(each[:18]) for each in others if each.isdecimal())]
    return acted(
        request,
        lambda: withdraw_events(events, by=request.user),
        message=lambda count: (
            f"{format_counted(count, 'demande est retirée', 'demandes sont retirées')}."
        ),
        to=returning.back(request, reverse("asks:mine")),
    )
