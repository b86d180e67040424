"""Ticks: crosses, checked boxes, yes and no."""

import unicodedata
from collections.abc import Iterable

from usine.reading.french import WORDS
from usine.reading.grid import Cell
from usine.values.text import fold

LONGEST = 10
_VARIANT = "\ufe0f"  # a sign shown as a picture: ✔️
_WINGDINGS = {"ü": "✔", "þ": "☑", "û": "✘", "ý": "☒"}
"""The signs that a font writes with letters."""

_BOXES = frozenset("☑☐☒✓✔✅")


def _keys(words: list[str]) -> frozenset[str]:
    return frozenset(fold(word) or word for word in words)


_YES, _NO = _keys(WORDS["marks"]["yes"]), _keys(WORDS["marks"]["no"])
_CHECKS, _CROSSES = _keys(WORDS["marks"]["checks"]), _keys(WORDS["marks"]["crosses"])


def is_marked(cell: Cell) -> bool | None:
    """Whether a cell ticks what its column says; None when it is no tick, as a blank one."""
    match cell:
        case bool():
            return cell
        case float() | int() if cell in (0, 1):
            return bool(cell)
        case str() if len(cell) <= LONGEST and "%" not in cell:
            key = _key(cell)
            return True if key in _YES else False if key in _NO else None
    return None


def _key(cell: str) -> str:
    written = cell.strip().replace(_VARIANT, "")
    written = _WINGDINGS.get(written, written)
    return fold(written) or written


def is_cross(cell: Cell) -> bool:
    """True for a cross, which ticks where no check does, and else may say that it does not."""
    return isinstance(cell, str) and _key(cell) in _CROSSES


def are_mixed(cells: Iterable[Cell]) -> bool:
    """Whether checks and crosses stand together."""
    keys = {_key(cell) for cell in cells if isinstance(cell, str) and len(cell) <= LONGEST}
    return not keys.isdisjoint(_CHECKS) and not keys.isdisjoint(_CROSSES)


def is_letter(cell: Cell) -> bool:
    """True for the cross of a keyboard, which is no picture of a refusal."""
    return isinstance(cell, str) and cell.strip().casefold() == "x"


def is_box(cell: Cell) -> bool:
    """True for a box, checked or not, and for a check mark: they tick wherever they stand."""
    return isinstance(cell, str) and cell.strip().replace(_VARIANT, "") in _BOXES


def is_sign(text: str) -> bool:
    """True for pictograms alone: 🟢, ⚫, ☀."""
    written = text.strip().replace(_VARIANT, "")
    return not any(map(str.isalnum, written)) and any(
        unicodedata.category(letter) == "So" for letter in written
    )
