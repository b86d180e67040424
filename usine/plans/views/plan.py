"""The plan of a territory, of a region or of the nation: read, searched, exported."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from usine.ledger.queries import head, head_number
from usine.pages import returning
from usine.pages.lists import PAGE, SORT, page_asked
from usine.pages.spreadsheets import attached, file_name, streamed
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_counted

from .. import exports, printed
from ..board import StatusColumn, board
from ..chosen_forms import ChosenForm
from ..feeds import filters_of
from ..groups import GROUPINGS, NONE, ActionGroup, grouped
from ..listing import (
    BOARD,
    COLUMNS_ASKED,
    DISPLAY,
    DISPLAYS,
    GROUPED,
    TIMELINE,
    PlanListing,
    standing,
)
from ..models import Action
from ..narrowing import leads
from ..places import region_at, territory_at
from ..queries import AS_OF, OF_TODAY, WITHDRAWN, Plan, plans_of
from ..rights import CHASE
from ..rows import ActionRow, marked, rows_of
from ..saved_forms import SavedViewForm
from ..saved_views import OPENED
from ..states import TRANSITIONS, Priority
from ..sums import sums, sums_of
from ..table import PlanColumn
from ..timeline import QUARTERS, SCALE, UNDATED, YEAR, Timeline
from .saved import offered
from .ticking import ticked_again

# How many rows a page shows.
ROWS = 100
# The columns that a narrow screen leaves out (`style.css`).
WIDE = ("accorde", "etape", "confirmation")
# What a filter leaves as it is.
KEPT = (SORT, GROUPED, COLUMNS_ASKED, DISPLAY, SCALE, YEAR, OPENED)


@require_safe
def territory_plan(request: SignedInRequest, slug: str) -> HttpResponseBase:
    return _listed(request, Plan(territory=territory_at(slug)), _page)


@require_safe
def region_plan(request: SignedInRequest, slug: str) -> HttpResponseBase:
    return _listed(request, Plan(region=region_at(slug)), _page)


@require_safe
def national_plan(request: SignedInRequest) -> HttpResponseBase:
    return _listed(request, Plan(), _page)


@require_safe
def territory_export(request: SignedInRequest, slug: str, kind: str) -> HttpResponseBase:
    return _listed(request, Plan(territory=territory_at(slug)), partial(_file, kind=kind))


@require_safe
def region_export(request: SignedInRequest, slug: str, kind: str) -> HttpResponseBase:
    return _listed(request, Plan(region=region_at(slug)), partial(_file, kind=kind))


@require_safe
def national_export(request: SignedInRequest, kind: str) -> HttpResponseBase:
    return _listed(request, Plan(), partial(_file, kind=kind))


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The plans that the user's mandates cover; the plan itself when there is only one."""
    plans = plans_of(request.user)
    if len(plans) == 1:
        return redirect(plans[0].address())
    return render(request, "plans/mine.html", {"plans": plans})


def _listed(
    request: SignedInRequest, plan: Plan, answer: Callable[..., HttpResponseBase]
) -> HttpResponseBase:
    """The answer of a list that the user may read; of a day that no plan tells, a sentence."""
    if not plan.readable_by(request.user):
        raise PermissionDenied(f"Vous n’avez pas de mandat qui couvre ce plan\u00a0: {plan.name}.")
    try:
        listing = PlanListing.of(request.GET, plan, today=clock.today())
    except Refused as refusal:
        context = {"plan": plan, "why": refusal}
        return render(request, "plans/no_such_day.html", context, status=400)
    return answer(request, listing)


# The column that the menu of columns moves a place earlier.
EARLIER = "avant"


