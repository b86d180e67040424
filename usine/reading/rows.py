"""The rows of a plan as read: what each says of its action, or why it is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from usine.plans.rules import ends_before_it_starts
from usine.plans.states import Axis, Priority, Status
from usine.reading.grid import Broken, Cell, Original, original
from usine.reading.layout import Layout, Line, Place
from usine.reading.values.axes import WRITE as WRITE_AXIS
from usine.reading.values.axes import parse_axis
from usine.reading.values.dates import parse_date, parse_period
from usine.reading.values.money import parse_budget
from usine.reading.values.priorities import parse_priority
from usine.reading.values.statuses import parse_status
from usine.reading.values.texts import (
    line_of,
    names_of,
    paragraph_of,
    title_and_rest,
)
from usine.reading.wording import in_french
from usine.values.dates import PartialDate
from usine.values.errors import Refused

PROBLEM_OF = {"period": "dates"}
"""The field that a problem names, where it is not that of the column."""

TITLE_MAX, REFERENCE_MAX, LEAD_MAX = 300, 40, 200
"""In characters, as the plan keeps them."""

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the cell by its A1 name (the row where no column has it), the field,
    and what to do; `if_new` when it matters only to an action that the plan does not know."""

    cell: str
    field: str
    message: str
    if_new: bool = False


@dataclass
class Values:
    """What a row says of an action; None or an empty text for what it does not say."""

    reference: str = ""
    axis: Axis | None = None
    title: str = ""
    description: str = ""
    lead: str = ""
    partners: tuple[str, ...] = ()
    budget_cents: int | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    status: Status = Status.UNKNOWN
    priority: Priority | None = None
    comment: str = ""


@dataclass
class Row:
    """A row of the plan, with its number as the spreadsheet shows it; refused when it has
    problems. `cells` are those of the file, in the order of the columns of the sheet.
    `reference_cell` is where its reference was read."""

    sheet: str
    number: int
    values: Values
    problems: list[Problem] = field(default_factory=list)
    cells: tuple[Original, ...] = ()
    reference_cell: str = ""

    @property
    def is_refused(self) -> bool:
        return bool(self.problems)

    def refuse(self, cell: str, name: str, message: str, *, if_new: bool = False) -> None:
        self.problems.append(Problem(cell, name, in_french(message), if_new))


def read_row(layout: Layout, line: Line) -> Row:
    """One action, read cell by cell."""
    columns = layout.header.columns
    cells = (*map(original, line.cells), *[None] * len(columns))[: len(columns)]
    row = Row(layout.grid.name, line.number, Values(), cells=cells)
    values = row.values
    units = {column.field: column.unit for column in columns}

    def places(name: str) -> Iterator[Place]:
        for place in line.places.get(name, ()):
            if isinstance(place.cell, Broken):
                row.refuse(place.name, PROBLEM_OF.get(name, name), _broken(place))
            elif place.cell is not None:
                yield place

    def one(name: str, read: Callable[[Cell], T], default: T) -> T:
        for place in places(name):
            try:
                return read(place.cell)
            except Refused as refusal:
                row.refuse(place.name, PROBLEM_OF.get(name, name), str(refusal))
        return default

    def within(name: str, text: str, most: int) -> str:
        if len(text) > most:
            row.refuse(
                line.places[name][0].name,
                name,
                f"Ce texte compte {len(text)} caractères : raccourcissez-le à {most} au plus.",
            )
        return text

    values.reference = within("reference", one("reference", line_of, ""), REFERENCE_MAX)
    if "reference" in line.places:
        row.reference_cell = line.places["reference"][0].name
    values.title, rest = one("title", title_and_rest, ("", ""))
    within("title", values.title, TITLE_MAX)
    title = line.places["title"][0]
    if not values.title and not isinstance(title.cell, Broken):
        why = f"L’action n’a pas d’intitulé : remplissez {title.name}."
        row.refuse(title.name, "title", why, if_new=True)
    values.axis = one("axis", parse_axis, None)
    if values.axis is None and not any(problem.field == "axis" for problem in row.problems):
        values.axis = _axis_of_place(layout, line, row)
    values.description = _joined(rest, *(paragraph_of(p.cell) for p in places("description")))
    values.lead = within("lead", one("lead", line_of, ""), LEAD_MAX)
    named = (name for place in places("partners") for name in names_of(place.cell))
    values.partners = tuple(dict.fromkeys(named))
    values.budget_cents = one("budget", lambda c: parse_budget(c, units["budget"]), None)
    values.status = one("status", lambda c: parse_status(c, units["status"]), Status.UNKNOWN)
    values.priority = one("priority", parse_priority, None)
    values.comment = _joined(*(paragraph_of(place.cell) for place in places("comment")))
    unknown: tuple[PartialDate | None, PartialDate | None] = (None, None)
    values.start, values.end = one("period", parse_period, unknown)
    values.start = one("start", parse_date, values.start)
    values.end = one("end", parse_date, values.end)
    if ends_before_it_starts(values.start, values.end):
        end = (line.places.get("end") or line.places["period"])[0]
        row.refuse(end.name, "dates", "La fin précède le début : corrigez l’une des deux dates.")
    return row


def _axis_of_place(layout: Layout, line: Line, row: Row) -> Axis | None:
    """The axis of the part of the sheet in which an action stands, when it says none itself."""
    if line.heading:
        try:
            return parse_axis(line.heading.cell)
        except Refused as refusal:
            row.refuse(line.heading.name, "axis", str(refusal))
            return None
    if layout.axis is None:
        if places := line.places.get("axis"):
            why = f"L’action n’a pas d’axe : {WRITE_AXIS}."
            row.refuse(places[0].name, "axis", why, if_new=True)
        else:
            why = f"L’action n’a pas d’axe : ajoutez une colonne Axe, et {WRITE_AXIS}."
            row.refuse(f"ligne {line.number}", "axis", why, if_new=True)
    return layout.axis


def _broken(place: Place) -> str:
    if isinstance(place.cell, Broken) and place.cell.kind == "formula":
        return (
            f"La cellule {place.name} contient une formule sans valeur, ou nulle : collez sa "
            "valeur (collage spécial, Valeurs) ou videz-la."
        )
    return f"La cellule {place.name} affiche une erreur de calcul : corrigez-la ou videz-la."


def _joined(*paragraphs: str) -> str:
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)
