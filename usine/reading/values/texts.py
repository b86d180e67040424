"""Texts, kept as they are without useless spaces, and lists of names."""

import re

from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.values.nothing import says_nothing
from usine.values.dates import PartialDate, Precision
from usine.values.text import fold

_BULLET = re.compile(r"^\s*[-–—•▪*·>]+\s+")
_OPENING, _CLOSING = "([", ")]"


def text_of(cell: Cell) -> str:
    """What a cell shows, line by line, without useless spaces."""
    match cell:
        case str():
            text = cell
        case bool():
            text = "VRAI" if cell else "FAUX"
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
    return "" if says_nothing(text) else text


def paragraph_of(cell: Cell) -> str:
    """What a cell shows, on its several lines; empty when it says that there is no value."""
    text = text_of(cell)
    return "" if says_nothing(text) else text


def title_and_rest(cell: Cell) -> tuple[str, str]:
    """The first line, and those that follow; no title when it has no letter and no digit."""
    title, _, rest = text_of(cell).partition("\n")
    return (title if any(map(str.isalnum, title)) else ""), rest.strip()


@remembered
def names_of(cell: Cell) -> tuple[str, ...]:
    """Names parted by ; , or a line break, outside brackets; each once, in order."""
    names: dict[str, str] = {}
    for part in _split(text_of(cell)):
        name = _BULLET.sub("", " ".join(part.split())).strip(" .")
        if not says_nothing(name):
            names.setdefault(fold(name), name)
    return tuple(names.values())


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
