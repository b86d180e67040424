"""Turns the spreadsheet that a territory keeps into the actions that it says, row by row.

    bytes → extraction (a child process) → grids → headers → layout → rows → Reading

`read` is the way in. Nothing here knows of the database or of the web, nothing is written.
"""

from usine.reading.fields import FIELDS, IGNORED
from usine.reading.headers import Column, header_key
from usine.reading.layout import Ignored, Why
from usine.reading.reader import MAX_BYTES, MAX_ROWS, Reading, Sheet, read
from usine.reading.rows import Problem, Row, Values
from usine.reading.sandbox import Unreadable

__all__ = [
    "FIELDS",
    "IGNORED",
    "MAX_BYTES",
    "MAX_ROWS",
    "Column",
    "Ignored",
    "Problem",
    "Reading",
    "Row",
    "Sheet",
    "Unreadable",
    "Values",
    "Why",
    "header_key",
    "read",
]
