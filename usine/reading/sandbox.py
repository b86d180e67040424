"""Runs the extraction in a child process, and turns its answer into grids."""

import json
import logging
import math
import os
import re
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from usine.reading.extraction.mojibake import mended, unescaped
from usine.reading.grid import BrokenCell, Cell, Grid, Merge, Shown, Since1904
from usine.reading.wording import in_french
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

ERROR = re.compile(
    r"#(?:REF|N/A|VALUE|VALEUR|NAME|NOM|DIV/0|NUM|NOMBRE|NULL|NUL|CALC|SPILL)[!?]?|Err:\d{3}"
)
LOST = re.compile("#{2,}(?:[ /.:-]+#{2,})*")  # ##/##/####
PROTECTED = re.compile(r"'(?:[=+@\t\r-]|0\d)")
"""How exports keep a text from being taken for a formula, or for a number: '=1, '007."""
_RETURN = re.compile(r"(?:_x000[dD]_|\r)\n?")  # some software writes the second as the first
# Control characters, which a database refuses, and letters without width.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]"
)

logger = logging.getLogger(__name__)

START = "import sys; sys.path.insert(0, sys.argv[1]); from extraction.child import main; main()"
FOLDER = str(Path(__file__).parent)
INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""The only variables that the child receives: what Python itself needs, and no secret."""

SECONDS = 20.0
"""After these seconds the child is killed; it bounds its own processor time far more closely."""

GAVE_UP = (
    "Le fichier n’a pas pu être lu : il est abîmé, ou trop lourd pour un plan d’actions. Copiez le "
    "seul tableau des actions dans un nouveau classeur, puis déposez ce classeur."
)


class Unreadable(Refused):
    """The file as a whole cannot be taken; the message says why and what to do.

    `columns` are those of the table when only the title is missing.
    """

    def __init__(self, message: str, columns: tuple[Any, ...] = ()) -> None:
        super().__init__(in_french(message))
        self.columns = columns


def grids_of(content: bytes, seconds: float = SECONDS) -> list[Grid]:
    """The sheets of a file. Raises Unreadable alone, whatever the bytes are."""
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    try:
        child = subprocess.run(  # noqa: S603 - our own Python, our own code
            [sys.executable, "-I", "-c", START, FOLDER],
            input=content,
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(GAVE_UP) from error
    except subprocess.CalledProcessError as error:
        stderr = error.stderr.decode(errors="replace")[-2000:]
        logger.warning("A spreadsheet ended its reader with %s: %s", error.returncode, stderr)
        raise Unreadable(GAVE_UP) from error
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    return grids_from(answer["sheets"])


def grids_from(sheets: list[dict[str, Any]]) -> list[Grid]:
    """The sheets as the extraction gives them (see its `grids`), with their cells typed."""
    return [_grid(sheet) for sheet in sheets]


def _grid(sheet: dict[str, Any]) -> Grid:
    merges = (
        Merge(top + 1, left, bottom + 1, right) for top, left, bottom, right in sheet["merges"]
    )
    cell_of = _cell_since_1904 if sheet["is_since_1904"] else _cell
    rows = {number: tuple(map(cell_of, cells)) for number, cells in sheet["rows"]}
    colours = {
        (row + 1, column): f"#{colour}"
        for row, first, last, colour in sheet["colours"]
        for column in range(first, last + 1)
    }
    notes = ((row + 1, column, clean_text(text)) for row, column, text in sheet["notes"])
    return Grid(
        clean_text(sheet["name"]),
        rows,
        tuple(merges),
        sheet["hidden"],
        colours,
        {(row, column): text.strip() for row, column, text in notes if text},
        {(row + 1, column): steps for row, column, steps in sheet["indents"]},
        frozenset(row + 1 for row in sheet["hidden_rows"]),
        frozenset(sheet["hidden_columns"]),
        sheet["is_coloured_by_rules"],
        struck=frozenset((row + 1, column) for row, column in sheet["struck"]),
    )


def _cell(extracted: Any) -> Cell:
    match extracted:
        case str():
            return _text(clean_text(extracted))
        case [value, "shown", text, divisor]:
            return Shown(value, text, divisor)
        case [value, "formula" | "error" as kind]:
            return BrokenCell(kind, clean_text(value))
        case [value, kind]:
            return PartialDate(date.fromisoformat(value), Precision(kind))
        case float() if not math.isfinite(extracted):
            return BrokenCell("error", str(extracted))
    return extracted


def _cell_since_1904(extracted: Any) -> Cell:
    cell = _cell(extracted)
    if isinstance(cell, int | float) and not isinstance(cell, bool | Shown):
        return Since1904(cell)
    return cell


def _text(text: str) -> Cell:
    bare = text.strip()
    if ERROR.fullmatch(bare):
        return BrokenCell("error", text)
    if LOST.fullmatch(bare):
        return BrokenCell("lost", text)
    return (text[1:] if PROTECTED.match(text) else text) or None


def clean_text(text: str) -> str:
    """A text as one types it: its letters whole (NFC), its accents mended, without the characters
    that nobody sees; empty when only spaces are left."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", mended(text))
    text = unescaped(text)
    if not text.isprintable() or "_x000" in text:
        text = _UNSEEN.sub("", _RETURN.sub("\n", text))
    return text if text.strip() else ""
