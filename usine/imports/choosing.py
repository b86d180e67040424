"""What is asked of several rows of an import at once: those that are ticked, or all of a tab."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest

from .deciding import awaits
from .giving import given_fields, given_texts, new_fields
from .models import PlanImport
from .previews import ALL, DECIDED, FIELD, FILTERS, TAB, TEXT, TICKED, WHOLE
from .states import WRITTEN, Decision, RowKind
from .tables import RowTable

# What the button sends that takes rows up again.
TAKE_UP = "reprendre"
# What the buttons that answer rows send: `meme`, for those that are ticked, or `meme:12,13`.
DECISION = "trancher"
# The reading of the file that a page shows: all the rows of a tab are those that its user saw.
READ = "lecture"


@dataclass(frozen=True)
class RowsChoice:
    """What may be done of several rows at once: the answers that some of them wait for, the fields
    that they may be given, those that the file does not tell, values to propose; and what was
    asked before and refused, as it was sent."""

    decisions: list[tuple[Decision, str]]
    fields: dict[str, str]
    new_fields: dict[str, str]
    texts: list[str]
    field: str
    text: str
    is_whole: bool
    read: str


def choice(request: HttpRequest, plan_import: PlanImport, table: RowTable | None) -> RowsChoice:
    rows = [line.row for line in table.lines] if table else []
    every = list(Decision)
    if request.GET.get(TAB) != DECIDED:
        every.remove(Decision.AGAIN)
    return RowsChoice(
        [(each, each.label) for each in every if any(awaits(row, each) for row in rows)],
        given_fields(plan_import),
        new_fields(plan_import),
        given_texts(plan_import),
        request.GET.get(FIELD, ""),
        request.GET.get(TEXT, ""),
        WHOLE in request.GET,
        reading_of(plan_import),
    )


def reading_of(plan_import: PlanImport) -> str:
    return plan_import.state_at.isoformat()


def rows_named(request: HttpRequest, plan_import: PlanImport) -> list[int]:
    """The rows of this import that are ticked, or all those of the tab that the address names."""
    sent, tab = request.POST, request.GET.get(TAB)
    rows = plan_import.rows.order_by("position")
    if WHOLE in sent and (tab == ALL or tab in FILTERS):
        return list(rows.filter(FILTERS.get(tab, Q())).values_list("pk", flat=True))
    ticked = [int(key[:18]) for key in sent.getlist(TICKED) if key.isdecimal()]
    return list(rows.filter(pk__in=ticked).values_list("pk", flat=True))


def rows_to_choose(request: HttpRequest, plan_import: PlanImport, *, aside: bool) -> list[int]:
    """Those of the rows named that may be set aside, or taken up again."""
    may_be = Q(kind__in=(*WRITTEN, RowKind.ASKED)) if aside else Q(is_set_aside=True)
    named = plan_import.rows.filter(pk__in=rows_named(request, plan_import))
    return list(named.filter(may_be).order_by("position").values_list("pk", flat=True))


@dataclass(frozen=True)
class RowsDecided:
    """The answer that was sent, the rows that it names, and those of them that wait for it; no
    answer when it is none, or is given to another reading of the file than the one of its page.
    The button of a row (`is_of_row`) leaves the others ticked."""

    decision: Decision | None
    named: list[int]
    rows: list[int]
    is_of_row: bool = False


def rows_decided(request: HttpRequest, plan_import: PlanImport) -> RowsDecided:
    sent, _, keys = request.POST.get(DECISION, "").partition(":")
    is_another = WHOLE in request.POST and request.POST.get(READ) != reading_of(plan_import)
    if sent not in Decision.values or (is_another and not keys):
        return RowsDecided(None, [], [])
    decision = Decision(sent)
    if keys:
        named = [int(key[:18]) for key in keys.split(",") if key.isdecimal()]
        return RowsDecided(decision, named, named, is_of_row=True)
    named = rows_named(request, plan_import)
    rows = plan_import.rows.filter(pk__in=named)
    return RowsDecided(decision, named, [row.pk for row in rows if awaits(row, decision)])
