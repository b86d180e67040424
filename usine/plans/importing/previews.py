"""What the page of an import shows: its tabs, the rows of one of them, what it does in all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest

from usine.kernel.charts import Series
from usine.kernel.formats import format_counted
from usine.kernel.lists import page_asked

from ..appearance import STATUS_SERIES
from ..models import Action
from ..states import Axis
from .forms import AnswersForm
from .models import ImportRow, PlanImport
from .queries import absent
from .reading import FIELDS
from .states import Kind, State

# The tab that the address asks: `?lignes=refusees`.
TAB = "lignes"
ALL, PROPOSED, ABSENT = "toutes", "ressemblances", "absentes"
KINDS = {
    "nouvelles": Kind.NEW,
    "modifiees": Kind.CHANGED,
    "inchangees": Kind.UNCHANGED,
    "refusees": Kind.REFUSED,
}
LABELS = {
    ALL: "Toutes les lignes",
    "nouvelles": "Nouvelles",
    "modifiees": "Modifiées",
    "inchangees": "Sans changement",
    "refusees": "Refusées",
    PROPOSED: "Intitulés proches",
    ABSENT: "Absentes du fichier",
}
COUNTED = {
    "nouvelles": "created",
    "modifiees": "updated",
    "inchangees": "unchanged",
    "refusees": "rejected_rows",
}
# How many questions a page asks.
QUESTIONS = 20


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Preview:
    """The tabs of an import and what the one that is open holds: rows, or absent actions."""

    tabs: list[Tab]
    current: Tab
    page: Page
    form: AnswersForm | None = None


def preview(request: HttpRequest, plan_import: PlanImport) -> Preview:
    """What the address asks of an import that has been read."""
    tabs = list(_tabs(plan_import))
    asked = request.GET.get(TAB)
    current = next((tab for tab in tabs if tab.key == asked), tabs[0])
    if current.key == ABSENT:
        actions = absent(plan_import).order_by("axis", "reference", "pk")
        return Preview(tabs, current, page_asked(request, actions))
    rows = plan_import.rows.select_related("action").order_by("position")
    if current.key == PROPOSED:
        page = page_asked(request, rows.exclude(close=[]), size=QUESTIONS)
        return Preview(tabs, current, page, _form(page))
    if current.key in KINDS:
        rows = rows.filter(kind=KINDS[current.key])
    return Preview(tabs, current, page_asked(request, rows))


def _tabs(plan_import: PlanImport) -> Iterator[Tab]:
    counts = plan_import.counts
    yield Tab(ALL, LABELS[ALL], counts["actions"] + counts["rejected_rows"])
    for key, name in COUNTED.items():
        if counts[name]:
            yield Tab(key, LABELS[key], counts[name])
    if plan_import.state == State.READY:
        if proposed := plan_import.rows.exclude(close=[]).count():
            yield Tab(PROPOSED, LABELS[PROPOSED], proposed)
        if missing := absent(plan_import).count():
            yield Tab(ABSENT, LABELS[ABSENT], missing)


def answers(request: HttpRequest, plan_import: PlanImport) -> AnswersForm:
    """The answers sent from the page of proposals that the address asks."""
    rows = plan_import.rows.select_related("action").order_by("position").exclude(close=[])
    return _form(page_asked(request, rows, size=QUESTIONS), request.POST)


def _form(page: Page, data: Any = None) -> AnswersForm:
    rows: list[ImportRow] = list(page)
    named = {pk for row in rows for pk, _ in row.close}
    return AnswersForm(data, rows=rows, actions=Action.objects.in_bulk(named))


def columns(plan_import: PlanImport) -> list[dict[str, Any]]:
    """The columns that have a header, each with the label of what it is understood to hold."""
    return [
        column | {"label": FIELDS.get(column["field"], "")}
        for column in plan_import.columns
        if column["header"]
    ]


def by_axis(counts: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(axis.label, counts["by_axis"].get(axis, 0)) for axis in Axis]


def by_status(counts: Mapping[str, Any]) -> list[tuple[Series, int]]:
    return [(series, counts["by_status"].get(series.key, 0)) for series in STATUS_SERIES]


def in_words(counts: Mapping[str, Any]) -> str:
    """What an application does, in one paragraph."""
    said = [
        f"{format_counted(counts['created'], 'action sera créée', 'actions seront créées')}, "
        f"{format_counted(counts['updated'], 'modifiée', 'modifiées')}."
    ]
    if refused := counts["rejected_rows"]:
        said.append(
            f"{format_counted(refused, 'ligne refusée restera', 'lignes refusées resteront')} "
            "en dehors du plan\u00a0: vous pourrez les corriger et les importer ensuite."
        )
    if waiting := counts["to_answer"]:
        said.append(
            f"{format_counted(waiting, 'ligne ressemble', 'lignes ressemblent')} à des actions "
            "du plan\u00a0: sans réponse de votre part, elles seront créées."
        )
    return " ".join(said)


def undone_in_words(counts: Mapping[str, Any]) -> str:
    """What undoing an application does, in one paragraph."""
    created, updated = counts["created"], counts["updated"]
    withdrawn = format_counted(
        created, "action créée sera retirée", "actions créées seront retirées"
    )
    restored = format_counted(
        updated, "action modifiée retrouvera", "actions modifiées retrouveront"
    )
    return (
        f"{withdrawn} du plan, {restored} les valeurs d’avant. "
        "L’historique garde la trace de l’import et de son annulation."
    )
