"""A spreadsheet, from its bytes to the rows of its tables."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from usine.reading.grid import Grid
from usine.reading.headers import Column, Header, Headers, find_header, header_key
from usine.reading.layout import Ignored, Layout, Why
from usine.reading.naming import IGNORED
from usine.reading.rows import Row, read_row
from usine.reading.sandbox import Unreadable, grids_of
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.text import fold

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000


# The folded header of the column that names the territory of each row.
TERRITORY = "territoire"
NO_ACTION = "Aucune action n’a été trouvée sous l’en-tête du tableau."


@dataclass(frozen=True)
class Sheet:
    """A sheet that holds actions: where its header is, and how its columns are understood.

    `part` is that of all its rows, when the name of the sheet or its title gives one.
    """

    name: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    part: str | None


@dataclass(frozen=True)
class Reading:
    """What a file says: its sheets, its actions in order, what was left aside and why.

    `remarks` are sentences in French on the file as a whole.
    """

    sheets: tuple[Sheet, ...]
    rows: tuple[Row, ...]
    ignored: tuple[Ignored, ...]
    remarks: tuple[str, ...] = ()

    @property
    def accepted(self) -> list[Row]:
        return [row for row in self.rows if not row.problems]

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.problems]


def read(
    content: bytes,
    filename: str,
    *,
    vocabulary: Vocabulary,
    mapping: Mapping[str, str] | None = None,
    elsewhere: Collection[str] = (),
    max_bytes: int = MAX_BYTES,
) -> Reading:
    """The rows of a spreadsheet, read with the vocabulary; the content gives the format (.xlsx,
    .xls, .ods, .csv).

    `mapping` gives, by header, a field of the vocabulary, or "" to ignore the column; it overrides
    the header. Rows whose column « Territoire » names one of `elsewhere` are refused: one file may
    hold the plans of a whole region. A formula counts by the result that the file keeps, which its
    author saw: nothing is computed.
    Raises Unreadable when the file as a whole cannot be taken.
    """
    mapped = {header_key(header): name for header, name in (mapping or {}).items()}
    if unknown := set(mapped.values()) - {*vocabulary.labels, IGNORED}:
        raise ValueError(f"No such field: {', '.join(sorted(unknown))}")
    if not content:
        raise Unreadable(f"Le fichier {filename} est vide : déposez un autre fichier.")
    if len(content) > max_bytes:
        raise Unreadable(
            f"Le fichier dépasse {max_bytes / 1024 / 1024:.0f} Mo : copiez le seul tableau des "
            "actions dans un nouveau classeur, sans images, puis déposez ce classeur."
        )
    tables, ignored = _tables(grids_of(content), Headers(vocabulary, mapped))
    layouts = []
    for grid, header in tables:
        if header.under(vocabulary.title):
            layouts.append(Layout(grid, header, vocabulary))
        else:
            ignored.append(Ignored(grid.name, Why.NO_TABLE))
    if not layouts:
        raise _no_table(tables)
    if sum(len(layout.subjects) for layout in layouts) > MAX_ROWS:
        raise Unreadable(
            f"Le fichier compte plus de {MAX_ROWS} actions : partagez-le en plusieurs fichiers."
        )
    rows, remarks = _rows(layouts, vocabulary.reference)
    here = _refuse_elsewhere(rows, layouts, elsewhere)
    _refuse_repeated_references(here, vocabulary.reference)
    return Reading(
        sheets=tuple(
            Sheet(layout.grid.name, layout.header.rows, layout.header.columns, layout.part)
            for layout in layouts
        ),
        rows=tuple(rows),
        ignored=(*ignored, *(entry for layout in layouts for entry in layout.ignored)),
        remarks=remarks,
    )


def _tables(
    grids: Iterable[Grid], headers: Headers
) -> tuple[list[tuple[Grid, Header]], list[Ignored]]:
    """The sheets that have a header, and those that are left aside."""
    tables: list[tuple[Grid, Header]] = []
    ignored: list[Ignored] = []
    for grid in grids:
        header = find_header(grid, headers)
        if grid.hidden or header is None:
            why = Why.HIDDEN if grid.hidden else Why.NO_TABLE if grid.rows else Why.EMPTY
            ignored.append(Ignored(grid.name, why))
        else:
            tables.append((grid, header))
    return tables, ignored


def _rows(layouts: Sequence[Layout], reference: str) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of these sheets, part by part, and remarks on them."""
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for layout in layouts:
        for subject in layout.subjects:
            part = layout.grid.name, subject.heading.name if subject.heading else ""
            parts[part].append(read_row(layout, subject))
    remarks = _forget_counters(parts, reference) if parts else (NO_ACTION,)
    return [row for part in parts.values() for row in part], remarks


def _no_table(tables: Sequence[tuple[Grid, Header]]) -> Unreadable:
    if not tables:
        return Unreadable(
            "Aucune ligne d’en-tête n’a été trouvée : mettez au-dessus du tableau une ligne qui "
            "nomme les colonnes, par exemple Axe, Intitulé de l’action, Porteur, Budget, Statut."
        )
    grid, header = max(tables, key=lambda pair: len(pair[0].rows))
    where = f" de la feuille « {grid.name} »" if grid.name else ""
    return Unreadable(
        f"La colonne de l’intitulé des actions n’a pas été trouvée à la ligne {header.rows[-1]}"
        f"{where} : nommez-la par exemple Action ou Intitulé.",
        columns=header.columns,
    )


def _forget_counters(
    parts: Mapping[tuple[str, str], Sequence[Row]], reference: str
) -> tuple[str, ...]:
    """Remove references that start again in each part of the plan: they identify nothing."""
    numbers = {
        part: [row.values[reference] for row in rows if reference in row.values]
        for part, rows in parts.items()
    }
    every = [number for part in numbers.values() for number in part]
    restarted = len(set(every)) < len(every)
    once_a_part = all(len(set(part)) == len(part) for part in numbers.values())
    if not (restarted and once_a_part and all(number.isdecimal() for number in every)):
        return ()
    for rows in parts.values():
        for row in rows:
            row.values.pop(reference, None)
    return (
        in_french(
            "Les numéros recommencent à chaque partie du plan : ils n’ont pas été pris pour des "
            "références, et les actions se reconnaîtront à leur intitulé."
        ),
    )


def _refuse_elsewhere(
    rows: Sequence[Row], layouts: Sequence[Layout], elsewhere: Collection[str]
) -> list[Row]:
    """Refuse the rows of these territories; returns the others."""
    named = {
        layout.grid.name: column
        for layout in layouts
        for column in layout.header.columns
        if column.key == TERRITORY
    }
    others = {fold(name): name for name in elsewhere}
    here = []
    for row in rows:
        column = named.get(row.sheet)
        other = others.get(fold(str(row.cells[column.index] or ""))) if column else None
        if column and other:
            why = f"Cette ligne est du territoire «\u00a0{other}\u00a0», non de celui-ci."
            row.refuse(f"{column.letter}{row.number}", "territory", why)
        else:
            here.append(row)
    return here


def _refuse_repeated_references(rows: Sequence[Row], reference: str) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        if reference not in row.values:
            continue
        value = row.values[reference]
        before = first.setdefault(value.casefold(), row)
        if before is not row:
            where = before.reference_cell
            if before.sheet != row.sheet:
                where += f" de la feuille « {before.sheet} »"
            row.refuse(
                row.reference_cell,
                reference,
                f"La référence « {value} » est déjà celle de la cellule {where} : donnez-en "
                "une autre à cette action.",
            )
