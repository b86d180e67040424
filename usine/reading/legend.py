"""What colours and signs mean in a file, where a legend of its own says it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from usine.reading.answers import word_key
from usine.reading.grid import Grid
from usine.reading.paths import label_of
from usine.reading.values.marks import is_sign

LONGEST = 60
"""In characters: what a longer text says of a colour is no legend."""

LONGEST_OF_SEVERAL = 400
"""In characters: the same, of a text that says several of them."""

_MARKS = r"[^\w\s\"'«»()\[\]:=,;.!?/&+*#%€’–—-]+"
_SIGN = re.compile(rf"\s*({_MARKS})\s*[:=–—-]?\s*(\w.*)")
_SEVERAL = re.compile(rf"({_MARKS})\s*[:=–—-]?\s*(\w(?:[^\W_]|[ '’-])*)")
_BETWEEN = r"\s*[:=]\s*"
_LETTERS = re.compile(
    rf"(?<!\w)([A-Z]{{1,2}}){_BETWEEN}(\w(?:(?!\s+\W?\s*[A-Z]{{1,2}}{_BETWEEN})[\w '’-])*)"
)


def legend_of(grids: Iterable[Grid], inside: Mapping[str, Collection[int]]) -> dict[str, str]:
    """{colour or sign: words} as texts outside the tables of a file tell them.

    `inside` are the rows of the tables, by sheet. What stands for two texts means nothing.
    """
    told: dict[str, set[str]] = {}
    for grid in grids:
        rows = inside.get(grid.name, ())
        for key, words in (*_colours(grid, rows), *_signs(grid, rows)):
            told.setdefault(key, set()).add(words)
    return {key: words.pop() for key, words in told.items() if len(words) == 1}


def _colours(grid: Grid, inside: Collection[int]) -> Iterator[tuple[str, str]]:
    """The colour of a text, or of a blank cell at its left."""
    for (row, column), colour in grid.colours.items():
        if row not in inside:
            text = label_of(grid.cell(row, column)) or label_of(grid.cell(row, column + 1))
            if text and len(text) <= LONGEST:
                yield colour, text


def _signs(grid: Grid, inside: Collection[int]) -> Iterator[tuple[str, str]]:
    """A sign and the words after it, in one cell or in two; letters, several in one cell."""
    for row, cells in grid.rows.items():
        if row in inside:
            continue
        for column, cell in enumerate(cells):
            if not isinstance(cell, str) or len(cell) > LONGEST_OF_SEVERAL:
                continue
            letters = _LETTERS.findall(cell)
            if len(letters) > 1:
                yield from ((word_key(letter), words.strip()) for letter, words in letters)
            several = [each for each in _SEVERAL.finditer(cell) if is_sign(each[1])]
            if len(several) > 1:
                yield from ((each[1], each[2].strip()) for each in several)
            elif len(cell) > LONGEST:
                continue
            elif legend := _SIGN.fullmatch(cell):
                yield legend[1], legend[2].strip()
            elif is_sign(cell) and (text := label_of(grid.cell(row, column + 1))):
                yield cell.strip(), text
