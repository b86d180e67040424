"""What a file leaves to be settled, asked once for all its cells, and the answers given to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from usine.reading.extraction.survey import column_number
from usine.reading.grid import Cell, Grid
from usine.reading.values.texts import text_of
from usine.values.fields import Labels
from usine.values.text import fold

FIRST = 3
"""How many cells a question shows."""

WORD, MARK, COLOUR, AMOUNTS, END = "word", "mark", "colour", "amounts", "end"

TICKED: Labels = (("yes", "coché"), ("no", "non coché"))


@dataclass(frozen=True)
class Answers:
    """What users settled: {key of a column: field or ""}, {field: {key of a word: code or ""}}, and
    {"Feuille!C12": text}, cells that are replaced before anything is read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set, compare=False)
    """The words, {(field, key)}, that the file has."""

    def word(self, name: str, key: str) -> str | None:
        """The code that a word was said to mean, "" for nothing; None when nobody said."""
        code = self.words.get(name, {}).get(key)
        if code is not None:
            self.used.add((name, key))
        return code


def word_key(cell: Cell) -> str:
    """What a cell shows as it is compared and remembered; a sign stands for itself."""
    text = " ".join(text_of(cell).split())
    return fold(text) or text


class AskedCell(NamedTuple):
    """A cell that waits for an answer; with `if_new`, only for a subject of which nobody knows how
    far it is."""

    kind: str
    field: str
    key: str
    word: str
    cell: str
    options: Labels = ()
    if_new: bool = False
    sheet: str = ""

    def place(self, *, named: bool) -> str:
        return f"{self.sheet}!{self.cell}".lstrip("!") if named and self.cell else self.cell


@dataclass(frozen=True)
class FileQuestion:
    """What one word, sign or colour of the file means for a field: `count` cells wait for it."""

    kind: str
    field: str
    key: str
    word: str
    count: int
    cells: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    proposed: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "field": self.field,
            "key": self.key,
            "word": self.word,
            "count": self.count,
            "cells": list(self.cells),
            "options": [list(option) for option in self.options],
            "proposed": self.proposed,
        }


def questions_of(
    asked: Iterable[AskedCell], options: Mapping[str, Labels]
) -> tuple[FileQuestion, ...]:
    """One question for each word and field, in the order of the file; its cells bear the names of
    their sheets when there are several."""
    groups: dict[tuple[str, str, str], list[AskedCell]] = {}
    asked = list(asked)
    named = len({each.sheet for each in asked}) > 1
    for each in asked:
        groups.setdefault((each.kind, each.field, each.key), []).append(each)
    return tuple(
        FileQuestion(
            kind,
            name,
            key,
            group[0].word,
            len(group),
            tuple(each.place(named=named) for each in group[:FIRST]),
            tuple(group[0].options or options.get(name, ())),
        )
        for (kind, name, key), group in groups.items()
    )


def answered(grids: Sequence[Grid], cells: Mapping[str, str]) -> list[Grid]:
    """The sheets with the cells that users wrote again; Raises ValueError on an unknown name."""
    written: dict[str, dict[tuple[int, int], str]] = {}
    for name, text in cells.items():
        sheet, _, place = name.rpartition("!")
        letters = place.rstrip("0123456789")
        row, column = int(place[len(letters) :]), column_number(letters)
        written.setdefault(sheet, {})[row, column] = text
    return [
        replace(grid, rows=_rewritten(grid, texts), before={at: grid.cell(*at) for at in texts})
        if (texts := written.get(grid.name))
        else grid
        for grid in grids
    ]


def _rewritten(grid: Grid, cells: Mapping[tuple[int, int], str]) -> dict[int, tuple[Cell, ...]]:
    rows = dict(grid.rows)
    for (row, column), text in cells.items():
        padded = [*rows.get(row, ())]
        padded += [None] * (column + 1 - len(padded))
        padded[column] = text if text.strip() else None
        rows[row] = tuple(padded)
    return dict(sorted(rows.items()))