def _page(request: SignedInRequest, listing: PlanListing) -> HttpResponse:
    if EARLIER in request.GET:
        return redirect(_with_earlier(request, listing))
    form, plan = listing.form, listing.plan
    told = marked(listing.ordered, listing.today)
    timeline = None
    if listing.display == TIMELINE:
        timeline = Timeline.of(request.GET, told, listing.today)
        told = told.exclude(UNDATED)
    page = page_asked(request, told, size=ROWS)
    is_board = listing.display == BOARD
    columns = list(_board(request, listing)) if is_board else None
    listed = [] if is_board else page
    views = offered(plan, request.user, request.GET)
    again = ticked_again(request)
    is_past, ticked = bool(plan.day), again["lignes"]
    rows = list(rows_of(listed, request.user, listing.today, is_past=is_past, ticked=ticked))
    as_read = listing
    if rows and not timeline and COLUMNS_ASKED not in request.GET:
        as_read = listing.fitted(row.action for row in rows)
    whole = standing(plan, listing.today)
    count = page.paginator.count + (timeline.undated_count if timeline else 0)
    may_edit = plan.editable_by(request.user)
    may_chase = not plan.day and plan.allows(CHASE, request.user)
    ticks = (may_edit or (may_chase and not plan.territory)) and not listing.withdrawn
    context = {
        "plan": plan,
        "listing": as_read,
        "form": form,
        "sort": listing.sort,
        "page": page,
        "rows": rows,
        "timeline": timeline,
        "board": columns,
        "may_step": any(row.steps for column, _ in columns or () for row in column.rows),
        "scales": list(_scales(request, timeline)) if timeline else [],
        "count": count,
        "hidden_count": 0 if listing.withdrawn else whole.actions - count,
        "displays": list(_choices(request, DISPLAY, DISPLAYS, listing.display)),
        "back_query": returning.leading_back("", request.get_full_path()),
        "kept": [(name, each) for name in KEPT for each in request.GET.getlist(name)],
        "groups": list(_groups(request, listing, rows)),
        "groupings": list(_groupings(request, listing)),
        "standing": whole,
        "attention": list(_attention(plan, whole.attention)),
        "sums": sums_of(listing.actions, plan, form.asked)
        if form.asked
        else sums(plan, listing.today),
        "leads": leads(plan.actions(withdrawn=listing.withdrawn)) if plan.territory else [],
        "may_edit": may_edit,
        "keeps": plan.kept_by(request.user),
        "ticks": ticks,
        "too_wide": sum(column.key in WIDE for column in as_read.columns),
        "width": len(as_read.columns) + 1 + ticks,
        "chosen": ChosenForm(initial=again),
        "given": [("axis", plan.axes.choices), ("priority", Priority.choices)],
        # Read by the template alone, where lines are ticked.
        "read": head_number,
        "may_chase": may_chase,
        "chase_url": plan.address("chase_chosen") if ticks and not plan.territory else "",
        "steps": list(TRANSITIONS.values()),
        "past": plan.past_period,
        "successors": plan.successors(request.user),
        "confirm_query": f"?{urlencode(form.asked)}" if form.asked else "",
        "today": listing.today,
        "withdrawn": listing.withdrawn,
        "withdrawn_count": 0 if plan.day else plan.actions(withdrawn=True).count(),
        "moved_url": plan.address("moved"),
        "withdrawn_url": plan.narrowed({"suivi": WITHDRAWN}),
        "has_actions": whole.actions,
        "files": list(_files(request, as_read)),
        "print_url": _print_url(request, listing),
        "feeds_url": "" if plan.day or listing.withdrawn else _feeds(request, plan),
        "views": views,
        "current_view": next((each["view"] for each in views if each["is_current"]), None),
        "changed_view": next((each for each in views if each["is_changed"]), None),
        "may_rename": any(each["may_edit"] for each in views),
        "views_url": plan.address("views"),
        "committees_url": plan.address("committees"),
        "campaigns_url": _campaigns(request, plan),
        "today_url": _without(request, AS_OF),
        "save_form": SavedViewForm(initial={"query": request.GET.urlencode()}, may_share=may_edit),
    }
    return render(request, "plans/plan.html", context)


def _groups(
    request: SignedInRequest, listing: PlanListing, rows: Sequence[ActionRow]
) -> Iterator[ActionGroup]:
    """The groups of the rows, each with the query of the list of its actions alone."""
    query = request.GET.copy()
    for name in (PAGE, SORT):
        query.pop(name, None)
    for group in grouped(rows, listing.grouping, actions=listing.actions, plan=listing.plan):
        if group.filter:
            name, value = group.filter
            query[name] = value
            group.query = query.urlencode()
        yield group


def _campaigns(request: SignedInRequest, plan: Plan) -> str:
    """The page of the campaigns of a region or of the nation, for who may send one."""
    may_send = plan.territory is None and plan.allows(CHASE, request.user)
    return plan.address("campaigns") if may_send else ""


def _groupings(request: SignedInRequest, listing: PlanListing) -> Iterator[dict[str, Any]]:
    """What the list may be grouped by, with its address."""
    offered = {key: f"Par {each.label}" for key, each in GROUPINGS.items()} | {NONE: "Sans groupe"}
    current = next((k for k, each in GROUPINGS.items() if each is listing.grouping), NONE)
    return _choices(request, GROUPED, offered, current)


def _choices(
    request: SignedInRequest, name: str, offered: dict[str, str], current: str
) -> Iterator[dict[str, Any]]:
    """The values that a parameter of the address may have, each with its label and its address."""
    for key, label in offered.items():
        query = request.GET.copy()
        query[name] = key
        for dropped in (PAGE, *([] if key else [name])):
            query.pop(dropped, None)
        yield {"label": label, "url": f"?{query.urlencode()}", "is_current": key == current}


def _board(request: SignedInRequest, listing: PlanListing) -> Iterator[tuple[StatusColumn, str]]:
    """The columns of the board, each with the address of the table of all its actions."""
    for column in board(listing, request.user):
        query = request.GET.copy()
        query["statut"] = column.status
        query.pop(DISPLAY)
        yield column, f"?{query.urlencode()}"


def _scales(request: SignedInRequest, timeline: Timeline) -> Iterator[dict[str, Any]]:
    """The scales of a timeline, then the years before and after those that one shows."""
    scale = timeline.scale
    offered = {"": "Années", QUARTERS: "Trimestres"}
    yield from _choices(request, SCALE, offered, QUARTERS if scale.by_quarter else "")
    if scale.by_quarter:
        around = (scale.first_year - 1, scale.last_year)
        yield from _choices(request, YEAR, {str(year): f"Depuis {year}" for year in around}, "")


