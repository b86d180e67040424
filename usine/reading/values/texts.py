"""Texts, kept as they are without useless spaces, and lists of names."""

import re
from collections.abc import Iterator

from usine.reading.grid import Cell, Shown
from usine.reading.memory import remembered
from usine.reading.values.nothing import says_later, says_nothing, says_unsaid, says_untold
from usine.values.dates import PartialDate, Precision
from usine.values.text import fold

_BULLET = re.compile(r"^\s*[-–—•▪*·>]+\s+")
_LABEL = re.compile(r"[^\W\d][\w’' ]{2,30} ?: ")  # « Objectif : réduire… »
_ENDS = (".", ";", ":", "!", "…")

LONGEST_TITLE = 160
"""In characters: lines that make more than this together are a title and a paragraph."""

_OPENING, _CLOSING = "([", ")]"


def text_of(cell: Cell) -> str:
    """What a cell shows, line by line, without useless spaces."""
    match cell:
        case str() if "\n" not in cell:
            return " ".join(cell.split())
        case str():
            text = cell
        case bool():
            text = "VRAI" if cell else "FAUX"
        case Shown():
            text = cell.text
        case float() | int():
            text = f"{cell:.15g}"
        case PartialDate(first=day, precision=Precision.DAY):
            text = f"{day:%d/%m/%Y}"
        case PartialDate(first=day):
            text = f"{day:%m/%Y}"
        case _:
            return ""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(lines).strip()


@remembered
def line_of(cell: Cell) -> str:
    """What a cell shows, on one line; empty when it says that there is no value."""
    text = " ".join(text_of(cell).split())
    return "" if _is_none(text) else text


def paragraph_of(cell: Cell) -> str:
    """What a cell shows, on its several lines; empty when it says that there is no value."""
    text = text_of(cell)
    return "" if says_nothing(text) or says_unsaid(text) else text


def _is_none(text: str) -> bool:
    return says_nothing(text) or says_later(text)


def title_and_rest(cell: Cell) -> tuple[str, str]:
    """The title, its lines joined, and the paragraphs that follow; no title when it has no letter
    and no digit."""
    first, *others = text_of(cell).split("\n")
    while others and _continues(first, others[0]):
        first = f"{first} {others.pop(0)}"
    return (first if any(map(str.isalnum, first)) else ""), "\n".join(others).strip()


def _continues(title: str, line: str) -> bool:
    """Whether a line is still the title, cut to fit its cell, and no paragraph below it."""
    if not line or not any(map(str.isalnum, title)) or _BULLET.match(line):
        return False
    if len(title) + len(line) >= LONGEST_TITLE:
        return False
    return not (title.endswith(_ENDS) or line.endswith(_ENDS) or _LABEL.match(line))


@remembered
def names_of(cell: Cell) -> tuple[str, ...]:
    """Names parted by ; , or a line break, outside brackets; each once, in order."""
    names: dict[str, str] = {}
    for name in _names(cell):
        if not says_nothing(name) and not says_untold(name):
            names.setdefault(fold(name), name)
    return tuple(names.values())


def untold_in(cell: Cell) -> str:
    """The first of the names that stands for one that is not told yet: « CCI, à définir »."""
    return next((name for name in _names(cell) if says_untold(name)), "")


def _names(cell: Cell) -> Iterator[str]:
    for part in _split(text_of(cell)):
        yield _BULLET.sub("", " ".join(part.split())).strip(" .")


def _split(text: str) -> list[str]:
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if letter == "\n" or (letter in ";," and depth <= 0):
            parts.append("")
            depth = 0
        else:
            parts[-1] += letter
    return parts
