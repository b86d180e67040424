"""What became of the cells of a file, what it announces of itself and what it asks, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from usine.plans import vocabulary
from usine.reading import Category
from usine.reading.accounting import AMOUNTS, COLOURS
from usine.reading.totals import LINE_TOTALS
from usine.reading.values.colours import colour_name
from usine.values.formats import format_count, format_counted

from .differences import FileDifference, compared, figure_of, place_of
from .forms import WordsForm, spaced
from .memory import CHOICES
from .models import PlanImport
from .taken import ACTIONS, Entry, is_count, part_of
from .tallies import CellsAside, asides, file_cells

# How many groups of cells set aside the top of the page names; the others are folded.
NAMED = 3
# The groups that the rows of the preview do not show.
_MATTER = {Category.SHEET, Category.COLUMN, Category.COLOUR, Category.ROW, Category.OTHER}
_HELD = {
    "amounts": ("montant ou nombre", "montants ou nombres"),
    "dates": ("date", "dates"),
    "texts": ("texte", "textes"),
    COLOURS: ("couleur", "couleurs"),
}


DIGITS = "0123456789"


@dataclass(frozen=True)
class LeftCells:
    """Cells set aside together; `anchor` is where the user says what their column holds."""

    text: str
    why: str
    anchor: str = ""


@dataclass(frozen=True)
class Reckoning:
    taken: str
    structure: str
    aside: str
    kinds: list[CellsAside]
    emptied: str
    asked: str
    set_aside: str
    named: list[LeftCells]
    others: list[LeftCells]
    proofs: list[str]
    differences: list[FileDifference]

    @property
    def every(self) -> list[LeftCells]:
        return [*self.named, *self.others]


def reckoning(plan_import: PlanImport) -> Reckoning | None:
    """What the top of a page says of the file; None when nothing was counted."""
    account = plan_import.account
    if not account:
        return None
    cells, lefts = file_cells(plan_import), list(left_cells(plan_import))
    total = format_count(cells.total)
    differing, proofs = compared(plan_import)
    return Reckoning(
        _either(cells.read, f"cellule sur {total} est prise", f"cellules sur {total} sont prises"),
        _either(cells.structure, "est un titre ou un total", "sont des titres et des totaux"),
        _either(cells.aside, "est laissée de côté", "sont laissées de côté") if cells.aside else "",
        list(asides(plan_import, cells)),
        _either(cells.emptied, "est vidée par vous", "sont vidées par vous")
        if cells.emptied
        else "",
        _asked(plan_import.counts.get("asked", 0)),
        _set_aside(plan_import.counts.get("set_aside", 0)),
        lefts[:NAMED],
        lefts[NAMED:],
        list(_proofs(proofs)),
        differing,
    )


def _asked(number: int) -> str:
    """That rows which wait for an answer are in the cells taken, and write nothing before."""
    if not number:
        return ""
    those = format_counted(number, "ligne à trancher y compte", "lignes à trancher y comptent")
    return f"{those}\u00a0: rien n’en est écrit sans votre réponse."


def _set_aside(number: int) -> str:
    """That rows set aside by users are in the totals, which are those of the whole file."""
    if not number:
        return ""
    those = format_counted(number, "ligne de côté y compte", "lignes de côté y comptent")
    return f"Ces totaux sont ceux du fichier entier\u00a0: {those}."


def _either(number: int, singular: str, plural: str) -> str:
    return format_counted(number, singular, plural)


def _proofs(entries: Sequence[Entry]) -> Iterator[str]:
    """The counts, the largest total, and how many others there are."""
    yield from (_proof(each) for each in entries if each["what"] == ACTIONS)
    totals = [each for each in entries if not is_count(each)]
    if totals:
        yield _proof(max(totals, key=_worth))
    if others := sum(each["what"] != ACTIONS for each in entries) - bool(totals):
        those = format_counted(others, "autre total est retrouvé", "autres totaux sont retrouvés")
        yield those[0].upper() + those[1:]


def _worth(entry: Entry) -> tuple[bool, int]:
    """What a total proves: less when no cell of the file holds it."""
    return entry["what"] != LINE_TOTALS, entry["announced"]


def _proof(entry: Entry) -> str:
    place = f"({place_of(entry)})"
    if entry["what"] == ACTIONS:
        announced = format_counted(entry["announced"], "action annoncée", "actions annoncées")
        return f"{announced}, autant de lues {place}"
    figure = figure_of(entry, entry["announced"])
    if entry["what"] == LINE_TOTALS:
        return f"La somme de la colonne des totaux de lignes, {figure}, est retrouvée {place}"
    return f"Le total de «\u00a0{part_of(entry)}\u00a0», {figure}, est retrouvé {place}"


def left_cells(plan_import: PlanImport) -> Iterator[LeftCells]:
    """The groups of cells that matter: amounts first, then the largest."""
    groups = [each for each in plan_import.account["aside"] if each["category"] in _MATTER]
    headers: dict[tuple[str, str], dict[str, Any]] = {}
    unread: dict[str, str] = {}
    for sheet in plan_import.sheets:
        for column in sheet["columns"]:
            # A sheet beside of which nothing is read is taken by what its columns hold.
            if sheet.get("beside") and column["key"] and not column["field"]:
                unread.setdefault(sheet["name"], column["key"])
            # Two columns may have one head: the letter says which, but in a table that is turned.
            headers[sheet["name"], column["key"]] = column
            headers[sheet["name"], f"{column['letter']} {column['key']}"] = column
    ranks = {key: rank for rank, key in enumerate(plan_import.headers)}
    for group in sorted(groups, key=lambda each: (each["holds"] != AMOUNTS, -each["count"])):
        named, letter = group["column"], group["range"].partition(":")[0].rstrip(DIGITS)
        of_key = headers.get((group["sheet"], named))
        column = headers.get((group["sheet"], f"{letter} {named}"), of_key)
        place = f"{group['sheet']}, " if group["sheet"] else ""
        what = group["range"]
        if column and column["key"]:
            what = f"colonne {column['letter']} «\u00a0{column['header']}\u00a0»"
        holds = format_counted(group["count"], *_HELD[group["holds"]])
        told = "\u00a0: {}" if group["holds"] == COLOURS else ", par exemple «\u00a0{}\u00a0»"
        example = told.format(group["example"]) if group["example"] else ""
        key = column["key"] if column else ""
        if group["category"] == Category.SHEET:
            key = unread.get(group["sheet"], "")
        rank = ranks.get(key)
        anchor = "" if rank is None else f"id_colonne-{rank}"
        yield LeftCells(f"{place}{what} ({holds}{example})", group["message"], anchor)


@dataclass(frozen=True)
class AskedWord:
    """A question of the file as a page shows it: `word` is what waits, `about` where it stands."""

    field: BoundField
    word: str
    about: str
    colour: str = ""


_LEADS = {
    "unit": "colonne de montants dont l’unité n’est pas dite",
    "order": "colonne de dates\u00a0: le jour ou le mois d’abord\u00a0?",
    "side": "colonne de résultats\u00a0: visés ou constatés\u00a0?",
    "end": "fin des actions réalisées\u00a0: est-ce la date de leur statut\u00a0?",
    "amounts": "montant que ses voisins contredisent",
}


def asks(form: WordsForm) -> Iterator[AskedWord]:
    """The questions of a form."""
    labels = vocabulary.of_columns().labels
    for name, asked in form.asked.items():
        what = labels.get(asked["field"], asked["field"])
        if asked["field"] in CHOICES:
            what = CHOICES[asked["field"]].label
        lead = _LEADS.get(asked["kind"], what)
        lines = format_counted(asked["count"], "ligne", "lignes")
        cells = ", ".join(each for each in asked["cells"] if each)
        more = "…" if asked["count"] > len(asked["cells"]) else ""
        between = " " if lead.endswith("?") else ", "
        about = f"{lead}{between}{lines}" if asked["count"] else lead
        about += f" ({cells}{more})" if cells else ""
        about += "" if asked["field"] in CHOICES else ", pour ce fichier"
        colour = asked["word"] if asked["kind"] == "colour" else ""
        yield AskedWord(form[name], asked_word(asked), about, colour)


def asked_word(asked: Mapping[str, Any]) -> str:
    """What waits, as people write it: a colour by its name, an amount by groups of digits."""
    match asked["kind"]:
        case "colour":
            return f"fond {colour_name(asked['word'])}"
        case "amounts":
            return spaced(asked["word"])
    return str(asked["word"])
