"""The page of an import: its tabs, the rows of one of them, what the import does in all."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q
from django.http import HttpRequest, QueryDict

from usine.pages.charts import Series
from usine.pages.lists import page_asked
from usine.plans import vocabulary
from usine.plans.appearance import STATUS_SERIES
from usine.plans.models import Action
from usine.plans.table import in_plan_order
from usine.territories.calendar import axes_of
from usine.values import clock
from usine.values.formats import format_count, format_counted, format_day

from .beside import PART
from .details import field_labels
from .filling import OF_PLAN
from .forms import ASKED_ROW, AnswersForm
from .models import ImportRow, PlanImport
from .queries import absent
from .since import in_sentences
from .states import LEFT, RowKind, State
from .tables import RowTable, table_of
from .tallies import MOTIVE, SHEET

# The parameter that names the tab: `?lignes=refusees`.
TAB = "lignes"
# Names of the boxes where cells are typed: `cellule:Feuille!C12`, and, hidden, what each said.
CELL, CELL_BEFORE = "cellule:", "avant:"
ALL, DOUBTFUL, PROPOSED, ABSENT = "toutes", "a-verifier", "ressemblances", "absentes"
WATCHED, INCOMPLETE, DECIDED = "a-regarder", "a-completer", "tranchees"
KINDS = {
    "a-trancher": RowKind.ASKED,
    "nouvelles": RowKind.NEW,
    "modifiees": RowKind.CHANGED,
    "inchangees": RowKind.UNCHANGED,
    "refusees": RowKind.REFUSED,
    "laissees": RowKind.ASIDE,
}
LABELS = {
    WATCHED: "À regarder",
    ALL: "Toutes les lignes",
    "a-trancher": "À trancher",
    "nouvelles": "Nouvelles",
    "modifiees": "Modifiées",
    "inchangees": "Sans changement",
    "refusees": "Refusées",
    "laissees": "Laissées de côté",
    DECIDED: "Tranchées",
    DOUBTFUL: "À vérifier",
    INCOMPLETE: "Lignes à compléter",
    PROPOSED: "Intitulés proches",
    ABSENT: "Absentes du fichier",
}
COUNTED = {
    "a-trancher": "asked",
    "nouvelles": "created",
    "modifiees": "updated",
    "inchangees": "unchanged",
    "refusees": "rejected_rows",
    "laissees": "set_aside",
}
# The rows that are ticked, and the box that stands for all those of the tab.
TICKED, WHOLE = "ligne", "onglet"
# Whether the rows of the page are all ticked beforehand, the field and the value to give them.
TICK, FIELD, TEXT = "cocher", "champ", "valeur"
# The value given before that is given otherwise, by its rank, and the box of each.
GIVEN, GIVEN_TEXT = "donnee", "valeur:"
# What Enter sends in a box, whichever it is.
ENTER = "entree"
# The row whose cells are all typed again; the position of the row that its button goes back to.
OPENED, AT = "corriger", "retour"
# How many rows a page shows.
ROWS = 100
_TAKEN = ~Q(kind__in=LEFT)
_DOUBTFUL, _INCOMPLETE = _TAKEN & ~Q(doubts=[]), _TAKEN & ~Q(incomplete=[])
_TO_ANSWER = Q(kind=RowKind.NEW, is_answered=False) & ~Q(close=[])
FILTERS = {
    WATCHED: _DOUBTFUL | _INCOMPLETE | _TO_ANSWER | Q(kind__in=(RowKind.REFUSED, RowKind.ASKED)),
    DOUBTFUL: _DOUBTFUL,
    INCOMPLETE: _INCOMPLETE,
    DECIDED: Q(is_answered=True) | Q(is_confirmed=True),
    **{key: Q(kind=kind) for key, kind in KINDS.items()},
}
# The tabs of what waits for the user, before the others.
WAITING = (WATCHED, DOUBTFUL, INCOMPLETE)
# How many proposals a page asks about.
QUESTIONS = 20
# How many rows to verify, or to complete, are named before an import is applied.
VERIFIED = 30


@dataclass(frozen=True)
class PreviewTab:
    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Preview:
    """The tabs of an import, and what the open one lists: rows, or absent actions."""

    tabs: list[PreviewTab]
    current: PreviewTab
    page: Page
    form: AnswersForm | None = None
    table: RowTable | None = None


def preview(request: HttpRequest, plan_import: PlanImport) -> Preview:
    """The preview of an import, with the tab and the page that the address asks for."""
    tabs = list(_tabs(plan_import))
    asked = request.GET.get(TAB)
    current = next((tab for tab in tabs if tab.key == asked), tabs[0])
    if current.key == ABSENT:
        actions = absent(plan_import).order_by(*in_plan_order(), "pk").select_related("territory")
        return Preview(tabs, current, page_asked(request, actions))
    rows = plan_import.rows.select_related("action").order_by("position")
    if current.key == PROPOSED:
        page = page_asked(request, rows.exclude(close=[]), size=QUESTIONS)
        return Preview(tabs, current, page, _form(page))
    if current.key in FILTERS:
        rows = rows.filter(FILTERS[current.key])
    page = page_asked(request, rows, size=ROWS)
    for row in page:
        row.plan_import = plan_import
    table = table_of(page, request.GET.get(OPENED, ""))
    ticked = set(request.GET.getlist(TICKED))
    for line in table.lines:
        line.is_ticked = TICK in request.GET or str(line.row.pk) in ticked
    return Preview(tabs, current, page, table=table)


def address_of(request: HttpRequest, preview: Preview) -> str:
    """The query that leads to the tab and the page that are shown, no row being open."""
    query = request.GET.copy()
    query[TAB] = preview.current.key
    given = [name for name in query if name.startswith(GIVEN_TEXT)]
    for name in (OPENED, TICK, TICKED, WHOLE, FIELD, TEXT, SHEET, PART, MOTIVE, *given):
        query.pop(name, None)
    return query.urlencode()


def _tabs(plan_import: PlanImport) -> Iterator[PreviewTab]:
    counts = plan_import.counts
    counted = {key: counts.get(name, 0) for key, name in COUNTED.items()}
    total = sum(counted.values())
    if plan_import.state == State.READY:
        others = {key: Count("pk", filter=FILTERS[key]) for key in (*WAITING, DECIDED)}
        numbers = plan_import.rows.aggregate(**others)
        counted = {key: numbers[key] for key in WAITING} | counted | {DECIDED: numbers[DECIDED]}
        counted[PROPOSED] = plan_import.rows.exclude(close=[]).count()
        counted[ABSENT] = absent(plan_import).count()
    for key, number in counted.items():
        if number:
            yield PreviewTab(key, LABELS[key], number)
    yield PreviewTab(ALL, LABELS[ALL], total)


def answers(request: HttpRequest, plan_import: PlanImport) -> AnswersForm:
    """The answers sent to the proposals of some rows."""
    asked = (key.removeprefix(ASKED_ROW) for key in request.POST if key.startswith(ASKED_ROW))
    rows = plan_import.rows.filter(pk__in=[int(key[:9]) for key in asked if key.isdecimal()])
    return _form(rows.exclude(close=[]).order_by("position"), request.POST)


def to_verify(plan_import: PlanImport) -> RowTable | None:
    """The first rows that the user has to verify, with what they replace; None without any."""
    rows = plan_import.rows.exclude(doubts=[]).exclude(kind__in=(RowKind.REFUSED, RowKind.ASIDE))
    table = table_of(rows.select_related("action", "plan_import").order_by("position")[:VERIFIED])
    return table if table.lines else None


@dataclass(frozen=True)
class ToComplete:
    """A row with its cells that nothing is written of: [label of the field, entry]."""

    row: ImportRow
    entries: list[tuple[str, dict[str, Any]]]


def to_complete(plan_import: PlanImport) -> list[ToComplete]:
    """The first rows with cells to complete, those that the plan does not take first."""
    rows = plan_import.rows.exclude(incomplete=[]).exclude(kind__in=LEFT).order_by("position")
    told = list(rows.only("plan_import", "position", "sheet", "number", "values", "incomplete"))
    told.sort(key=lambda row: all(OF_PLAN not in entry for entry in row.incomplete))
    labels = field_labels()
    return [
        ToComplete(row, [(labels[entry["field"]], entry) for entry in row.incomplete])
        for row in told[:VERIFIED]
    ]


def first_position(plan_import: PlanImport, rows: Collection[int]) -> int:
    """The position of the first of these rows; 0 when the file was read again, without them."""
    positions = plan_import.rows.filter(pk__in=rows).values_list("position", flat=True)
    return min(positions, default=0)


def nearest(request: HttpRequest, plan_import: PlanImport, position: int) -> str:
    """The anchor of a row on the page of the tab that the address names, or of the next one there;
    that of the whole list when there is none."""
    rows = plan_import.rows.filter(FILTERS.get(request.GET.get(TAB, ""), Q())).order_by("position")
    shown_rows = page_asked(request, rows.values_list("position", flat=True), size=ROWS)
    return next((f"ligne-{each}" for each in shown_rows if each >= position), TAB)


def unsettled(plan_import: PlanImport, asked: int, differing: int) -> str:
    """What waits for the user, in words: rows, `asked` questions, `differing` figures."""
    told = (
        (plan_import.counts.get("to_decide", 0), "ligne à trancher", "lignes à trancher"),
        (asked, "question sans réponse", "questions sans réponse"),
        (differing, "écart", "écarts"),
    )
    return ", ".join(format_counted(*each) for each in told if each[0])


def cells_typed(sent: QueryDict) -> dict[str, str]:
    """{name of a cell: text} of the boxes whose text is not the one that the page showed; a cell
    may have two."""
    names = [key.removeprefix(CELL) for key in sent if key.startswith(CELL)]
    return {
        name: text
        for name in names
        for text, was in zip_longest(sent.getlist(CELL + name), sent.getlist(CELL_BEFORE + name))
        if text not in (None, was)
    }


def _form(asked: Iterable[ImportRow], data: Any = None) -> AnswersForm:
    rows = list(asked)
    named = {pk for row in rows for pk, _ in row.close}
    return AnswersForm(data, rows=rows, actions=Action.objects.in_bulk(named))


def columns(plan_import: PlanImport) -> list[dict[str, Any]]:
    """The columns that have a header, each with the label of its field."""
    several, labels = len(plan_import.sheets) > 1, vocabulary.of_columns().labels
    return [
        column
        | {"label": labels.get(column["field"], ""), "sheet": sheet["name"] if several else ""}
        for sheet in plan_import.sheets
        for column in sheet["columns"]
        if column["header"]
    ]


def by_axis(plan_import: PlanImport) -> list[tuple[str, int]]:
    counts = plan_import.counts["by_axis"]
    axes = axes_of(plan_import.territory.period_id)
    return [(axis.label, counts.get(axis.code, 0)) for axis in axes]


def by_status(counts: Mapping[str, Any]) -> list[tuple[Series, int]]:
    return [(series, counts["by_status"].get(series.key, 0)) for series in STATUS_SERIES]


def in_words(plan_import: PlanImport) -> list[str]:
    """What the plan keeps of what changed since the file was downloaded, and what applying the
    import does, in sentences."""
    return [*in_sentences(plan_import), *effects_in_words(plan_import)]


def effects_in_words(plan_import: PlanImport) -> list[str]:
    counts = plan_import.counts
    created, updated, refused = counts["created"], counts["updated"], counts["rejected_rows"]
    sentences = []
    if created:
        those = format_counted(created, "action sera créée", "actions seront créées")
        sentences.append(f"{those}.")
    if updated:
        those = format_counted(updated, "action sera modifiée", "actions seront modifiées")
        sentences.append(f"{those}.")
    if plan_import.given:
        sentences.append(plan_import.given)
    live = Action.objects.live().filter(territory=plan_import.territory_id).count()
    if created and live:
        actions = format_counted(live + created, "action", "actions")
        sentences.append(f"Le plan passera de {format_count(live)} à {actions}.")
    if missing := absent(plan_import).count():
        those = format_counted(missing, "action du plan n’est pas", "actions du plan ne sont pas")
        sentences.append(f"{those} dans le fichier\u00a0: l’import n’y touche pas.")
    if refused:
        those = format_counted(
            refused,
            "ligne est refusée\u00a0: rien n’en sera écrit, vous pourrez la corriger et l’importer",
            "lignes sont refusées\u00a0: rien n’en sera écrit, vous pourrez les corriger et les "
            "importer",
        )
        sentences.append(f"{those} ensuite.")
    if asked := len(plan_import.account.get("questions", ())):
        those = format_counted(asked, "question est sans réponse", "questions sont sans réponse")
        sentences.append(f"{those}\u00a0: rien n’en sera écrit.")
    if kept := counts.get("kept", 0):
        sentences.append(kept_in_words(kept))
    if aside := counts.get("set_aside", 0):
        those = format_counted(aside, "ligne est laissée", "lignes sont laissées")
        sentences.append(f"{those} de côté\u00a0: rien n’en sera écrit.")
    if waiting := counts.get("to_decide", 0):
        those = format_counted(waiting, "ligne attend", "lignes attendent")
        sentences.append(f"{those} votre réponse\u00a0: l’import ne s’applique pas avant.")
    if unconfirmed := waiting - counts.get("asked", 0):
        those = format_counted(
            unconfirmed,
            "ligne n’attend que pour son statut\u00a0: ce qu’elle change d’autre est compté ici",
            "lignes n’attendent que pour leur statut\u00a0: ce qu’elles changent d’autre est "
            "compté ici",
        )
        sentences.append(f"{those}.")
    if doubtful := counts["to_check"]:
        those = format_counted(
            doubtful,
            "ligne acceptée est à vérifier\u00a0: dit-elle bien ce qui en est lu\u00a0?",
            "lignes acceptées sont à vérifier\u00a0: disent-elles bien ce qui en est lu\u00a0?",
        )
        sentences.append(those)
    if waiting := counts["to_answer"]:
        those = format_counted(
            waiting,
            "ligne ressemble à une action du plan\u00a0: sans réponse de votre part, elle sera "
            "créée",
            "lignes ressemblent à des actions du plan\u00a0: sans réponse de votre part, elles "
            "seront créées",
        )
        sentences.append(f"{those} en plus.")
    if plan_import.effective_on < clock.today():
        since = format_day(plan_import.effective_on)
        sentences.append(
            f"Les statuts et budgets nouveaux comptent à partir du {since}\u00a0: "
            "les bilans demandés depuis cette date suivront."
        )
    return sentences


def kept_in_words(count: int) -> str:
    those = format_counted(
        count, "cellule sans valeur dans le fichier", "cellules sans valeur dans le fichier"
    )
    return f"{those}, là où le plan en a une\u00a0: l’action garde la sienne."


def undone_in_words(counts: Mapping[str, Any]) -> list[str]:
    """What undoing an applied import does, in sentences."""
    sentences = []
    if created := counts["created"]:
        withdrawn = format_counted(
            created, "action créée sera retirée", "actions créées seront retirées"
        )
        sentences.append(f"{withdrawn} du plan.")
    if updated := counts["updated"]:
        restored = format_counted(
            updated, "action modifiée retrouvera", "actions modifiées retrouveront"
        )
        sentences.append(f"{restored} les valeurs d’avant.")
    if any(counts.get("details", {}).values()):
        sentences.append("Leurs financements, étapes, blocages, communes et notes aussi.")
    return [*sentences, "L’historique garde la trace de l’import et de son annulation."]
