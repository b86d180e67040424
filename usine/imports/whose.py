"""Whose plan a file seems to be, when it is not that of its territory."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from usine.reading import Reading
from usine.reading.reader import TERRITORY
from usine.territories.models import Territory
from usine.territories.queries import communes_of
from usine.values.text import fold

from .models import PlanImport

# The folded headers of the columns that name the territory of each row.
_COLUMNS = {TERRITORY, "territoires", "nom du territoire", "territoire d industrie"}
# How many names a column of territories gives, and down to which line a sheet has its title.
NAMES, TITLED = 20, 12
# From this many references of other actions, the file may be that of another plan.
ANOTHER_PLAN = 3
# How many names a sentence quotes.
QUOTED = 3


def names_in(
    reading: Reading, lines: Sequence[Any], filename: str, elsewhere: Collection[str]
) -> dict[str, Any]:
    """The territories that a file names, as JSON: `columns`, those of a column, with the values
    that are of `elsewhere`, the names of the others; `titles`, [where, name] of these."""
    others = {fold(name): name for name in elsewhere}
    return {
        "columns": list(_columns(reading, others)),
        "titles": list(_titles(reading, lines, filename, others)),
    }


def _columns(reading: Reading, others: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for sheet in reading.sheets:
        for column in sheet.columns:
            if column.key not in _COLUMNS:
                continue
            rows = (row for row in reading.rows if row.sheet == sheet.name)
            cells = (cell for row in rows for cell in row.cells[column.index : column.index + 1])
            values = list(dict.fromkeys(str(cell).strip() for cell in cells if cell))[:NAMES]
            known = [each for each in values if any(_are_one(fold(each), o) for o in others)]
            place = f"{sheet.name}, " if sheet.name else ""
            where = f"{place}colonne {column.letter}"
            yield {"where": where, "values": values, "others": known}


def _titles(
    reading: Reading, lines: Sequence[Any], filename: str, others: Mapping[str, str]
) -> Iterator[list[str]]:
    places = [("nom du fichier", filename)]
    places += [("nom d’une feuille", sheet.name) for sheet in reading.sheets]
    for sheet, number, texts, letters in lines:
        if number <= TITLED and "r" not in letters:
            places += [(f"{sheet} ligne {number}".strip(), text) for text in texts if text]
    for where, text in places:
        folded = f" {fold(text)} "
        for key, name in others.items():
            if f" {key} " in folded:
                yield [where, name]


def _are_one(name: str, other: str) -> bool:
    """Whether one of two folded names is in the other, whole words."""
    return bool(name) and (f" {name} " in f" {other} " or f" {other} " in f" {name} ")


def doubts_of_plan(plan_import: PlanImport) -> list[str]:
    """Why the file may be that of another plan, in sentences; empty when nothing says so."""
    sentences, counts = [], plan_import.counts
    known = sum(counts.get(name, 0) for name in ("updated", "unchanged", "asked"))
    if counts.get("renamed", 0) >= ANOTHER_PLAN and counts["renamed"] * 2 > known:
        sentences.append(
            "La plupart des références du fichier désignent ici de tout autres actions."
        )
    named = plan_import.account.get("territories", {})
    territory = plan_import.territory
    for column in named.get("columns", ()):
        if others := _others(territory, column["values"], column["others"]):
            quoted = ", ".join(f"«\u00a0{each}\u00a0»" for each in others[:QUOTED])
            more = "…" if len(others) > QUOTED else ""
            sentences.append(f"Le fichier dit le territoire {quoted}{more} ({column['where']}).")
    own = fold(territory.name)
    sentences += [
        f"Le fichier nomme le territoire «\u00a0{name}\u00a0» ({where})."
        for where, name in named.get("titles", ())
        if not _are_one(fold(name), own)
    ]
    return sentences


def _others(territory: Territory, values: Sequence[str], known: Sequence[str]) -> list[str]:
    """The names of a column that are of another territory: those of the programme, or the only one
    that the column gives, when it is no place of this territory."""
    own = fold(territory.name)
    others = [each for each in known if not _are_one(fold(each), own)]
    if others or len(values) != 1 or _are_one(fold(values[0]), own):
        return others
    members = territory.members.filter(until=None).values_list("name", flat=True)
    places = [*communes_of(territory).values_list("name", flat=True), *members]
    is_here = any(_are_one(fold(values[0]), fold(place)) for place in places)
    return [] if is_here else [values[0]]
