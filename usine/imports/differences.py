"""What a file announces of itself, and is not what is read of it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from string import digits

from usine.plans.formats import format_result
from usine.reading.rows import OF_SUB_ACTIONS, OF_TOTAL
from usine.reading.totals import LINE_TOTALS
from usine.values.formats import format_cents, format_counted

from .models import PlanImport
from .taken import Entry, TakenShare, WeighedRow, is_count, part_of, taken_of, weighed

_OF_PARTS = {
    f"{OF_TOTAL} de «": "Le {} est de {}, ses parts font {}",
    f"{OF_SUB_ACTIONS} de «": "Les {} font {}, l’action dit {}",
    LINE_TOTALS: "Les {} font {}, leurs parts {}",
}
"""How what parts make beside their whole is told, by how its name begins."""


@dataclass(frozen=True)
class FileDifference:
    """A figure of the file that is not what is read, or not what the plan takes of it (`taken`,
    None when it is not known); `name` is what the user says to have seen."""

    name: str
    text: str
    entry: Entry
    taken: int | None


def differences(plan_import: PlanImport) -> list[FileDifference]:
    return compared(plan_import)[0]


def compared(plan_import: PlanImport) -> tuple[list[FileDifference], list[Entry]]:
    """The differences of a file, and what proves that it is read and taken whole."""
    account, counts = plan_import.account, plan_import.counts
    every, proofs = account.get("differences", ()), account.get("proofs", ())
    is_short = bool(counts.get("unwritten"))
    is_weighed = is_short or counts.get("set_aside")
    rows = list(weighed(plan_import)) if is_short or every else []
    taken = [taken_of(entry, rows) for entry in proofs] if is_short else [None] * len(proofs)
    short = {place for place, each in enumerate(taken) if each and each.is_short}
    differing = [(entry, taken_of(entry, rows) if is_weighed else None) for entry in every]
    differing += [(proofs[place], taken[place]) for place in sorted(short)]
    unsure = {(sheet, cell.rstrip(digits)) for sheet, cell in plan_import.not_taken}
    kept = [
        entry
        for place, entry in enumerate(proofs)
        if place not in short and not _is_among(entry, unsure)
    ]
    return [_difference(entry, of_plan, rows) for entry, of_plan in differing], kept


def _is_among(entry: Entry, columns: Collection[tuple[str, str]]) -> bool:
    """Whether a total is in one of these columns, and may sum any cell of it."""
    is_unbound = not (is_count(entry) or entry.get("summed"))
    return is_unbound and (entry["sheet"], entry["cell"].rstrip(digits)) in columns


def _difference(
    entry: Entry, taken: TakenShare | None, rows: Iterable[WeighedRow]
) -> FileDifference:
    figure = taken.figure if taken else entry["read"]
    is_all_read = entry["announced"] == entry["read"]
    unread = 0 if is_all_read else sum(row.unread_of(entry) for row in rows)
    return FileDifference(name_of(entry, taken), in_words(entry, taken, unread), entry, figure)


def name_of(entry: Entry, taken: TakenShare | None = None) -> str:
    """The name of a difference: it changes with its figures."""
    of_plan = f":{taken.figure}" if taken else ""
    return f"{place_of(entry)}={entry['announced']}:{entry['read']}{of_plan}"


def place_of(entry: Entry) -> str:
    return f"{entry['sheet']}!{entry['cell']}".lstrip("!")


def figure_of(entry: Entry, figure: int) -> str:
    if is_count(entry):
        return format_counted(figure, "action", "actions")
    if counted := entry.get("counted"):
        return format_result(counted, figure)
    return format_cents(figure)


def in_words(entry: Entry, taken: TakenShare | None = None, unread: int = 0) -> str:
    """A difference in a sentence; `unread` amounts of it are to complete."""
    named = part_of(entry)
    what = f"«\u00a0{named}\u00a0», " if named else ""
    announced, read = (figure_of(entry, entry[each]) for each in ("announced", "read"))
    told = next((told for start, told in _OF_PARTS.items() if named.startswith(start)), "")
    if told and announced != read:
        return f"{told.format(named, announced, read)} ({place_of(entry)})."
    outcome = f"nous lisons {read}"
    if announced == read:
        outcome = "toutes lues" if is_count(entry) else "lus en entier"
    elif unread:
        outcome += f"\u00a0: {_to_complete(unread)}"
    of_plan = _of_plan(entry, taken) if taken else ""
    return f"Le fichier annonce {announced}, {outcome}{of_plan} ({what}{place_of(entry)})."


def _of_plan(entry: Entry, taken: TakenShare) -> str:
    """What the plan takes, and why it is not all."""
    figure = "une partie" if taken.figure is None else figure_of(entry, taken.figure)
    return f", dont {figure} pour le plan\u00a0: {', '.join(_reasons(taken))}"


def _reasons(taken: TakenShare) -> Iterator[str]:
    if taken.aside:
        yield f"{format_counted(taken.aside, 'ligne est', 'lignes sont')} de côté"
    if taken.refused:
        yield format_counted(taken.refused, "ligne est refusée", "lignes sont refusées")
    if taken.amounts:
        yield _to_complete(taken.amounts)


def _to_complete(amounts: int) -> str:
    return f"{format_counted(amounts, 'montant est', 'montants sont')} à compléter"