def _without(request: SignedInRequest, name: str) -> str:
    """The address of this list without one of its parameters."""
    query = request.GET.copy()
    query.pop(name, None)
    return f"?{query.urlencode()}"


def _feeds(request: SignedInRequest, plan: Plan) -> str:
    """The address of the links by which a calendar follows this list."""
    filters = filters_of(request.GET)
    return plan.address("feeds") + (f"?{filters}" if filters else "")


# How the actions that ask for attention are counted: one, several; the tone.
_ATTENTION = {
    "en-retard": ("en retard", "en retard"),
    "bloquees": ("bloquée", "bloquées"),
    "a-confirmer": ("à confirmer", "à confirmer"),
}


def _attention(plan: Plan, counts: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    """The words for the actions that ask for attention, how many, and the list of them."""
    for key, words in _ATTENTION.items():
        if counts[key] and not (plan.day and key in OF_TODAY):
            yield key, format_counted(counts[key], *words), plan.narrowed({"suivi": key})


FILES = ("csv", "xlsx")
PRINTED = "pdf"
# How many rows are printed within a second.
MOST_PRINTED = 500


def _files(
    request: SignedInRequest, listing: PlanListing
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The files of the list: with its columns, then with all those of a plan, unless it is of a
    day of the past, which tells some of them only."""
    whole = () if listing.plan.day else (("Toutes les colonnes", ""),)
    for label, columns in (("Ces colonnes", listing.column_names), *whole):
        query = request.GET.copy()
        query[COLUMNS_ASKED] = columns
        for name in (PAGE, returning.FIELD, *([] if columns else [COLUMNS_ASKED])):
            query.pop(name, None)
        suffix = f"?{query.urlencode()}" if query else ""
        yield (
            label,
            [(kind.upper(), listing.plan.address("export", kind=kind) + suffix) for kind in FILES],
        )


def _with_earlier(request: SignedInRequest, listing: PlanListing) -> str:
    query = request.GET.copy()
    query[COLUMNS_ASKED] = listing.with_earlier(query.pop(EARLIER)[-1])
    return f"{request.path}?{query.urlencode()}"


def _print_url(request: SignedInRequest, listing: PlanListing) -> str:
    """The address of the list as it is printed: with its columns, as a page has no room for all."""
    query = request.GET.copy()
    for name in (PAGE, returning.FIELD):
        query.pop(name, None)
    suffix = f"?{query.urlencode()}" if query else ""
    return listing.plan.address("export", kind=PRINTED) + suffix


def _file(request: SignedInRequest, listing: PlanListing, kind: str) -> HttpResponseBase:
    """A file of exactly what the table lists on all its pages, in the same order: with its columns
    when the address names them, else with all those of a plan."""
    if kind == PRINTED:
        return _printed(request, listing)
    if kind not in FILES:
        raise Http404
    chosen = listing.columns if listing.plan.day or COLUMNS_ASKED in request.GET else ()
    return file_of(listing, listing.ordered, kind, chosen)


def _printed(request: SignedInRequest, listing: PlanListing) -> HttpResponse:
    """The list as a document to print; back at it when it is too long."""
    if (count := listing.actions.count()) > MOST_PRINTED:
        counted = format_counted(count, "action", "actions")
        text = (
            f"Cette liste a {counted}, on en imprime {MOST_PRINTED} au plus\u00a0: filtrez-la, ou "
            "téléchargez-la pour un tableur."
        )
        messages.error(request, text)
        query = request.GET.urlencode()
        return redirect(listing.plan.address() + (f"?{query}" if query else ""))
    # Imported when it is needed, as few processes ever print.
    as_pdf = import_string("usine.pages.printing.as_pdf")
    paper = printed.paper_of(listing, request.GET)
    return attached(as_pdf(paper), f"{_stem(listing)}.{PRINTED}")


def _stem(listing: PlanListing) -> str:
    """The name of its files."""
    plan = listing.plan
    day = f"-au-{plan.day}" if plan.day else ""
    return f"plan-{plan.slug or 'france'}{day}{'-retirees' if listing.withdrawn else ''}"


def file_of(
    listing: PlanListing, actions: QuerySet[Action], kind: str, chosen: Sequence[PlanColumn]
) -> HttpResponseBase:
    """A file of some actions of a list, with these columns of the table, or all those of a plan."""
    plan, last = listing.plan, head()
    name = file_name(_stem(listing), kind, head=last)
    columns: dict[str, Any] = {
        "axes": plan.axes,
        "private": True,
        "territory": plan.territory is None,
        "withdrawn": listing.withdrawn,
        "chosen": chosen,
    }
    if kind == "csv":
        return streamed(exports.csv_lines(actions, **columns), name)
    return attached(exports.xlsx(actions, head=last, day=plan.day, **columns), name)
