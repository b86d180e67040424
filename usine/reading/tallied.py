"""What a summary announces by status: « En cours | 5 », « Actions terminées : 12 »."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from usine.reading.choices import ProgressChoice
from usine.reading.grid import Address, Cell, Grid
from usine.reading.rows import Row
from usine.reading.totals import ACTIONS, Announced
from usine.reading.vocabulary import Vocabulary
from usine.values.errors import Refused
from usine.values.text import fold

LONGEST, MOST = 60, 10_000
"""In characters: what is longer tells more than a status; and what no number of actions reaches."""

_ALONE = re.compile(r"(.*?\S)\s*:\s*(\d{1,4})\s*")


class StatusCount(NamedTuple):
    """A line that gives a number of actions to a status; `is_of_actions` is whether it says so."""

    place: Address
    code: str
    figure: int
    is_of_actions: bool


def announced_by_status(
    grid: Grid, rows: Sequence[Row], vocabulary: Vocabulary
) -> Iterator[Announced]:
    """The lines that name a status, compared with the actions that have it.

    A number differs for sure where the lines part all the actions that have a status, each status
    once: another word of the file may else be of the same status. Elsewhere, the lines that say
    that they count actions are proofs, or nothing.
    """
    name = vocabulary.progress
    lines = list(_lines(grid, vocabulary))
    read = Counter(row.values[name] for row in rows if not row.is_refused and row.values.get(name))
    is_whole = _parts(lines, read)
    codes = Counter(line.code for line in lines)
    labels = dict(vocabulary.by_name[name].labels) if name else {}
    for line in lines:
        is_told = is_whole or (line.is_of_actions and line.figure == read[line.code])
        if is_told and codes[line.code] == 1 and (line.figure or read[line.code]):
            what = f"{ACTIONS}, {labels[line.code]}"
            yield Announced(line.place.sheet, line.place.name, what, line.figure, read[line.code])


def _parts(lines: Sequence[StatusCount], read: Counter[str]) -> bool:
    """Whether lines part all the actions by status; the ranks of a list of statuses do not."""
    counts = [line.figure for line in lines]
    ranks = [list(range(first, first + len(counts))) for first in (0, 1)]
    named = {line.code for line in lines}
    is_once = len(named) == len(lines) > 1
    return is_once and sum(counts) == read.total() and named >= read.keys() and counts not in ranks


def _lines(grid: Grid, vocabulary: Vocabulary) -> Iterator[StatusCount]:
    choice = vocabulary.choices.get(vocabulary.progress)
    if not isinstance(choice, ProgressChoice):
        return
    objects = "|".join(sorted(vocabulary.objects))
    subject = re.compile(rf"(?:(?:nombre|nb|nbre) (?:de |d |des )?)?(?:{objects})s? (.+)")
    for number, cells in grid.rows.items():
        label, figure, column = _counted(cells)
        if figure is None or len(label) > LONGEST or re.search(r"\d", label):
            continue
        counted = subject.fullmatch(fold(label))
        if code := _status(counted[1] if counted else label, choice):
            yield StatusCount(grid.address(number, column), code, figure, bool(counted))


def _counted(cells: Sequence[Cell]) -> tuple[str, int | None, int]:
    """The label of a line, its only number, and the column of that number; no number where the
    line is anything else."""
    match [(column, cell) for column, cell in enumerate(cells) if cell is not None]:
        case [(column, str(text))] if alone := _ALONE.fullmatch(text):
            return alone[1], int(alone[2]), column
        case [(_, str(text)), (column, int() | float() as figure)] if _is_count(figure):
            return text, int(figure), column
    return "", None, 0


def _is_count(figure: float) -> bool:
    return not isinstance(figure, bool) and 0 <= figure < MOST and figure == int(figure)


def _status(label: str, choice: ProgressChoice) -> str:
    """The status that a label names for sure, and nothing else: neither a flag, nor a doubt."""
    try:
        told = choice.progress(label)
    except Refused:
        return ""
    return "" if told.flag or told.is_doubtful else told.code or ""
